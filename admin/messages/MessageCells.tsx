import { Tooltip, Typography } from '@strapi/design-system';
import type { MouseEvent } from 'react';
import { useIntl } from 'react-intl';
import { Link } from 'react-router-dom';
import { useFailureWords } from '../failure-words';
import { useRelativeTime } from '../use-relative-time';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import type { CellProps } from './list-cells';
import { failureOf, parseMessage } from './message';
import { StateBadge } from './StateBadge';

/** The link to the message, which Strapi puts on columns of its own only. */
export const RecipientsCell = ({ document }: CellProps) => {
  const { to, documentId } = parseMessage(document);
  return (
    <Tooltip label={to || '–'}>
      <Typography
        {...LINE}
        tag={Link}
        to={{ pathname: documentId }}
        // The row is pressed too, and would open it a second time.
        onClick={(event: MouseEvent) => event.stopPropagation()}
      >
        {to || '–'}
      </Typography>
    </Tooltip>
  );
};

export const SubjectCell = ({ document }: CellProps) => {
  const { subject } = parseMessage(document);
  return subject === '' ? <Nothing /> : <Explained words={subject} explanation={subject} />;
};

export const AttemptsCell = ({ document }: CellProps) => {
  const intl = useIntl();
  return <Text>{intl.formatNumber(parseMessage(document).attempts)}</Text>;
};

export const StateCell = ({ document }: CellProps) => {
  const { state } = parseMessage(document);
  return state === null ? <Nothing /> : <StateBadge state={state} />;
};

/** In a few words; the sentence with what to do about it for whoever points at it, or comes by with the keyboard. */
export const ReasonCell = ({ document }: CellProps) => {
  const say = useWords();
  const together = useTogether();
  const sayFailure = useFailureWords();
  const parsed = parseMessage(document);
  const { failureCode, failureMessage, state } = parsed;
  if (state === 'sent' || (failureCode === null && failureMessage === '')) return <Nothing />;
  const words = failureCode === null ? failureMessage : say(`reason.${failureCode}`);
  const { message, hint } = sayFailure(failureOf(parsed));
  const sentences = together(message, hint);
  return <Explained words={words} explanation={sentences || words} />;
};

export const OutcomeCell = ({ document }: CellProps) => {
  const say = useWords();
  const { outcome } = parseMessage(document);
  return outcome === null ? <Nothing /> : <Text>{say(`delivery.result.${outcome}`)}</Text>;
};

export const NextAttemptCell = ({ document }: CellProps) => {
  const { nextAttemptAt, state } = parseMessage(document);
  return <Moment at={state === 'waiting' ? nextAttemptAt : ''} tense="future" />;
};

export const AgeCell = ({ document }: CellProps) => (
  <Moment at={parseMessage(document).createdAt} tense="past" />
);

const Moment = ({ at, tense }: { at: string; tense: 'past' | 'future' }) => {
  const intl = useIntl();
  const relative = useRelativeTime();
  const together = useTogether();
  if (at === '') return <Nothing />;
  const exactly = together(intl.formatDate(at, { dateStyle: 'medium', timeStyle: 'medium' }));
  return <Explained words={relative(at, tense, 'short')} explanation={exactly} />;
};

const LINE = {
  tag: 'span',
  display: 'block',
  ellipsis: true,
  // Seven columns beside the menu of Strapi.
  maxWidth: '16rem',
  textColor: 'neutral800',
} as const;

const Text = ({ children }: { children: string }) => <Typography {...LINE}>{children}</Typography>;

const Explained = ({ words, explanation }: { words: string; explanation: string }) => (
  <Tooltip label={explanation}>
    {/* Reached with the keyboard too, because there is more to read. */}
    <Typography {...LINE} tabIndex={0}>
      {words}
    </Typography>
  </Tooltip>
);

const Nothing = () => <Text>–</Text>;

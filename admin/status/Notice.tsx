import { Alert, Box, Link } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router-dom';
import { styled } from 'styled-components';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { useLastError } from './use-last-error';
import { dismissedWith, noticeOf, type Notice as Kind } from './notice-rule';
import { SETTINGS_PAGE, STATUS_PAGE } from './places';
import { useDismissed } from './use-dismissed';
import { useStatus, type StatusView } from './use-status';

const ASK_EVERY_MS = 60_000;
/** Above pages and menus, below dialogs: those are answered first. */
const BELOW_DIALOGS = 200;

/** A failure of mail, wherever in the panel somebody is; it stays until it is over, or put away. */
const Notice = () => {
  const { data, at } = useStatus(ASK_EVERY_MS);
  const [dismissed, setDismissed] = useDismissed();
  const { pathname } = useLocation();
  const notice = data && noticeOf(data, dismissed, at);
  useTellWhenItWorks(data);

  // These pages say it themselves.
  if (!data || !notice || pathname.startsWith(SETTINGS_PAGE)) return null;
  return (
    <Box
      position="fixed"
      zIndex={BELOW_DIALOGS}
      style={{ insetBlockEnd: '1.6rem', insetInlineEnd: '1.6rem' }}
      width="48rem"
      maxWidth="calc(100vw - 3.2rem)"
    >
      <Words
        notice={notice}
        status={data}
        onDismiss={() => setDismissed(dismissedWith(notice, data, dismissed, Date.now()))}
      />
    </Box>
  );
};

export default Notice;

/** The colour that an alert gives its links is too light for its background. */
const PlainLink = styled(Link)`
  && > span {
    color: ${({ theme }) => theme.colors.neutral800};
    text-decoration: underline;
  }
`;

interface WordsProps {
  notice: Kind;
  status: StatusView;
  onDismiss: () => void;
}

const Words = ({ notice, status, onDismiss }: WordsProps) => {
  const say = useWords();
  const together = useTogether();
  const inWords = useLastError();
  const { health, drafts, lastFailure } = status;
  const isDown = notice === 'down';
  // The words are on their way: an empty box would be read out as one.
  if (say('notice.dismiss') === '') return null;
  const why = health.reasons.includes('SERVER_AWAY')
    ? lastFailure && inWords(lastFailure).message
    : say('status.reason.PASSWORD_UNREADABLE');
  return (
    <Alert
      variant={isDown ? 'danger' : 'warning'}
      title={isDown ? say('notice.down') : say('notice.held', { count: drafts.held })}
      titleAs="p"
      closeLabel={say('notice.dismiss')}
      onClose={onDismiss}
      shadow="popupShadow"
      action={
        <PlainLink tag={NavLink} to={STATUS_PAGE}>
          {say('status.link')}
        </PlainLink>
      }
    >
      {isDown
        ? together(why, say('notice.down.kept', { count: drafts.waiting + drafts.held }))
        : say('notice.held.words')}
    </Alert>
  );
};

/** Whoever was told that mail cannot be sent learns that it can. */
const useTellWhenItWorks = (status: StatusView | null) => {
  const say = useWords();
  const { toggleNotification } = useNotification();
  const wasDown = useRef(false);
  const state = status?.health.state;
  useEffect(() => {
    if (state === undefined) return;
    if (wasDown.current && state !== 'down') {
      toggleNotification({ type: 'success', message: say('notice.works') });
    }
    wasDown.current = state === 'down';
  }, [state, say, toggleNotification]);
};

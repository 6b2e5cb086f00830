import { Flex, Status, Typography, type StatusVariant } from '@strapi/design-system';
import type { PanelComponent } from '@strapi/content-manager/strapi-admin';
import { MESSAGE_UID, type MessageState } from '../../server/contract';
import { Failure } from '../components/Failure';
import { useFailureWords } from '../failure-words';
import { useWords } from '../use-words';
import { Attachments } from './Attachments';
import { Attempts } from './Attempts';
import { parseMessage, type Message } from './message';
import { SendButton } from './SendButton';
import { StateWords } from './StateWords';

/** Beside an outgoing message: how its delivery stands, in words. All of it is text, whoever wrote it. */
export const DeliveryPanel: PanelComponent = ({ model, document, documentId, activeTab }) => {
  const say = useWords();
  if (model !== MESSAGE_UID) return null;
  const message = document ? parseMessage(document) : null;
  return {
    title: say('delivery.title'),
    content: (
      <Flex direction="column" alignItems="stretch" gap={4} width="100%">
        <State message={message} />
        {/* Above the history, which grows. */}
        <SendButton
          documentId={documentId}
          message={message}
          isPublished={activeTab === 'published'}
        />
        {message && <Attempts attempts={message.history} />}
        {message && <Attachments attachments={message.attachments} />}
      </Flex>
    ),
  };
};

const State = ({ message }: { message: Message | null }) => {
  const say = useWords();
  const sayFailure = useFailureWords();
  const state = message ? message.state : 'new';
  // A role may not be allowed to see it.
  if (state === null) return null;
  return (
    <>
      <Flex direction="column" alignItems="flex-start" gap={2}>
        <Status variant={VARIANTS[state]} size="S">
          <Typography variant="omega" fontWeight="bold">
            {say(`delivery.state.${state}`)}
          </Typography>
        </Status>
        <StateWords state={state} message={message} />
      </Flex>
      {message && message.state !== 'sent' && message.failureMessage && (
        <Failure
          {...sayFailure({
            message: message.failureMessage,
            hint: message.failureHint,
            words: message.failureWords,
          })}
          response={message.response}
        />
      )}
    </>
  );
};

const VARIANTS: Record<MessageState | 'new', StatusVariant> = {
  new: 'neutral',
  waiting: 'secondary',
  held: 'danger',
  sending: 'primary',
  sent: 'success',
};

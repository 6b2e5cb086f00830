import { Flex } from '@strapi/design-system';
import { useQueryParams } from '@strapi/strapi/admin';
import { useEffect } from 'react';
import { PERMISSIONS } from '../../server/contract';
import { Failure } from '../components/Failure';
import { useFailureWords } from '../failure-words';
import { useAllowed } from '../permissions';
import { Attachments } from './Attachments';
import { Attempts } from './Attempts';
import { DiscardButton } from './DiscardButton';
import { failureOf, type Message } from './message';
import { SendButton } from './SendButton';
import { StateBadge } from './StateBadge';
import { StateWords } from './StateWords';

export interface DeliveryPanelContentProps {
  documentId: string | undefined;
  /** Null before the message is saved for the first time. */
  message: Message | null;
  isPublished: boolean;
}

const DeliveryPanelContent = ({ documentId, message, isPublished }: DeliveryPanelContentProps) => {
  const mayDownload = useAllowed(PERMISSIONS.readContent);
  useRecordOfAccepted(message, isPublished);
  return (
    <Flex direction="column" alignItems="stretch" gap={4} width="100%">
      <State message={message} />
      {/* Above the history, which grows. */}
      <SendButton documentId={documentId} message={message} isPublished={isPublished} />
      {documentId && message && <DiscardButton documentId={documentId} message={message} />}
      {message && <Attempts attempts={message.history} />}
      {documentId && message && (
        <Attachments
          documentId={documentId}
          attachments={message.attachments}
          mayDownload={mayDownload && message.content === 'readable'}
        />
      )}
    </Flex>
  );
};

/** An accepted message opens as what it is: a record, in a form that nobody can write in. */
const useRecordOfAccepted = (message: Message | null, isPublished: boolean): void => {
  const [, setQuery] = useQueryParams();
  const isAccepted = message?.state === 'sent' && !isPublished;
  useEffect(() => {
    if (isAccepted) setQuery({ status: 'published' }, 'push', true);
  }, [isAccepted, setQuery]);
};

const State = ({ message }: { message: Message | null }) => {
  const sayFailure = useFailureWords();
  const state = message ? message.state : 'new';
  // A role may not be allowed to see it.
  if (state === null) return null;
  return (
    <>
      <Flex direction="column" alignItems="flex-start" gap={2}>
        <StateBadge state={state} />
        <StateWords state={state} message={message} />
      </Flex>
      {message && message.state !== 'sent' && message.failureMessage && (
        <Failure {...sayFailure(failureOf(message))} response={message.response} />
      )}
    </>
  );
};

export default DeliveryPanelContent;

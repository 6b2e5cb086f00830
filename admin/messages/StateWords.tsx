import { Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { MessageState } from '../../server/contract';
import type { Message } from './message';
import { mayDuplicate } from './send-rules';
import { useRelativeTime } from '../use-relative-time';
import { Remark } from '../components/Remark';
import { useWords } from '../use-words';

interface StateWordsProps {
  state: MessageState | 'new';
  message: Message | null;
}

/** What a state means for whoever reads it, and when something happens next. */
export const StateWords = ({ state, message }: StateWordsProps) => {
  const say = useWords();
  const intl = useIntl();
  const relative = useRelativeTime();
  const words = () => {
    if (state === 'waiting' && message?.nextAttemptAt) {
      return say('delivery.state.waiting.next', {
        when: relative(message.nextAttemptAt, 'future'),
      });
    }
    if (state === 'sent' && message?.sentAt) {
      const when = intl.formatDate(message.sentAt, { dateStyle: 'medium', timeStyle: 'short' });
      return say('delivery.state.sent.when', { when });
    }
    return say(`delivery.state.${state}.words`);
  };
  return (
    <>
      <Typography textColor="neutral700">{words()}</Typography>
      {message?.content === 'secret' && (
        <Typography textColor="neutral700">{say('content.secret.panel')}</Typography>
      )}
      {message?.content === 'wiped' && (
        <Typography textColor="neutral700">{say('content.wiped')}</Typography>
      )}
      {state !== 'sent' && mayDuplicate(message) && <Remark>{say('send.mayDuplicate')}</Remark>}
    </>
  );
};

import { Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { MessageState } from '../../server/contract';
import { relativeTime } from '../relative-time';
import { t } from '../translate';
import type { Message } from './message';
import { mayDuplicate } from './send-rules';

interface StateWordsProps {
  state: MessageState | 'new';
  message: Message | null;
}

/** What a state means for whoever reads it, and when something happens next. */
export const StateWords = ({ state, message }: StateWordsProps) => {
  const { formatMessage, formatRelativeTime, formatDate } = useIntl();
  const soon = (at: string) => {
    const { value, unit } = relativeTime(at, Date.now());
    return formatRelativeTime(value, unit, { numeric: 'auto' });
  };
  const words = () => {
    if (state === 'waiting' && message?.nextAttemptAt) {
      return formatMessage(t('delivery.state.waiting.next'), { when: soon(message.nextAttemptAt) });
    }
    if (state === 'sent' && message?.sentAt) {
      const when = formatDate(message.sentAt, { dateStyle: 'medium', timeStyle: 'short' });
      return formatMessage(t('delivery.state.sent.when'), { when });
    }
    return formatMessage(t(`delivery.state.${state}.words`));
  };
  return (
    <>
      <Typography textColor="neutral700">{words()}</Typography>
      {state !== 'sent' && mayDuplicate(message) && (
        <Typography textColor="warning700">{formatMessage(t('send.mayDuplicate'))}</Typography>
      )}
    </>
  );
};

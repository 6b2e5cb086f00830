/** When Send may be pressed. Pure. */
import type { MessageKey } from '../dictionary';
import type { Message } from './message';

export interface SendSituation {
  /** Null before the message is saved for the first time. */
  message: Message | null;
  /** The form holds changes that are not saved: Send would send something else than what is seen. */
  isModified: boolean;
  /** The record of what was accepted is being looked at. */
  isPublished: boolean;
}

/** Why Send is not possible now, or null. */
export const obstacleToSending = ({
  message,
  isModified,
  isPublished,
}: SendSituation): Extract<MessageKey, `send.${string}`> | null => {
  if (isPublished || message?.state === 'sent') return 'send.sent';
  if (message?.state === 'sending') return 'send.sending';
  if (message?.content === 'wiped') return 'send.wiped';
  return message === null || isModified ? 'send.saveFirstHint' : null;
};

/** A message in doubt is only sent again by somebody who was told that it may arrive twice. */
export const mayDuplicate = (message: Message | null): boolean => message?.outcome === 'uncertain';

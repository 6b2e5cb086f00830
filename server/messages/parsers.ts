/** The parser of messages with everything that the site decides: what is handed in, and what is sent a second time. */
import type { OutgoingMessage } from './message';
import { type MessageDefaults, parseMessage } from './parse';
import type { SenderDefaults } from './sender';
import { carriesSecret } from './sensitive';

export interface ParserOptions extends Pick<MessageDefaults, 'newMessageId' | 'now'> {
  defaults: () => SenderDefaults;
  drafts: {
    maxMessageBytes: number;
    sensitive: { patterns: Parameters<typeof carriesSecret>[1]; expireAfterMinutes: number };
  };
  timeoutSeconds: () => number;
  /** Of the request under way. */
  isAccountMail: () => boolean;
  isFromOutside: () => boolean;
}

type Parse = (options: unknown) => Promise<OutgoingMessage>;

export const createParsers = (site: ParserOptions): { parse: Parse; parseStored: Parse } => {
  const { maxMessageBytes, sensitive } = site.drafts;
  const parseFrom = (
    request: { isAccountMail: boolean; fromOutside: boolean },
    options: unknown,
  ): Promise<OutgoingMessage> =>
    parseMessage(options, {
      sender: site.defaults(),
      maxMessageBytes,
      streamTimeoutMs: 1000 * site.timeoutSeconds(),
      newMessageId: site.newMessageId,
      isSensitive: (fields) => request.isAccountMail || carriesSecret(fields, sensitive.patterns),
      sensitiveForMs: 60_000 * sensitive.expireAfterMinutes,
      fromOutside: request.fromOutside,
      now: site.now,
    });
  return {
    parse: (options) =>
      parseFrom(
        { isAccountMail: site.isAccountMail(), fromOutside: site.isFromOutside() },
        options,
      ),
    // A timer belongs to the request in which it was set, which may have been anybody's.
    parseStored: (options) => parseFrom({ isAccountMail: false, fromOutside: false }, options),
  };
};

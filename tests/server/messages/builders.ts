/** Parsing with a fixed clock and ids, and what came of it. */
import { InvalidMessageError, type OutgoingMessage } from '../../../server/messages/message';
import { parseMessage, type MessageDefaults } from '../../../server/messages/parse';
import type { SenderDefaults } from '../../../server/messages/sender';

export const NOW = new Date('2026-11-01T12:00:00.000Z');

type Defaults = Partial<MessageDefaults & SenderDefaults>;

export const parse = (
  options: unknown,
  {
    from = 'Site <site@example.com>',
    replyTo = '',
    forceSender = false,
    ...defaults
  }: Defaults = {},
): Promise<OutgoingMessage> =>
  parseMessage(options, {
    sender: { from, replyTo, forceSender },
    maxMessageBytes: 1024 * 1024,
    streamTimeoutMs: 5000,
    newMessageId: () => '<made@example.com>',
    isSensitive: () => false,
    sensitiveForMs: 3_600_000,
    fromOutside: false,
    now: () => NOW,
    ...defaults,
  });

/** A message that would be sent, with these options beside. */
export const options = (more: object = {}): object => ({
  to: 'ann@example.com',
  subject: 'Hello',
  text: 'How are you?',
  ...more,
});

export const refusal = async (
  given: unknown,
  defaults?: Defaults,
): Promise<InvalidMessageError> => {
  const result = await parse(given, defaults).catch((error: unknown) => error);
  if (result instanceof InvalidMessageError) return result;
  throw new Error(`it was not refused: ${JSON.stringify(result) ?? String(result)}`);
};

/** Dotted paths of the fields that were refused. */
export const refused = async (given: unknown): Promise<string[]> =>
  (await refusal(given)).details.errors.map(({ path }) => path.join('.'));

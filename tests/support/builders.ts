/** Data for tests: right in everything that a test does not say. */
import type { OutgoingMessage } from '../../server/messages/message';
import { DEFAULT_SETTINGS, type Settings } from '../../server/settings/settings';

let counter = 0;

export const aMessage = ({
  fields,
  ...rest
}: Partial<Omit<OutgoingMessage, 'fields'>> & {
  fields?: Partial<OutgoingMessage['fields']>;
} = {}): OutgoingMessage => ({
  fields: {
    from: 'Site <site@example.com>',
    to: 'ann@example.com',
    cc: '',
    bcc: '',
    replyTo: '',
    subject: 'Hello',
    text: 'How are you?',
    html: '',
    ...fields,
  },
  extras: {},
  messageId: `<${++counter}@example.com>`,
  date: new Date('2026-11-01T12:00:00Z'),
  bytes: 100,
  sensitive: false,
  ...rest,
});

export const someSettings = (settings: Partial<Settings> = {}): Settings => ({
  ...DEFAULT_SETTINGS,
  host: '127.0.0.1',
  timeoutSeconds: 5,
  ...settings,
});

/** What must hold for a message that was accepted, before nodemailer, which has walls of its own, gets it. */
import type { OutgoingMessage } from '../../../server/messages/message';

/** Their bytes are no lines: encoded on the way, or the caller's own. A private key has many lines. */
const CONTENT = ['content', 'raw', 'text', 'html', 'privateKey'];
const PARTS = ['attachments', 'alternatives', 'icalEvent', 'amp', 'watchHtml'] as const;

/** What is wrong with it; empty: nothing. */
export const unfitToSend = ({ fields, extras, messageId }: OutgoingMessage): string[] => {
  const { amp, watchHtml, ...rest } = extras;
  const lines = linesIn({ fields, messageId, ...rest, parts: [amp, watchHtml].filter(isObject) });
  const broken = lines.filter((line) => /[^\P{Cc}\t\u0080-\u009f]/u.test(line));
  const references = PARTS.flatMap((name) => [extras[name]].flat())
    .filter(isObject)
    .flatMap(Object.keys)
    .filter((key) => ['path', 'href', 'httpHeaders', '_resolve'].includes(key));
  return [
    ...broken.map((line) => `a line break or control was accepted: ${JSON.stringify(line)}`),
    ...references.map((key) => `a part with ${key} was accepted`),
    ...(extras.dkim && 'cacheDir' in extras.dkim ? ['a folder to write to was accepted'] : []),
  ];
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Buffer.isBuffer(value);

/** Keys too: they are names of headers and of parameters. */
const linesIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    CONTENT.includes(key) ? [] : [key, ...linesIn(item)],
  );
};

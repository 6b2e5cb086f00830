/** What must hold for the bytes that a server got, read without the help of what wrote them. */
import { domainToASCII } from 'node:url';
import type { MessageExtras, OutgoingMessage } from '../../../server/messages/message';
import { parseAddresses } from '../../../server/smtp/addresses';
import type { Exchange } from '../../support/smtp-recorder';
import type { HostileOptions } from './hostile-messages';
import { CANARY_HEADER, EVIL_DOMAIN } from './hostile-values';

/** An address between angle brackets: dots and atoms, or a quoted local part (RFC 5321, 4.1.2). */
const PATH = String.raw`<(?:(?:"(?:\\.|[^"\\])*"|[^\s<>"]+)@[^\s<>"@]+)?>`;
const COMMANDS = [
  /^(EHLO|HELO) [!-~]+$/,
  new RegExp(
    `^MAIL FROM:${PATH}( (SIZE=\\d+|BODY=8BITMIME|SMTPUTF8|RET=(FULL|HDRS)|ENVID=[!-~]+))*$`,
  ),
  new RegExp(`^RCPT TO:${PATH}( (NOTIFY=[A-Z,]+|ORCPT=[!-~]+))*$`),
  /^(DATA|RSET|QUIT)$/,
];

/** What is wrong with it; empty: nothing. */
export const unlawful = (
  { lines: latin1, bodies }: Exchange,
  message: OutgoingMessage,
  given: HostileOptions,
): string[] => {
  const wrong: string[] = [];
  const demand = (law: boolean, words: string) => void (law || wrong.push(words));

  const lines = latin1.map((line) => Buffer.from(line, 'latin1').toString());
  for (const line of lines) {
    const known = COMMANDS.some((command) => command.test(line)) && !/[\r\n\0]/.test(line);
    demand(known, `no command that we know: ${JSON.stringify(line)}`);
  }
  const count = (verb: RegExp) => lines.filter((line) => verb.test(line)).length;
  demand(count(/^MAIL/i) <= 1, 'more than one MAIL');
  demand(count(/^DATA/i) <= 1, 'more than one DATA');
  demand(bodies.length <= 1, 'more than one message');

  const named = recipientsOf(message);
  for (const address of rcptsIn(lines)) {
    demand(named.has(inAscii(address)), `RCPT to ${address}, which is no recipient`);
    const isEvil = address.toLowerCase().endsWith(`@${EVIL_DOMAIN}`);
    demand(!isEvil || openlyNames(given, EVIL_DOMAIN), `RCPT to ${address} from inside of a name`);
  }
  for (const body of bodies) {
    if (message.extras.raw === undefined) wrong.push(...unlawfulBody(body, message));
  }
  return wrong;
};

const rcptsIn = (lines: string[]): string[] =>
  lines.flatMap((line) => {
    const path = /^RCPT TO:<(.*?)>(?: [A-Z]+=.*)?$/i.exec(line);
    return path?.[1] ?? [];
  });

/** As nodemailer writes them: domains in ASCII, quotes where a local part needs them. Letter case does not count. */
const inAscii = (address: string): string => {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  const local = address.slice(0, at).replace(/["\\]/g, '');
  return `${local}${domainToASCII(domain) || domain}`.toLowerCase();
};

const recipientsOf = ({ fields, extras: { envelope } }: OutgoingMessage): Set<string> => {
  const { to, cc, bcc } = envelope ?? fields;
  const list = [to, cc, bcc].flat().filter(Boolean).join(', ');
  return new Set(parseAddresses(list).map(({ address }) => inAscii(address)));
};

/** Whether a recipient's own text has it, outside of quotes and comments; a name is none of an address. */
const openlyNames = (given: HostileOptions, domain: string): boolean => {
  const asRecord = (value: unknown) => Object(value) as Record<string, unknown>;
  const { headers, envelope } = given;
  const pairs = Array.isArray(headers)
    ? headers.map((item) => [asRecord(item).key, asRecord(item).value] as const)
    : Object.entries(asRecord(headers));
  const inHeaders = pairs
    .filter(([name]) => typeof name === 'string' && /^(to|cc|bcc)$/i.test(name))
    .map(([, value]) => value);
  const places = [given, asRecord(envelope)].flatMap(({ to, cc, bcc }) => [to, cc, bcc]);
  return [...places, ...inHeaders]
    .flat()
    .map((item) => (typeof item === 'string' ? item : asRecord(item).address))
    .some((text) => typeof text === 'string' && unquoted(text).includes(domain));
};

const unquoted = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/"(\\.|[^"\\])*"/gs, '')
    .replace(/\((\\.|[^()\\])*\)/gs, '');

/** Names that nodemailer writes by itself. */
const OWN_HEADERS =
  /^(from|sender|reply-to|to|cc|subject|message-id|in-reply-to|references|date|mime-version|content-(type|transfer-encoding|disposition|id)|x-mailer|x-(msmail-)?priority|importance|list-[!-9;-~]+|dkim-signature)$/;

const unlawfulBody = (body: string, { extras, fields }: OutgoingMessage): string[] => {
  const [first = '', ...others] = headerBlocks(body.replace(/^\.\./gm, '.'));
  // What is given as `raw` is the caller's own, headers and all; alone, it is the whole message.
  const isOwn = hasRawPart(extras);
  const top = isOwn && fields.text === '' && fields.html === '' ? '' : first;
  const parts = isOwn ? [] : others;
  const asked = Object.keys(extras.headers ?? {}).map((name) => name.toLowerCase());
  const lists = Object.keys(extras.list ?? {}).map((name) => `list-${name.toLowerCase()}`);
  const wrong: string[] = [];
  for (const line of top.split('\r\n').filter(Boolean)) {
    const name = /^([!-9;-~]+):/.exec(line)?.[1]?.toLowerCase();
    const isFolded = /^[ \t]/.test(line);
    if (name === undefined && !isFolded) wrong.push(`no header: ${JSON.stringify(line)}`);
    else if (name === 'bcc') wrong.push('Bcc is told to everybody');
    else if (name !== undefined && ![...asked, ...lists].includes(name) && !OWN_HEADERS.test(name))
      wrong.push(`a header that nobody asked for: ${name}`);
  }
  const canary = new RegExp(`(^|[\\r\\n])${CANARY_HEADER}`, 'i');
  for (const block of [top, ...parts]) {
    if (canary.test(block)) wrong.push(`${CANARY_HEADER} is a header`);
    if (/\r(?!\n)|(?<!\r)\n|\0/.test(block)) wrong.push('half a line break in a header');
  }
  // Servers that take half a line break for a whole one would read the rest as commands ("SMTP smuggling").
  if (/(^|[\r\n])\.([\r\n]|$)/.test(body)) wrong.push('an end of the message before its end');
  return wrong;
};

const hasRawPart = ({ attachments = [], alternatives = [], ...extras }: MessageExtras): boolean =>
  [attachments, alternatives, extras.icalEvent, extras.amp, extras.watchHtml]
    .flat()
    .some((part) => typeof part === 'object' && 'raw' in part);

/** The headers of the message, and of each part behind a boundary of nodemailer's. */
const headerBlocks = (body: string): string[] => {
  const untilEmptyLine = (text: string) => text.split('\r\n\r\n', 1)[0] ?? '';
  const [message = '', ...parts] = body.split(/^----_NmP-[^\r\n]*[^-\r\n]\r\n/m);
  return [message, ...parts].map(untilEmptyLine);
};

/** The address fields of a message, in every form that nodemailer takes. Pure. */
import { domainToASCII } from 'node:url';
import { formatAddress, formatAddresses, type Mailbox, parseAddresses } from '../smtp/addresses';
import { kindOf } from '../validation';
import { hasControls, isRecord, type Refuse } from './parse-values';

/** A header value, a mailbox `{ name, address }`, or a list of either, as one header value. */
export function parseAddressField(field: string, value: unknown, refuse: Refuse): string {
  if (value === undefined || value === null || value === '') return '';
  const only = typeof value === 'string' ? readItem(value).text : undefined;
  if (only !== undefined) return only;
  const items = (Array.isArray(value) ? value : [value]).map(readItem);
  const problems = items.flatMap(({ problem }) => problem ?? []);
  const [first] = problems;
  if (first !== undefined) {
    // One for the field: a list of ten thousand wrong addresses is one mistake.
    refuse(field, problems.length === 1 ? first : `${first} (and ${problems.length - 1} more)`);
    return '';
  }
  return items.flatMap(({ text }) => text || []).join(', ');
}

/** One address, on its own or with a name in front of it. @returns what is wrong with it, as a sentence goes on. */
export const problemOfAddress = (text: string): string | undefined => {
  const { problem } = readText(text.trim());
  if (problem !== undefined) return problem;
  return parseAddresses(text).length === 1 ? undefined : 'must be one e-mail address';
};

interface Item {
  text?: string;
  problem?: string;
}

function readItem(item: unknown): Item {
  if (typeof item === 'string') return readKnownText(item.trim());
  if (isRecord(item) && typeof item.address === 'string')
    return readMailbox(item.name ?? '', item.address.trim());
  return {
    problem: `must be an address, { name, address } or a list of them, got ${kindOf(item)}`,
  };
}

const CONTROLS = 'must not hold line breaks or other control characters';

/** A site has few senders, and writes to the same people again: what was read once need not be read once more. */
const known = new Map<string, Item>();
const MOST_KNOWN = 1000;

function readKnownText(text: string): Item {
  const before = known.get(text);
  if (before !== undefined) return before;
  const item = readText(text);
  if (known.size >= MOST_KNOWN) known.clear();
  if (text.length <= MOST_CHARACTERS) known.set(text, item);
  return item;
}

function readText(text: string): Item {
  if (hasControls(text)) return { problem: CONTROLS };
  const mailboxes = parseAddresses(text);
  const wrong = mailboxes.find(({ address }) => !isAddress(address));
  if (wrong !== undefined) return noAddress(wrong.address || wrong.name);
  return { text: endsItself(text, mailboxes) ? text : formatAddresses(mailboxes) };
}

/** The address is one address, whatever it holds: with a comma inside it would become two in the list. */
function readMailbox(name: unknown, address: string): Item {
  if (typeof name !== 'string') return { problem: `must have text as a name, got ${kindOf(name)}` };
  if (name === '' && address === '') return {};
  if (hasControls(name) || hasControls(address)) return { problem: CONTROLS };
  const text = formatAddress({ name, address });
  const [only, ...others] = parseAddresses(text);
  const isItself = others.length === 0 && only?.address === address && isAddress(address);
  return isItself ? { text } : noAddress(address);
}

const noAddress = (text: string): Item => ({
  // It stands in the log too: nothing that moves or turns the text around it.
  problem: `must be e-mail addresses; “${text.slice(0, 100).replace(/\p{C}/gu, '\uFFFD')}” is none`,
});

/** RFC 5321, 4.5.3.1: 64 characters before the @ and 255 behind it. */
const MOST_CHARACTERS = 320;

function isAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  return (
    address.length <= MOST_CHARACTERS &&
    LOCAL_PART.test(address.slice(0, Math.max(at, 0))) &&
    isDomain(address.slice(at + 1))
  );
}

/**
 * A quoted string, or text without quotes and brackets: nodemailer would write it otherwise than it is here, and
 * a quote that stands open would swallow what follows. Half a character is no text in any encoding.
 */
const LOCAL_PART = /^("(\\.|[^"\\])+"|[^\s@"<>\p{Cs}]+)$/u;

/** What IDNA cannot read, nodemailer sends otherwise than it is here, or as nothing: `RCPT TO:<ann@>`. */
const isDomain = (domain: string): boolean =>
  /^\[[^\s[\]<>"]+\]$/.test(domain) ||
  // Node reads the host of a URL, and so only up to a slash.
  (!/[/?#\\%:]/.test(domain) && HOST_NAME.test(domainToASCII(domain)));

const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i;

const PROBE = 'probe@example.com';

/** Whether a further address can follow. A quote or comment that is left open would swallow it. */
function endsItself(text: string, mailboxes: Mailbox[]): boolean {
  const followed = parseAddresses(`${text}, ${PROBE}`);
  return (
    followed.length === mailboxes.length + 1 &&
    followed.every(({ address }, index) => address === (mailboxes[index]?.address ?? PROBE))
  );
}

/** Replies of an SMTP server (RFC 5321, 4.2) out of the bytes that came. Pure. */
import type { FailureCase } from '../failure-texts';
import { SmtpProblem } from './errors';

export interface Reply {
  code: number;
  /** All lines as they came, reply codes included. */
  text: string;
  /** What stands after the reply code in each line. */
  lines: string[];
}

/** Far above what servers send, far below what would hurt. */
export const MAX_REPLY_BYTES = 64 * 1024;
const MAX_LINES = 256;

const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/;
/** What may still become such a line. */
const BEGUN_LINE = /^(?:[2-5](?:\d(?:\d(?:[ -].*)?)?)?)?\r?$/;

/**
 * The first whole reply in `received` and what follows it; undefined while it is incomplete.
 *
 * @throws SmtpProblem NOT_SMTP as soon as it cannot become a reply any more: a service that speaks
 * something else is told apart at once and not by a timeout.
 */
export const takeReply = (received: Buffer): { reply: Reply; rest: Buffer } | undefined => {
  const whole: string[] = [];
  const lines: string[] = [];
  let start = 0;
  for (let end = received.indexOf('\n'); end !== -1; end = received.indexOf('\n', start)) {
    const line = received.toString('utf8', start, end).replace(/\r$/, '');
    start = end + 1;
    // Some servers send an empty line too many.
    if (line === '' && whole.length === 0) continue;
    const [, code, separator, text = ''] = LINE.exec(line) ?? [];
    if (code === undefined || whole.length === MAX_LINES) throw new SmtpProblem(strangerIn(line));
    whole.push(line);
    lines.push(text);
    if (separator !== '-') {
      return {
        reply: { code: Number(code), text: whole.join('\n'), lines },
        rest: received.subarray(start),
      };
    }
  }
  const begun = received.toString('utf8', start, start + 512);
  if (received.length > MAX_REPLY_BYTES || !BEGUN_LINE.test(begun)) {
    throw new SmtpProblem(strangerIn(begun));
  }
  return undefined;
};

/** What else is found behind the name of a mail server: said to help, while nothing of its words is repeated. */
export const strangerIn = (line: string): FailureCase => {
  if (line.startsWith('* OK')) return 'NOT_SMTP_IMAP';
  if (line.startsWith('+OK')) return 'NOT_SMTP_POP3';
  return line.startsWith('HTTP/') ? 'NOT_SMTP_HTTP' : 'NOT_SMTP';
};

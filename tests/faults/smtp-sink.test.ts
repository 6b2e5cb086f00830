/** Postfix's own faulty server, fault by fault: what it was handed and what is a draft add up. */
import { brokenPromises } from '../support/books';
import { doNotWaitForDisk, drained, startSending } from '../support/numbered-mail';
import { createSmtpSink, type SmtpSink } from '../support/smtp-sink';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

const MESSAGES = 100;
const DRAIN_MS = 30_000;
const TIMEOUT_SECONDS = 3;
/** What a server takes for a reply that is not waited for. */
const TOO_LONG = 2 * TIMEOUT_SECONDS;

let sink: SmtpSink;
let app: StrapiApp;
let first = 0;

beforeAll(async () => {
  sink = await createSmtpSink();
  app = await startStrapi({
    name: 'smtp-sink',
    plugin: {
      smtp: {
        host: '127.0.0.1',
        port: sink.port,
        maxConnections: 50,
        timeoutSeconds: TIMEOUT_SECONDS,
      },
      retry: { firstDelaySeconds: 0.2, maxDelaySeconds: 1, pollSeconds: 0.2 },
      // Each message is to meet the fault itself.
      breaker: { failures: 0 },
    },
  });
  await doNotWaitForDisk(app);
});
afterAll(async () => {
  await app?.stop();
  await sink?.remove();
});

/** Sends while smtp-sink has a fault, then lets it be without one until nothing waits any more. */
const sendThroughFault = async (flags: string[]) => {
  first += MESSAGES;
  const handed = Array.from({ length: MESSAGES }, (_, index) => first + index);
  await sink.start(flags);
  const sending = await startSending(app, { first, count: MESSAGES, atOnce: MESSAGES });
  const answers = await sending.answers();
  const withFault = await sink.stop();
  await sink.start();
  const drafts = (await drained(app, DRAIN_MS)).filter(({ number }) => number >= first);
  const withoutFault = await sink.stop();
  return { handed, answers, drafts, withFault, withoutFault };
};

const kinds = (all: { outcome?: string | null }[]) => [
  ...new Set(all.map(({ outcome }) => outcome)),
];

it.each([
  ['hangs up at once', ['-q', 'CONNECT']],
  ['says 421 at once', ['-Q', 'CONNECT']],
  ['hangs up at EHLO', ['-q', 'EHLO,HELO']],
  ['says 4xx to MAIL', ['-r', 'MAIL']],
  ['says 421 to RCPT', ['-Q', 'RCPT']],
  ['hangs up at DATA', ['-q', 'DATA']],
  ['takes too long for DATA', ['-w', String(TOO_LONG)]],
])('a server that %s has every message once, when it is well again', async (_, flags) => {
  const { handed, answers, drafts, withoutFault } = await sendThroughFault(flags);
  expect(kinds(answers)).toEqual(['not-sent']);
  expect(brokenPromises({ handed, answers, drafts, arrivals: withoutFault })).toEqual([]);
  expect(drafts).toEqual([]);
});

it('a server that says 5xx in the middle of the message and hangs up gets each once, or never again', async () => {
  const { handed, answers, drafts, withoutFault } = await sendThroughFault(['-A', '0']);
  expect(answers.filter(({ status }) => status !== 'draft')).toEqual([]);
  expect(brokenPromises({ handed, answers, drafts, arrivals: withoutFault })).toEqual([]);
  // It hangs up with unread bytes of the message: the reset may overtake its reply, and then nobody hears of the 5xx.
  expect(['refused', 'uncertain']).toEqual(expect.arrayContaining(kinds(drafts)));
  expect(withoutFault.length).toBe(MESSAGES - drafts.length);
});

it('a server that says 4xx to the whole message has every message once', async () => {
  const { handed, answers, drafts, withoutFault } = await sendThroughFault(['-r', '.']);
  expect(kinds(answers)).toEqual(['not-sent']);
  expect(brokenPromises({ handed, answers, drafts, arrivals: withoutFault })).toEqual([]);
  // Some were being tried again, and at the final dot, when smtp-sink was stopped.
  expect(kinds([...drafts, { outcome: 'uncertain' }])).toEqual(['uncertain']);
  expect(withoutFault.length).toBe(MESSAGES - drafts.length);
});

it.each([
  ['RCPT', ['-f', 'RCPT']],
  ['DATA', ['-f', 'DATA']],
  ['the whole message', ['-f', '.']],
])('what a server refuses at %s is a draft, and is not tried again', async (_, flags) => {
  const { handed, answers, drafts, withoutFault } = await sendThroughFault(flags);
  expect(brokenPromises({ handed, answers, drafts, arrivals: withoutFault })).toEqual([]);
  expect(kinds(drafts)).toEqual(['refused']);
  expect(withoutFault).toEqual([]);
});

it.each([
  ['hangs up', ['-q', '.']],
  // Servers were seen to say so of a message that they had stored.
  ['says 421', ['-Q', '.']],
  ['takes too long', ['-W', `.:${TOO_LONG}`]],
])('a server that %s after the final dot gets nothing twice', async (_, flags) => {
  const { handed, answers, drafts, withFault, withoutFault } = await sendThroughFault(flags);
  expect(brokenPromises({ handed, answers, drafts, arrivals: withFault })).toEqual([]);
  expect(kinds(drafts)).toEqual(['uncertain']);
  expect(withFault).toHaveLength(MESSAGES);
  expect(withoutFault).toEqual([]);
});

it('a server that is late at random has every message once, or nobody can know', async () => {
  // A second, and one more for each toss of a coin that is lost: sometimes too long at RCPT, sometimes at the dot.
  const late = (command: string) => ['-W', `${command}:1:50`];
  const { handed, answers, drafts, withFault, withoutFault } = await sendThroughFault([
    // A command that waits is overtaken by those that were sent together with it.
    '-p',
    ...late('RCPT'),
    ...late('.'),
  ]);
  const arrivals = [...withFault, ...withoutFault];
  expect(brokenPromises({ handed, answers, drafts, arrivals })).toEqual([]);
  expect(kinds(drafts)).toEqual(['uncertain']);
  const all = answers.map(({ status, outcome }) => outcome ?? status);
  expect(new Set(all)).toEqual(new Set(['sent', 'not-sent', 'uncertain']));
});

/** A real Postfix that is stopped and started while mail is sent: nothing is lost, nothing is sent twice. */
import { type Books, brokenPromises } from '../support/books';
import { doNotWaitForDisk, drained, startSending } from '../support/numbered-mail';
import { createPostfix, type Postfix } from '../support/postfix';
import { SLOW } from '../support/postfix-files';
import { startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';
import { listens } from '../support/listening';

const MINUTE = 60_000;
const ROUNDS = 5;
const IN_ROUND = 1000;
/** Answers in a round after which Postfix goes away. */
const UP_FOR = 800;
/** The first of the messages that are slow, and so are in the middle of their dialogue when Postfix goes away. */
const SLOW_FROM = 700;
const AT_ONCE = 300;

let postfix: Postfix;
let app: StrapiApp;

beforeAll(async () => {
  postfix = await createPostfix();
  await postfix.start();
  app = await startStrapi({
    name: 'postfix',
    plugin: {
      smtp: { host: '127.0.0.1', port: postfix.port, maxConnections: 20 },
      retry: { firstDelaySeconds: 0.2, maxDelaySeconds: 2, pollSeconds: 0.2 },
      breaker: { firstProbeSeconds: 0.2, maxProbeSeconds: 1 },
    },
  });
  await doNotWaitForDisk(app);
}, MINUTE);
afterAll(async () => {
  await app?.stop();
  await postfix?.remove();
}, MINUTE);

const numbers = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => first + index);

const breakerState = async () => {
  const answer = await app.admin.get<{ data: { breaker: { state: string } } }>(
    '/outgoing-mail/status',
  );
  return answer.body.data.breaker.state;
};

const round = async (index: number) => {
  // Messages and drafts of the round before are sent at the same time.
  await until('Postfix to be used', breakerState, (state) => state === 'closed');
  const first = index * IN_ROUND;
  const slow = Object.values(SLOW).flatMap((recipient) => [recipient, recipient]);
  const sending = await startSending(app, {
    first,
    count: IN_ROUND,
    atOnce: AT_ONCE,
    recipients: Object.fromEntries(slow.map((to, at) => [first + SLOW_FROM + at, to])),
  });
  await sending.untilAnswered(UP_FOR);
  await (index % 2 === 0 ? postfix.stop() : postfix.kill());
  expect(await listens(postfix.port)).toBe(false);
  const answers = await sending.answers();
  await postfix.start();
  return answers;
};

it(
  'has every one of 5,000 messages once, or has a draft that says that nobody can know',
  async () => {
    const began = performance.now();
    const books: Books = {
      handed: numbers(0, ROUNDS * IN_ROUND),
      answers: [],
      drafts: [],
      arrivals: [],
    };
    for (let index = 0; index < ROUNDS; index += 1) books.answers.push(...(await round(index)));
    const sent = performance.now();
    books.drafts = await drained(app, 2 * MINUTE);
    books.arrivals = await postfix.delivered();
    const ended = performance.now();

    const uncertain = books.drafts.filter(({ outcome }) => outcome === 'uncertain');
    const mailbox = new Set(books.arrivals.map(({ number }) => number));
    process.stderr.write(
      `    ${JSON.stringify({
        sentAtOnce: books.answers.filter(({ status }) => status === 'sent').length,
        becameDrafts: books.answers.filter(({ status }) => status === 'draft').length,
        leftUncertain: uncertain.length,
        ofTheseAccepted: uncertain.filter(({ number }) => mailbox.has(number)).length,
        inTheMailbox: mailbox.size,
        deliveredTwiceByPostfix:
          books.arrivals.length - new Set(books.arrivals.map(({ id }) => id)).size,
        secondsSending: Math.round((sent - began) / 1000),
        seconds: Math.round((ended - began) / 1000),
      })}\n`,
    );
    expect(brokenPromises(books)).toEqual([]);
    // What is not uncertain was tried again until it was accepted.
    expect(books.drafts.filter(({ outcome }) => outcome !== 'uncertain')).toEqual([]);
    // The stops did hit messages whose last byte was on its way.
    expect(uncertain.length).toBeGreaterThan(0);
  },
  5 * MINUTE,
);

/** One round: hundreds of messages are handed over, the process is killed on the way, and starts again. */
import { answeredIn, handOver } from './hand-over';
import { countRows, type KillSite, type Row, rowsOf } from './kill-site';
import { until } from './until';

export const MESSAGES = 500;
/** On a machine that is busy with other things. */
const PATIENCE_MS = 120_000;
const LARGE_EVERY = 20;
/** They would be sent before the kill, which takes its time, comes to the process. */
const LAST = 150;
/** More than the pool has connections, few enough that rows come and go all the time. */
const STREAM = 25;
/** Of the messages that the first kill left, so many are stored before the second one. */
const FEW = 10;

/** When the process is killed. */
export type KillPoint =
  /** Sender and recipient of a message are on their way. */
  | 'envelope'
  /** The first piece of a large message is on its way. */
  | 'body'
  /** The server has stored a message and says nothing. */
  | 'unanswered'
  /** The server has stored a message and said so. */
  | 'accepted';

export interface Plan {
  number: number;
  point: KillPoint;
  /** It happens to the message that is the so many-th to get there. */
  nth: number;
  /** All at once, and none is on its way before all are stored; or in a stream, while rows are written and removed. */
  handing: 'at once' | 'stream';
  /** Killed a second time, while what was left by the first is sent. */
  twice: boolean;
}

export interface Round extends Plan {
  /** Messages that may not be lost. */
  handed: string[];
  /** What the server stored, by recipient and as often as it did. */
  stored: string[];
  /** At the end, when nothing is under way. */
  rows: Row[];
  /** Envelopes that the server has seen. */
  begun: string[];
  /** send() said so before the process was killed. */
  answered: { sent: string[]; draft: string[]; rejected: string[] };
  seconds: number;
}

const POINTS: KillPoint[] = ['envelope', 'body', 'unanswered', 'accepted'];
/** Has no divisor in common with what it is taken modulo: early, in the middle and late, and not the same again. */
const STRIDE = 131;

/** In 20 rounds every point comes with both ways of handing over. */
export const plansFor = (rounds: number): Plan[] =>
  Array.from({ length: rounds }, (_, index) => ({
    number: index + 1,
    point: POINTS[index % POINTS.length] ?? 'accepted',
    nth: 1 + ((index * STRIDE) % (MESSAGES - LAST)),
    handing: [0, 2].includes(index % 5) ? 'at once' : 'stream',
    // In a stream the first kill leaves too little for a second one.
    twice: index % 10 === 2,
  }));

export const playRound = async (site: KillSite, plan: Plan): Promise<Round> => {
  const { app, server, gate } = site;
  const began = performance.now();
  const group = `round-${plan.number}.example.com`;
  const messages = Array.from({ length: MESSAGES }, (_, index) => `${index}@${group}`);
  const logged = app.logs().length;
  forget(site);

  const isStream = plan.handing === 'stream';
  if (!isStream) gate.shut();
  const killed = reached(site, plan).then(() => app.kill());
  const over = app
    .run(handOver, { messages, atOnce: isStream ? STREAM : MESSAGES, largeEvery: LARGE_EVERY })
    .then(
      () => Promise.reject(new Error('All messages were sent before the kill.')),
      () => killed,
    );
  const opened = isStream ? undefined : allStored(site).then(gate.open);
  await Promise.all([opened, over]);
  // What was on its way has arrived then, or never will.
  await server.allClosed();
  const log = app.logs().slice(logged);
  const atDeath = rowsOf(app, group).map(({ to }) => to);

  server.heal();
  if (plan.twice) await killAgain(site);
  else await app.restart();
  await until(
    'nothing to be under way or waiting',
    () => app.run(countRows, 'sending', 'waiting'),
    (count) => count === 0,
    PATIENCE_MS,
  );

  const seen = envelopes(site);
  const begun = messages.filter((to) => seen.has(to));
  const stored = server.messages.flatMap(({ to }) => to);
  return {
    ...plan,
    // Of a message that was not yet stored when the process died, nobody was promised anything.
    handed: isStream
      ? messages.filter((to) => atDeath.includes(to) || seen.has(to) || log.includes(`<${to}>`))
      : messages,
    stored,
    rows: rowsOf(app, group),
    begun,
    answered: {
      sent: answeredIn(log, 'sent'),
      draft: answeredIn(log, 'draft'),
      rejected: messages.filter((to) => log.includes(`<${to}> answered rejected`)),
    },
    seconds: (performance.now() - began) / 1000,
  };
};

const allStored = ({ app }: KillSite): Promise<unknown> =>
  until(
    'every message to be stored',
    () => app.run(countRows, 'sending'),
    (count) => count === MESSAGES,
    PATIENCE_MS,
  );

/** The figures of a round are those of its own messages. */
const forget = ({ server }: KillSite): void => {
  server.messages.splice(0);
  for (const connection of server.connections) connection.commands.splice(0);
};

const envelopes = ({ server }: KillSite): Set<string> =>
  new Set(
    server.connections
      .flatMap(({ commands }) => commands)
      .flatMap((line) => /^RCPT TO:<(.*?)>/.exec(line)?.[1] ?? []),
  );

const reached = async ({ server, gate }: KillSite, { point, nth }: Plan): Promise<unknown> => {
  switch (point) {
    case 'envelope':
      return gate.passed(/^MAIL FROM/m, nth);
    case 'body':
      return gate.passed(/^Subject: Large/m, Math.ceil(nth / LARGE_EVERY));
    case 'unanswered':
      await server.messageReceived(nth);
      server.fault('after', 'silent');
      return server.messageReceived();
    case 'accepted':
      return server.messageReceived(nth);
  }
};

const killAgain = async ({ app, server, gate }: KillSite): Promise<void> => {
  // Nothing of what is left is sent before the test looks.
  gate.shut();
  await app.restart();
  const again = server.messageReceived(server.messages.length + FEW).then(() => app.kill());
  gate.open();
  await again;
  await server.allClosed();
  await app.restart();
};

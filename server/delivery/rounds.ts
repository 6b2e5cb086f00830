/**
 * What goes on by itself: waiting drafts are sent when they are due, claims of dead processes are cleared
 * up, and what is out of date or old enough goes its way.
 */
import { reasonOf } from '../database';
import { afterFailure, type FateOf } from '../messages/draft';
import type { DraftStore } from '../messages/store';
import { repeat } from '../repeat';
import { expired, interrupted } from '../smtp/failure';
import { STAGES_BEFORE_MESSAGES } from '../smtp/server-trouble';
import { SentBackError } from '../smtp/transport';
import type { Breaker } from './breaker';
import type { Counters } from './counters';
import type { Resender } from './resend';
import type { ResendResult } from './settlement';

export interface Rounds {
  /** The server was seen to work: drafts that only waited for it are sent now. */
  serverIsBack(): void;
  /** Takes no more drafts. Resolves when none is under way any more that was taken here. */
  stop(): Promise<void>;
  /** Ends the signs of life too: nothing of this process's is under way any more. */
  close(): Promise<void>;
}

export interface RoundsDependencies {
  resender: Resender;
  drafts: Pick<
    DraftStore,
    | 'due'
    | 'hasten'
    | 'expire'
    | 'wipeExpired'
    | 'giveUp'
    | 'recover'
    | 'renew'
    | 'removeAccepted'
    | 'recount'
  >;
  breaker: Pick<Breaker, 'trouble'>;
  fateOf: FateOf;
  counters: Pick<Counters, 'changed'>;
  /** Drafts under way at the same time. */
  concurrency: () => number;
  pollSeconds: number;
  leaseSeconds: number;
  /** Before the first of everything. */
  startAfterMs?: number;
  retentionDays: number;
  log: { info(message: string): void; warn(message: string): void; error(message: string): void };
  now: () => Date;
}

const PAGE = 100;
const DAY_MS = 86_400_000;
/** Records go by the day: an hour more or less is nothing. */
const TIDY_EVERY_MS = 3_600_000;
/** Signs of life in the time of one lease, so that two may get lost. */
const SIGNS_PER_LEASE = 3;
const MACHINE = 'retry';

export const createRounds = ({
  resender,
  drafts,
  breaker,
  fateOf,
  counters,
  concurrency,
  pollSeconds,
  leaseSeconds,
  startAfterMs = 0,
  retentionDays,
  log,
  now,
}: RoundsDependencies): Rounds => {
  let closing = false;
  let serverWasAway = false;

  const clearUp = async (): Promise<void> => {
    const recovered = await drafts.recover((row) =>
      afterFailure(
        row,
        interrupted(row.dataBegun === true),
        { at: now(), by: 'restart', tried: true },
        fateOf,
      ),
    );
    for (const { before, state } of recovered) if (state !== before) counters.changed(state);
    if (recovered.length > 0)
      log.warn(
        `${recovered.length} messages were on their way in a process that is gone; they are drafts.`,
      );
  };

  const mayGoOn = () => !closing && breaker.trouble() === undefined;

  /** @returns undefined when it was not wanted any more before its turn came: it is as it was. */
  const sendOne = async (documentId: string): Promise<ResendResult['status'] | undefined> => {
    const request = { documentId, by: MACHINE, byMachine: true, isWanted: mayGoOn };
    try {
      return (await resender.resend(request)).status;
    } catch (error) {
      if (error instanceof SentBackError) return undefined;
      throw error;
    }
  };

  /** @returns whether any of them was sent, or has failed, here. @throws what went wrong first, when all is over. */
  const sendAll = async (documentIds: string[]): Promise<boolean> => {
    const rest = documentIds.values();
    let progressed = false;
    const worker = async (): Promise<void> => {
      for (const documentId of rest) {
        if (!mayGoOn()) return;
        const status = await sendOne(documentId);
        progressed ||= status === 'sent' || status === 'draft';
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: concurrency() }, worker));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return progressed;
  };

  const sendDue = async (): Promise<void> => {
    for (;;) {
      if (!mayGoOn()) return;
      const documentIds = await drafts.due(PAGE);
      if (documentIds.length === 0 || !(await sendAll(documentIds))) return;
    }
  };

  const round = async (): Promise<void> => {
    await clearUp();
    counters.changed('held', await drafts.expire(expired()));
    const wiped = await drafts.wipeExpired();
    if (wiped > 0)
      log.info(`Removed the content of ${wiped} messages with a secret that is out of date.`);
    counters.changed('held', await drafts.giveUp());
    if (serverWasAway) {
      serverWasAway = false;
      await drafts.hasten(STAGES_BEFORE_MESSAGES);
    }
    await sendDue();
  };

  const tidy = async (): Promise<void> => {
    const removed = await drafts.removeAccepted(new Date(now().getTime() - retentionDays * DAY_MS));
    if (removed > 0)
      log.info(`Removed ${removed} records of accepted messages (drafts.retentionDays).`);
  };

  const onError = (what: string) => (error: unknown) => log.error(`${what}: ${reasonOf(error)}`);
  const leaseMs = 1000 * leaseSeconds;
  const rounds = repeat(round, {
    everyMs: 1000 * pollSeconds,
    firstMs: startAfterMs,
    onError: onError('Waiting drafts could not be sent'),
  });
  const others = [
    repeat(drafts.renew, {
      everyMs: leaseMs / SIGNS_PER_LEASE,
      onError: onError('Claims on drafts could not be renewed'),
    }),
    repeat(drafts.recount, {
      everyMs: 60_000,
      firstMs: startAfterMs,
      onError: onError('Drafts could not be counted'),
    }),
    repeat(tidy, {
      everyMs: TIDY_EVERY_MS,
      firstMs: startAfterMs,
      onError: onError('Old records could not be removed'),
    }),
  ];

  return {
    serverIsBack() {
      serverWasAway = true;
      rounds.soon();
    },
    async stop() {
      closing = true;
      await rounds.stop();
    },
    async close() {
      await Promise.all(others.map((other) => other.stop()));
    },
  };
};

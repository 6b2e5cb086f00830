/** Who is sending which draft. A claim is one conditional UPDATE, and it runs out when its owner gives no sign of life. */
import { randomUUID } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { MessageState } from '../contract';
import { createBeginnings } from './beginnings';
import type { Begun, BegunFile } from './begun-file';
import { createClaimBatch, createUpdateBatch } from './claim-batch';
import { type DraftRecord, type DraftToSend, stateBefore } from './draft';
import { type MessageRow, messageRows, NO_CLAIM, partRows } from './rows';

export type ClaimableState = Extract<MessageState, 'waiting' | 'held'>;

export interface HeldClaim {
  claimed: true;
  entry: DraftToSend;
  token: string;
}

export type Claim =
  HeldClaim | { claimed: false; because: 'missing' | 'sending' | 'sent' | 'held' };

/** Somebody else has the draft now: whoever had it must not go on. */
export class ClaimLostError extends Error {
  override name = 'ClaimLostError';
}

/** A claim ends in a state that is said. */
export type Settled = Partial<DraftRecord> & Pick<DraftRecord, 'state'>;

/** A `token` is one claim: that of another attempt, of the same process even, is another. */
export interface Claims {
  /** Takes a draft for sending: of all who ask at the same time, on any machine, one gets it. */
  claim(documentId: string, states: readonly ClaimableState[]): Promise<Claim>;
  /**
   * Puts on record that the server is about to get the message.
   * @throws ClaimLostError when the claim had run out: the message must not leave.
   */
  beginData(token: string): Promise<void>;
  /** The message of a new claim is on its way: its turn to begin comes in the order of these calls. */
  expectData(token: string): void;
  /** The server has taken a message that was stored ahead; what was stored is about to be removed. */
  accepted(token: string): void;
  /** What became of the message of a claim is written by somebody else than `release` and `settle`. */
  forget(token: string): void;
  /** Lets go of a claim with nothing tried. */
  release(token: string, state: ClaimableState): Promise<void>;
  /** Writes the result of an attempt and lets go; what is not given stays. @returns false when the claim was lost. */
  settle(token: string, record: Settled): Promise<boolean>;
  /** A sign of life for everything that this process is sending. */
  renew(): Promise<void>;
  /** Renews this one no more: its result could not be written, and its lease has to run out. */
  abandon(token: string): void;
  /**
   * Drafts whose claim ran out; what was stored ahead, and accepted, is removed.
   *
   * @param recordFor what is to stand in one. @returns what became of each that is still a draft.
   */
  recover(recordFor: (row: MessageRow) => DraftRecord): Promise<Recovered[]>;
  /** The columns of a draft that is stored while it is being sent. */
  newClaim(): NewClaim;
}

export interface Recovered {
  /** null: it was being sent for the first time. */
  before: ClaimableState | null;
  state: MessageState;
}

export interface NewClaim {
  state: 'sending';
  leaseOwner: string;
  leaseToken: string;
  leaseUntil: string;
  dataBegun: false;
}

export interface ClaimOptions {
  /** The name of this process among all that share the database. */
  owner: string;
  leaseMs: number;
  /** What this process has really begun, for those who come after it. */
  begunFile: BegunFile;
  /** What another process had. */
  readBegun: (owner: string) => Begun;
  now: () => Date;
}

const AT_ONCE = 200;

export const createClaims = (
  strapi: Core.Strapi,
  { owner, leaseMs, begunFile, readBegun, now }: ClaimOptions,
): Claims => {
  const messages = messageRows(strapi);
  /** Since when. */
  const abandoned = new Map<string, number>();
  const leaseUntil = () => new Date(now().getTime() + leaseMs).toISOString();
  const claimed = { state: 'sending', publishedAt: null };
  const under = (token: string) => ({ ...claimed, leaseToken: token });
  const newClaim = (): NewClaim => ({
    state: 'sending',
    leaseOwner: owner,
    leaseToken: randomUUID(),
    leaseUntil: leaseUntil(),
    dataBegun: false,
  });

  const abandon = (token: string): void => void abandoned.set(token, now().getTime());

  const takings = createClaimBatch(strapi, leaseUntil);
  const results = createUpdateBatch(strapi);
  const beginnings = createBeginnings({
    async write(tokens) {
      const which = { ...claimed, leaseToken: { $in: tokens } };
      const data = { dataBegun: true, leaseUntil: leaseUntil() };
      const { count } = await messages.updateMany({ where: which, data });
      if (count === tokens.length) return new Set(tokens);
      const rows = await messages.findMany({ select: ['leaseToken'], where: which });
      return new Set(rows.map(({ leaseToken }) => leaseToken ?? ''));
    },
    validMs: leaseMs / 4,
    file: begunFile,
    now: () => performance.now(),
  });

  return {
    async claim(documentId, states) {
      const data = newClaim();
      const taken = await takings.add({ documentId, states, data }).catch((error: unknown) => {
        // It may have been written, and nobody knows that it was.
        abandon(data.leaseToken);
        throw error;
      });
      if (taken === null) return { claimed: false, because: 'missing' };
      const { entry, state, isOurs } = taken;
      if (isOurs) {
        beginnings.expect(data.leaseToken);
        return { claimed: true, entry, token: data.leaseToken };
      }
      return { claimed: false, because: state === 'waiting' ? 'sending' : state };
    },

    async beginData(token) {
      if (!(await beginnings.begin(token))) throw new ClaimLostError('The claim had run out.');
    },

    expectData: beginnings.expect,
    accepted: (token) => begunFile.accept(token),
    forget: beginnings.forget,

    async release(token, state) {
      await results.add({ where: under(token), data: { ...NO_CLAIM, state } });
      beginnings.forget(token);
    },

    async settle(token, record) {
      const count = await results.add({ where: under(token), data: { ...record, ...NO_CLAIM } });
      beginnings.forget(token);
      return count > 0;
    },

    async renew() {
      const lost = abandoned.size > 0 ? { leaseToken: { $notIn: [...abandoned.keys()] } } : {};
      await messages.updateMany({
        where: { ...claimed, leaseOwner: owner, ...lost },
        data: { leaseUntil: leaseUntil() },
      });
    },

    abandon(token) {
      // Its lease has to run out: nothing may put it on record once more.
      beginnings.leave(token);
      abandon(token);
    },

    async recover(recordFor) {
      const at = now();
      const ranOut = { ...claimed, leaseUntil: { $lt: at.toISOString() } };
      const recovered: Recovered[] = [];
      for (;;) {
        const rows = await messages.findMany({ where: ranOut, limit: AT_ONCE });
        const begunBy = onceFor(readBegun);
        for (const row of rows) {
          const { documentId, leaseToken } = row;
          const where = { ...ranOut, documentId, leaseToken };
          const begun = begunBy(row.leaseOwner ?? '');
          if (stateBefore(row) === null && begun?.get(leaseToken ?? '') === 'accepted') {
            const { count } = await messages.deleteMany({ where });
            // Where another process was faster it is a draft, and needs them.
            const parts = { messageDocumentId: documentId };
            if (count > 0) await partRows(strapi).deleteMany({ where: parts });
            continue;
          }
          const mayHaveBegun = row.dataBegun === true && (begun?.has(leaseToken ?? '') ?? true);
          // Of several processes that look for them at the same time, one writes.
          const record = recordFor({ ...row, dataBegun: mayHaveBegun });
          const { count } = await messages.updateMany({ where, data: { ...record, ...NO_CLAIM } });
          if (count > 0) recovered.push({ before: stateBefore(row), state: record.state });
        }
        if (rows.length < AT_ONCE) break;
      }
      // These have run out by now, and what there was of them has been found.
      for (const [token, since] of abandoned)
        if (since + leaseMs < at.getTime()) abandoned.delete(token);
      return recovered;
    },

    newClaim,
  };
};

/** For the rows of one page. */
const onceFor = <Key, Value>(read: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, read(key));
    return known.get(key) as Value;
  };
};

/** Drafts in memory, with the rules of the store: one claim at a time, nothing that was sent is sent again. */
import type { MessageState } from '../../../server/contract';
import { ClaimLostError } from '../../../server/messages/claims';
import {
  afterFailure,
  type DraftEntry,
  type DraftRecord,
  failureColumns,
  NEVER_TRIED,
  newDraft,
  stateBefore,
} from '../../../server/messages/draft';
import type { MessageExtras, OutgoingMessage } from '../../../server/messages/message';
import { HELD } from '../../../server/messages/retry-policy';
import { type MessageRow, NO_CLAIM } from '../../../server/messages/rows';
import type { DraftStore } from '../../../server/messages/store';
import { aFailure, fateOf, NOW } from './builders';

export type MemoryRow = MessageRow & { extras: MessageExtras };

export interface MemoryOptions {
  now?: () => Date;
  leaseMs?: number;
  /** The name of this process; others share `rows`. */
  owner?: string;
  rows?: MemoryRow[];
}

const NOT_TRIED_YET: DraftRecord = {
  ...NEVER_TRIED,
  state: 'sending',
  failureCode: null,
  failureStage: null,
  failureField: null,
  failureMessage: null,
  failureHint: null,
  failureWords: null,
  response: null,
  attempts: 0,
  lastAttemptAt: null,
  nextAttemptAt: null,
  tries: 0,
  sentAt: null,
  history: [],
};

export const draftsInMemory = ({
  now = () => NOW,
  leaseMs = 30_000,
  owner = 'this process',
  rows = [],
}: MemoryOptions = {}) => {
  const abandoned = new Set<string>();
  const rowOf = (documentId: string) => rows.find((row) => row.documentId === documentId);
  const inState = (state: MessageState) => rows.filter((row) => row.state === state);
  const leaseUntil = () => new Date(now().getTime() + leaseMs).toISOString();
  const isPast = (at: string | null) => at !== null && at <= now().toISOString();
  const change = (chosen: MemoryRow[], data: object) => {
    for (const row of chosen) Object.assign(row, data);
    return chosen.length;
  };
  const under = (token: string) => inState('sending').filter((row) => row.leaseToken === token);
  let claims = 0;
  const insert = (message: OutgoingMessage, columns: Partial<MessageRow>, source: string) => {
    const id = rows.length + 1;
    const row: MemoryRow = {
      ...NO_CLAIM,
      ...newDraft(message, source),
      ...NOT_TRIED_YET,
      ...columns,
      documentId: `d${id}`,
      id,
      fingerprint: null,
      copies: 1,
      extras: message.extras,
    };
    rows.push(row);
    return row.documentId;
  };
  const newClaim = () =>
    ({
      state: 'sending',
      leaseOwner: owner,
      leaseToken: `claim ${++claims} of ${owner}`,
      leaseUntil: leaseUntil(),
      dataBegun: false,
    }) as const;
  const get = (documentId: string): MemoryRow => {
    const row = rowOf(documentId);
    if (row === undefined) throw new Error(`no row ${documentId}`);
    return row;
  };

  const drafts: DraftStore = {
    create: async (message, record, source) => insert(message, record, source),
    async writeAhead(message, source) {
      const claim = newClaim();
      const documentId = insert(message, claim, source);
      return { documentId, token: claim.leaseToken, hasParts: false };
    },
    remove({ documentId }) {
      const index = rows.findIndex((row) => row.documentId === documentId);
      if (index !== -1) rows.splice(index, 1);
    },
    idle: async () => {},

    async claim(documentId, states) {
      const row = rowOf(documentId);
      if (row === undefined) return { claimed: false, because: 'missing' };
      const { state } = row;
      if (states.some((claimable) => claimable === state)) {
        const claim = newClaim();
        Object.assign(row, claim);
        return { claimed: true, entry: { ...row }, token: claim.leaseToken };
      }
      return { claimed: false, because: state === 'waiting' ? 'sending' : state };
    },
    async beginData(token) {
      if (change(under(token), { dataBegun: true }) === 0) throw new ClaimLostError(token);
    },
    expectData: () => {},
    forget: () => {},
    release: async (token, state) => void change(under(token), { ...NO_CLAIM, state }),
    settle: async (token, record) => change(under(token), { ...record, ...NO_CLAIM }) > 0,
    async settleAccepted({ documentId }, record, recipients = undefined) {
      const open = rows.filter((row) => row.documentId === documentId && row.state !== 'sent');
      change(open, { ...record, ...recipients, ...NO_CLAIM });
    },
    renew: async () =>
      void change(
        inState('sending').filter(
          (row) => row.leaseOwner === owner && !abandoned.has(String(row.leaseToken)),
        ),
        { leaseUntil: leaseUntil() },
      ),
    abandon: (token) => void abandoned.add(token),
    accepted() {},
    async recover(recordFor) {
      const ranOut = inState('sending').filter(
        (row) => (row.leaseUntil ?? '') < now().toISOString(),
      );
      return ranOut.map((row) => {
        const before = stateBefore(row);
        Object.assign(row, recordFor(row), NO_CLAIM);
        return { before, state: row.state };
      });
    },
    newClaim,

    attachment: async () => undefined,
    extrasOf: async ({ documentId }) => rowOf(documentId)?.extras ?? {},
    due: async (limit) =>
      inState('waiting')
        .filter((row) => isPast(row.nextAttemptAt))
        .slice(0, limit)
        .map(({ documentId }) => documentId),
    async hasten(stages) {
      const chosen = inState('waiting').filter((row) =>
        stages.some((stage) => stage === row.failureStage),
      );
      change(chosen, { nextAttemptAt: now().toISOString() });
    },
    async expire(failure) {
      const old = inState('waiting').filter((row) => isPast(row.expiresAt));
      return change(old, { ...HELD, ...failureColumns(failure) });
    },
    async wipeExpired() {
      const old = [...inState('waiting'), ...inState('held')].filter(
        (row) => row.content === 'secret' && isPast(row.expiresAt),
      );
      return change(old, { ...HELD, content: 'wiped' });
    },
    giveUp: async () =>
      change(
        inState('waiting').filter((row) => isPast(row.retryUntil)),
        HELD,
      ),
    async removeAccepted(before) {
      const old = inState('sent').filter((row) => (row.sentAt ?? '') < before.toISOString());
      for (const row of old) rows.splice(rows.indexOf(row), 1);
      return old.length;
    },
    recount: async () => {},
    usage: async () => ({ drafts: rows.length, bytes: 0 }),
    count: async (state) => inState(state).length,
    lastId: async (state) => inState(state).at(-1)?.id ?? 0,
    page: async (state, { after, upTo }, limit) =>
      inState(state)
        .filter(({ id }) => id > after && id <= upTo)
        .slice(0, limit)
        .map(({ id, documentId }) => ({ id, documentId })),
  };

  return {
    drafts,
    rows,
    entry: (documentId: string): DraftEntry => get(documentId),
    row: get,
    /** A draft as a first attempt that failed leaves it. @returns its documentId. */
    add: async (
      message: OutgoingMessage,
      failure = aFailure(),
      changes: Partial<MessageRow> = {},
    ): Promise<string> =>
      insert(
        message,
        {
          ...afterFailure(NEVER_TRIED, failure, { at: NOW, by: 'send()', tried: true }, fateOf),
          ...changes,
        },
        'send()',
      ),
  };
};

/** Drafts in memory, with the rules of the store: one claim at a time, nothing that was sent is sent again. */
import type { Failure, MessageState } from '../../../server/contract';
import {
  afterFailure,
  type DraftEntry,
  type DraftRecord,
  newDraft,
} from '../../../server/messages/draft';
import type { MessageExtras, OutgoingMessage } from '../../../server/messages/message';
import type { DraftStore } from '../../../server/messages/store';
import type { Delivery } from '../../../server/smtp/transport';

export const NOW = new Date('2026-11-01T12:00:00.000Z');

export const aFailure = (failure: Partial<Failure> = {}): Failure => ({
  code: 'CONNECTION_REFUSED',
  stage: 'connect',
  outcome: 'not-sent',
  message: 'Nothing listens.',
  hint: 'Start it.',
  ...failure,
});

export const accepted = (
  message: OutgoingMessage,
  refused: Record<string, Failure> = {},
): Delivery => ({
  accepted: true,
  // Only what is read of nodemailer's answer.
  info: { messageId: message.messageId, response: '250 queued' } as Extract<
    Delivery,
    { accepted: true }
  >['info'],
  refused: Object.entries(refused).map(([address, failure]) => ({ address, failure })),
});

export const notAccepted = (
  failure = aFailure(),
  cause: unknown = new Error('socket'),
): Delivery => ({
  accepted: false,
  failure,
  cause,
});

interface Row {
  id: number;
  entry: DraftEntry;
  extras: MessageExtras;
  leaseUntil: Date | null;
}

export const draftsInMemory = () => {
  const rows: Row[] = [];
  const rowOf = (documentId: string) => rows.find(({ entry }) => entry.documentId === documentId);
  const write = (documentId: string, record: Partial<DraftRecord>) => {
    const row = rowOf(documentId);
    if (row === undefined) throw new Error(`no row ${documentId}`);
    row.entry = { ...row.entry, ...record };
    row.leaseUntil = null;
  };
  const inState = (state: MessageState) => rows.filter(({ entry }) => entry.state === state);

  const drafts: DraftStore = {
    async create(message, record, source) {
      const documentId = `d${rows.length + 1}`;
      const entry = { ...newDraft(message, source), ...record, documentId };
      rows.push({ id: rows.length + 1, entry, extras: message.extras, leaseUntil: null });
      return documentId;
    },
    find: async (documentId) => rowOf(documentId)?.entry ?? null,
    async claim(documentId, leaseUntil) {
      const row = rowOf(documentId);
      if (row === undefined) return { claimed: false, because: 'missing' };
      const { state } = row.entry;
      if (state === 'sent' || state === 'sending') return { claimed: false, because: state };
      write(documentId, { state: 'sending' });
      row.leaseUntil = leaseUntil;
      return { claimed: true, entry: row.entry, extras: async () => row.extras };
    },
    release: async (documentId, state) => write(documentId, { state }),
    settle: async (documentId, record) => write(documentId, record),
    settleAccepted: async (documentId, record) => write(documentId, record),
    async settleInterrupted(now, failure) {
      const dead = rows.filter(({ leaseUntil }) => leaseUntil !== null && leaseUntil < now);
      for (const { entry } of dead)
        write(entry.documentId, afterFailure(entry, failure, { at: now, by: 'restart' }));
      return dead.length;
    },
    count: async (state) => inState(state).length,
    lastId: async (state) => inState(state).at(-1)?.id ?? 0,
    page: async (state, { after, upTo }, limit) =>
      inState(state)
        .filter(({ id }) => id > after && id <= upTo)
        .slice(0, limit)
        .map(({ id, entry }) => ({ id, documentId: entry.documentId })),
  };

  return {
    drafts,
    rows,
    entry: (documentId: string): DraftEntry => {
      const row = rowOf(documentId);
      if (row === undefined) throw new Error(`no row ${documentId}`);
      return row.entry;
    },
    /** A draft as a first attempt that failed leaves it. @returns its documentId. */
    add: (message: OutgoingMessage, failure = aFailure(), changes: Partial<DraftRecord> = {}) =>
      drafts.create(
        message,
        {
          ...afterFailure({ attempts: 0, history: [] }, failure, { at: NOW, by: 'send()' }),
          ...changes,
        },
        'send()',
      ),
  };
};

export const aLog = () => {
  const lines: string[] = [];
  return {
    lines,
    warn: (message: string) => void lines.push(`warn ${message}`),
    error: (message: string) => void lines.push(`error ${message}`),
  };
};

export const aCount = () => {
  const count = { sentMessages: 0, draftedMessages: 0 };
  return {
    count,
    sent: () => void count.sentMessages++,
    drafted: () => void count.draftedMessages++,
  };
};

/** One sending of a draft to another recipient than its own. Pure. */
import type { Failure, HistoryEntry } from '../contract';
import {
  type AttemptFacts,
  type DraftToSend,
  type DraftRecord,
  failedEntry,
  historyOf,
  stateBefore,
} from './draft';
import { recipientFields } from './message';

/** The draft as it is sent there: to nobody else, whatever an envelope of the message says. */
export const redirected = (entry: DraftToSend, to: string): DraftToSend => ({
  ...entry,
  to,
  cc: '',
  bcc: '',
  originalRecipients: null,
});

/** What stands in the record of its acceptance: who has it, and who was to have it. */
export const redirectOf = (
  { to, cc, bcc }: DraftToSend,
  address: string,
): Pick<HistoryEntry, 'to' | 'insteadOf'> => ({
  to: address,
  insteadOf: recipientFields({ to: to ?? '', cc: cc ?? '', bcc: bcc ?? '' }),
});

export type AfterRedirect = Pick<DraftRecord, 'state' | 'attempts' | 'lastAttemptAt' | 'history'>;

/**
 * What changes in a draft that another recipient did not get: nothing but its history. How it stands with its own
 * recipients, and what becomes of it, is as before.
 */
export const afterRedirect = (
  before: DraftToSend,
  failure: Failure,
  { at, by, tried, to }: AttemptFacts & { to: string },
): AfterRedirect => ({
  state: stateBefore(before) ?? 'held',
  attempts: (before.attempts ?? 0) + (tried ? 1 : 0),
  lastAttemptAt: at.toISOString(),
  history: [...historyOf(before), { ...failedEntry(failure, { at, by }), to }],
});

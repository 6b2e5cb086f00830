/** Why a connection is being closed, as nodemailer's log records give it away. Pure. */
import type { CloseReason } from '../contract';

export type ClosingHint = Extract<CloseReason, 'deliveries' | 'idle' | 'server' | 'error'>;

/** @returns undefined when the record says nothing of it. Pinned by the tests of progress.ts. */
export const closingHintIn = (record: object, text: unknown): ClosingHint | undefined => {
  const tnx: unknown = Reflect.get(record, 'tnx');
  if (tnx !== 'pool' && tnx !== 'network') return undefined;
  if (Reflect.get(record, 'action') === 'maxlimit') return 'deliveries';
  if ('err' in record) return 'error';
  const words = String(text);
  if (/was closed by the server|Server closed the idle connection/.test(words)) return 'server';
  return words.startsWith('Closing connection') && words.includes('idle') ? 'idle' : undefined;
};

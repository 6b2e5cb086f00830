/** Which failures say something about the server and the way to it, and not about one message. Pure. */
import type { Failure, FailureCode, Stage } from '../contract';

/** Before any message is named. */
const BEFORE_MESSAGES: ReadonlySet<Stage> = new Set<Stage>([
  'settings',
  'connect',
  'greeting',
  'ehlo',
  'tls',
  'auth',
]);

/** At any stage. */
const LOST: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'SERVER_BUSY',
  'CONNECTION_CLOSED',
  'RESPONSE_TIMEOUT',
]);

/** Ended on this side. */
const OURS: ReadonlySet<FailureCode> = new Set<FailureCode>(['INTERRUPTED', 'EXPIRED']);

/** The next message would fare the same: connection, settings, sign-in, certificate. */
export const isServerTrouble = ({ code, stage }: Pick<Failure, 'code' | 'stage'>): boolean =>
  !OURS.has(code) && (BEFORE_MESSAGES.has(stage) || LOST.has(code));

/** Of a message that came no further than the way to the server: whatever is wrong there may be over. */
export const STAGES_BEFORE_MESSAGES: readonly Stage[] = [...BEFORE_MESSAGES];

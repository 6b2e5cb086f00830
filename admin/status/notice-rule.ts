/** When the panel says of itself that something is wrong with mail. Pure. */
import type { StatusView } from './use-status';

export type Notice = 'down' | 'held';

/** What somebody has seen and put away. */
export interface Dismissed {
  /** The outage, by its beginning. */
  down?: string | null;
  /** The newest held message of that moment, and when it was (milliseconds since the epoch). */
  held?: { newest: string; at: number };
}

/** Held messages that come one by one make one notice an hour, not one each. */
const HELD_AGAIN_MS = 3_600_000;

/** @param now milliseconds since the epoch. */
export const noticeOf = (
  { health, drafts, newestHeldAt }: Pick<StatusView, 'health' | 'drafts' | 'newestHeldAt'>,
  dismissed: Dismissed,
  now: number,
): Notice | null => {
  if (health.state === 'down') {
    return 'down' in dismissed && dismissed.down === health.since ? null : 'down';
  }
  const isNews = drafts.held > 0 && health.reasons.includes('MESSAGES_HELD');
  if (!isNews || newestHeldAt === null) return null;
  const { held } = dismissed;
  if (held === undefined) return 'held';
  return newestHeldAt > held.newest && now - held.at >= HELD_AGAIN_MS ? 'held' : null;
};

/** @param now milliseconds since the epoch. */
export const dismissedWith = (
  notice: Notice,
  { health, newestHeldAt }: Pick<StatusView, 'health' | 'newestHeldAt'>,
  before: Dismissed,
  now: number,
): Dismissed =>
  notice === 'down'
    ? { ...before, down: health.since }
    : { ...before, held: { newest: newestHeldAt ?? '', at: now } };

/** What lies in the browser may have been written by anything. */
export const parseDismissed = (text: string | null): Dismissed => {
  const stored = parsed(text);
  const down: unknown = Reflect.get(stored, 'down');
  const held: object = objectIn(Reflect.get(stored, 'held'));
  const newest: unknown = Reflect.get(held, 'newest');
  const at: unknown = Reflect.get(held, 'at');
  return {
    ...(typeof down === 'string' || down === null ? { down } : {}),
    ...(typeof newest === 'string' && typeof at === 'number' ? { held: { newest, at } } : {}),
  };
};

const parsed = (text: string | null): object => {
  try {
    return objectIn(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
};

const objectIn = (value: unknown): object =>
  typeof value === 'object' && value !== null ? value : {};

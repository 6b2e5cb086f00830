/** How much may be kept. At the limit nothing is dropped in silence: whoever hands in one more message hears of it. */
import { grouped } from '../grouped';

export interface Limits {
  maxDrafts: number;
  maxTotalBytes: number;
}

/** There is no room for another draft. */
export class DraftsFullError extends Error {
  override name = 'DraftsFullError';
}

export interface Capacity {
  /** Makes sure that there is room for one more, and counts it as taken. @throws DraftsFullError */
  take(bytes: number): Promise<void>;
  /** Counts what is really there: drafts get fewer too, and other processes make some. */
  recount(): Promise<void>;
}

interface Tally {
  drafts: number;
  bytes: number;
}

/** No flood of messages that find no room may become a flood of counting. */
const RECOUNT_AFTER_MS = 1000;

/** @param count what is there now, of all processes; asked when the own tally says that it is full. */
export const createCapacity = (
  limits: Limits,
  count: () => Promise<Tally>,
  now: () => number,
): Capacity => {
  let tally: Tally = { drafts: Infinity, bytes: Infinity };
  let countedAt = -Infinity;
  let counting: Promise<void> | undefined;

  const countNow = async () => {
    countedAt = now();
    try {
      tally = await count();
    } finally {
      counting = undefined;
    }
  };
  const recount = () => (counting ??= countNow());

  return {
    async take(bytes) {
      const mayBeOld = counting !== undefined || now() - countedAt > RECOUNT_AFTER_MS;
      if (mayBeOld && fullBecause(tally, bytes, limits) !== undefined) await recount();
      const reason = fullBecause(tally, bytes, limits);
      if (reason !== undefined) throw new DraftsFullError(`${reason}. Send or delete some.`);
      tally = added(tally, bytes);
    },
    recount,
  };
};

const added = ({ drafts, bytes }: Tally, more: number): Tally => ({
  drafts: drafts + 1,
  bytes: bytes + more,
});

const fullBecause = (
  tally: Tally,
  more: number,
  { maxDrafts, maxTotalBytes }: Limits,
): string | undefined => {
  const { drafts, bytes } = added(tally, more);
  if (drafts > maxDrafts)
    return `There are ${grouped(tally.drafts)} drafts already (drafts.maxDrafts)`;
  if (bytes > maxTotalBytes)
    return `The drafts take ${grouped(tally.bytes)} bytes already (drafts.maxTotalBytes)`;
  return undefined;
};

/** One reason for all recipients that were refused while others were accepted. Pure. */
import type { Failure } from '../contract';
import { within } from '../failure-texts';
import type { RefusedRecipient } from '../smtp/transport';

/**
 * One for good decides over the draft of all: a machine that repeats it would be refused again.
 *
 * @returns undefined when nobody was refused.
 */
export const refusalOf = (refused: readonly RefusedRecipient[]): Failure | undefined => {
  const decisive = refused.find(({ failure }) => failure.outcome === 'refused') ?? refused[0];
  if (decisive === undefined || refused.length === 1) return decisive?.failure;
  return within(decisive.failure, 'PARTLY_REFUSED', { count: refused.length });
};

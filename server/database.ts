/**
 * Writing to the database. It ends one of two transactions that wait for each other, and leaves it to whoever began it
 * to begin again: MySQL's kind does so wherever several write at the same time, PostgreSQL seldom.
 */
import type { Core } from '@strapi/strapi';

const CONFLICTS: ReadonlySet<unknown> = new Set([
  // MySQL and MariaDB.
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  // PostgreSQL: deadlock_detected, serialization_failure.
  '40P01',
  '40001',
]);

export const isConflict = (error: unknown): boolean =>
  error instanceof Error && CONFLICTS.has(Reflect.get(error, 'code'));

const createRetry = async () => {
  const { ExponentialBackoff, handleWhen, retry } = await import('cockatiel');
  return retry(handleWhen(isConflict), {
    maxAttempts: 8,
    // Each at a time of its own, or the same two would meet again.
    backoff: new ExponentialBackoff({ initialDelay: 5, maxDelay: 500 }),
  });
};
let retrying: Awaited<ReturnType<typeof createRetry>> | undefined;

/**
 * Begins again where another write stood in the way. Within the caller's transaction it does not: the database has
 * ended all of that.
 *
 * @throws what `write` throws for any other reason, or the ninth time
 */
export const writing = async <Result>(
  strapi: Core.Strapi,
  write: () => Promise<Result>,
): Promise<Result> => {
  if (strapi.db.inTransaction()) return write();
  // Kept when it is there: a library that could not be loaded once may be later.
  retrying ??= await createRetry();
  return retrying.execute(write);
};

/** The same for several writes of which all are done or none. */
export const transaction = <Result>(
  strapi: Core.Strapi,
  work: (trx: Transaction) => Promise<Result>,
): Promise<Result> =>
  writing(
    strapi,
    // Awaited here: Strapi types what a transaction resolves with as a promise.
    async () =>
      await strapi.db.transaction(async ({ trx }: { trx: Transaction }): Promise<Result> =>
        work(trx),
      ),
  );

/** Of knex, for statements that Strapi's query layer has no words for. */
export type Transaction = Core.Strapi['db']['connection'];

/** Why a statement failed, without the statement: what the driver says begins with it, and the message is in it. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split(' - ').at(-1) ?? '';

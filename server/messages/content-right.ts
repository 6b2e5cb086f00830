/**
 * The text of messages is for those who have the right to it, apart from the right to see that a message is there.
 * Nobody is asked but administrators: the site's own code has no roles.
 */
import { errors } from '@strapi/utils';
import { CONTENT_FIELDS, PERMISSIONS } from '../contract';
import type { Asking } from '../request';

const isContentField = (name: string): boolean => CONTENT_FIELDS.some((field) => field === name);

export const mayReadContent = (asking: Asking | undefined): boolean =>
  asking === undefined || asking.may(PERMISSIONS.readContent);

/** @throws ForbiddenError for a filter or an order by which the text could be found out piece by piece. */
export const refuseQueriesOnContent = (params: object): void => {
  const { filters, sort } = params as { filters?: unknown; sort?: unknown };
  if (!namesIn(filters).some(isContentField) && !wordsIn(sort).some(isContentField)) return;
  throw new errors.ForbiddenError(
    'Messages are not filtered or sorted by a text that you may not read.',
  );
};

/**
 * A form sends every field back, also those that it was not given.
 *
 * @throws ForbiddenError when there is text in one.
 */
export const withoutContent = <T extends object>(data: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(data).filter(([name, value]) => {
      if (!isContentField(name)) return true;
      if (value === null || value === '') return false;
      throw new errors.ForbiddenError(
        'You may not write the text of messages, because you may not read it.',
      );
    }),
  ) as Partial<T>;

/** What a document method resolves with: an entry, a list of them, `{ entries }`, a count, nothing. */
export const withContentBlank = <T>(result: T): T => {
  if (Array.isArray(result)) return result.map(withContentBlank) as T;
  if (typeof result !== 'object' || result === null) return result;
  return Object.fromEntries(
    Object.entries(result).map(([name, value]: [string, unknown]) => {
      if (isContentField(name)) return [name, null];
      return [name, name === 'entries' ? withContentBlank(value) : value];
    }),
  ) as T;
};

/** Every key, at any depth. */
const namesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
};

/** An order is `text:asc`, a list of such, or `{ text: 'asc' }`. */
const wordsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? value.split(/[^A-Za-z]+/)
    : Array.isArray(value)
      ? value.flatMap(wordsIn)
      : namesIn(value);

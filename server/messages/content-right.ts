/**
 * The text of messages is for those who have the right to it, apart from the right to see that a message is there.
 * Nobody is asked but administrators: the site's own code has no roles.
 */
import { errors } from '@strapi/utils';
import { type EditableField, PERMISSIONS } from '../contract';
import type { Asking } from '../request';
import { isContentField } from './content-queries';

export const mayReadContent = (asking: Asking | undefined): boolean =>
  asking === undefined || asking.may(PERMISSIONS.readContent);

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

/** Whoever may lead a message to somebody else may read it there. */
export const refuseNewRecipients = (
  data: Partial<Record<EditableField, string | null>>,
  row: Partial<Record<EditableField, string | null>>,
): void => {
  const changed = RECIPIENTS.find(
    (field) => field in data && (data[field] ?? '') !== (row[field] ?? ''),
  );
  if (changed === undefined) return;
  throw new errors.ForbiddenError(
    'You may not change whom a message is for, because you may not read its text.',
  );
};

const RECIPIENTS = ['to', 'cc', 'bcc'] as const satisfies EditableField[];

/** Where the messages are in the admin panel. Pure. */
import { MESSAGE_UID } from '../../server/contract';

const LIST = `/content-manager/collection-types/${MESSAGE_UID}`;

export type ListFilter = Partial<Record<'state' | 'failureCode' | 'outcome' | 'content', string>>;

/** The part of the address after `?`, as Strapi's filters write it. @param kept of the order and the size of pages. */
export const filterSearch = (
  filter: ListFilter,
  kept: Partial<Record<'sort' | 'pageSize', string>> = {},
): string => {
  const search = new URLSearchParams({ page: '1', ...kept });
  Object.entries(filter).forEach(([field, value], index) =>
    search.append(`filters[$and][${index}][${field}][$eq]`, value),
  );
  return search.toString();
};

export const listOf = (filter: ListFilter): string => `${LIST}?${filterSearch(filter)}`;

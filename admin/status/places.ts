import { MESSAGE_UID, PLUGIN_ID, type MessageState } from '../../server/contract';

/** The page, from the root of the admin panel. */
export const STATUS_PAGE = `/settings/${PLUGIN_ID}/status`;
export const SETTINGS_PAGE = `/settings/${PLUGIN_ID}`;

/** The Content Manager's list of the drafts in one state. */
export const listOf = (state: MessageState): string => {
  const query = new URLSearchParams({
    page: '1',
    pageSize: '20',
    sort: 'createdAt:DESC',
    'filters[$and][0][state][$eq]': state,
  });
  return `/content-manager/collection-types/${MESSAGE_UID}?${query.toString()}`;
};

import { adminApi } from '@strapi/strapi/admin';
import { MESSAGE_UID } from '../../server/contract';

/**
 * The Content Manager shows what it fetched until one of its own requests changes it. A mutation that
 * asks for nothing but names the same tags makes it fetch again, without a second copy of redux.
 */
const messagesApi = adminApi.enhanceEndpoints({ addTagTypes: ['Document'] }).injectEndpoints({
  endpoints: (build) => ({
    outgoingMailChanged: build.mutation<null, string[]>({
      queryFn: () => ({ data: null }),
      invalidatesTags: (_result, _error, documentIds) =>
        ['LIST', ...documentIds].map((id) => ({
          type: 'Document' as const,
          id: `${MESSAGE_UID}_${id}`,
        })),
    }),
  }),
});

/** Makes the open list and the open messages show what the delivery did to them. */
export const useRefresh = (): ((documentIds: string[]) => void) => {
  const [changed] = messagesApi.useOutgoingMailChangedMutation();
  return (documentIds) => void changed(documentIds);
};

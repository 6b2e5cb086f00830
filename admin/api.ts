/**
 * What the admin panel asks the server; of the settings, settings/api.ts. An answer is a value, also when it is a refusal.
 */
import { getFetchClient, useFetchClient, type FetchClient } from '@strapi/strapi/admin';
import { useMemo } from 'react';
import {
  PLUGIN_ID,
  type HistoryRange,
  type SendDraftRequest,
  type SendDraftResponse,
  type SendJobResponse,
  type SendJobsResponse,
  type SendManyRequest,
  type SendManyResponse,
  type StatusHistoryResponse,
  type StatusResponse,
} from '../server/contract';
import { isAborted, problemOf, type Problem } from './problem';

/** `aborted`: the page was left while the request was under way; nothing is left to show. */
export type Answer<T> = { ok: true; data: T } | { ok: false; problem: Problem; aborted: boolean };

/** Sends drafts, one by one or many at a time. */
export const useMessagesApi = () => {
  const client = useFetchClient();
  return useMemo(() => messagesApi(client), [client]);
};

/** How many messages were accepted and kept, by the hour. */
export const useHistoryApi = () => {
  const client = useFetchClient();
  return useMemo(() => historyApi(client), [client]);
};

/** How mail stands. No hook: what asks for it outlives the page that shows it. */
export const loadStatus = () =>
  answer(getFetchClient().get<StatusResponse>(`/${PLUGIN_ID}/status`));

const historyApi = ({ get }: FetchClient) => ({
  load: (range: HistoryRange) =>
    answer(get<StatusHistoryResponse>(`/${PLUGIN_ID}/status/history?range=${range}`)),
});

const messagesApi = ({ get, post }: FetchClient) => ({
  send: (documentId: string, request: SendDraftRequest) =>
    answer(
      post<SendDraftResponse, SendDraftRequest>(
        `/${PLUGIN_ID}/messages/${encodeURIComponent(documentId)}/send`,
        request,
      ),
    ),
  sendMany: (request: SendManyRequest) =>
    answer(post<SendManyResponse, SendManyRequest>(`/${PLUGIN_ID}/messages/send`, request)),
  jobs: () => answer(get<SendJobsResponse>(`/${PLUGIN_ID}/messages/send`)),
  stop: (jobId: string) =>
    answer(post<SendJobResponse>(`/${PLUGIN_ID}/messages/send/${encodeURIComponent(jobId)}/stop`)),
  /** With the session of whoever is signed in, which a plain link does not carry. */
  attachment: (documentId: string, index: number) =>
    answer(
      get<Blob>(`/${PLUGIN_ID}/messages/${encodeURIComponent(documentId)}/attachments/${index}`, {
        responseType: 'blob',
      }).then(({ data }) => ({ data: { data } })),
    ),
});

/** Unwraps the two envelopes: the fetch client's and the contract's `{ data }`. */
export const answer = async <T>(request: Promise<{ data: { data: T } }>): Promise<Answer<T>> => {
  try {
    return { ok: true, data: (await request).data.data };
  } catch (thrown) {
    return { ok: false, problem: problemOf(thrown), aborted: isAborted(thrown) };
  }
};

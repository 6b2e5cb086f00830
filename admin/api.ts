/** Every request of the plugin's admin panel. An answer is a value, also when it is a refusal. */
import { getFetchClient, useAuth, useFetchClient, type FetchClient } from '@strapi/strapi/admin';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  PLUGIN_ID,
  type CheckProgress,
  type CheckResponse,
  type CheckSettingsRequest,
  type DetectRequest,
  type DetectResponse,
  type HistoryRange,
  type SaveSettingsRequest,
  type SaveSettingsResponse,
  type SendDraftRequest,
  type SendDraftResponse,
  type SendJobResponse,
  type SendJobsResponse,
  type SendManyRequest,
  type SendManyResponse,
  type ServicesResponse,
  type SettingsResponse,
  type StatusHistoryResponse,
  type StatusResponse,
  type TestMessageRequest,
  type TestMessageResponse,
} from '../server/contract';
import { isAborted, problemOf, type Problem } from './problem';
import { linesOf } from './stream';

/** `aborted`: the page was left while the request was under way; nothing is left to show. */
export type Answer<T> = { ok: true; data: T } | { ok: false; problem: Problem; aborted: boolean };

/** Called with each line of a check or a save while it runs. */
export type OnProgress = (progress: CheckProgress) => void;

/** Reads, checks and saves the settings, and tries out what they say. */
export const useSettingsApi = () => {
  const client = useFetchClient();
  const stream = useStream(client);
  return useMemo(() => settingsApi(client, stream), [client, stream]);
};

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

const SETTINGS = `/${PLUGIN_ID}/settings`;

const settingsApi = ({ get, post }: FetchClient, stream: Stream) => ({
  load: () => answer(get<SettingsResponse>(SETTINGS)),
  check: (request: CheckSettingsRequest, onProgress: OnProgress) =>
    answer<CheckResponse['data']>(stream('POST', `${SETTINGS}/check`, request, onProgress)),
  save: (request: SaveSettingsRequest, onProgress: OnProgress) =>
    answer<SaveSettingsResponse['data']>(stream('PUT', SETTINGS, request, onProgress)),
  detect: (request: DetectRequest) =>
    answer(post<DetectResponse, DetectRequest>(`${SETTINGS}/detect`, request)),
  services: () => answer(get<ServicesResponse>(`${SETTINGS}/services`)),
  sendTestMessage: (request: TestMessageRequest) =>
    answer(post<TestMessageResponse, TestMessageRequest>(`${SETTINGS}/test-message`, request)),
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
const answer = async <T>(request: Promise<{ data: { data: T } }>): Promise<Answer<T>> => {
  try {
    return { ok: true, data: (await request).data.data };
  } catch (thrown) {
    return { ok: false, problem: problemOf(thrown), aborted: isAborted(thrown) };
  }
};

/* ------------------------------------------------------- answers line by line */

type Stream = <T>(
  method: 'POST' | 'PUT',
  path: string,
  body: object,
  onProgress: OnProgress,
) => Promise<{ data: { data: T } }>;

/**
 * A request whose answer comes line by line, which Strapi's fetch client cannot read. It uses the same session, ends when
 * the page is left, and takes the plain answer where a proxy or an older server gives that.
 */
const useStream = ({ get }: FetchClient): Stream => {
  const token = useAuth('useStream', (session) => session.token);
  const latest = useRef(token);
  useEffect(() => {
    latest.current = token;
  }, [token]);

  const [leaving] = useState(() => new AbortController());
  useEffect(() => () => leaving.abort(), [leaving]);

  return useMemo<Stream>(() => {
    const ask = (method: string, path: string, body: object) =>
      fetch(backendUrl() + path, {
        method,
        credentials: 'include',
        signal: leaving.signal,
        headers: {
          Accept: 'application/x-ndjson, application/json',
          'Content-Type': 'application/json',
          Authorization: `Bearer ${latest.current}`,
        },
        body: JSON.stringify(body),
      });

    return async <T>(method: string, path: string, body: object, onProgress: OnProgress) => {
      let response = await ask(method, path, body);
      if (response.status === 401) {
        // An ordinary request renews an expired session; or it fails as every other one does then.
        await get(SETTINGS);
        response = await ask(method, path, body);
      }
      return { data: await resultOf<T>(response, onProgress) };
    };
  }, [get, leaving]);
};

/** Where the server is: with an admin panel on a host of its own, not where the page is. */
const backendUrl = (): string => String(Reflect.get(window.strapi, 'backendURL'));

const resultOf = async <T>(response: Response, onProgress: OnProgress): Promise<{ data: T }> => {
  const isStream = response.headers.get('content-type')?.includes('ndjson') === true;
  if (!isStream || response.body === null) {
    const body = (await response.json()) as { data: T };
    if (!response.ok) throw refusal(body);
    return body;
  }
  for await (const line of linesOf(response.body)) {
    const progress = JSON.parse(line) as CheckProgress;
    if ('error' in progress) throw refusal(progress);
    if ('done' in progress) return progress.done as { data: T };
    onProgress(progress);
  }
  throw new Error('The answer ended before it was complete.');
};

/** In the shape in which the fetch client throws. @param data Strapi's error format */
const refusal = (data: object): Error =>
  Object.assign(new Error('The server refused.'), { response: { data } });

/** Every request about the settings. Apart from `admin/api.ts`, because that is loaded with the panel and this with the page. */
import { useAuth, useFetchClient, type FetchClient } from '@strapi/strapi/admin';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  PLUGIN_ID,
  type CheckProgress,
  type CheckResponse,
  type CheckSettingsRequest,
  type DetectRequest,
  type DetectResponse,
  type SaveSettingsRequest,
  type SaveSettingsResponse,
  type ServicesResponse,
  type SettingsResponse,
  type TestMessageRequest,
  type TestMessageResponse,
} from '../../server/contract';
import { answer } from '../api';
import { linesOf } from '../stream';

/** Called with each line of a check or a save while it runs. */
export type OnProgress = (progress: CheckProgress) => void;

/** Reads, checks and saves the settings, and tries out what they say. */
export const useSettingsApi = () => {
  const client = useFetchClient();
  const stream = useStream(client);
  return useMemo(() => settingsApi(client, stream), [client, stream]);
};

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

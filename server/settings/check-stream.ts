/** A check told as it happens: one line of JSON for each thing that becomes known. */
import { PassThrough } from 'node:stream';
import { errors } from '@strapi/utils';
import type { CheckProgress, CheckResponse, SaveSettingsResponse } from '../contract';
import type { HttpContext } from '../http';
import type { CheckOptions } from './trials';

const NDJSON = 'application/x-ndjson';

/** Whether the request asks for it; without that a check has one answer, at its end. */
export const wantsProgress = (context: Pick<HttpContext, 'get'>): boolean =>
  context
    .get('Accept')
    .split(',')
    .some((type) => type.split(';')[0]?.trim().toLowerCase() === NDJSON);

/**
 * Answers at once and goes on by itself. What `run` throws becomes the last line: the status was sent long before.
 *
 * @param run is told by its signal when nobody reads any more.
 */
export const answerAsItHappens = (
  context: Pick<HttpContext, 'set' | 'status' | 'body'>,
  run: (options: CheckOptions) => Promise<CheckResponse | SaveSettingsResponse>,
  log: { error(message: unknown): void },
): void => {
  const lines = new PassThrough();
  const left = new AbortController();
  // Koa destroys the body of an answer whose connection is gone.
  lines.on('error', () => {}).once('close', () => left.abort());
  const tell = (progress: CheckProgress): void => {
    if (!lines.destroyed) lines.write(`${JSON.stringify(progress)}\n`);
  };

  context.set('Content-Type', NDJSON);
  // Compression, here and in proxies, would keep lines back until there is enough of them.
  context.set('Cache-Control', 'no-store, no-transform');
  context.set('X-Accel-Buffering', 'no');
  context.status = 200;
  context.body = lines;

  run({ tell, signal: left.signal })
    .then((done) => tell({ done }))
    .catch((error: unknown) => tell({ error: inWords(error, log) }))
    .finally(() => lines.end());
};

interface Said extends Error {
  details?: unknown;
}

/** As Strapi says it where nothing has been answered yet. */
const inWords = (
  error: unknown,
  log: { error(message: unknown): void },
): Extract<CheckProgress, { error: unknown }>['error'] => {
  if (error instanceof errors.ApplicationError) {
    const said: Said = error;
    return { status: 400, name: said.name, message: said.message, details: said.details };
  }
  log.error(error);
  return { status: 500, name: 'InternalServerError', message: 'Internal Server Error' };
};

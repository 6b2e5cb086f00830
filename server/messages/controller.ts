/** The HTTP side of drafts: parse, ask, answer. */
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { z } from 'zod';
import {
  PERMISSIONS,
  type SendDraftResponse,
  type SendJobResponse,
  type SendJobsResponse,
  type SendManyResponse,
} from '../contract';
import { once } from '../once';
import { outgoingMail } from '../outgoing-mail';
import { type HttpContext, nameOf, signatureOf } from '../http';
import { refusal } from '../refusal-texts';
import { administratorAsking } from '../request';
import { expected, inOneSentence, invalidFields } from '../validation';
import { problemOfAddress } from './parse-addresses';

/** By the rules for every address of a message. */
function refuseNoAddress(text: string, { addIssue }: { addIssue(message: string): void }): void {
  const problem = problemOfAddress(text);
  if (problem !== undefined) addIssue(problem);
}

const sendRequest = once(() =>
  z.strictObject(
    {
      mayDuplicate: z.boolean(expected('true or false')).optional(),
      to: z.string(expected('an e-mail address')).superRefine(refuseNoAddress).optional(),
    },
    expected('an object'),
  ),
);

/** As Strapi makes them, and whatever a site imported; it stands in the log. */
const DOCUMENT_ID = /^[\w-]{1,64}$/;
const MOST_AT_ONCE = 10_000;
const sendManyRequest = once(() =>
  z.union(
    [
      z.strictObject({
        documentIds: z.array(z.string().regex(DOCUMENT_ID)).min(1).max(MOST_AT_ONCE),
      }),
      z.strictObject({ state: z.enum(['waiting', 'held', 'unsent']) }),
    ],
    {
      error: `must be { documentIds: [1 to ${MOST_AT_ONCE} ids] } or { state: 'waiting' | 'held' | 'unsent' }`,
    },
  ),
);

export const createMessageController = ({ strapi }: { strapi: Core.Strapi }) => {
  const mail = () => outgoingMail(strapi);
  return {
    async send(context: HttpContext) {
      const { mayDuplicate = false, to } = parse(sendRequest(), context.request.body ?? {});
      // Whoever can have a message sent to an address of their own can read it.
      if (to !== undefined && !administratorAsking(strapi)?.may(PERMISSIONS.readContent))
        return context.forbidden(
          'You may not send this message to another recipient, because you may not read its text.',
        );
      const documentId = String(context.params.documentId);
      if (!DOCUMENT_ID.test(documentId)) return context.notFound(...said('MISSING'));
      const result = await mail().resender.resend({
        documentId,
        by: nameOf(context),
        mayDuplicate,
        to,
        insist: true,
      });
      switch (result.status) {
        case 'sent':
        case 'draft':
          strapi.log.info(
            `Message ${documentId} was ${result.status === 'sent' ? 'sent' : 'tried'}${to === undefined ? '' : ', to another recipient,'} by ${signatureOf(context)}.`,
          );
          context.body = { data: result } satisfies SendDraftResponse;
          return;
        case 'missing':
          return context.notFound(...said('MISSING'));
        case 'sending':
          return context.conflict(...said('SENDING'));
        case 'sent-before':
          return context.conflict(...said('SENT_BEFORE'));
        case 'wiped':
          return context.conflict(
            'The content of this message was removed, because it carried a secret and is out of date.',
            { code: 'WIPED' },
          );
        case 'secret':
          return context.conflict(
            'This message carries a secret: it is sent to nobody but the recipients that it was written for.',
            { code: 'SECRET' },
          );
        case 'in-doubt':
          return context.conflict(...said('IN_DOUBT', { code: 'IN_DOUBT' }));
      }
    },

    async sendMany(context: HttpContext) {
      const request = parse(sendManyRequest(), context.request.body);
      const jobId = await mail().bulk.start(request, nameOf(context));
      const what =
        'state' in request
          ? `All ${request.state} messages`
          : `${request.documentIds.length} messages`;
      strapi.log.info(`${what} are sent by ${signatureOf(context)}.`);
      context.status = 202;
      context.body = { data: { jobId } } satisfies SendManyResponse;
    },

    async sendJobs(context: HttpContext) {
      const [jobs, drafts] = await Promise.all([mail().bulk.recent(), mail().bulk.toSend()]);
      context.body = { data: { jobs, drafts } } satisfies SendJobsResponse;
    },

    async sendProgress(context: HttpContext) {
      const job = await mail().bulk.progress(String(context.params.jobId));
      if (job === undefined) return context.notFound(NO_JOB);
      context.body = { data: job } satisfies SendJobResponse;
    },

    async stopSending(context: HttpContext) {
      const job = await mail().bulk.stop(String(context.params.jobId));
      if (job === undefined) return context.notFound(NO_JOB);
      strapi.log.info(`Job ${job.jobId} was asked to stop by ${signatureOf(context)}.`);
      context.body = { data: job } satisfies SendJobResponse;
    },

    async attachment(context: HttpContext) {
      const { documentId, index } = context.params;
      const file = await mail().attachment(String(documentId), String(index));
      if (file === undefined) return context.notFound('There is no such attachment.');
      for (const [name, value] of Object.entries(file.headers)) context.set(name, value);
      context.body = file.bytes;
    },
  };
};

/** In Strapi's error format, with the words by which the panel says it. */
const said = (key: Parameters<typeof refusal>[0], details: object = {}) => {
  const { message, words } = refusal(key);
  return [message, { ...details, words }] as const;
};

const NO_JOB = 'There is no such job any more.';

const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const fields = invalidFields(result.error);
  throw new errors.ValidationError(inOneSentence(fields), { errors: fields });
};

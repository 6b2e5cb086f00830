/** The HTTP side of drafts: parse, ask, answer. */
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { z } from 'zod';
import type { SendDraftResponse, SendJobResponse, SendManyResponse } from '../contract';
import { outgoingMail } from '../compose';
import { type HttpContext, nameOf, signatureOf } from '../http';
import { expected, inOneSentence, invalidFields } from '../validation';

const MISSING = 'There is no such outgoing message.';

const sendRequest = z.strictObject(
  { mayDuplicate: z.boolean(expected('true or false')).optional() },
  expected('an object'),
);

/** As Strapi makes them, and whatever a site imported; it stands in the log. */
const DOCUMENT_ID = /^[\w-]{1,64}$/;
const MOST_AT_ONCE = 10_000;
const sendManyRequest = z.union(
  [
    z.strictObject({
      documentIds: z.array(z.string().regex(DOCUMENT_ID)).min(1).max(MOST_AT_ONCE),
    }),
    z.strictObject({ state: z.enum(['waiting', 'held']) }),
  ],
  {
    error: `must be { documentIds: [1 to ${MOST_AT_ONCE} ids] } or { state: 'waiting' | 'held' }`,
  },
);

export const createMessageController = ({ strapi }: { strapi: Core.Strapi }) => {
  const mail = () => outgoingMail(strapi);
  return {
    async send(context: HttpContext) {
      const { mayDuplicate = false } = parse(sendRequest, context.request.body ?? {});
      const documentId = String(context.params.documentId);
      if (!DOCUMENT_ID.test(documentId)) return context.notFound(MISSING);
      const result = await mail().resender.resend({
        documentId,
        by: nameOf(context),
        mayDuplicate,
        insist: true,
      });
      switch (result.status) {
        case 'sent':
        case 'draft':
          strapi.log.info(
            `Message ${documentId} was ${result.status === 'sent' ? 'sent' : 'tried'} by ${signatureOf(context)}.`,
          );
          context.body = { data: result } satisfies SendDraftResponse;
          return;
        case 'missing':
          return context.notFound(MISSING);
        case 'sending':
          return context.conflict('This message is being sent right now.');
        case 'sent-before':
          return context.conflict('This message was accepted by the mail server already.');
        case 'wiped':
          return context.conflict(
            'The content of this message was removed, because it carried a secret and is out of date.',
            { code: 'WIPED' },
          );
        case 'in-doubt':
          return context.conflict(
            'The mail server may have accepted this message already. Confirm with mayDuplicate: true to send it all the same.',
            { code: 'IN_DOUBT' },
          );
      }
    },

    async sendMany(context: HttpContext) {
      const request = parse(sendManyRequest, context.request.body);
      const jobId = await mail().bulk.start(request, nameOf(context));
      const what =
        'state' in request
          ? `All ${request.state} messages`
          : `${request.documentIds.length} messages`;
      strapi.log.info(`${what} are sent by ${signatureOf(context)}.`);
      context.status = 202;
      context.body = { data: { jobId } } satisfies SendManyResponse;
    },

    sendProgress(context: HttpContext) {
      const job = mail().bulk.progress(String(context.params.jobId));
      if (job === undefined) return context.notFound('There is no such job any more.');
      context.body = { data: job } satisfies SendJobResponse;
    },
  };
};

const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const fields = invalidFields(result.error);
  throw new errors.ValidationError(inOneSentence(fields), { errors: fields });
};

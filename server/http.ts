/** What our controllers use of a request in Strapi. */
import { errors } from '@strapi/utils';
import { inOneSentence, type InvalidField } from './validation';

export interface Administrator {
  id: number | string;
  firstname?: string | null;
  lastname?: string | null;
  email: string;
}

export interface HttpContext {
  request: { body?: unknown };
  query: Record<string, unknown>;
  params: Record<string, string | undefined>;
  /** The policies of our routes let nobody in who is not signed in. */
  state: { user: Administrator };
  status: number;
  body: unknown;
  /** A header of the request; empty: there is none. */
  get(name: string): string;
  /** A header of the answer. */
  set(name: string, value: string): void;
  /** These throw: Strapi answers in its own error format. */
  notFound(message: string, details?: object): never;
  forbidden(message: string): never;
  conflict(message: string, details?: object): never;
}

type Signed = { state: { user: Administrator } };

/** How a history that people read names somebody. */
export const nameOf = ({ state: { user } }: Signed): string =>
  oneLine([user.firstname, user.lastname].filter(Boolean).join(' ') || user.email);

/** How the log names somebody: names are not unique, and change. */
export const signatureOf = (context: Signed): string =>
  `${nameOf(context)} (administrator ${context.state.user.id})`;

/** A name is what somebody typed; a line break in it would be a line of its own in the log. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** Strapi answers with 400 and one entry for each field. */
export const invalid = (fields: InvalidField[]) =>
  new errors.ValidationError(inOneSentence(fields), {
    errors: fields.map((field) => ({ ...field, name: 'ValidationError' })),
  });

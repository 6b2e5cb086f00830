/** From whom a message goes out, and where answers go. Pure. */
import { parseAddresses } from '../smtp/addresses';
import type { Headers, MessageExtras, MessageFields } from './message';

export interface SenderDefaults {
  /** Used when the message names none. */
  from: string;
  replyTo: string;
  /** Every message is from `from`, whatever it names; without a `from` there is nothing to force. */
  forceSender: boolean;
}

/** In the configuration of Strapi's email plugin. */
export interface StrapiSender {
  defaultFrom?: string;
  defaultReplyTo?: string;
}

/** What is set on the page comes before what is configured. */
export const senderDefaults = (
  { from, replyTo, force }: { from: string; replyTo: string; force: boolean },
  strapi: StrapiSender = {},
): SenderDefaults => ({
  from: from || (strapi.defaultFrom ?? ''),
  replyTo: replyTo || (strapi.defaultReplyTo ?? ''),
  forceSender: force,
});

export interface Addressed {
  fields: MessageFields;
  extras: MessageExtras;
}

/** The message with the defaults where it names none, and with the default sender where that is forced. */
export const withSender = (message: Addressed, defaults: SenderDefaults): Addressed => {
  const { from, replyTo, forceSender } = defaults;
  const { fields, extras } = forceSender && from !== '' ? sentFrom(from, message) : message;
  return {
    fields: { ...fields, from: fields.from || from, replyTo: fields.replyTo || replyTo },
    extras,
  };
};

/**
 * Servers that force it look at every place that names a sender: From, Sender, and MAIL FROM. The From of a message that is
 * handed over `raw` stays what it is; its envelope does not.
 */
const sentFrom = (from: string, { fields, extras }: Addressed): Addressed => {
  const { headers, envelope, ...rest } = extras;
  delete rest.sender;
  const answersGo =
    fields.replyTo !== '' || hasHeader(headers, 'reply-to') || isSame(fields.from, from)
      ? fields.replyTo
      : fields.from;
  return {
    fields: { ...fields, from, replyTo: answersGo },
    extras: {
      ...rest,
      ...(headers && { headers: withoutHeader(headers, 'sender') }),
      ...(envelope && { envelope: { ...envelope, from } }),
    },
  };
};

const hasHeader = (headers: Headers = {}, wanted: string): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() === wanted);

const withoutHeader = (headers: Headers, unwanted: string): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== unwanted));

/** The same addresses, whatever the names in front of them. */
const isSame = (one: string, other: string): boolean => addressesIn(one) === addressesIn(other);

const addressesIn = (list: string): string =>
  parseAddresses(list)
    .map(({ address }) => address.toLowerCase())
    .join();

/** The content types. A key here must equal its `singularName`. */
import { MESSAGE_CONTENTS, MESSAGE_NAME, MESSAGE_STATES, OUTCOMES, PLUGIN_ID } from '../contract';
import { sendJobType } from './send-job-type';

/** Kept out of lists and forms; the side panel shows what matters of it in words. */
const hidden = () => ({ 'content-manager': { visible: false } });
// Made anew for each attribute: Strapi writes the column's name into the object.
// Not searched, like everything that a person would not look for: a search reads each column of each row.
const text = () => ({ type: 'text', searchable: false }) as const;
const line = () => ({ type: 'string', searchable: false }) as const;
const choice = <Value extends string>(values: readonly Value[]) =>
  ({ type: 'enumeration', enum: [...values], searchable: false }) as const;
/** A one-line field of a form without the 255 characters of a `string` column: a list of recipients is longer. */
const longLine = () =>
  ({
    type: 'string',
    maxLength: 1_000_000,
    column: { type: 'text', args: ['longtext'] },
    // The form would say "max. 1000000 characters" under each; the admin panel takes that away.
    pluginOptions: { [PLUGIN_ID]: { isLongLine: true } },
  }) as const;

/**
 * `private`: bodies hold links that open accounts; no webhook and no content API may carry them. Not searched: a list
 * that can be searched for parts of a link gives the link away, letter by letter.
 */
const body = () =>
  ({
    ...text(),
    private: true,
    pluginOptions: { [PLUGIN_ID]: { isBody: true } },
  }) as const;

/** Said in words beside the form, and left out of it. */
const inPanel = () => ({ pluginOptions: { [PLUGIN_ID]: { isInPanel: true } } });

/** Names of indexes are one for all tables in SQLite and PostgreSQL. */
const index = (name: string, ...columns: string[]) => ({
  name: `outgoing_mail_messages_${name}_index`,
  columns,
  type: null,
});

const message = {
  kind: 'collectionType',
  collectionName: 'outgoing_mail_messages',
  info: {
    singularName: 'message',
    pluralName: 'messages',
    displayName: MESSAGE_NAME,
    description: 'Mail that was not accepted yet (draft) and mail that was (published).',
  },
  options: { draftAndPublish: true },
  pluginOptions: {
    'content-manager': { visible: true },
    'content-type-builder': { visible: false },
    // By which the admin panel tells this list from others.
    [PLUGIN_ID]: { isMessage: true },
  },
  attributes: {
    subject: longLine(),
    from: { ...longLine(), private: true },
    to: { ...longLine(), private: true },
    cc: { ...longLine(), private: true },
    bcc: { ...longLine(), private: true },
    replyTo: { ...longLine(), private: true },
    text: body(),
    html: body(),
    content: { ...choice(MESSAGE_CONTENTS), default: 'readable' },
    state: { ...choice(MESSAGE_STATES), default: 'held', required: true, ...inPanel() },
    outcome: { ...choice(OUTCOMES), ...inPanel() },
    failureMessage: { ...text(), ...inPanel() },
    failureHint: { ...text(), ...inPanel() },
    failureWords: { type: 'json', private: true, pluginOptions: hidden() },
    failureCode: line(),
    failureStage: line(),
    failureField: line(),
    response: { ...text(), ...inPanel() },
    attempts: { type: 'integer', default: 0, min: 0 },
    lastAttemptAt: { type: 'datetime' },
    nextAttemptAt: { type: 'datetime' },
    sentAt: { type: 'datetime' },
    messageId: { ...longLine(), private: true },
    date: { type: 'datetime' },
    source: line(),
    size: { type: 'integer' },
    attachments: { type: 'json', private: true },
    history: { type: 'json', private: true },
    originalRecipients: { ...text(), private: true, pluginOptions: hidden() },
    expiresAt: { type: 'datetime' },
    copies: { type: 'integer', default: 1 },
    retryUntil: { type: 'datetime', private: true, pluginOptions: hidden() },
    tries: { type: 'integer', default: 0, private: true, pluginOptions: hidden() },
    leaseOwner: { ...line(), private: true, pluginOptions: hidden() },
    leaseToken: { ...line(), private: true, pluginOptions: hidden() },
    leaseUntil: { type: 'datetime', private: true, pluginOptions: hidden() },
    dataBegun: { type: 'boolean', default: false, private: true, pluginOptions: hidden() },
    fingerprint: { ...line(), private: true, pluginOptions: hidden() },
  },
  // One for each question that is asked of the table, in the background and by the list of the Content Manager: its
  // orders and filters, and how many there are (tests/app/many-drafts.test.ts). None begins with `published_at`: SQLite
  // would take it to find twenty messages by their ids, and read all drafts for them.
  indexes: [
    // A job takes one page after another; how many there are and how much they take is read here too, and not from
    // the rows, which hold the texts.
    index('pages', 'state', 'published_at', 'id', 'size'),
    index('due', 'state', 'next_attempt_at'),
    index('leases', 'state', 'lease_until'),
    index('owners', 'lease_owner'),
    index('tokens', 'lease_token'),
    index('sent', 'state', 'sent_at'),
    index('attempts', 'state', 'last_attempt_at'),
    index('fingerprint', 'fingerprint'),
    index('secrets', 'content', 'expires_at'),
    index('list', 'created_at', 'published_at'),
    index('next', 'next_attempt_at'),
    index('state', 'state', 'published_at', 'created_at'),
    index('reason', 'failure_code', 'published_at', 'created_at'),
    index('outcome', 'outcome', 'published_at', 'created_at'),
  ],
} as const;

const messagePart = {
  kind: 'collectionType',
  collectionName: 'outgoing_mail_message_parts',
  info: {
    singularName: 'message-part',
    pluralName: 'message-parts',
    displayName: 'Outgoing Message Part',
    description: 'Attachments, headers and the rest of a message, in chunks.',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  indexes: [
    {
      name: 'outgoing_mail_message_parts_message_index',
      columns: ['message_document_id'],
      type: null,
    },
  ],
  attributes: {
    messageDocumentId: { type: 'string', required: true, private: true },
    position: { type: 'integer', required: true, private: true },
    content: { ...text(), required: true, private: true },
  },
} as const;

export const contentTypes = {
  message: { schema: message },
  'message-part': { schema: messagePart },
  'send-job': { schema: sendJobType },
};

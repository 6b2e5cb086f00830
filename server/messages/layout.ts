/**
 * How the Content Manager shows messages: what its columns and fields are called, and where they stand. Not in the schema:
 * Strapi would check it there at each start.
 */

const byMachine = (label: string, description = '') => ({
  edit: { label, description, visible: true, editable: false },
  list: { label },
});
const byEditor = (label: string, description = '') => ({
  edit: { label, description, visible: true, editable: true },
  list: { label },
});

export const LIST_SETTINGS = {
  bulkable: true,
  filterable: true,
  searchable: true,
  pageSize: 20,
  relationOpenMode: 'modal',
  mainField: 'subject',
  defaultSortBy: 'createdAt',
  defaultSortOrder: 'DESC',
};

/** By attribute. */
export const LABELS: Readonly<Record<string, { edit: object; list: { label: string } }>> = {
  subject: byEditor('Subject'),
  from: byEditor('From'),
  to: byEditor('To', 'Several addresses are separated by commas.'),
  cc: byEditor('Cc'),
  bcc: byEditor('Bcc'),
  replyTo: byEditor('Reply to'),
  text: byEditor('Text'),
  html: byEditor('HTML'),
  content: byMachine('Content', 'Secret content is encrypted and shown to nobody.'),
  state: byMachine('State'),
  outcome: byMachine('Outcome'),
  failureMessage: byMachine('What is wrong'),
  failureHint: byMachine('What to do'),
  failureCode: byMachine('Reason'),
  failureStage: byMachine('Failed at'),
  failureField: byMachine('Setting to look at'),
  response: byMachine('Answer of the mail server'),
  attempts: byMachine('Attempts'),
  lastAttemptAt: byMachine('Last attempt'),
  nextAttemptAt: byMachine('Next attempt'),
  sentAt: byMachine('Accepted at'),
  messageId: byMachine('Message-ID'),
  date: byMachine('Date of the message'),
  source: byMachine('Sent by'),
  size: byMachine('Size in bytes'),
  attachments: byMachine('Attachments'),
  history: byMachine('History'),
  expiresAt: byMachine('Out of date at'),
  createdAt: { edit: {}, list: { label: 'Age' } },
  copies: byMachine('Copies', 'The same message was handed in so often; the newest is kept.'),
};

export const LAYOUTS = {
  // As many as fit beside the status and the row's actions on a laptop.
  list: ['to', 'subject', 'state', 'failureCode', 'attempts', 'nextAttemptAt', 'createdAt'],
  edit: [
    [
      { name: 'to', size: 6 },
      { name: 'from', size: 6 },
    ],
    [
      { name: 'cc', size: 6 },
      { name: 'bcc', size: 6 },
    ],
    [
      { name: 'replyTo', size: 6 },
      { name: 'subject', size: 6 },
    ],
    [{ name: 'text', size: 12 }],
    [{ name: 'html', size: 12 }],
    [
      { name: 'state', size: 6 },
      { name: 'outcome', size: 6 },
    ],
    [
      { name: 'failureMessage', size: 6 },
      { name: 'failureHint', size: 6 },
    ],
    [
      { name: 'response', size: 6 },
      { name: 'messageId', size: 6 },
    ],
    [
      { name: 'attempts', size: 4 },
      { name: 'lastAttemptAt', size: 4 },
      { name: 'nextAttemptAt', size: 4 },
    ],
    [
      { name: 'sentAt', size: 4 },
      { name: 'expiresAt', size: 4 },
      { name: 'copies', size: 4 },
    ],
  ],
};

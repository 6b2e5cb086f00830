/** The content type of jobs that send many drafts: in the database, so that every process of the site can answer for them. */

const whole = () => ({ type: 'integer', required: true, private: true }) as const;
const line = () => ({ type: 'string', required: true, private: true }) as const;
const moment = () => ({ type: 'datetime', private: true }) as const;

const hidden = { visible: false };

export const sendJobType = {
  kind: 'collectionType',
  collectionName: 'outgoing_mail_send_jobs',
  info: {
    singularName: 'send-job',
    pluralName: 'send-jobs',
    displayName: 'Outgoing Mail Job',
    description: 'Sending many drafts: how far it is, and how it ended. Kept for a day.',
  },
  options: { draftAndPublish: false },
  pluginOptions: { 'content-manager': hidden, 'content-type-builder': hidden },
  indexes: [
    { name: 'outgoing_mail_send_jobs_job_index', columns: ['job_id'], type: null },
    { name: 'outgoing_mail_send_jobs_alive_index', columns: ['alive_until'], type: null },
  ],
  attributes: {
    jobId: line(),
    state: line(),
    what: line(),
    total: whole(),
    sent: whole(),
    failed: whole(),
    skipped: whole(),
    remaining: whole(),
    failures: { type: 'json', private: true },
    skips: { type: 'json', private: true },
    startedBy: line(),
    startedAt: moment(),
    endedAt: moment(),
    /** A process that died says nothing more; of a job that ended, when that was. */
    aliveUntil: moment(),
  },
} as const;

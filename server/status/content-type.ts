/**
 * The table of hourly counts: one row for each hour and process, written by that process alone. So several processes need
 * no lock, and a row that was written twice says the same.
 */
const index = (name: string, ...columns: string[]) => ({
  name: `outgoing_mail_hourly_counts_${name}_index`,
  columns,
  type: null,
});

export const hourlyCount = {
  kind: 'collectionType',
  collectionName: 'outgoing_mail_hourly_counts',
  info: {
    singularName: 'hourly-count',
    pluralName: 'hourly-counts',
    displayName: 'Outgoing Mail Hourly Count',
    description: 'How many messages were accepted and kept in an hour.',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  indexes: [index('hour', 'hour'), index('process', 'process', 'hour')],
  attributes: {
    /** Hours since the epoch. */
    hour: { type: 'integer', required: true, private: true },
    process: { type: 'string', required: true, private: true },
    accepted: { type: 'integer', default: 0, private: true },
    deferred: { type: 'integer', default: 0, private: true },
    held: { type: 'integer', default: 0, private: true },
    acceptedAt: { type: 'datetime', private: true },
  },
} as const;

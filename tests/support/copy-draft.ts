/** Very many drafts at once, written beside Strapi: through it they would take minutes. */
import { createRequire } from 'node:module';

interface Database {
  exec(sql: string): void;
  pragma(text: string): { name: string }[];
  close(): void;
}

const TABLE = 'outgoing_mail_messages';

/** What each copy has of its own. None is due for a day: it waits for a person. */
const OWN: Record<string, string> = {
  document_id: `'many' || printf('%020d', n)`,
  to: `'reader-' || n || '@example.com'`,
  subject: `'Message number ' || n`,
  message_id: `'<' || n || '@example.com>'`,
  created_at: 'created_at - 1000 * n',
  state: `CASE WHEN n % 10 = 0 THEN 'held' ELSE 'waiting' END`,
  failure_code: `CASE WHEN n % 10 = 0 THEN 'AUTH_FAILED' ELSE failure_code END`,
  next_attempt_at: 'CASE WHEN n % 10 = 0 THEN NULL ELSE created_at + 86400000 END',
};

/** @param file of a site whose one draft is to be there so many times more, every tenth of them held */
export const copyDraft = (file: string, count: number): void => {
  const Driver = createRequire(__filename)('better-sqlite3') as new (file: string) => Database;
  const database = new Driver(file);
  const columns = database
    .pragma(`table_info(${TABLE})`)
    .map(({ name }) => name)
    .filter((name) => name !== 'id');
  database.exec(`
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
    INSERT INTO ${TABLE} (${columns.map((name) => `"${name}"`).join(', ')})
    SELECT ${columns.map((name) => OWN[name] ?? `"${name}"`).join(', ')} FROM ${TABLE}, numbers`);
  database.close();
};

/** Gives the site of the pictures a past: what was sent a minute ago was sent today, and there was traffic all week. */
import { createRequire } from 'node:module';
import type { RunningSite } from '../support/fresh-site';

const HOUR_MS = 3_600_000;
const HOURS = 7 * 24;

interface Database {
  prepare(sql: string): { run(...values: unknown[]): void; all(...values: unknown[]): unknown[] };
  close(): void;
}

const openDatabase = ({ database }: RunningSite): Database => {
  const Database = createRequire(__filename)('better-sqlite3') as new (
    file: string,
    options: { timeout: number },
  ) => Database;
  return new Database(database, { timeout: 10_000 });
};

/** Everything that happened to these messages happened so many minutes earlier. */
export const longAgo = (site: RunningSite, minutesBySubject: Record<string, number>): void => {
  const database = openDatabase(site);
  for (const [subject, minutes] of Object.entries(minutesBySubject)) {
    const earlier = minutes * 60_000;
    database
      .prepare(
        `UPDATE outgoing_mail_messages SET created_at = created_at - ?, last_attempt_at = last_attempt_at - ?,
          sent_at = sent_at - ? WHERE subject LIKE ?`,
      )
      .run(earlier, earlier, earlier, subject);
    const rows = database
      .prepare('SELECT id, history FROM outgoing_mail_messages WHERE subject LIKE ?')
      .all(subject) as { id: number; history: string | null }[];
    for (const { id, history } of rows) {
      database
        .prepare('UPDATE outgoing_mail_messages SET history = ? WHERE id = ?')
        .run(history && moved(history, earlier), id);
    }
  }
  database.close();
};

/** Whatever waits is not tried before the pictures are taken: one after so many minutes, the next after some more. */
export const postpone = (site: RunningSite, minutes: number): void => {
  const database = openDatabase(site);
  database
    .prepare(
      `UPDATE outgoing_mail_messages SET next_attempt_at = ? + id * 180000 WHERE state = 'waiting'`,
    )
    .run(Date.now() + minutes * 60_000);
  database.close();
};

const moved = (history: string, earlier: number): string =>
  JSON.stringify(
    (JSON.parse(history) as { at: string }[]).map((entry) => ({
      ...entry,
      at: new Date(Date.parse(entry.at) - earlier).toISOString(),
    })),
  );

/** A week of a library's mail: much by day, little by night, and an evening on which the mail server was away. */
export const busyWeek = (site: RunningSite): void => {
  const database = openDatabase(site);
  const now = Math.floor(Date.now() / HOUR_MS);
  const insert = database.prepare(
    `INSERT INTO outgoing_mail_hourly_counts (document_id, hour, process, accepted, deferred, held, accepted_at)
      VALUES (?, ?, 'before', ?, ?, ?, ?)`,
  );
  for (let ago = 1; ago < HOURS; ago += 1) {
    const hour = now - ago;
    // By the distance from now and not by the clock: the picture is the same whenever it is taken.
    const ofDay = 24 - (ago % 24);
    const wave = Math.max(0, Math.sin(((ofDay - 2) / 24) * Math.PI));
    const accepted = Math.round(8 + 60 * wave + ((ago * 37) % 11));
    const isAway = ago === 9 || ago === 10;
    insert.run(
      `before-${hour}`,
      hour,
      isAway ? 6 : accepted,
      isAway ? accepted - 14 : 0,
      ago % 17 === 5 ? 2 : 0,
      (hour + 1) * HOUR_MS,
    );
  }
  database.close();
};

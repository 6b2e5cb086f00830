/** A site that is killed while it sends: what it was handed, what it answered, what its database says. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { NO_WAIT_FOR_DISK } from './no-wait-for-disk';
import { type SmtpGate, startSmtpGate } from './smtp-gate';
import { type SmtpTestServer, startSmtpServer } from './smtp-server';
import { startStrapi, type StrapiApp } from './strapi-app';

export interface KillSite {
  app: StrapiApp;
  server: SmtpTestServer;
  /** Between the two. */
  gate: SmtpGate;
  stop(): Promise<void>;
}

/** What a row says of its message. */
export interface Row {
  documentId: string;
  /** The message is known by its recipient. */
  to: string;
  state: string;
  outcome: string | null;
  isPublished: boolean;
}

export const startKillSite = async (): Promise<KillSite> => {
  const server = await startSmtpServer();
  const gate = await startSmtpGate(server.port);
  const app = await startStrapi({
    name: 'kill',
    files: NO_WAIT_FOR_DISK,
    plugin: {
      smtp: {
        host: '127.0.0.1',
        port: gate.port,
        timeoutSeconds: 20,
        sender: { from: 'site@example.com' },
      },
      drafts: { writeAhead: true, leaseSeconds: 2 },
      retry: { firstDelaySeconds: 0.1, pollSeconds: 0.1 },
    },
  });
  return {
    app,
    server,
    gate,
    async stop() {
      await app.stop();
      await gate.close();
      await server.close();
    },
  };
};

/** Runs inside Strapi. In one statement: a draft that goes from one state to another is counted once. */
export const countRows = (strapi: Core.Strapi, ...states: string[]): Promise<number> =>
  strapi.db
    .query('plugin::outgoing-mail.message')
    .count({ where: { state: { $in: states }, publishedAt: null } });

interface Statement {
  all(pattern: string): (Omit<Row, 'isPublished'> & { publishedAt: number | null })[];
}
interface Database {
  prepare(sql: string): Statement;
  close(): void;
}

/** Read past Strapi, so that it can be asked for while no Strapi runs. @param group that their recipients end in */
export const rowsOf = ({ dir }: StrapiApp, group: string): Row[] => {
  const Database = createRequire(__filename)('better-sqlite3') as new (file: string) => Database;
  const database = new Database(path.join(dir, '.tmp/data.db'));
  try {
    return database
      .prepare(
        `SELECT document_id AS documentId, "to", state, outcome, published_at AS publishedAt
         FROM outgoing_mail_messages WHERE "to" LIKE ? ORDER BY id`,
      )
      .all(`%@${group}`)
      .map(({ publishedAt, ...row }) => ({ ...row, isPublished: publishedAt !== null }));
  } finally {
    database.close();
  }
};

/** The site of the pictures: a library whose mail goes over mail.example.com. */
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launch, type Person, signIn } from '../browser/admin-panel';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { type Client, createClient } from '../support/http';
import {
  type SmtpServerOptions,
  type SmtpTestServer,
  startSmtpServer,
} from '../support/smtp-server';
import { setUpScreen } from './camera';

export const HOST = 'mail.example.com';
export const SIGN_IN = { user: 'site@example.com', pass: 'correct horse battery' };

/** What a well-kept mail server offers. */
export const WELL_KEPT: SmtpServerOptions = {
  certificate: 'mail-example-com',
  size: 25 * 1024 * 1024,
  auth: SIGN_IN,
  offerAuth: ['PLAIN', 'LOGIN'],
  faults: { greeting: { reply: `220 ${HOST} ESMTP` } },
};

export interface Studio {
  site: RunningSite;
  /** By the port at which it is found under the name of `HOST`. */
  server(port: number): SmtpTestServer;
  administrator: Person;
  editor: Person;
  /** As the administrator. */
  api: Client;
  close(): Promise<void>;
}

/** @param servers what listens on which port of `HOST` */
export const openStudio = async (servers: Record<number, SmtpServerOptions>): Promise<Studio> => {
  const started = new Map<number, SmtpTestServer>();
  for (const [port, options] of Object.entries(servers)) {
    started.set(Number(port), await startSmtpServer(options));
  }
  const places = [...started].map(([port, server]) => [`${HOST}:${port}`, server.port] as const);
  const site = await startFreshSite({
    env: {
      PICTURE_SERVERS: JSON.stringify(Object.fromEntries(places)),
      NODE_OPTIONS: `--require ${path.join(__dirname, 'network.cjs')}`,
      NODE_EXTRA_CA_CERTS: path.join(__dirname, '../support/certificates/public-ca.pem'),
    },
  });
  const browser: Browser = await launch();
  const administrator = await signIn(browser, site.url, site.admin);
  const editor = await signIn(browser, site.url, site.editor);
  for (const person of [administrator, editor]) await setUpScreen(person);
  return {
    site,
    server(port) {
      const server = started.get(port);
      if (!server) throw new Error(`Nothing listens on port ${port} of ${HOST}.`);
      return server;
    },
    administrator,
    editor,
    api: await clientOf(site),
    async close() {
      await browser.close();
      await site.stop();
      for (const server of started.values()) await server.close();
    },
  };
};

const clientOf = async ({ url, admin }: RunningSite): Promise<Client> => {
  const login = await createClient(() => url).post<{ data: { token: string } }>(
    '/admin/login',
    admin,
  );
  return createClient(
    () => url,
    () => login.body.data.token,
  );
};

/** The settings as somebody has left them who knows the mail server. */
export const saveSettings = async ({ api }: Studio, changes: object = {}): Promise<void> => {
  const { status, body } = await api.put('/outgoing-mail/settings', {
    host: HOST,
    port: 587,
    encryption: 'tls',
    auth: { enabled: true, username: SIGN_IN.user, password: SIGN_IN.pass },
    saveAnyway: true,
    ...changes,
  });
  if (status !== 200) throw new Error(`The settings were not saved: ${JSON.stringify(body)}`);
};

/** A real Strapi for tests: SQLite, the packed plugin, an administrator, in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { type Client, createClient } from './http-client';

const ROOT = path.join(__dirname, '..', '..');
/** Inside the checkout, so that Node finds the packages of the checkout. */
const SITES = path.join(ROOT, '.cache', 'sites');

export interface StrapiOptions {
  /** `config` of the plugin. Every port may be reached unless it says otherwise: test servers are anywhere. */
  outgoingMail?: Record<string, unknown>;
  /** `config` of Strapi's email plugin. */
  email?: Record<string, unknown>;
  /** null: the site has none. */
  encryptionKey?: string | null;
  /** Content types by singular name: attributes. */
  contentTypes?: Record<string, object>;
}

/** What a function on the other side of the process gets. */
type Remote<A extends unknown[], R> = (strapi: Core.Strapi, ...args: A) => R | Promise<R>;

export interface StrapiApp {
  url: string;
  /** Requests as the first administrator. */
  admin: Client;
  public: Client;
  /** Everything that the process wrote. */
  logs(): string;
  /** Runs `work` inside the other process: its source is sent, so it can use nothing but its arguments. */
  run<A extends unknown[], R>(work: Remote<A, R>, ...args: A): Promise<R>;
  /** A client of a new administrator with these rights of the plugin and no others. */
  adminWith(actions: string[]): Promise<Client>;
  /** Starts it again with the same database; other options come into force. */
  restart(options?: StrapiOptions): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export const ADMIN = { email: 'admin@example.com', password: 'Admin-for-tests-1' };

/** An error that was thrown in the other process, with the fields that its kind has. */
export class RemoteError extends Error {
  readonly details: unknown;
  readonly failure: unknown;
  readonly documentId: unknown;
  readonly statusCode: unknown;
  constructor(fields: Record<string, unknown>) {
    super(String(fields.message), { cause: fields.cause });
    this.name = String(fields.name);
    this.details = fields.details;
    this.failure = fields.failure;
    this.documentId = fields.documentId;
    this.statusCode = fields.statusCode;
  }
}

export const startStrapi = async (options: StrapiOptions = {}): Promise<StrapiApp> => {
  mkdirSync(SITES, { recursive: true });
  const appDir = mkdtempSync(path.join(SITES, 'site-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let output = '';
  let child = await start(appDir, port, options, (text) => (output += text));

  const app: StrapiApp = {
    url,
    admin: createClient(url),
    public: createClient(url),
    logs: () => output,
    run: (work, ...args) => call(child, work.toString(), args),
    async adminWith(actions) {
      const login = await app.run(createAdministrator, actions);
      return logIn(createClient(url), login);
    },
    async restart(changed = options) {
      await stop(child);
      child = await start(appDir, port, changed, (text) => (output += text));
    },
    kill: () => gone(child, () => child.kill('SIGKILL')),
    async stop() {
      await stop(child);
      rmSync(appDir, { recursive: true, force: true });
    },
  };
  await app.public.post('/admin/register-admin', { ...ADMIN, firstname: 'Ada', lastname: 'Min' });
  app.admin = await logIn(createClient(url), ADMIN);
  return app;
};

async function start(
  appDir: string,
  port: number,
  options: StrapiOptions,
  onOutput: (text: string) => void,
): Promise<ChildProcess> {
  writeSite(appDir, port, options);
  const child = fork(path.join(__dirname, 'strapi-child.cjs'), [appDir], {
    cwd: appDir,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NO_COLOR: '1',
      STRAPI_TELEMETRY_DISABLED: 'true',
    },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const note = (chunk: Buffer) => {
    output += chunk.toString();
    onOutput(chunk.toString());
  };
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`Strapi did not start:\n${output}`)));
    child.once('message', (message: { ready?: true; failed?: Record<string, unknown> }) =>
      message.failed ? reject(new RemoteError(message.failed)) : resolve(),
    );
  });
  return child;
}

let calls = 0;

function call<R>(child: ChildProcess, source: string, args: unknown[]): Promise<R> {
  const id = ++calls;
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('Strapi ended before it had answered.'));
    const onMessage = (answer: { id: number; result?: R; error?: Record<string, unknown> }) => {
      if (answer.id !== id) return;
      child.off('message', onMessage).off('exit', onExit);
      if (answer.error) reject(new RemoteError(answer.error));
      else resolve(answer.result as R);
    };
    child.on('message', onMessage).once('exit', onExit).setMaxListeners(0);
    child.send({ id, source, args });
  });
}

const gone = (child: ChildProcess, end: () => void): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    end();
  });

const stop = (child: ChildProcess) => gone(child, () => child.send({ stop: true }));

function writeSite(appDir: string, port: number, options: StrapiOptions): void {
  const {
    outgoingMail,
    email,
    encryptionKey = 'a key for tests only',
    contentTypes = {},
  } = options;
  const write = (file: string, content: unknown) => {
    mkdirSync(path.dirname(path.join(appDir, file)), { recursive: true });
    const json = JSON.stringify(content, null, 2);
    writeFileSync(
      path.join(appDir, file),
      file.endsWith('.js') ? `module.exports = ${json};\n` : json,
    );
  };
  mkdirSync(path.join(appDir, 'public', 'uploads'), { recursive: true });
  mkdirSync(path.join(appDir, 'src', 'api'), { recursive: true });
  write('package.json', {
    name: 'site-for-tests',
    version: '0.0.0',
    dependencies: {
      '@strapi/strapi': '*',
      '@strapi/plugin-users-permissions': '*',
      'strapi-plugin-outgoing-mail': '*',
    },
  });
  write('config/server.js', { host: '127.0.0.1', port, app: { keys: ['one', 'two'] } });
  write('config/admin.js', {
    auth: { secret: 'for tests only' },
    apiToken: { salt: 'for tests only' },
    transfer: { token: { salt: 'for tests only' } },
    secrets: encryptionKey === null ? {} : { encryptionKey },
    serveAdminPanel: false,
    // Tests log in far more often than people do.
    rateLimit: { enabled: false },
  });
  write('config/database.js', {
    connection: {
      client: 'sqlite',
      connection: { filename: path.join(appDir, 'data.db') },
      useNullAsDefault: true,
    },
  });
  write('config/plugins.js', {
    'users-permissions': { config: { jwtSecret: 'for tests only', ratelimit: { enabled: false } } },
    ...(email ? { email: { config: email } } : {}),
    'outgoing-mail': {
      enabled: true,
      config: { network: { ports: 'any' }, ...outgoingMail },
    },
  });
  for (const [name, attributes] of Object.entries(contentTypes)) {
    write(`src/api/${name}/content-types/${name}/schema.json`, {
      kind: 'collectionType',
      collectionName: `${name}s`,
      info: { singularName: name, pluralName: `${name}s`, displayName: name },
      options: { draftAndPublish: true },
      attributes,
    });
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => resolve(port));
      });
  });

const logIn = async (client: Client, { email, password }: typeof ADMIN): Promise<Client> => {
  const { status, body } = await client.post('/admin/login', { email, password });
  const token: unknown = Object(Object(body).data).token;
  if (typeof token !== 'string')
    throw new Error(`No login for ${email}: ${status} ${JSON.stringify(body)}`);
  return client.with({ authorization: `Bearer ${token}` });
};

/** Runs in the other process. */
const createAdministrator = async (strapi: Core.Strapi, actions: string[]) => {
  const name = `role-${Math.random().toString(36).slice(2)}`;
  const role = await strapi.service('admin::role').create({ name, description: name });
  await strapi.service('admin::role').assignPermissions(
    role.id,
    actions.map((action) =>
      action.startsWith('plugin::content-manager.')
        ? { action, subject: 'plugin::outgoing-mail.message', conditions: [], properties: {} }
        : { action, conditions: [], properties: {} },
    ),
  );
  const login = { email: `${name}@example.com`, password: 'Admin-for-tests-1' };
  await strapi.service('admin::user').create({
    ...login,
    firstname: 'Eddie',
    lastname: 'Tor',
    isActive: true,
    roles: [role.id],
  });
  return login;
};

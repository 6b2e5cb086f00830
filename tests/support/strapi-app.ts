/** A real Strapi for one file of tests: its own folder, its own database, its own process. */
import { rmSync } from 'node:fs';
import type { Core } from '@strapi/strapi';
import { type Client, createClient } from './http';
import { freePort } from './ports';
import { type SiteOptions, writeConfig, writeSite } from './strapi-files';
import { type ProcessOptions, startStrapiProcess } from './strapi-process';

export interface AppOptions extends SiteOptions, ProcessOptions {}

export interface AdminUser extends Client {
  email: string;
  password: string;
}

export interface Permission {
  action: string;
  subject?: string;
  properties?: { fields?: string[] };
}

export interface StrapiApp {
  url: string;
  dir: string;
  /** Everything that it wrote so far. */
  logs(): string;
  /** The first administrator, signed in. */
  admin: AdminUser;
  /** Nobody in particular. */
  public: Client;
  /** Somebody with a role of Strapi (`strapi-editor`), or with exactly these rights. */
  createAdminUser(rights: { roleCode: string } | { permissions: Permission[] }): Promise<AdminUser>;
  /**
   * Runs a function inside Strapi's process. It is sent as source: it sees `strapi`, its arguments and what it
   * `require`s from there, and nothing of the test around it. An error comes back with its name and its fields.
   */
  run<Args extends unknown[], Result>(
    work: (strapi: Core.Strapi, ...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>>;
  /** As Ctrl-C does: Strapi shuts down in order. */
  stop(): Promise<void>;
  /** As a power cut does. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts again on the same data; with `options`, as a site whose configuration was changed. */
  restart(options?: AppOptions): Promise<void>;
}

const PASSWORD = 'Password-1';
const ADMIN = {
  firstname: 'Ada',
  lastname: 'Admin',
  email: 'admin@example.com',
  password: PASSWORD,
};

/** @throws Error with the log of Strapi, where it refuses to start */
export const startStrapi = async (options: AppOptions = {}): Promise<StrapiApp> => {
  const port = await freePort();
  const dir = writeSite(port, options);
  const url = `http://127.0.0.1:${port}`;
  let log = '';
  let users = 0;

  const boot = ({ env, nodeArguments }: AppOptions) =>
    startStrapiProcess(
      dir,
      { env: { NODE_ENV: 'test', ...env }, nodeArguments },
      (text) => (log += text),
    );
  // KEEP_SITES=1 leaves the folders there, to look into their databases.
  const remove = () =>
    process.env.KEEP_SITES === undefined && rmSync(dir, { recursive: true, force: true });
  let child = await boot(options).catch((error: unknown) => {
    remove();
    throw error;
  });
  const end = (signal: NodeJS.Signals) => child.end(signal);

  const run: StrapiApp['run'] = (work, ...args) =>
    child.call(work.toString(), args) as Promise<Awaited<ReturnType<typeof work>>>;

  // A second process on the same database finds the administrator there.
  const registered = await createClient(() => url).post('/admin/register-admin', ADMIN);
  if (registered.status !== 200 && !(await run(hasAdministrator)))
    throw new Error(`No first administrator: ${JSON.stringify(registered)}`);

  return {
    url,
    dir,
    logs: () => log,
    admin: await signIn(url, ADMIN.email),
    public: createClient(() => url),
    run,
    async createAdminUser(rights) {
      users += 1;
      const email = `user-${users}@example.com`;
      await run(createUser, { email, password: PASSWORD, rights });
      return signIn(url, email);
    },
    async stop() {
      await end('SIGTERM');
      remove();
    },
    kill: (signal = 'SIGKILL') => end(signal),
    async restart(changed = options) {
      await end('SIGTERM');
      writeConfig(dir, port, changed);
      child = await boot(changed);
    },
  };
};

const signIn = async (url: string, email: string): Promise<AdminUser> => {
  const answer = await createClient(() => url).post<{ data: { token: string } }>('/admin/login', {
    email,
    password: PASSWORD,
  });
  if (answer.status !== 200)
    throw new Error(`${email} could not sign in: ${JSON.stringify(answer)}`);
  const { token } = answer.body.data;
  return {
    email,
    password: PASSWORD,
    ...createClient(
      () => url,
      () => token,
    ),
  };
};

/** Runs inside Strapi. */
const hasAdministrator = (strapi: Core.Strapi): Promise<boolean> =>
  (strapi.service('admin::user') as { exists(): Promise<boolean> }).exists();

interface NewUser {
  email: string;
  password: string;
  rights: { roleCode: string } | { permissions: Permission[] };
}

/** Runs inside Strapi. */
const createUser = async (strapi: Core.Strapi, { email, password, rights }: NewUser) => {
  const roles = strapi.service('admin::role') as {
    findOne(where: { code: string }): Promise<{ id: number }>;
    create(role: { name: string; description: string }): Promise<{ id: number }>;
    assignPermissions(id: number, permissions: Permission[]): Promise<unknown>;
  };
  const users = strapi.service('admin::user') as { create(user: object): Promise<unknown> };
  const withRights = async (permissions: Permission[]) => {
    const role = await roles.create({ name: email, description: 'Made for a test' });
    await roles.assignPermissions(role.id, permissions);
    return role;
  };
  const role =
    'roleCode' in rights
      ? await roles.findOne({ code: rights.roleCode })
      : await withRights(rights.permissions);
  const name = { firstname: 'Una', lastname: email };
  await users.create({ ...name, email, password, isActive: true, roles: [role.id] });
};

/** The package as its users get it: packed, installed with plain `npm install`, built and started. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Client, createClient } from '../support/http';
import {
  ensureFreshSite,
  type FreshSite,
  type RunningSite,
  startFreshSite,
} from '../support/fresh-site';

const MINUTE = 60_000;
const ROOT = path.join(__dirname, '../..');
const NAME = 'strapi-plugin-outgoing-mail';

let site: FreshSite;
beforeAll(async () => {
  site = await ensureFreshSite();
}, 15 * MINUTE);

const inSite = (...args: string[]) =>
  promisify(execFile)(process.execPath, args, { cwd: site.dir });

describe('the package', () => {
  it('installs beside Strapi 5.54.0 without a conflict', () => {
    const log = readFileSync(site.installLog, 'utf8');
    expect(log).not.toMatch(/ERESOLVE|peer dep|conflicting/i);
    const strapi = path.join(site.dir, 'node_modules/@strapi/strapi/package.json');
    expect(JSON.parse(readFileSync(strapi, 'utf8'))).toMatchObject({ version: '5.54.0' });
  });

  // Two copies of @strapi/utils: an error thrown by one is no error of the other's, and becomes a 500.
  it.each([
    '@strapi/strapi',
    '@strapi/utils',
    '@strapi/design-system',
    '@strapi/icons',
    'react',
    'react-intl',
    'react-router-dom',
    'styled-components',
  ])('brings no second %s into the site', (name) => {
    const lock = path.join(site.dir, 'node_modules/.package-lock.json');
    const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: object };
    const copies = Object.keys(packages).filter((place) => place.endsWith(`node_modules/${name}`));
    expect(copies).toEqual([`node_modules/${name}`]);
  });

  it('holds what is needed to run, and nothing else', () => {
    const files = readdirSync(path.join(site.dir, 'node_modules', NAME)).filter(
      (name) => name !== 'node_modules',
    );
    expect(files.sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  });

  // The entry of the admin panel is for a bundler: `strapi build` and a browser show that it works.
  it.each([NAME, `${NAME}/strapi-server`])('%s can be required and imported', async (entry) => {
    const required = await inSite('-p', `typeof require('${entry}')`);
    expect(required.stdout.trim()).toMatch(/object|function/);
    const imported = await inSite('--input-type=module', '-e', `await import('${entry}')`);
    expect(imported.stderr).toBe('');
  });

  it('passes the verification of the plugin SDK', async () => {
    const verify = path.join(ROOT, 'node_modules/@strapi/sdk-plugin/bin/strapi-plugin.js');
    await promisify(execFile)(process.execPath, [verify, 'verify'], { cwd: ROOT });
  });
});

describe('a fresh site', () => {
  let running: RunningSite;
  let admin: Client;

  beforeAll(async () => {
    running = await startFreshSite({ site });
    const login = await createClient(() => running.url).post<{ data: { token: string } }>(
      '/admin/login',
      { email: running.admin.email, password: running.admin.password },
    );
    admin = createClient(
      () => running.url,
      () => login.body.data.token,
    );
  }, 5 * MINUTE);
  afterAll(() => running.stop());

  it('serves the admin panel', async () => {
    const page = await fetch(`${running.url}/admin`);
    expect(await page.text()).toContain('<div id="strapi"');
  });

  it('goes on using the mail server that it was configured with', async () => {
    expect(await admin.get('/outgoing-mail/settings')).toMatchObject({
      status: 200,
      body: { data: { host: running.mailServer.host, port: running.mailServer.port } },
    });
  });

  it('writes to every subscriber when an article is published', async () => {
    const manager = '/content-manager/collection-types/api::article.article';
    const list = await admin.get<{ results: { documentId: string; title: string }[] }>(manager);
    const [article] = list.body.results;
    await admin.post(`${manager}/${article?.documentId}/actions/publish`, {
      title: article?.title,
    });

    const inbox = createClient(() => running.inbox);
    const arrived = async () => (await inbox.get<{ subject: string }[]>('/api/email')).body;
    for (let tries = 0; tries < 50 && (await arrived()).length < 3; tries += 1) await pause(200);
    expect((await arrived()).map(({ subject }) => subject)).toEqual(Array(3).fill(article?.title));
  });
});

/**
 * `npm start`: a real Strapi with the plugin, a mail server with a web inbox, and something to publish.
 *
 * Plain modules and nothing but Node, because this runs before anything is installed.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureSiteBuilt } from '../setup/site-build.mjs';
import { stopPrograms } from '../setup/children.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { whenNpmIsGone } from '../setup/orphan.mjs';
import { ensurePlugin } from '../setup/plugin.mjs';
import { step } from '../setup/progress.mjs';
import { startSite } from '../setup/site.mjs';
import { inTurn } from '../setup/turn.mjs';
import { strayMailServer } from './stray-mail-server.mjs';

const dir = path.dirname(fileURLToPath(import.meta.url));
const demo = JSON.parse(readFileSync(path.join(dir, 'src', 'demo.json'), 'utf8'));
const since = Date.now();

let leaving = false;

const leave = async (code) => {
  if (leaving) return;
  leaving = true;
  await step('Stopping', stopPrograms);
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void leave(0));
whenNpmIsGone(() => void leave(0));

const start = async () => {
  console.log('\nOutgoing Mail playground\n');
  await inTurn(async () => {
    await ensureDependencies();
    await ensureSiteBuilt(dir, await ensurePlugin());
  });
  return step('Starting MailDev and Strapi', () => startSite(dir, path.join(dir, '.tmp')));
};

const say = async (site) => {
  const login = ({ email, password }) => `${email}  ${password}`;
  const stray = await strayMailServer(site, demo.admin);
  const lines = [
    ['Admin panel', `${site.url}/admin`],
    ['  administrator', login(demo.admin)],
    ['  editor', login(demo.editor)],
    ['Inbox', site.inbox],
    [
      'Mail server',
      `${site.mailServer.host}, port ${site.mailServer.port}, no encryption, no sign-in`,
    ],
    ['Logs', path.relative(process.cwd(), path.dirname(site.logs[0]))],
  ];
  const block = lines.map(([name, value]) => `  ${name.padEnd(17)}${value}`).join('\n');
  console.log(`\n${block}\n`);
  if (stray) console.log(`  ${stray}\n`);
  console.log('  Publish an article, and look at the inbox.');
  console.log(
    `  Ready after ${Math.round((Date.now() - since) / 1000)} s. Ctrl-C stops everything.\n`,
  );
};

try {
  const site = await start();
  await say(site);
  const reason = await site.ended;
  if (!leaving) {
    console.error(`\n  ${reason} by itself. Its words are in ${site.logs.join(' and ')}.\n`);
    await leave(1);
  }
} catch (error) {
  if (!leaving) {
    console.error(`\n${error.message}\n`);
    await leave(1);
  }
}

/**
 * `startSite` for tests: forked with the folders of a site and of its data, it tells its parent where the site runs, and ends with it.
 * Ports are free ones far from those of `npm start`, which may be running at the same time, and from those of another such
 * process: two that begin together would find the same ones free.
 */
import process from 'node:process';
import { stopPrograms } from './children.mjs';
import { startSite } from './site.mjs';

const FIRST_PORT = 14_000;
/** Of one process, with some to spare. */
const PORTS = 20;
const PROCESSES = 500;

const [dir, data] = process.argv.slice(2);

const leave = async (code) => {
  await stopPrograms();
  process.exit(code);
};
process.once('SIGTERM', () => leave(0));
process.once('disconnect', () => leave(0));

try {
  const first = FIRST_PORT + PORTS * (process.pid % PROCESSES);
  const site = await startSite(dir, data, { url: first, smtp: first + 1, inbox: first + 2 });
  const { url, inbox, mailServer, logs } = site;
  process.send({ url, inbox, mailServer, logs });
  await site.ended;
  await leave(1);
} catch (error) {
  process.send({ error: error.message });
  await leave(1);
}

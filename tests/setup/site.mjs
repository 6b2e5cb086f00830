/** A running site: MailDev and Strapi over one folder, both on this machine's own address only. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { startProgram } from './children.mjs';
import { bin } from './places.mjs';
import { freePort } from './ports.mjs';
import { ensureSecrets } from './secrets.mjs';

const LOOPBACK = '127.0.0.1';
const SECOND = 1000;

/**
 * @param {string} dir the folder of a Strapi app whose admin panel is built
 * @param {string} data where its database, its inbox and its logs are
 * @param {{ url: number, smtp: number, inbox: number }} wanted ports; one that is taken gives the next free one
 */
export const startSite = async (dir, data, wanted = { url: 1337, smtp: 1025, inbox: 1080 }) => {
  const url = await freePort(wanted.url);
  const smtp = await freePort(wanted.smtp, [url]);
  const inbox = await freePort(wanted.inbox, [url, smtp]);
  ensureSecrets(dir);
  // Strapi refuses to start without it, and git keeps no empty folder.
  mkdirSync(path.join(dir, 'public', 'uploads'), { recursive: true });

  const mail = startMailDev(data, { smtp, inbox });
  await mail.untilAnswers(`http://${LOOPBACK}:${inbox}/api/healthz`, 30 * SECOND);
  const strapi = startStrapi(dir, data, { url, smtp });
  await strapi.untilAnswers(`http://${LOOPBACK}:${url}/_health`, 180 * SECOND);

  return {
    url: `http://localhost:${url}`,
    inbox: `http://localhost:${inbox}`,
    mailServer: { host: LOOPBACK, port: smtp },
    logs: [strapi.log, mail.log],
    /** Settles with a sentence when one of the two is no longer there. */
    ended: Promise.race([strapi, mail].map(async ({ name, ended }) => `${name} ${await ended}`)),
  };
};

const startMailDev = (data, { smtp, inbox }) =>
  startProgram({
    name: 'MailDev',
    script: bin.maildev,
    args: [
      ...['--ip', LOOPBACK, '--smtp', String(smtp), '--web-ip', LOOPBACK, '--web', String(inbox)],
      ...['--mail-directory', path.join(data, 'inbox')],
    ],
    cwd: data,
    log: logOf(data, 'maildev'),
  });

const startStrapi = (dir, data, { url, smtp }) =>
  startProgram({
    name: 'Strapi',
    script: path.join(path.dirname(strapiOf(dir)), 'bin', 'strapi.js'),
    args: ['start'],
    cwd: dir,
    env: {
      NODE_ENV: 'production',
      HOST: LOOPBACK,
      PORT: String(url),
      DATA_DIR: data,
      MAIL_PORT: String(smtp),
      STRAPI_TELEMETRY_DISABLED: 'true',
    },
    log: logOf(data, 'strapi'),
  });

/** The site's own Strapi, which need not be this checkout's. */
const strapiOf = (dir) =>
  createRequire(path.join(dir, 'package.json')).resolve('@strapi/strapi/package.json');

const logOf = (data, name) => path.join(data, 'logs', `${name}.log`);

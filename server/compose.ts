/** The only place that picks from `strapi` and wires the rooms together. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Core } from '@strapi/strapi';
import type { SecurityWarning } from './contract';
import { reasonOf } from './database';
import { createBreaker } from './delivery/breaker';
import { createBulkSender } from './delivery/bulk';
import { createCounters } from './delivery/counters';
import { createCourier } from './delivery/courier';
import { createDraftLog } from './delivery/draft-log';
import { createEntrance, nextInLine } from './delivery/entrance';
import { createMailer } from './delivery/mailer';
import { createQueue } from './delivery/queue';
import { createResender } from './delivery/resend';
import { createRounds } from './delivery/rounds';
import { createTestMessage } from './delivery/test-message';
import type { FateOf } from './messages/draft';
import { createBegunFile, readBegun, removeOldBegunFiles } from './messages/begun-file';
import { registerContentGuard } from './messages/content-guard';
import { registerGuard } from './messages/guard';
import { addressIn, newMessageId } from './messages/message-id';
import { createParsers } from './messages/parsers';
import { fateAfter } from './messages/retry-policy';
import { createSendJobBook } from './messages/send-job-book';
import { senderDefaults, type StrapiSender } from './messages/sender';
import { createDraftStore } from './messages/store';
import { announce, type OutgoingMail } from './outgoing-mail';
import { repeat } from './repeat';
import { administratorAsking, isAccountMail, isMailFromOutside, isSendTestEmail } from './request';
import { createSeal } from './seal';
import { settingsFromProviderOptions } from './settings/import';
import { parsePluginConfig } from './settings/plugin-config';
import { readReference } from './settings/read-reference';
import { createSettingsRegistry } from './settings/registry';
import { createSettingsStore } from './settings/store';
import { createTrials } from './settings/trials';
import { WARNING_WORDS } from './settings/view';
import { addressRule } from './smtp/address-rule';
import { createPoolCounts } from './smtp/pool-counts';
import { createDraftFacts } from './status/draft-facts';
import { takePulse } from './status/pulse';
import { createStatus } from './status/status';
import { createTraffic } from './status/traffic';
import { createTrafficStore } from './status/traffic-store';
import { createUnderWay } from './under-way';

/** For what another process of the site has saved. */
const SETTINGS_EVERY_MS = 3000;

/** While Strapi starts it has other things to do. */
const START_AFTER_MS = 1000;

/** Of a job: claimed, on their way, being written. */
const DRAFTS_PER_CONNECTION = 20;

export const compose = async (strapi: Core.Strapi): Promise<OutgoingMail> => {
  const config = parsePluginConfig(strapi.config.get('plugin::outgoing-mail'));
  const email = strapi.config.get<EmailConfig>('plugin::email');
  const now = () => new Date();
  const seal = createSeal(strapi.service('admin::encryption') as Parameters<typeof createSeal>[0]);

  const settings = await createSettingsRegistry({
    store: createSettingsStore(strapi.store({ type: 'plugin', name: 'outgoing-mail' })),
    seal,
    fixed: config.smtp,
    imported:
      email.provider === 'nodemailer' ? settingsFromProviderOptions(email.providerOptions) : {},
    network: config.network,
    references: config.passwordReferences,
    readReference: readReference(process.env),
    now,
  });
  const warn = (warnings: SecurityWarning[]) =>
    warnings.forEach((warning) => strapi.log.warn(WARNING_WORDS[warning]));
  warn(settings.view().warnings);
  const defaults = () => senderDefaults(settings.current().sender, email.settings);
  const { parse, parseStored } = createParsers({
    defaults,
    drafts: config.drafts,
    timeoutSeconds: () => settings.current().timeoutSeconds,
    newMessageId,
    isAccountMail: () => isAccountMail(strapi),
    isFromOutside: () => isMailFromOutside(strapi),
    now,
  });
  const refuses = addressRule(config.network.refusedAddresses);

  const trials = createTrials({
    settings,
    network: config.network,
    refuses,
    senderOf: ({ sender }) => addressIn(senderDefaults(sender, email.settings).from),
    now: () => performance.now(),
  });

  const { log } = strapi;
  const counters = createCounters(Date.now);
  const breaker = createBreaker({
    ...config.breaker,
    probe: async () =>
      (await trials.check(settings.current())).steps.find(({ failure }) => failure !== undefined)
        ?.failure,
    log,
    now,
  });
  const pool = createPoolCounts();
  const { courier, pulse } = takePulse(
    createCourier(settings.current(), { pool, breaker, refuses }),
    now,
  );
  const owner = randomUUID();
  const folder = path.join(strapi.dirs.app.root, '.tmp', 'outgoing-mail');
  removeOldBegunFiles(folder);
  const begunFile = createBegunFile(folder, owner);
  const drafts = createDraftStore(strapi, seal, {
    ...config.drafts,
    owner,
    leaseMs: 1000 * config.drafts.leaseSeconds,
    begunFile,
    readBegun: (other) => readBegun(folder, other),
    // Without it no message that carries a secret is kept at all.
    siteKey: strapi.config.get('admin.secrets.encryptionKey') ?? '',
    now,
  });
  const asking = () => administratorAsking(strapi);
  registerContentGuard(strapi, asking);
  registerGuard(strapi, { newMessageId, asking, log, now });

  const fateOf: FateOf = (result, before, at) =>
    fateAfter(result, before, config.retry, at, Math.random());
  const common = { courier, drafts, fateOf, counters, log, now };
  const connections = () => settings.current().maxConnections;
  const entrance = createEntrance({
    ...config.queue,
    connections,
    stores: () => config.drafts.writeAhead || breaker.trouble() !== undefined,
    maxMessageBytes: config.drafts.maxMessageBytes,
    inTransaction: () => strapi.db.inTransaction(),
  });
  const draftLog = createDraftLog(log);
  const underWay = createUnderWay();
  const mailer = createMailer({
    ...common,
    parse,
    enter: entrance.enter,
    underWay,
    draftLog,
    // In a transaction of the caller's it could not be committed before the message leaves.
    storesAhead: () =>
      config.drafts.writeAhead && breaker.trouble() === undefined && !strapi.db.inTransaction(),
    wantsError: () => config.onFailure === 'throw' || isSendTestEmail(strapi),
  });
  const resender = createResender({
    ...common,
    parse: parseStored,
    // Apart from new messages: a person who sends a draft does not wait behind all of a newsletter.
    enter: createQueue({ ...config.queue, room: nextInLine({ ...config.queue, connections }) })
      .enter,
  });
  // While some are on their way the next ones are claimed and the last ones written, many in one statement.
  const concurrency = () => DRAFTS_PER_CONNECTION * connections();
  const bulk = createBulkSender({
    resender,
    drafts,
    book: createSendJobBook(strapi, now),
    concurrency,
    newJobId: randomUUID,
    log,
    now,
  });
  const rounds = createRounds({
    resender,
    drafts,
    breaker,
    fateOf,
    counters,
    concurrency,
    ...config.retry,
    ...config.drafts,
    startAfterMs: START_AFTER_MS,
    log,
    now,
  });

  const traffic = createTraffic({
    counters,
    store: createTrafficStore(strapi, owner),
    log,
    now,
  });

  breaker.onChange(() => {
    if (breaker.trouble() === undefined) rounds.serverIsBack();
    else courier.reconsider();
  });
  settings.onChange((saved) => {
    warn(settings.view().warnings);
    courier.use(saved);
    if (!settings.view().lastCheck?.ok) return;
    breaker.reset();
    rounds.serverIsBack();
  });

  /** Those that have no place yet wait too. */
  const poolFigures = () => {
    const figures = courier.figures();
    return { ...figures, queued: figures.queued + entrance.figures().outside };
  };

  const watch = repeat(settings.refresh, {
    everyMs: SETTINGS_EVERY_MS,
    onError: (error) => log.error(`The settings could not be looked at: ${reasonOf(error)}`),
  });

  const close = async () => {
    // All at once: what waits for a connection comes back from the courier, and is kept by whoever sent it.
    await Promise.all([
      watch.stop(),
      breaker.close(),
      rounds.stop(),
      bulk.close(),
      courier.close(),
    ]);
    await underWay.all();
    draftLog.flush();
    await drafts.idle();
    begunFile.close();
    await rounds.close();
    await traffic.close();
  };
  return announce(strapi, {
    settings,
    resender: { resend: (request) => underWay.add(resender.resend(request)) },
    bulk,
    attachment: drafts.attachment,
    send: mailer.send,
    trials,
    sendTestMessage: createTestMessage({ parse, courier }),
    status: createStatus({
      settings,
      courier: { figures: poolFigures },
      pool,
      breaker,
      drafts,
      facts: createDraftFacts(strapi),
      counters,
      traffic,
      pulse,
      now,
    }),
    isIdle: () => {
      const { busy, queued } = courier.figures();
      return busy === 0 && queued === 0 && entrance.figures().inside === 0;
    },
    defaults,
    close,
  });
};

interface EmailConfig {
  provider: string;
  providerOptions?: unknown;
  settings?: StrapiSender;
}

/** The only place that picks from `strapi` and wires the rooms together. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Core } from '@strapi/strapi';
import type { CheckReport, SecurityWarning, StatusResponse, TestMessageResponse } from './contract';
import { createBreaker } from './delivery/breaker';
import { type BulkSender, createBulkSender } from './delivery/bulk';
import { createCounters } from './delivery/counters';
import { createCourier } from './delivery/courier';
import { createDraftLog } from './delivery/draft-log';
import { createMailer, type SendResult } from './delivery/mailer';
import { createResender, type Resender } from './delivery/resend';
import { BESIDE_THE_QUEUE, createQueue } from './delivery/queue';
import { createRounds } from './delivery/rounds';
import { createTestMessage } from './delivery/test-message';
import { createUnderWay } from './delivery/under-way';
import type { FateOf } from './messages/draft';
import { registerGuard } from './messages/guard';
import { addressIn, newMessageId } from './messages/message-id';
import { holdContentOf, parseMessage } from './messages/parse';
import { fateAfter } from './messages/retry-policy';
import { carriesSecret } from './messages/sensitive';
import { roughSizeOf } from './messages/size';
import { createDraftStore } from './messages/store';
import { repeat } from './repeat';
import { administratorAsking, isAccountMail, isMailFromOutside, isSendTestEmail } from './request';
import { createSeal } from './seal';
import { type CheckLimit, createCheckLimit } from './settings/check-limit';
import { settingsFromProviderOptions } from './settings/import';
import { parsePluginConfig } from './settings/plugin-config';
import { readReference } from './settings/read-reference';
import { createSettingsRegistry, type SettingsRegistry } from './settings/registry';
import type { Settings } from './settings/settings';
import { createSettingsStore } from './settings/store';
import { WARNING_WORDS } from './settings/view';
import { addressRule } from './smtp/address-rule';
import { checkSettings } from './smtp/check';

export interface OutgoingMail {
  settings: SettingsRegistry;
  resender: Resender;
  bulk: BulkSender;
  send(options: unknown): Promise<SendResult>;
  /** Tries `candidate` out, up to the point where a message would be sent. @param recipient RCPT TO. */
  check(candidate: Settings, recipient?: string): Promise<CheckReport>;
  /** Of the routes that have the server looked at. */
  checkLimit: CheckLimit;
  /** Sends one real message; a failure is the answer and leaves no draft. */
  sendTestMessage(to: string): Promise<TestMessageResponse['data']>;
  status(): Promise<StatusResponse['data']>;
  isIdle(): boolean;
  /** From and Reply-To of a message that names none. */
  defaults(): { from: string; replyTo: string };
  close(): Promise<void>;
}

/** For what another process of the site has saved. */
const SETTINGS_EVERY_MS = 3000;

/** Of a job: claimed, read, on their way, being written. */
const DRAFTS_PER_CONNECTION = 5;

const instances = new WeakMap<Core.Strapi, OutgoingMail>();

/** @throws Error before bootstrap and after destroy. */
export const outgoingMail = (strapi: Core.Strapi): OutgoingMail => {
  const instance = instances.get(strapi);
  if (instance === undefined)
    throw new Error('Outgoing mail is not running: Strapi has not started, or is stopping.');
  return instance;
};

/** Where Strapi did not get as far, or the provider was closed before, there is nothing to close. */
export const closeOutgoingMail = async (strapi: Core.Strapi): Promise<void> =>
  instances.get(strapi)?.close();

export const compose = async (strapi: Core.Strapi): Promise<OutgoingMail> => {
  const config = parsePluginConfig(strapi.config.get('plugin::outgoing-mail'));
  const email = strapi.config.get<EmailConfig>('plugin::email');
  const strapiDefaults = {
    from: email.settings?.defaultFrom ?? '',
    replyTo: email.settings?.defaultReplyTo ?? '',
  };
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
  const defaults = () => {
    const { sender } = settings.current();
    return {
      from: sender.from || strapiDefaults.from,
      replyTo: sender.replyTo || strapiDefaults.replyTo,
    };
  };
  const parse = (options: unknown) =>
    parseMessage(options, {
      ...defaults(),
      maxMessageBytes: config.drafts.maxMessageBytes,
      streamTimeoutMs: 1000 * settings.current().timeoutSeconds,
      newMessageId,
      isSensitive: (fields) =>
        carriesSecret(fields, config.drafts.sensitive.patterns) || isAccountMail(strapi),
      sensitiveForMs: 60_000 * config.drafts.sensitive.expireAfterMinutes,
      fromOutside: isMailFromOutside(strapi),
      now,
    });
  const refuses = addressRule(config.network.refusedAddresses);

  const check = (candidate: Settings, recipient?: string): Promise<CheckReport> => {
    const sender = addressIn(candidate.sender.from || strapiDefaults.from);
    return checkSettings({
      settings: candidate,
      sender,
      recipient: recipient ?? sender,
      now: () => performance.now(),
      refuses,
    });
  };

  const { log } = strapi;
  const counters = createCounters(Date.now);
  const breaker = createBreaker({
    ...config.breaker,
    probe: async () =>
      (await check(settings.current())).steps.find(({ failure }) => failure !== undefined)?.failure,
    log,
    now,
  });
  const courier = createCourier(settings.current(), { counters, breaker, refuses });
  const drafts = createDraftStore(strapi, seal, {
    ...config.drafts,
    owner: randomUUID(),
    leaseMs: 1000 * config.drafts.leaseSeconds,
    now,
  });
  await drafts.recount();
  registerGuard(strapi, { newMessageId, asking: () => administratorAsking(strapi), log, now });

  const fateOf: FateOf = (result, before, at) =>
    fateAfter(result, before, config.retry, at, Math.random());
  const queue = createQueue(config.queue);
  const draftLog = createDraftLog(log);
  const mailer = createMailer({
    parse,
    // Whoever waits in a transaction may hold what those who are inside wait for: SQLite has one connection.
    enter: async (options) => {
      if (strapi.db.inTransaction()) return BESIDE_THE_QUEUE;
      holdContentOf(options);
      return queue.enter(roughSizeOf(options, config.drafts.maxMessageBytes));
    },
    courier,
    drafts,
    fateOf,
    counters,
    log,
    draftLog,
    now,
    // In a transaction of the caller's it could not be committed before the message leaves.
    storesAhead: () =>
      config.drafts.writeAhead && breaker.trouble() === undefined && !strapi.db.inTransaction(),
    wantsError: () => config.onFailure === 'throw' || isSendTestEmail(strapi),
  });
  const resender = createResender({
    courier,
    drafts,
    fateOf,
    counters,
    parse,
    // Apart from new messages: a person who sends a draft does not wait behind all of a newsletter.
    enter: createQueue(config.queue).enter,
    log,
    now,
  });
  // While some are on their way the next ones are read and the last ones written, many in one statement.
  const concurrency = () => DRAFTS_PER_CONNECTION * settings.current().maxConnections;
  const bulk = createBulkSender({ resender, drafts, concurrency, newJobId: randomUUID, log });
  const rounds = createRounds({
    resender,
    drafts,
    breaker,
    fateOf,
    concurrency,
    ...config.retry,
    ...config.drafts,
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
    return { ...figures, queued: figures.queued + queue.figures().outside };
  };

  const watch = repeat(settings.refresh, {
    everyMs: SETTINGS_EVERY_MS,
    onError: (error) => log.error(`The settings could not be looked at: ${String(error)}`),
  });

  const underWay = createUnderWay();
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
    await rounds.close();
    instances.delete(strapi);
  };
  // Strapi's email plugin closes its provider too.
  let closed: Promise<void> | undefined;
  const instance: OutgoingMail = {
    settings,
    resender: { resend: (request) => underWay.add(resender.resend(request)) },
    bulk,
    send: (options) => underWay.add(mailer.send(options)),
    check,
    checkLimit: createCheckLimit(config.network.checksPerMinute),
    sendTestMessage: createTestMessage({ parse, courier, counters }),
    async status() {
      const [waiting, held, sending] = await Promise.all([
        drafts.count('waiting'),
        drafts.count('held'),
        drafts.count('sending'),
      ]);
      return {
        pool: {
          ...poolFigures(),
          connectionsOpened: counters.connectionsOpened(),
          messagesAccepted: counters.messagesAccepted(),
        },
        drafts: { waiting, held, sending },
        breaker: breaker.status(),
        warnings: settings.view().warnings,
        lastHour: counters.lastHour(),
      };
    },
    isIdle: () => {
      const { busy, queued } = courier.figures();
      return busy === 0 && queued === 0 && queue.figures().inside === 0;
    },
    defaults,
    close: () => (closed ??= close()),
  };
  instances.set(strapi, instance);
  return instance;
};

interface EmailConfig {
  provider: string;
  providerOptions?: unknown;
  settings?: { defaultFrom?: string; defaultReplyTo?: string };
}

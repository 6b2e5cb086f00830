/** The only place that picks from `strapi` and wires the rooms together. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Core } from '@strapi/strapi';
import type {
  CheckReport,
  DetectedSettings,
  MailService,
  SecurityWarning,
  TestMessageResponse,
} from './contract';
import { createBreaker } from './delivery/breaker';
import { type BulkSender, createBulkSender } from './delivery/bulk';
import { createCounters } from './delivery/counters';
import { createCourier } from './delivery/courier';
import { createMailer, type SendResult } from './delivery/mailer';
import { createResender, type Resender } from './delivery/resend';
import { createRounds } from './delivery/rounds';
import { createTestMessage } from './delivery/test-message';
import type { FateOf } from './messages/draft';
import { registerContentGuard } from './messages/content-guard';
import { registerGuard } from './messages/guard';
import { parseMessage } from './messages/parse';
import { fateAfter } from './messages/retry-policy';
import { carriesSecret } from './messages/sensitive';
import { createDraftStore } from './messages/store';
import { administratorAsking, isAccountMail, isMailFromOutside, isSendTestEmail } from './request';
import { createSeal } from './seal';
import { type CheckLimit, createCheckLimit } from './settings/check-limit';
import { possiblePlaces } from './settings/detection';
import { settingsFromProviderOptions } from './settings/import';
import { parsePluginConfig } from './settings/plugin-config';
import { readReference } from './settings/read-reference';
import { createSettingsRegistry, type SettingsRegistry } from './settings/registry';
import type { Settings } from './settings/settings';
import { createSettingsStore } from './settings/store';
import { WARNING_WORDS } from './settings/view';
import { addressRule } from './smtp/address-rule';
import { parseAddresses } from './smtp/addresses';
import { type CheckRequest, checkSettings } from './smtp/check';
import { detectSettings, USUAL_PLACES } from './smtp/detect';
import { MAIL_SERVICES } from './smtp/services';
import type { Parsed } from './validation';
import { createPoolCounts } from './smtp/pool-counts';
import { createDraftFacts } from './status/draft-facts';
import { takePulse } from './status/pulse';
import { createStatus, type Status } from './status/status';
import { createTraffic } from './status/traffic';
import { createTrafficStore } from './status/traffic-store';

export interface OutgoingMail {
  settings: SettingsRegistry;
  resender: Resender;
  bulk: BulkSender;
  send(options: unknown): Promise<SendResult>;
  /** Tries `candidate` out, up to the point where a message would be sent. */
  check(candidate: Settings, options?: CheckOptions): Promise<CheckReport>;
  /** Looks for the settings of a mail server, or says what stands against it. */
  detection(host: string): Parsed<() => Promise<DetectedSettings[]>>;
  /** The well-known mail services whose settings may be entered here. */
  services(): MailService[];
  /** Of the routes that have the server looked at. */
  checkLimit: CheckLimit;
  /** Sends one real message; a failure is the answer and leaves no draft. */
  sendTestMessage(to: string): Promise<TestMessageResponse['data']>;
  status: Status;
  isIdle(): boolean;
  /** From and Reply-To of a message that names none, and whether it may name another From. */
  defaults(): { from: string; replyTo: string; forceSender: boolean };
  close(): Promise<void>;
}

export interface CheckOptions extends Pick<CheckRequest, 'signal' | 'tell'> {
  /** RCPT TO; by default the sender. */
  recipient?: string;
}

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
      forceSender: sender.force,
    };
  };
  const parseFrom = (request: { isAccountMail: boolean; fromOutside: boolean }, options: unknown) =>
    parseMessage(options, {
      ...defaults(),
      maxMessageBytes: config.drafts.maxMessageBytes,
      streamTimeoutMs: 1000 * settings.current().timeoutSeconds,
      newMessageId,
      isSensitive: (fields) =>
        request.isAccountMail || carriesSecret(fields, config.drafts.sensitive.patterns),
      sensitiveForMs: 60_000 * config.drafts.sensitive.expireAfterMinutes,
      fromOutside: request.fromOutside,
      now,
    });
  const parse = (options: unknown) =>
    parseFrom(
      { isAccountMail: isAccountMail(strapi), fromOutside: isMailFromOutside(strapi) },
      options,
    );
  // A timer belongs to the request in which it was set, which may have been anybody's.
  const parseStored = (options: unknown) =>
    parseFrom({ isAccountMail: false, fromOutside: false }, options);
  const refuses = addressRule(config.network.refusedAddresses);

  const check: OutgoingMail['check'] = (candidate, options = {}) => {
    const sender = addressIn(candidate.sender.from || strapiDefaults.from);
    return checkSettings({
      settings: candidate,
      sender,
      recipient: sender,
      now: () => performance.now(),
      refuses,
      changeable: { ports: config.network.ports, locked: settings.view().locked },
      ...options,
    });
  };

  const detection: OutgoingMail['detection'] = (host) => {
    const places = possiblePlaces(host, USUAL_PLACES, settings);
    if (!places.ok) return places;
    const look = () =>
      detectSettings({
        settings: { ...settings.current(), host },
        places: places.value,
        now: () => performance.now(),
        refuses,
      });
    return { ok: true, value: look };
  };
  const { ports, hosts } = config.network;
  const services = MAIL_SERVICES.filter(
    ({ host, port }) =>
      (ports === 'any' || ports.includes(port)) && (hosts === 'any' || hosts.includes(host)),
  );

  const { log } = strapi;
  const counters = createCounters(Date.now);
  const breaker = createBreaker({
    ...config.breaker,
    probe: async () =>
      (await check(settings.current())).steps.find(({ failure }) => failure !== undefined)?.failure,
    log,
    now,
  });
  const pool = createPoolCounts();
  const { courier, pulse } = takePulse(
    createCourier(settings.current(), { pool, breaker, refuses }),
    now,
  );
  const owner = randomUUID();
  const drafts = createDraftStore(strapi, seal, {
    ...config.drafts,
    owner,
    leaseMs: 1000 * config.drafts.leaseSeconds,
    // Without it no message that carries a secret is kept at all.
    siteKey: strapi.config.get('admin.secrets.encryptionKey') ?? '',
    now,
  });
  await drafts.recount();
  const asking = () => administratorAsking(strapi);
  registerContentGuard(strapi, asking);
  registerGuard(strapi, { newMessageId, asking, log, now });

  const fateOf: FateOf = (result, before, at) =>
    fateAfter(result, before, config.retry, at, Math.random());
  const mailer = createMailer({
    parse,
    courier,
    drafts,
    fateOf,
    counters,
    log,
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
    parse: parseStored,
    log,
    now,
  });
  const concurrency = () => settings.current().maxConnections;
  const bulk = createBulkSender({ resender, drafts, concurrency, newJobId: randomUUID, log });
  const rounds = createRounds({
    resender,
    drafts,
    breaker,
    fateOf,
    counters,
    concurrency,
    ...config.retry,
    ...config.drafts,
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

  const underWay = createUnderWay();
  const close = async () => {
    // All at once: what waits for a connection comes back from the courier, and is kept by whoever sent it.
    await Promise.all([breaker.close(), rounds.stop(), bulk.close(), courier.close()]);
    await underWay.all();
    await drafts.idle();
    await rounds.close();
    await traffic.close();
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
    detection,
    services: () => services,
    checkLimit: createCheckLimit(config.network.checksPerMinute),
    sendTestMessage: createTestMessage({ parse, courier }),
    status: createStatus({
      settings,
      courier,
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
      return busy === 0 && queued === 0;
    },
    defaults,
    close: () => (closed ??= close()),
  };
  instances.set(strapi, instance);
  return instance;
};

/** Work that has to end before the database goes away. */
const createUnderWay = () => {
  const works = new Set<Promise<unknown>>();
  return {
    add<T>(work: Promise<T>): Promise<T> {
      works.add(work);
      const done = () => works.delete(work);
      work.then(done, done);
      return work;
    },
    async all() {
      while (works.size > 0) await Promise.allSettled(works);
    },
  };
};

interface EmailConfig {
  provider: string;
  providerOptions?: unknown;
  settings?: { defaultFrom?: string; defaultReplyTo?: string };
}

/** A new Message-ID at the sender's domain (RFC 5322, 3.6.4), or at this machine when there is none. */
const newMessageId = (from: string): string =>
  `<${randomUUID()}@${addressIn(from).split('@')[1] ?? hostname()}>`;

const addressIn = (from: string): string => parseAddresses(from)[0]?.address ?? '';

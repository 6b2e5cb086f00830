/** The only place that picks from `strapi` and wires the rooms together. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Core } from '@strapi/strapi';
import type { CheckReport, StatusResponse, TestMessageResponse } from './contract';
import { type BulkSender, createBulkSender } from './delivery/bulk';
import { createCounters } from './delivery/counters';
import { createCourier } from './delivery/courier';
import { createMailer, type SendResult } from './delivery/mailer';
import { createResender, type Resender } from './delivery/resend';
import { registerGuard } from './messages/guard';
import { parseMessage } from './messages/parse';
import { createDraftStore } from './messages/store';
import { createSeal } from './seal';
import { settingsFromProviderOptions } from './settings/import';
import { parsePluginConfig } from './settings/plugin-config';
import { createSettingsRegistry, type SettingsRegistry } from './settings/registry';
import type { Settings } from './settings/settings';
import { createSettingsStore } from './settings/store';
import { parseAddresses } from './smtp/addresses';
import { checkSettings } from './smtp/check';
import { interrupted } from './smtp/failure';

export interface OutgoingMail {
  settings: SettingsRegistry;
  resender: Resender;
  bulk: BulkSender;
  send(options: unknown): Promise<SendResult>;
  /** Tries `candidate` out, up to the point where a message would be sent. @param recipient RCPT TO. */
  check(candidate: Settings, recipient?: string): Promise<CheckReport>;
  /** Sends one real message; a failure is the answer and leaves no draft. */
  sendTestMessage(to: string): Promise<TestMessageResponse['data']>;
  status(): Promise<StatusResponse['data']>;
  isIdle(): boolean;
  /** From and Reply-To of a message that names none. */
  defaults(): { from: string; replyTo: string };
  close(): Promise<void>;
}

const instances = new WeakMap<Core.Strapi, OutgoingMail>();

/** @throws Error before bootstrap and after destroy. */
export const outgoingMail = (strapi: Core.Strapi): OutgoingMail => {
  const instance = instances.get(strapi);
  if (instance === undefined)
    throw new Error('Outgoing mail is not running: Strapi has not started, or is stopping.');
  return instance;
};

const RECOVERY_SECONDS = 60;
const SLOW_LINE_BYTES_PER_SECOND = 64 * 1024;

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
    allowedPorts: config.network.ports,
    now,
  });
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
      newMessageId,
      now,
    });

  const counters = createCounters(Date.now);
  const courier = createCourier(settings.current(), counters);
  settings.onChange(courier.use);

  const drafts = createDraftStore(strapi, seal);
  await drafts.settleInterrupted(now(), interrupted());
  registerGuard(strapi, { newMessageId, now });

  const mailer = createMailer({
    parse,
    courier,
    drafts,
    counters,
    log: strapi.log,
    now,
    wantsError: () => config.onFailure === 'throw' || isSendTestEmail(strapi),
  });
  const resender = createResender({
    courier,
    drafts,
    counters,
    parse,
    leaseMs: () =>
      1000 *
      (RECOVERY_SECONDS +
        2 * settings.current().timeoutSeconds +
        config.drafts.maxMessageBytes / SLOW_LINE_BYTES_PER_SECOND),
    interrupted,
    now,
  });
  const bulk = createBulkSender({
    resender,
    drafts,
    concurrency: () => settings.current().maxConnections,
    newJobId: randomUUID,
    log: strapi.log,
  });

  const instance: OutgoingMail = {
    settings,
    resender,
    bulk,
    send: mailer.send,
    check: (candidate, recipient) => {
      const sender = addressIn(candidate.sender.from || strapiDefaults.from);
      return checkSettings({
        settings: candidate,
        sender,
        recipient: recipient ?? sender,
        now: () => performance.now(),
      });
    },
    async sendTestMessage(to) {
      const message = await parse({
        to,
        subject: 'Test message from Strapi',
        text: 'Your SMTP server settings work: this message was accepted by your mail server.',
      });
      const delivery = await courier.deliver(message);
      if (!delivery.accepted) return { status: 'failed', failure: delivery.failure };
      const [refused] = delivery.refused;
      if (refused !== undefined) return { status: 'failed', failure: refused.failure };
      counters.sent();
      return {
        status: 'sent',
        messageId: delivery.info.messageId,
        response: delivery.info.response,
      };
    },
    async status() {
      const [waiting, held, sending] = await Promise.all([
        drafts.count('waiting'),
        drafts.count('held'),
        drafts.count('sending'),
      ]);
      return {
        pool: {
          ...courier.figures(),
          connectionsOpened: counters.connectionsOpened(),
          messagesAccepted: counters.messagesAccepted(),
        },
        drafts: { waiting, held, sending },
        lastHour: counters.lastHour(),
      };
    },
    isIdle: () => {
      const { busy, queued } = courier.figures();
      return busy === 0 && queued === 0;
    },
    defaults,
    async close() {
      await bulk.close();
      await courier.close();
      instances.delete(strapi);
    },
  };
  instances.set(strapi, instance);
  return instance;
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

/** The button on Strapi's own page must not say that a message was sent when it became a draft. */
const isSendTestEmail = (strapi: Core.Strapi): boolean => {
  const route: unknown = strapi.requestContext.get()?.state.route;
  return (
    typeof route === 'object' &&
    route !== null &&
    Reflect.get(route, 'handler') === 'email.test' &&
    Reflect.get(Object(Reflect.get(route, 'info')), 'pluginName') === 'email'
  );
};

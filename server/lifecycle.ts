/** register · bootstrap · destroy */
import type { Core } from '@strapi/strapi';
import { compose } from './compose';
import { keepFromDefaultRoles } from './default-roles';
import {
  HOURLY_COUNT_UID,
  MESSAGE_PART_UID,
  MESSAGE_UID,
  PERMISSIONS,
  SEND_JOB_UID,
} from './contract';
import { storeLayout } from './messages/store-layout';
import { closeOutgoingMail, type OutgoingMail } from './outgoing-mail';

export const PROVIDER_NAME = 'strapi-plugin-outgoing-mail';

/**
 * Providers that we take the place of: Strapi's default, which a site has that never chose one; the one
 * for SMTP, whose options become our first settings; and ours by name. A site that chose another one
 * (SES, Mailgun …) keeps it.
 */
const ADOPTED = ['sendmail', 'nodemailer', PROVIDER_NAME];

/** Where the site has GraphQL, it gets neither queries nor mutations for messages; REST has no routes for them. */
export const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  const graphql = strapi.plugin('graphql') as unknown as GraphqlPlugin | undefined;
  const extension = graphql?.service('extension');
  for (const uid of [MESSAGE_UID, MESSAGE_PART_UID, SEND_JOB_UID, HOURLY_COUNT_UID])
    extension?.shadowCRUD(uid).disable();
};

interface GraphqlPlugin {
  service(name: 'extension'): { shadowCRUD(uid: string): { disable(): void } };
}

export const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const permissions = strapi.service('admin::permission') as PermissionService;
  await permissions.actionProvider.registerMany(permissionActions);
  await keepFromDefaultRoles(strapi);
  await storeLayout(strapi);
  const mail = await compose(strapi);
  const chosen = String(strapi.config.get('plugin::email.provider')).toLowerCase();
  if (ADOPTED.includes(chosen)) takeOver(strapi, mail);
  else {
    strapi.log.warn(
      `Outgoing Mail does not send this site's mail: the email plugin is set to the provider "${chosen}". ` +
        `Remove that setting, or name ${PROVIDER_NAME}, to send over the SMTP server of the settings page.`,
    );
  }
};

interface PermissionService {
  actionProvider: { registerMany(actions: object[]): Promise<unknown> };
}

export const destroy = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  await closeOutgoingMail(strapi);
};

/** Puts our provider where everything that sends mail looks for one; no caller changes. */
function takeOver(strapi: Core.Strapi, mail: OutgoingMail): void {
  const emailPlugin = strapi.plugin('email') as unknown as { provider?: { close?: () => void } };
  emailPlugin.provider?.close?.();
  emailPlugin.provider = createProvider(mail);
  showOnEmailPage(strapi, mail);
  mail.settings.onChange(() => showOnEmailPage(strapi, mail));
}

/** The methods that Strapi's own nodemailer provider has since 5.38, so that *Settings › Email* works. */
const createProvider = (mail: OutgoingMail) => ({
  send: (options: unknown) => mail.send(options),

  /** @throws Error with what is wrong and what to do. */
  async verify(): Promise<true> {
    const { failure } = await mail.trials.check(mail.settings.current());
    if (failure) throw new Error(`${failure.message} ${failure.hint}`);
    return true;
  },

  isIdle: () => mail.isIdle(),

  close: () => mail.close(),

  getCapabilities() {
    const { host, port, encryption, auth, maxConnections } = mail.settings.current();
    return {
      transport: { host, port, secure: encryption === 'ssl', pool: true, maxConnections },
      ...(auth.enabled ? { auth: { type: 'login', user: auth.username } } : {}),
      features: ['pool', ...(encryption === 'tls' ? ['requireTLS'] : [])],
    };
  },
});

/** *Settings › Email* reads the name and the default sender from the configuration. */
function showOnEmailPage(strapi: Core.Strapi, mail: OutgoingMail): void {
  const { from, replyTo } = mail.defaults();
  strapi.config.set('plugin::email.provider', PROVIDER_NAME);
  strapi.config.set('plugin::email.settings.defaultFrom', from);
  strapi.config.set('plugin::email.settings.defaultReplyTo', replyTo);
}

const action = (uid: string, displayName: string, subCategory: string) => ({
  section: 'plugins',
  pluginName: 'outgoing-mail',
  uid: uid.replace('plugin::outgoing-mail.', ''),
  displayName,
  subCategory,
});

const permissionActions = [
  action(PERMISSIONS.readSettings, 'Read the SMTP server settings', 'settings'),
  action(PERMISSIONS.updateSettings, 'Change and test the SMTP server settings', 'settings'),
  action(PERMISSIONS.sendMessages, 'Send held messages', 'messages'),
  action(PERMISSIONS.readContent, 'Read and write the text of messages', 'messages'),
];

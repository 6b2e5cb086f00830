/** Who is asking, and for what: the HTTP request that is under way, if there is one. */
import type { Core } from '@strapi/strapi';
import { type Administrator, signatureOf, nameOf } from './http';

export interface Asking {
  /** How the history names them. */
  name: string;
  /** How the log does. */
  signature: string;
  /** Whether their role, or their token, has the permission. */
  may(action: string): boolean;
}

/** undefined: no administrator is asking, but the site's own code, or a client of the content API. */
export const administratorAsking = (strapi: Core.Strapi): Asking | undefined => {
  const state: unknown = strapi.requestContext.get()?.state;
  if (propertyOf(state, 'auditSource') === 'mcp') return toolOf(state);
  const ability: unknown = propertyOf(state, 'userAbility');
  const user = propertyOf(state, 'user') as Administrator | undefined;
  if (!isAbility(ability) || user === undefined) return undefined;
  const signed = { state: { user } };
  return {
    name: nameOf(signed),
    signature: signatureOf(signed),
    may: (action) => ability.can(action),
  };
};

/** Strapi's MCP server keeps the rights of whose token it is to itself; no further way to the text of messages then. */
const toolOf = (state: unknown): Asking => ({
  name: 'MCP',
  signature: `MCP (administrator ${String(propertyOf(propertyOf(state, 'user'), 'id'))})`,
  may: () => false,
});

/** CASL's, which Strapi makes from the permissions of roles and tokens. */
interface Ability {
  can(action: string): boolean;
}

const isAbility = (value: unknown): value is Ability =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'can') === 'function';

/** `plugin::email.email.send`: the plugin and the handler of the route; undefined outside of a request. */
const routeOf = (strapi: Core.Strapi): string | undefined => {
  const route: unknown = propertyOf(strapi.requestContext.get()?.state, 'route');
  const plugin: unknown = propertyOf(propertyOf(route, 'info'), 'pluginName');
  const handler: unknown = propertyOf(route, 'handler');
  return typeof handler === 'string' ? `${String(plugin)}::${handler}` : undefined;
};

const propertyOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** The button on Strapi's own page must not say that a message was sent when it became a draft. */
export const isSendTestEmail = (strapi: Core.Strapi): boolean =>
  routeOf(strapi) === 'email::email.test';

/** Strapi's own routes for mail: what they are handed goes to `send()` as it is. */
export const isMailFromOutside = (strapi: Core.Strapi): boolean =>
  routeOf(strapi) === 'email::email.send';

/** What these send opens an account, however a site words and links it. */
const ACCOUNT_ROUTES = new Set([
  'admin::authentication.forgotPassword',
  'users-permissions::auth.forgotPassword',
  'users-permissions::auth.sendEmailConfirmation',
  'users-permissions::auth.register',
]);

export const isAccountMail = (strapi: Core.Strapi): boolean =>
  ACCOUNT_ROUTES.has(routeOf(strapi) ?? '');

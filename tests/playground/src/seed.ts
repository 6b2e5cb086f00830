/** What a new playground starts with. The logins are for demonstration and printed by `npm start`. */
import type { Core } from '@strapi/strapi';
import demo from './demo.json';

interface Permission {
  action: string;
  subject?: string | null;
}

const EXPLORER = 'plugin::content-manager.explorer';

const EDITORS_WORK: Record<string, string[]> = {
  'plugin::outgoing-mail.message': ['read', 'update', 'delete'],
  'api::article.article': ['create', 'read', 'update', 'delete', 'publish'],
  'api::subscriber.subscriber': ['create', 'read', 'update', 'delete'],
};
const MESSAGE_RIGHTS = ['send', 'read-content'].map(
  (right) => `plugin::outgoing-mail.message.${right}`,
);

export const seed = async (strapi: Core.Strapi) => {
  if (await strapi.service('admin::user').exists()) return;
  for (const data of demo.subscribers) {
    await strapi.db.query('api::subscriber.subscriber').create({ data });
  }
  for (const data of demo.articles) {
    await strapi.documents('api::article.article' as never).create({ data } as never);
  }
  await letEditorsWork(strapi);
  await createUser(strapi, demo.editor, 'strapi-editor');
  await createUser(strapi, demo.admin, 'strapi-super-admin');
};

const createUser = async (strapi: Core.Strapi, person: typeof demo.admin, roleCode: string) => {
  const role = await strapi.service('admin::role').findOne({ code: roleCode });
  await strapi.service('admin::user').create({ ...person, isActive: true, roles: [role.id] });
};

/** Strapi gives its Editor role some of this by itself, on a new site only; here it is said. */
const letEditorsWork = async (strapi: Core.Strapi) => {
  const { id } = await strapi.service('admin::role').findOne({ code: 'strapi-editor' });
  const existing: Permission[] = await strapi
    .service('admin::permission')
    .findMany({ where: { role: { id } } });
  const key = ({ action, subject }: Permission) => `${action} ${subject ?? ''}`;
  const has = new Set(existing.map(key));
  const missing = [
    ...contentPermissions(strapi),
    ...MESSAGE_RIGHTS.map((action) => ({ action })),
  ].filter((one) => !has.has(key(one)));
  if (missing.length > 0) await strapi.service('admin::role').addPermissions(id, missing);
};

const contentPermissions = (strapi: Core.Strapi): Permission[] => {
  const actions = strapi
    .service('admin::permission')
    .actionProvider.values()
    .filter(({ actionId }: { actionId: string }) => actionId.startsWith(EXPLORER));
  const all: Permission[] = strapi
    .service('admin::content-type')
    .getPermissionsWithNestedFields(actions);
  return all.filter(({ action, subject }) =>
    EDITORS_WORK[subject ?? '']?.some((right) => action === `${EXPLORER}.${right}`),
  );
};

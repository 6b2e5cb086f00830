/** What a new playground starts with. The logins are for demonstration and printed by `npm start`. */
const demo = require('./demo.json');

const MESSAGE = 'plugin::outgoing-mail.message';
const SEND = 'plugin::outgoing-mail.message.send';
const EXPLORER = 'plugin::content-manager.explorer';

const EDITORS_WORK = {
  [MESSAGE]: ['read', 'update', 'delete'],
  'api::article.article': ['create', 'read', 'update', 'delete', 'publish'],
  'api::subscriber.subscriber': ['create', 'read', 'update', 'delete'],
};

const seed = async (strapi) => {
  if (await strapi.service('admin::user').exists()) return;
  await strapi.db.transaction(async () => {
    for (const data of demo.subscribers) {
      await strapi.documents('api::subscriber.subscriber').create({ data });
    }
    for (const data of demo.articles)
      await strapi.documents('api::article.article').create({ data });
    await letEditorsWork(strapi);
    await createUser(strapi, demo.editor, 'strapi-editor');
    await createUser(strapi, demo.admin, 'strapi-super-admin');
  });
};

const createUser = async (strapi, person, code) => {
  const role = await strapi.service('admin::role').findOne({ code });
  await strapi.service('admin::user').create({ ...person, isActive: true, roles: [role.id] });
};

/** Strapi gives its Editor role most of this by itself, on a new site only; here it is said. */
const letEditorsWork = async (strapi) => {
  const roles = strapi.service('admin::role');
  const { id } = await roles.findOne({ code: 'strapi-editor' });
  const has = await strapi.service('admin::permission').findMany({ where: { role: { id } } });
  const missing = [...contentPermissions(strapi), { action: SEND }].filter(
    ({ action, subject = null }) =>
      !has.some((one) => one.action === action && (one.subject ?? null) === subject),
  );
  if (missing.length > 0) await roles.addPermissions(id, missing);
};

const contentPermissions = (strapi) => {
  const { actionProvider } = strapi.service('admin::permission');
  const actions = actionProvider.values().filter(({ actionId }) => actionId.startsWith(EXPLORER));
  return strapi
    .service('admin::content-type')
    .getPermissionsWithNestedFields(actions)
    .filter(({ action, subject }) =>
      EDITORS_WORK[subject]?.some((right) => action === `${EXPLORER}.${right}`),
    );
};

module.exports = { seed };

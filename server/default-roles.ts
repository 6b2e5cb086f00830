/** Who may see outgoing mail is for an administrator to say, and not for the first start of a site. */
import type { Core } from '@strapi/strapi';
import { MESSAGE_UID } from './contract';

const EDITOR = 'strapi-editor';
/** The last that Strapi makes; what is granted after it is granted by the site's own code. */
const AUTHOR = 'strapi-author';

/**
 * On its first start a site makes the roles Editor and Author, with every right to every content type there is. Those
 * to messages are taken back. On later starts this does nothing: what somebody ticked stays.
 */
export const keepFromDefaultRoles = async (strapi: Core.Strapi): Promise<void> => {
  if ((await strapi.db.query('admin::role').count()) > 0) return;
  const permissions: Permissions = strapi.db.query('admin::permission');
  let isOver = false;
  let last: string | undefined;
  strapi.db.lifecycles.subscribe({
    models: ['admin::permission'],
    async afterCreate(event) {
      const result = event.result as { id: number; subject?: string | null };
      if (isOver || result.subject !== MESSAGE_UID) return;
      const where = { id: result.id };
      const granted = await permissions.findOne({ where, populate: ['role'] });
      last = granted?.role?.code;
      if (last === EDITOR || last === AUTHOR) await permissions.delete({ where });
    },
  });
  // Once for all the rights of a role.
  strapi.eventHub.on('permission.create', () => {
    isOver ||= last === AUTHOR;
    return Promise.resolve();
  });
};

/** The part of Strapi's query layer that is used; it types rows as anything. */
interface Permissions {
  findOne(params: {
    where: object;
    populate: string[];
  }): Promise<{ role?: { code: string } | null } | null>;
  delete(params: { where: object }): Promise<unknown>;
}

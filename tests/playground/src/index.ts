import type { Core } from '@strapi/strapi';
import { type Article, writeToSubscribers } from './newsletter';
import { seed } from './seed';

interface Published {
  uid: string;
  entry: Article;
}

export default {
  async bootstrap({ strapi }: { strapi: Core.Strapi }) {
    await seed(strapi);
    // Fires after the transaction of the publication is committed: no mail for what was rolled back.
    strapi.eventHub.on('entry.publish', async ({ uid, entry }: Published) => {
      if (uid === 'api::article.article') await writeToSubscribers(strapi, entry);
    });
  },
};

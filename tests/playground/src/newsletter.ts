/** The content workflow: a published article goes to every subscriber, one message each. */
import type { Core } from '@strapi/strapi';

export interface Article {
  title: string;
  body?: string;
}

interface Subscriber {
  name: string;
  email: string;
}

export const writeToSubscribers = async (strapi: Core.Strapi, article: Article) => {
  const subscribers: Subscriber[] = await strapi.db.query('api::subscriber.subscriber').findMany();
  const results = await Promise.allSettled(
    subscribers.map((subscriber) => writeTo(strapi, subscriber, article)),
  );
  // A listener must not throw: nobody waits for it, and an unhandled rejection ends the process.
  for (const result of results) {
    if (result.status === 'rejected')
      strapi.log.error('A newsletter could not be handed over.', result.reason);
  }
};

/** Nothing here knows the plugin: this is how any code in a Strapi site sends mail. */
const writeTo = (strapi: Core.Strapi, { name, email }: Subscriber, { title, body = '' }: Article) =>
  strapi
    .plugin('email')
    .service('email')
    .send({ to: email, subject: title, text: `Hello ${name},\n\n${body}\n` });

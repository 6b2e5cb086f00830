/** The content workflow: a published article goes to every subscriber, one message each. */

const writeToSubscribers = async (strapi, article) => {
  const subscribers = await strapi.documents('api::subscriber.subscriber').findMany({ sort: 'id' });
  const sending = subscribers.map((subscriber) => writeTo(strapi, subscriber, article));
  const results = await Promise.allSettled(sending);
  // A listener must not throw: nobody waits for it, and an unhandled rejection ends the process.
  for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
    strapi.log.error(`The newsletter could not be handed over: ${reason.message}`);
  }
};

/** Nothing here knows the plugin: this is how any Strapi code sends mail. */
const writeTo = (strapi, subscriber, article) =>
  strapi
    .plugin('email')
    .service('email')
    .send({
      to: subscriber.email,
      subject: article.title,
      text: `Hello ${subscriber.name},\n\n${article.body ?? ''}\n`,
    });

module.exports = { writeToSubscribers };

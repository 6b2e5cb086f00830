const { writeToSubscribers } = require('./newsletter');
const { seed } = require('./seed');

module.exports = {
  async bootstrap({ strapi }) {
    await seed(strapi);
    // Fires after the transaction of the publication is committed: no mail for what was rolled back.
    strapi.eventHub.on('entry.publish', ({ uid, entry }) => {
      if (uid === 'api::article.article') return writeToSubscribers(strapi, entry);
    });
  },
};

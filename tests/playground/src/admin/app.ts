/** The admin panel of the site: everybody chooses one of the plugin's languages in their profile. English is always there. */
export default {
  config: {
    locales: ['fr', 'de', 'es', 'pt-BR', 'it', 'nl', 'pl', 'cs', 'uk', 'ja', 'zh-Hans', 'ar'],
  },
};

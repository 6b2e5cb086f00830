export default [
  'strapi::logger',
  'strapi::errors',
  {
    name: 'strapi::security',
    // Served over plain http on this machine: nothing may be upgraded to https.
    config: { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } },
  },
  'strapi::cors',
  'strapi::poweredBy',
  'strapi::query',
  'strapi::body',
  'strapi::session',
  'strapi::favicon',
  'strapi::public',
];

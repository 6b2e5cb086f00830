import type { Core } from '@strapi/strapi';

export default ({ env }: Core.Config.Shared.ConfigParams) => ({
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET') } },
  // What a site had before it installed the plugin, which takes it over as its first settings.
  email: {
    config: {
      provider: 'nodemailer',
      providerOptions: { host: '127.0.0.1', port: env.int('MAIL_PORT', 1025) },
      settings: { defaultFrom: 'newsletter@example.com', defaultReplyTo: 'editors@example.com' },
    },
  },
  'outgoing-mail': {
    enabled: true,
    config: {
      // The mail server of the playground listens on a port that no real one uses.
      network: { ports: 'any' },
      // What cannot be changed on the page, for whoever wants to see that: FIXED_SMTP='{"port":1025}' npm start
      smtp: env.json('FIXED_SMTP', {}),
    },
  },
});

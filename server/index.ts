/** What Strapi gets of the server side. */
import { contentTypes } from './messages/content-type';
import { createMessageController } from './messages/controller';
import { bootstrap, destroy, register } from './lifecycle';
import { routes } from './routes';
import { createSettingsController } from './settings/controller';
import { parsePluginConfig } from './settings/plugin-config';
import { hourlyCount } from './status/content-type';
import { createStatusController } from './status/controller';

export default {
  config: { default: {}, validator: parsePluginConfig },
  // A key must equal the type's `singularName`.
  contentTypes: { ...contentTypes, 'hourly-count': { schema: hourlyCount } },
  controllers: {
    settings: createSettingsController,
    message: createMessageController,
    status: createStatusController,
  },
  routes,
  register,
  bootstrap,
  destroy,
};

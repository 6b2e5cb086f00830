/** What Strapi gets of the server side. */
import { contentTypes } from './messages/content-type';
import { createMessageController } from './messages/controller';
import { bootstrap, destroy, register } from './lifecycle';
import { routes } from './routes';
import { createSettingsController } from './settings/controller';
import { parsePluginConfig } from './settings/plugin-config';

export default {
  config: { default: {}, validator: parsePluginConfig },
  contentTypes,
  controllers: { settings: createSettingsController, message: createMessageController },
  routes,
  register,
  bootstrap,
  destroy,
};

/** What the admin panel gets from this plugin: one settings page, and Send in the Content Manager. */
import type { StrapiApp } from '@strapi/strapi/admin';
import { PERMISSIONS, PLUGIN_ID } from '../server/contract';
import { addToContentManager } from './messages/content-manager';
import { EDIT_VIEW_LAYOUT, withoutLengthHints } from './messages/long-lines';
import { loadTranslations, t } from './translate';

export default {
  register(app: StrapiApp) {
    app.addSettingsLink(
      { id: 'mail', intlLabel: t('section') },
      {
        id: PLUGIN_ID,
        intlLabel: t('path.outgoingMail'),
        to: PLUGIN_ID,
        Component: () => import('./pages/SmtpServerPage'),
        permissions: [{ action: PERMISSIONS.readSettings, subject: null }],
      },
    );
    app.registerPlugin({ id: PLUGIN_ID, name: PLUGIN_ID });
  },

  bootstrap(app: Pick<StrapiApp, 'getPlugin' | 'registerHook'>) {
    addToContentManager(app);
    app.registerHook(EDIT_VIEW_LAYOUT, withoutLengthHints);
  },

  registerTrads: ({ locales }: { locales: string[] }) => loadTranslations(locales),
};

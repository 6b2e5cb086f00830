/** What the admin panel gets from this plugin: one settings page, and Send in the Content Manager. */
import { Mail } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import type { ComponentType } from 'react';
import { PERMISSIONS, PLUGIN_ID } from '../server/contract';
import { addToContentManager } from './messages/content-manager';
import { BodyInput } from './messages/BodyInput';
import { BODY_INPUT, EDIT_VIEW_LAYOUT, withOwnFields } from './messages/edit-view';
import {
  CONTENT_MANAGER_OPENED,
  fetchWords,
  LIST_VIEW_COLUMNS,
  LIST_VIEW_FILTERS,
  withOwnColumns,
  withOwnFilters,
} from './messages/list-view';
import { startWordsIn, t } from './start-words';
import { MailNotice } from './status/MailNotice';
import { STATUS_PAGE } from './status/places';

/**
 * Strapi offers no place of its own beside every page: what `registerPlugin` takes as `initializer` goes when the panel is
 * there, injection zones belong to single pages, and a notification cannot be taken back when it is no longer true.
 * Components whose names begin like this are put beside the router, which is how Strapi's media library shows uploads
 * under way. Should that end, there is no notice, and all else goes on; the browser tests would tell.
 */
const BESIDE_ALL_PAGES = `future-global::${PLUGIN_ID}-notice`;

export default {
  register(app: StrapiApp) {
    app.addSettingsLink(
      { id: 'mail', intlLabel: t('menu.section') },
      {
        id: PLUGIN_ID,
        intlLabel: t('menu.outgoingMail'),
        to: PLUGIN_ID,
        Component: () => import('./pages/SmtpServerPage'),
        permissions: [{ action: PERMISSIONS.readSettings, subject: null }],
      },
    );
    app.addFields({ type: BODY_INPUT, Component: BodyInput as ComponentType });
    app.widgets.register({
      id: 'status',
      pluginId: PLUGIN_ID,
      icon: Mail,
      title: t('menu.widget'),
      link: { label: t('menu.widgetLink'), href: STATUS_PAGE },
      component: async () => (await import('./status/StatusWidget')).StatusWidget,
      permissions: [{ action: PERMISSIONS.readSettings, subject: null }],
    });
    app.addComponents({ name: BESIDE_ALL_PAGES, Component: MailNotice });
    app.registerPlugin({ id: PLUGIN_ID, name: PLUGIN_ID });
  },

  bootstrap(app: Pick<StrapiApp, 'getPlugin' | 'registerHook'>) {
    addToContentManager(app);
    app.registerHook(EDIT_VIEW_LAYOUT, withOwnFields);
    app.registerHook(CONTENT_MANAGER_OPENED, fetchWords);
    app.registerHook(LIST_VIEW_COLUMNS, withOwnColumns);
    app.registerHook(LIST_VIEW_FILTERS, withOwnFilters);
  },

  registerTrads: ({ locales }: { locales: string[] }) => startWordsIn(locales),
};

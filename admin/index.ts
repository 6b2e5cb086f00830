/** What the admin panel gets from this plugin: one settings page, and Send in the Content Manager. */
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

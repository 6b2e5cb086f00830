/** What the Content Manager shows of an outgoing message: Send in the place of Publish, Discard in that of Delete. */
import type { StrapiApp } from '@strapi/strapi/admin';
import type {
  BulkActionComponent,
  ContentManagerPlugin,
  DocumentActionComponent,
} from '@strapi/content-manager/strapi-admin';
import { MESSAGE_UID } from '../../server/contract';
import { DeliveryPanel } from './DeliveryPanel';
import { inWordsOfMail, inWordsOfMailInBulk } from './discard';
import { ListZone } from './ListZone';
import { SendAction } from './SendAction';
import { SendManyAction } from './SendManyAction';

/** Publish is not Send, a record is not taken back, and a copy would be a second mail nobody asked for. */
const HIDDEN_ACTIONS: DocumentActionComponent['type'][] = [
  'publish',
  'unpublish',
  'discard',
  'clone',
];
/** The other way round, because core's bulk Publish does not say its type. */
const KEPT_BULK_ACTIONS: BulkActionComponent['type'][] = ['delete'];

/** Adds Send and the delivery panel, and takes away what the server refuses anyway. */
export const addToContentManager = (app: Pick<StrapiApp, 'getPlugin'>): void => {
  // Strapi types the APIs of every plugin as unknown; this is the edge where they are named.
  const contentManager = app.getPlugin('content-manager');
  const { addBulkAction, addDocumentAction, addEditViewSidePanel } =
    contentManager.apis as ContentManagerPlugin['config']['apis'];

  addDocumentAction((actions) => [
    SendAction,
    ...actions.map((action) => {
      if (action.type === 'delete') return inWordsOfMail(action);
      return HIDDEN_ACTIONS.includes(action.type) ? withoutOurs(action) : action;
    }),
  ]);
  addBulkAction((actions) => [
    SendManyAction,
    ...actions.map((action) =>
      KEPT_BULK_ACTIONS.includes(action.type)
        ? inWordsOfMailInBulk(action)
        : withoutOursInBulk(action),
    ),
  ]);
  contentManager.injectComponent('listView', 'actions', {
    name: 'outgoing-mail-list-actions',
    Component: ListZone,
  });
  // Right below Save, which is always the first panel.
  addEditViewSidePanel(([first, ...others]) =>
    first ? [first, DeliveryPanel, ...others] : [DeliveryPanel],
  );
};

/**
 * The same action, but not for messages. It is still called for them: these components are hooks to
 * React, and one that skips its hooks for some models breaks the page when the model changes. On the
 * tab of the published version it is disabled by its own rules, with its keyboard shortcut.
 */
const withoutOurs = (action: DocumentActionComponent): DocumentActionComponent => {
  const wrapped: DocumentActionComponent = (props) => {
    const isOurs = props.model === MESSAGE_UID;
    const description = action(isOurs ? { ...props, activeTab: 'published' } : props);
    return isOurs ? null : description;
  };
  return Object.assign(wrapped, { type: action.type, position: action.position });
};

const withoutOursInBulk = (action: BulkActionComponent): BulkActionComponent => {
  const wrapped: BulkActionComponent = (props) => {
    const description = action(props);
    return props.model === MESSAGE_UID ? null : description;
  };
  return Object.assign(wrapped, { type: action.type });
};

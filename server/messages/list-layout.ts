/** The columns of the list on sites where Strapi has stored those of an earlier version. */
import type { Core } from '@strapi/strapi';
import { MESSAGE_UID } from '../contract';
import { LIST_COLUMNS } from './content-type';

/** What earlier versions had. */
const FORMER_COLUMNS = ['subject', 'to', 'state', 'failureMessage', 'attempts'];
const FORMER_LABELS: Record<string, { was: string; is: string }> = {
  failureMessage: { was: 'Reason', is: 'What is wrong' },
  failureCode: { was: 'Failure code', is: 'Reason' },
  createdAt: { was: 'createdAt', is: 'Age' },
};

interface Configuration {
  layouts: { list: string[] };
  metadatas: Record<string, { list?: { label?: string } } | undefined>;
}

/** The part of the Content Manager's service that is used. */
interface ContentTypes {
  findConfiguration(type: { uid: string }): Promise<Configuration>;
  updateConfiguration(type: { uid: string }, configuration: object): Promise<unknown>;
}

/** Strapi stores a layout when it first sees a type, and keeps it. One that somebody has changed is left as it is. */
export const renewListLayout = async (strapi: Core.Strapi): Promise<void> => {
  const contentTypes: ContentTypes = strapi.plugin('content-manager').service('content-types');
  const type = { uid: MESSAGE_UID };
  const { layouts, metadatas } = await contentTypes.findConfiguration(type);
  if (layouts.list.join() !== FORMER_COLUMNS.join()) return;
  for (const [field, { was, is }] of Object.entries(FORMER_LABELS)) {
    const list = metadatas[field]?.list;
    if (list?.label === was) list.label = is;
  }
  await contentTypes.updateConfiguration(type, {
    layouts: { ...layouts, list: [...LIST_COLUMNS] },
    metadatas,
  });
};

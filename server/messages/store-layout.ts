/** Brings the layout to what Strapi has stored: its own for a type that it sees for the first time, or that of an earlier version. */
import type { Core } from '@strapi/strapi';
import { MESSAGE_UID } from '../contract';
import { LABELS, LAYOUTS, LIST_SETTINGS } from './layout';

/** What earlier versions had. */
const FORMER_COLUMNS = ['subject', 'to', 'state', 'failureMessage', 'attempts'];
const FORMER_LABELS: Readonly<Record<string, string>> = {
  failureMessage: 'Reason',
  failureCode: 'Failure code',
};

interface Metadata {
  edit?: object;
  list?: { label?: string; sortable?: boolean };
}

interface Configuration {
  settings: object;
  layouts: { list: string[] };
  metadatas: Readonly<Record<string, Metadata | undefined>>;
}

/** The part of the Content Manager's service that is used. */
interface ContentTypes {
  findConfiguration(type: { uid: string }): Promise<Configuration>;
  updateConfiguration(type: { uid: string }, configuration: object): Promise<unknown>;
}

/** What somebody has changed is left as it is. */
export const storeLayout = async (strapi: Core.Strapi): Promise<void> => {
  const contentTypes: ContentTypes = strapi.plugin('content-manager').service('content-types');
  const type = { uid: MESSAGE_UID };
  const renewed = renew(await contentTypes.findConfiguration(type));
  if (renewed !== undefined) await contentTypes.updateConfiguration(type, renewed);
};

/** @returns undefined: there is nothing to change. */
export const renew = ({ settings, layouts, metadatas }: Configuration): object | undefined => {
  const names = Object.keys(LABELS);
  const labelOf = (name: string) => metadatas[name]?.list?.label;
  // Strapi calls each field by the name of its attribute.
  const unnamed = names.filter((name) => labelOf(name) === name);
  const isNew = unnamed.length === names.length;
  const isFormer = layouts.list.join() === FORMER_COLUMNS.join();
  const former = isFormer
    ? names.filter((name) => labelOf(name) !== undefined && labelOf(name) === FORMER_LABELS[name])
    : [];
  if (unnamed.length === 0 && !isFormer) return undefined;
  const named = [...unnamed, ...former].map((name): [string, Metadata] => [
    name,
    labelled(metadatas[name], name),
  ]);
  return {
    settings: isNew ? { ...settings, ...LIST_SETTINGS } : settings,
    layouts: isNew ? LAYOUTS : isFormer ? { ...layouts, list: LAYOUTS.list } : layouts,
    metadatas: { ...metadatas, ...Object.fromEntries(named) },
  };
};

const labelled = ({ edit, list }: Metadata = {}, name: string): Metadata => ({
  edit: { ...edit, ...LABELS[name]?.edit },
  list: { ...list, ...LABELS[name]?.list },
});

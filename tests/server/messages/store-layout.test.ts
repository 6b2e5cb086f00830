/** What stands as Strapi made it gets our names and places; what somebody has changed stays. */
import { LABELS, LAYOUTS, LIST_SETTINGS } from '../../../server/messages/layout';
import { renew } from '../../../server/messages/store-layout';

type Configuration = Parameters<typeof renew>[0];

/** As Strapi makes it of the schema. */
const STRAPIS: Configuration = {
  settings: { pageSize: 10, mainField: 'from', filterable: true },
  layouts: { list: ['id', 'subject', 'from'] },
  metadatas: Object.fromEntries(
    ['id', 'leaseToken', ...Object.keys(LABELS)].map((name) => [
      name,
      {
        edit: { label: name, description: '', placeholder: '' },
        list: { label: name, sortable: true },
      },
    ]),
  ),
};
const ours = renew(STRAPIS) as Configuration;
const withLabel = (name: string, label: string): Configuration => ({
  ...ours,
  metadatas: {
    ...ours.metadatas,
    [name]: { edit: { label }, list: { label, sortable: true } },
  },
});

it('a type that Strapi sees for the first time gets all of it', () => {
  expect(ours).toMatchObject({ settings: LIST_SETTINGS, layouts: LAYOUTS });
  expect(ours.metadatas.failureCode).toEqual({
    edit: { label: 'Reason', description: '', placeholder: '', visible: true, editable: false },
    list: { label: 'Reason', sortable: true },
  });
  expect(ours.metadatas.leaseToken).toEqual(STRAPIS.metadatas.leaseToken);
});

it('later there is nothing to do', () => {
  expect(renew(ours)).toBeUndefined();
});

it('a name, a layout or a setting that somebody has chosen stays', () => {
  expect(renew(withLabel('failureCode', 'Grund'))).toBeUndefined();
  expect(renew({ ...ours, layouts: { list: ['subject'] } })).toBeUndefined();
  expect(renew({ ...ours, settings: { pageSize: 50 } })).toBeUndefined();
});

it('a field that is new in this version gets its name, and nothing else changes', () => {
  const before = { ...withLabel('copies', 'copies'), layouts: { list: ['subject'] } };
  expect(renew(before)).toMatchObject({
    settings: before.settings,
    layouts: before.layouts,
    metadatas: { ...before.metadatas, copies: { list: { label: 'Copies' } } },
  });
});

it('the columns of an earlier version become those of this one, with their names', () => {
  const before = {
    ...withLabel('failureMessage', 'Reason'),
    layouts: { ...LAYOUTS, list: ['subject', 'to', 'state', 'failureMessage', 'attempts'] },
  };
  expect(renew(before)).toMatchObject({
    layouts: LAYOUTS,
    metadatas: { failureMessage: { list: { label: 'What is wrong' } } },
  });
});

/** Takes the hint "max. 1000000 characters" from the one-line fields of a message. Pure. */
import type { EditLayout } from '@strapi/content-manager/strapi-admin';
import { PLUGIN_ID } from '../../server/contract';

/** Strapi's name for the place where the layout of the edit view may be changed. */
export const EDIT_VIEW_LAYOUT = 'Admin/CM/pages/EditView/mutate-edit-view-layout';

interface EditView {
  layout: EditLayout;
}

type Field = EditLayout['layout'][number][number][number];

/**
 * The limit is there because Strapi allows 255 characters without one. Only what the form shows is
 * changed: Strapi checks the length against the content type.
 */
export const withoutLengthHints = <View extends EditView>(view: View): View => ({
  ...view,
  layout: {
    ...view.layout,
    layout: view.layout.layout.map((panel) => panel.map((row) => row.map(withoutLengthHint))),
  },
});

const withoutLengthHint = (field: Field): Field => {
  const options: unknown = Reflect.get(Object(field.attribute.pluginOptions), PLUGIN_ID);
  if (field.type !== 'string' || !Reflect.get(Object(options), 'isLongLine')) return field;
  return { ...field, attribute: { ...field.attribute, maxLength: undefined } };
};

/** How the fields of a message are shown in its form. */
import type { EditLayout } from '@strapi/content-manager/strapi-admin';
import { PLUGIN_ID } from '../../server/contract';
import { nameOf } from './field-names';
import { isOurs } from './is-ours';

/** Strapi's name for the place where the layout of the edit view may be changed. */
export const EDIT_VIEW_LAYOUT = 'Admin/CM/pages/EditView/mutate-edit-view-layout';

/** The type of input that shows text and HTML of a message; Strapi asks its plugins for types that it does not know. */
export const BODY_INPUT = `${PLUGIN_ID}.body`;

interface EditView {
  layout: EditLayout;
}

type Field = EditLayout['layout'][number][number][number];

/**
 * What the panel beside the form says in words is not repeated in those of the machine. Only what the form shows is
 * changed: Strapi checks values against the content type.
 */
export const withOwnFields = <View extends EditView>(view: View): View => ({
  ...view,
  layout: {
    ...view.layout,
    layout: view.layout.layout.map((panel) =>
      panel
        .map((row) => row.filter((field) => !isMarked(field, 'isInPanel')).map(ownField))
        .map((row) => (isOurs(view.layout) ? row.map(inWords) : row))
        .filter(({ length }) => length > 0),
    ),
  },
});

const ownField = (field: Field): Field => {
  if (isMarked(field, 'isLongLine')) return withoutLengthHint(field);
  // Strapi's type lists its own inputs only.
  return isMarked(field, 'isBody')
    ? ({ ...field, type: BODY_INPUT as typeof field.type } as Field)
    : field;
};

const inWords = (field: Field): Field => ({ ...field, ...nameOf(field) });

/** "max. 1000000 characters" is there because Strapi allows 255 characters without a limit. */
const withoutLengthHint = (field: Field): Field =>
  field.type === 'string'
    ? { ...field, attribute: { ...field.attribute, maxLength: undefined } }
    : field;

const isMarked = ({ attribute }: Field, mark: string): boolean => {
  const options: unknown = Reflect.get(Object(attribute.pluginOptions), PLUGIN_ID);
  return Reflect.get(Object(options), mark) === true;
};

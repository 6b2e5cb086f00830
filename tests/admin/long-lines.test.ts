import { withoutLengthHints } from '../../admin/messages/long-lines';

const field = (attribute: object) => ({
  name: 'to',
  type: 'string',
  label: 'To',
  size: 6,
  attribute: { type: 'string', maxLength: 1_000_000, ...attribute },
});
const marked = field({ pluginOptions: { 'outgoing-mail': { isLongLine: true } } });

describe('withoutLengthHints', () => {
  const fieldsOf = (...fields: object[]) => {
    const view = { layout: { layout: [[fields]], settings: { mainField: 'subject' } }, query: {} };
    // The rest of Strapi's layout does not matter to it.
    const changed = withoutLengthHints(view as unknown as Parameters<typeof withoutLengthHints>[0]);
    return changed.layout.layout[0]?.[0]?.map(({ attribute }) => attribute);
  };

  it('takes the limit from the fields that are marked, and nothing else', () => {
    expect(fieldsOf(marked)).toEqual([{ ...marked.attribute, maxLength: undefined }]);
  });

  it('leaves the fields of other content types as they are', () => {
    const other = field({ maxLength: 60 });
    expect(fieldsOf(other)).toEqual([other.attribute]);
  });
});

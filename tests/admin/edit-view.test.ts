import { BODY_INPUT, withOwnFields } from '../../admin/messages/edit-view';

const field = (attribute: object) => ({
  name: 'to',
  type: 'string',
  label: 'To',
  size: 6,
  attribute: { type: 'string', maxLength: 1_000_000, ...attribute },
});
const marked = field({ pluginOptions: { 'outgoing-mail': { isLongLine: true } } });

describe('the form of a message', () => {
  const fieldsOf = (...fields: object[]) => {
    const view = { layout: { layout: [[fields]], settings: { mainField: 'subject' } }, query: {} };
    // The rest of Strapi's layout does not matter to it.
    const changed = withOwnFields(view as unknown as Parameters<typeof withOwnFields>[0]);
    return changed.layout.layout[0]?.[0]?.map(({ attribute }) => attribute);
  };

  it('takes the limit from the fields that are marked, and nothing else', () => {
    expect(fieldsOf(marked)).toEqual([{ ...marked.attribute, maxLength: undefined }]);
  });

  it('has inputs of its own for text and HTML', () => {
    const body = field({ pluginOptions: { 'outgoing-mail': { isBody: true } } });
    const view = { layout: { layout: [[[body]]], settings: {} }, query: {} };
    const changed = withOwnFields(view as unknown as Parameters<typeof withOwnFields>[0]);
    expect(changed.layout.layout[0]?.[0]?.[0]).toEqual({ ...body, type: BODY_INPUT });
  });

  it('leaves out what the panel says in words, and a row that had nothing else', () => {
    const state = field({ pluginOptions: { 'outgoing-mail': { isInPanel: true } } });
    expect(fieldsOf(state, marked)).toHaveLength(1);
    const view = { layout: { layout: [[[state], [marked]]], settings: {} }, query: {} };
    const changed = withOwnFields(view as unknown as Parameters<typeof withOwnFields>[0]);
    expect(changed.layout.layout[0]).toHaveLength(1);
  });

  it('leaves the fields of other content types as they are', () => {
    const other = field({ maxLength: 60 });
    expect(fieldsOf(other)).toEqual([other.attribute]);
  });
});

import { createContentRules, type Model } from '../../../server/messages/content-queries';

const MESSAGE = 'plugin::outgoing-mail.message';
const MODELS: Record<string, Model> = {
  [MESSAGE]: {
    attributes: {
      subject: { type: 'string' },
      text: { type: 'text' },
      localizations: { type: 'relation', target: MESSAGE },
    },
  },
  'api::note.note': {
    attributes: {
      text: { type: 'text' },
      message: { type: 'relation', target: MESSAGE },
      box: { type: 'component', component: 'a.box' },
      zone: { type: 'dynamiczone', components: ['a.box'] },
    },
  },
  'a.box': { attributes: { note: { type: 'relation', target: 'api::note.note' } } },
  'api::other.other': {
    attributes: {
      text: { type: 'text' },
      others: { type: 'relation', target: 'api::other.other' },
    },
  },
};
const { leadsToMessages, asksForContent, blank } = createContentRules((uid) => MODELS[uid]);

it('knows which types lead to messages, however they refer to each other', () => {
  expect(Object.keys(MODELS).filter(leadsToMessages)).toEqual([MESSAGE, 'api::note.note', 'a.box']);
});

it.each<[string, object]>([
  [MESSAGE, { filters: { text: { $contains: 'x' } } }],
  [MESSAGE, { filters: { $or: [{ $not: { html: 'x' } }] } }],
  [MESSAGE, { filters: { localizations: { text: 'x' } } }],
  [MESSAGE, { sort: 'subject:asc,text:desc' }],
  [MESSAGE, { sort: [{ html: 'asc' }] }],
  ['api::note.note', { filters: { message: { text: 'x' } } }],
  ['api::note.note', { filters: { box: { note: { $and: [{ message: { html: 'x' } }] } } } }],
  ['api::note.note', { sort: ['message.text'] }],
  ['api::note.note', { sort: { message: { text: 'asc' } } }],
  ['api::note.note', { populate: { message: { filters: { text: 'x' } } } }],
  [
    'api::note.note',
    { populate: { zone: { on: { 'a.box': { populate: { note: { sort: 'message.text' } } } } } } },
  ],
])('finds the text of messages in a query of %s: %j', (uid, query) => {
  expect(asksForContent(query, uid)).toBe(true);
});

it.each<[string, object]>([
  ['api::note.note', { filters: { text: 'x' }, sort: 'text:asc' }],
  ['api::note.note', { filters: { message: { subject: 'text' } }, populate: ['message'] }],
  [MESSAGE, { filters: { subject: { $eq: 'text' } }, sort: 'subject', populate: '*' }],
  ['api::other.other', { filters: { text: 'x' } }],
  [MESSAGE, {}],
])('takes nothing else for it in a query of %s: %j', (uid, query) => {
  expect(asksForContent(query, uid)).toBe(false);
});

it('leaves the text of messages out of an answer, and nothing else', () => {
  const at = new Date(0);
  const message = { subject: 'Hello', text: 'secret', html: null };
  const cleared = { subject: 'Hello', text: null, html: null };
  expect(
    blank(
      {
        entries: [{ text: 'mine', at, message, box: { note: { message: [message] } } }],
        zone: [{ __component: 'a.box', note: { message: { results: [message] } } }],
      },
      'api::note.note',
    ),
  ).toEqual({
    entries: [{ text: 'mine', at, message: cleared, box: { note: { message: [cleared] } } }],
    zone: [{ __component: 'a.box', note: { message: { results: [cleared] } } }],
  });
  expect(blank([message], MESSAGE)).toEqual([cleared]);
  expect(blank({ documentId: 'x', entries: [message] }, MESSAGE)).toMatchObject({
    entries: [cleared],
  });
  expect(blank(3, MESSAGE)).toBe(3);
});

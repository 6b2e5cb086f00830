/** The files of a content type of the site's own, `api::note.note`, that refers to messages. */
export const NOTE_TYPE = {
  'src/api/note/content-types/note/schema.json': JSON.stringify({
    kind: 'collectionType',
    collectionName: 'notes',
    info: { singularName: 'note', pluralName: 'notes', displayName: 'Note' },
    options: { draftAndPublish: false },
    attributes: {
      title: { type: 'string' },
      message: { type: 'relation', relation: 'oneToOne', target: 'plugin::outgoing-mail.message' },
    },
  }),
  ...Object.fromEntries(
    [
      ['routes', 'Router'],
      ['controllers', 'Controller'],
      ['services', 'Service'],
    ].map(([folder, kind]) => [
      `src/api/note/${folder}/note.js`,
      `module.exports = require('@strapi/strapi').factories.createCore${kind}('api::note.note');`,
    ]),
  ),
};

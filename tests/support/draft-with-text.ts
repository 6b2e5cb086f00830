/** A draft whose text can be looked for. */
import type { StrapiApp } from './strapi-app';

/** Whatever becomes of the check. */
const useServer = (app: StrapiApp, port: number) =>
  app.admin.put('/outgoing-mail/settings', {
    host: '127.0.0.1',
    port,
    timeoutSeconds: 2,
    saveAnyway: true,
  });

/** Nobody listens on port 1. @param port of the server that is in force afterwards. @returns the draft's id. */
export const newDraft = async (app: StrapiApp, text: string, port: number): Promise<string> => {
  await useServer(app, 1);
  const { documentId } = await app.run(
    (strapi, words) =>
      strapi
        .plugin('email')
        .service('email')
        .send({
          to: 'ann@example.com',
          subject: 'Hello',
          text: words,
          html: `<p>${words}</p>`,
          attachments: [{ filename: 'a.txt', content: words }],
        }),
    text,
  );
  await useServer(app, port);
  return documentId;
};

/**
 * The other end of `startStrapi`: a Strapi in a process of its own, asked over the channel to its parent.
 *
 * Plain JavaScript, because it is not run by jest.
 */
const { createStrapi } = require('@strapi/strapi');

const main = async () => {
  const appDir = process.cwd();
  // Ends the process by itself, with the reason in the log, where it cannot start.
  const strapi = await createStrapi({ appDir, distDir: appDir, serveAdminPanel: false }).start();

  process.on('message', async ({ id, source, args }) => {
    try {
      // The tests' own functions, and nobody else's.
      const work = new Function(`return (${source})`)();
      process.send({ id, value: await work(strapi, ...args) });
    } catch (error) {
      process.send({ id, error: describe(error) });
    }
  });
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.send({ ready: true });
};

/** An error's own fields do not survive structured cloning; tests ask for them. */
const describe = (error) => {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {} };
  const { name, message, stack, cause, ...fields } = error;
  return {
    name,
    message,
    stack,
    cause: cause === undefined ? undefined : describe(cause),
    fields: JSON.parse(JSON.stringify({ ...fields, name: undefined })),
  };
};

void main();

/**
 * A Strapi in a process of its own. Plain JavaScript: it runs outside jest. It evaluates functions that
 * the test sends as source, so a test says what it does with `strapi` where it does it.
 */
const { createStrapi } = require('@strapi/strapi');

const appDir = process.argv[2];
const AsyncFunction = (async () => {}).constructor;

const describe = (error) => ({
  name: error?.name,
  message: String(error?.message ?? error),
  code: error?.code,
  statusCode: error?.statusCode,
  details: error?.details,
  failure: error?.failure,
  documentId: error?.documentId,
  cause: error?.cause instanceof Error ? describe(error.cause) : undefined,
});

/** Errors inside a result do not survive being sent between processes, functions cannot be sent at all. */
const sendable = (value) => {
  if (value instanceof Error) return describe(value);
  if (Array.isArray(value)) return value.map(sendable);
  if (value === null || typeof value !== 'object')
    return typeof value === 'function' ? undefined : value;
  if (Buffer.isBuffer(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sendable(item)]));
};

const main = async () => {
  const strapi = createStrapi({ appDir, distDir: appDir });
  await strapi.start();

  process.on('message', async ({ id, source, args, stop }) => {
    if (stop) {
      await strapi.destroy();
      process.exit(0);
    }
    try {
      const work = new AsyncFunction('strapi', 'args', `return (${source})(strapi, ...args)`);
      process.send({ id, result: sendable(await work(strapi, args)) });
    } catch (error) {
      process.send({ id, error: describe(error) });
    }
  });
  process.send({ ready: true });
};

main().catch((error) => {
  process.send({ failed: describe(error) }, () => process.exit(1));
});
// The test is gone: do not stay behind.
process.on('disconnect', () => process.exit(1));

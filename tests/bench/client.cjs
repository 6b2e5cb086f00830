/**
 * nodemailer and nothing else, in a process of its own: the limit of the client. It is asked as strapi-runner.cjs is, and runs
 * functions of the bench beside nodemailer.
 */
const nodemailer = require('nodemailer');

process.on('message', async ({ id, source, args }) => {
  try {
    const work = new Function(`return (${source})`)();
    process.send({ id, value: await work(nodemailer, ...args) });
  } catch (error) {
    const { name, message, stack } = error;
    process.send({ id, error: { name, message, stack, fields: {} } });
  }
});
for (const end of ['disconnect', 'SIGTERM']) process.once(end, () => process.exit());
process.send({ ready: true });

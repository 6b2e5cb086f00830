/** A server that repeats what it was told, in whatever it says last. */
import { inspect } from 'node:util';
import { createTransport, type Delivery } from '../../../server/smtp/transport';
import { aMessage, someSettings } from '../../support/builders';
import { findings, formsOf } from '../../support/secret-search';
import { startSmtpServer } from '../../support/smtp-server';

const SIGN_IN = { user: 'ann', pass: 'p4ssword-2718281828' };
const PLAIN = Buffer.from(`\0${SIGN_IN.user}\0${SIGN_IN.pass}`).toString('base64');
const TOLD = `you said ${SIGN_IN.pass} and ${PLAIN}`;

it.each([
  ['dot', `250 2.0.0 ok, ${TOLD} ${'x'.repeat(5000)}`, true],
  ['auth', `535 5.7.8 ${TOLD}`, false],
  ['mail', `550 5.7.1 ${TOLD}`, false],
  ['dot', `554 5.7.1 ${TOLD}`, false],
] as const)('is not quoted with the password after %s', async (at, reply, accepted) => {
  const server = await startSmtpServer({ auth: SIGN_IN });
  server.fault(at, { reply });
  const transport = createTransport(
    someSettings({
      port: server.port,
      auth: { enabled: true, username: SIGN_IN.user, password: SIGN_IN.pass },
    }),
    { onConnected() {} },
  );
  const delivery: Delivery = await transport.deliver(aMessage());
  await transport.retire();
  await server.close();

  expect(delivery.accepted).toBe(accepted);
  const text = inspect(delivery, { depth: 9, showHidden: true });
  expect(text).toContain('you said');
  expect(findings(formsOf(SIGN_IN.pass, SIGN_IN.user), { 'the result': text })).toEqual([]);
  if (delivery.accepted) expect(delivery.info.response.length).toBeLessThanOrEqual(500);
});

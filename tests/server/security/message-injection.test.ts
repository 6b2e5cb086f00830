/** Ten thousand messages of an attacker's, and what a mail server got of those that were accepted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { InvalidMessageError, type OutgoingMessage } from '../../../server/messages/message';
import { createTransport, type Transport } from '../../../server/smtp/transport';
import { someSettings } from '../../support/builders';
import { type Exchange, type SmtpRecorder, startSmtpRecorder } from '../../support/smtp-recorder';
import { parse } from '../messages/builders';
import { unlawful } from './exchange-laws';
import { hostileMessages, type HostileOptions } from './hostile-messages';
import { SEED } from './hostile-values';
import { unfitToSend } from './message-laws';

const RUNS = 10_000;
const SECRET_FILE = 'TheContentOfAFileThatNobodyAttached';

let folder: string;
let recorder: SmtpRecorder;
let transport: Transport;
let fetched = 0;
const web = createServer((_, response) => {
  fetched += 1;
  response.end('fetched');
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hostile-'));
  writeFileSync(path.join(folder, 'secret.txt'), SECRET_FILE);
  await new Promise<void>((resolve) => void web.listen(0, '127.0.0.1', resolve));
  recorder = await startSmtpRecorder();
  transport = createTransport(
    someSettings({
      port: recorder.port,
      maxConnections: 1,
      maxDeliveriesPerConnection: 1000,
      ehloName: 'site.example',
    }),
    { onConnected() {} },
  );
});

afterAll(async () => {
  await transport.retire();
  await recorder.close();
  web.close();
  rmSync(folder, { recursive: true });
});

/** In any encoding of a message: without the line breaks that base64 and quoted-printable put in. */
const holdsTheFile = ({ lines, bodies }: Exchange): boolean => {
  const all = [...lines, ...bodies].join('\n').replace(/=?\r\n/g, '');
  const inBase64 = [0, 1, 2].map((before) =>
    Buffer.from(`${' '.repeat(before)}${SECRET_FILE}`)
      .toString('base64')
      .slice(4, -4),
  );
  return [SECRET_FILE, ...inBase64].some((form) => all.includes(form));
};

const accepted = async (options: HostileOptions): Promise<OutgoingMessage | undefined> => {
  try {
    return await parse(options);
  } catch (error) {
    if (error instanceof InvalidMessageError) return undefined;
    throw error;
  }
};

it(`sends of ${RUNS.toLocaleString('en')} hostile messages nothing that was not asked for`, async () => {
  const file = path.join(folder, 'secret.txt');
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/x`;
  const references = [file, `file://${file}`, url, `<img src="${url}">`];
  const figures = { made: 0, accepted: 0, sent: 0 };

  const property = fc.asyncProperty(hostileMessages(references), async (options) => {
    figures.made += 1;
    const message = await accepted(options);
    if (message === undefined) return;
    figures.accepted += 1;
    const delivery = await transport.deliver(message);
    const exchange = recorder.take();
    const wrong = [...unfitToSend(message), ...unlawful(exchange, message, options)];
    if (delivery.accepted) figures.sent += 1;
    // Anything else would be tried again and again, by a machine, with a message that can never be sent.
    else if (delivery.failure.outcome !== 'refused')
      wrong.push(`accepted, then ${delivery.failure.code}: ${String(delivery.cause)}`);
    if (holdsTheFile(exchange)) wrong.push('a file was read');
    if (fetched > 0) wrong.push('a URL was fetched');
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED });

  expect(figures.made).toBe(RUNS);
  // Else it would prove little: what is refused at the door does no harm whatever comes behind it.
  expect(figures.accepted).toBeGreaterThan(RUNS / 4);
  expect(figures.sent).toBeGreaterThan(RUNS / 4);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

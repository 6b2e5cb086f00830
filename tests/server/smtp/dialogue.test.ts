/** What a dialogue leaves behind by itself, without the care of the check around it. */
import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { openDialogue } from '../../../server/smtp/dialogue';
import { closedPort, startSmtpServer } from '../../support/smtp-server';

const open = (port: number, signal: AbortSignal) =>
  openDialogue({ host: '127.0.0.1', port, signal, refuses: () => false, attemptTimeout: 250 });

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

it('the signal alone closes the connection', async () => {
  const server = await startSmtpServer();
  const controller = new AbortController();
  const dialogue = await open(server.port, controller.signal);
  await dialogue.readReply();
  const waiting = dialogue.readReply();
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await server.allClosed();
  await server.close();
});

it('nothing hangs on the signal any more after a dialogue, nor after one that never began', async () => {
  const server = await startSmtpServer();
  const { signal } = new AbortController();
  const dialogue = await open(server.port, signal);
  expect(listeners(signal)).toBe(1);
  dialogue.destroy();
  await expect(open(await closedPort(), signal)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(listeners(signal)).toBe(0);
  await server.close();
});

it('a server that keeps the connection open after QUIT is left soon', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {}).resume();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dialogue = await open(port, new AbortController().signal);
  const startedAt = performance.now();
  await dialogue.quit();
  expect(performance.now() - startedAt).toBeLessThan(400);
  server.unref().close();
});

it('quitting twice, or after the end, is harmless', async () => {
  const server = await startSmtpServer();
  const { signal } = new AbortController();
  const dialogue = await open(server.port, signal);
  await dialogue.quit();
  await dialogue.quit();
  await server.close();
});

/** A port where nobody answers: what is sent there vanishes, as behind a firewall that drops it. */
import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface SilentPort {
  port: number;
  close(): void;
}

/** Listens and never takes a connection: once the kernel's queue of them is full, it drops what asks for one. */
const PROGRAM = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    process.stdout.write(server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** More than the queue holds. */
const QUEUE = 4;

export const startSilentPort = async (): Promise<SilentPort> => {
  const program = spawn(process.execPath, ['-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await new Promise<[string]>((resolve) => {
    createInterface(program.stdout).once('line', (text: string) => resolve([text]));
  });
  const port = Number(line);
  const sockets: Socket[] = Array.from({ length: QUEUE }, () =>
    connect({ port, host: '127.0.0.1' }).on('error', () => {}),
  );
  return {
    port,
    close() {
      sockets.forEach((socket) => socket.destroy());
      program.kill('SIGKILL');
    },
  };
};

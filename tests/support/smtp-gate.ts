/** A gate between a client and a mail server: it can hold back what the server says. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SmtpGate {
  port: number;
  /**
   * From now on no reply passes; with a pattern, from a command on that fits, on its connection alone.
   * What an earlier one holds back stays so.
   *
   * @returns opens for what this one has held back.
   */
  shut(at?: RegExp): () => void;
  /** What was held back passes, and what comes. */
  open(): void;
  /** Resolves when what the client sends from now on has fitted so many times. It has passed then. */
  passed(pattern: RegExp, times?: number): Promise<void>;
  close(): Promise<void>;
}

/** @param port of the mail server, on this machine */
export const startSmtpGate = async (port: number): Promise<SmtpGate> => {
  const pairs = new Map<Socket, Socket>();
  const watchers = new Set<(chunk: string) => void>();
  let rule: { at?: RegExp; held: Set<Socket> } | undefined;

  const hold = (server: Socket) => {
    server.pause();
    rule?.held.add(server);
  };

  const accept = (client: Socket) => {
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    pairs.set(client, server);
    if (rule && !rule.at) hold(server);
    client.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (rule?.at?.test(text)) hold(server);
      server.write(chunk);
      for (const watch of watchers) watch(text);
    });
    // A reply that has come in already waits in the socket until it is resumed.
    server.on('data', (chunk: Buffer) => client.write(chunk));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      // Clients that are killed go in the middle of anything.
      one.on('error', () => other.destroy());
      one.on('end', () => other.end());
      one.once('close', () => {
        other.end();
        pairs.delete(client);
      });
    }
  };

  const gate = createServer({ noDelay: true }, accept);
  await new Promise<void>((resolve, reject) => {
    gate.once('error', reject).listen(0, '127.0.0.1', resolve);
  });

  return {
    port: (gate.address() as AddressInfo).port,
    shut(at) {
      const held = new Set<Socket>();
      rule = { at, held };
      if (at === undefined) pairs.forEach(hold);
      return () => held.forEach((server) => server.resume());
    },
    open() {
      rule = undefined;
      pairs.forEach((server) => server.resume());
    },
    passed: (pattern, times = 1) =>
      new Promise((resolve) => {
        let seen = 0;
        const watch = (chunk: string) => {
          if (!pattern.test(chunk) || ++seen < times) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
      }),
    close: () =>
      new Promise((resolve) => {
        gate.close(() => resolve());
        pairs.forEach((server, client) => {
          server.destroy();
          client.destroy();
        });
      }),
  };
};

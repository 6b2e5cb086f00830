/** Stands between a client and a server, and remembers every byte that the client sent. */
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Wiretap {
  port: number;
  /** What the client has sent so far, over all connections. */
  heard(): string;
  /** Resolves when the client has sent the text so many times. */
  hears(text: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

export const startWiretap = async (serverPort: number): Promise<Wiretap> => {
  const sockets = new Set<Socket>();
  const listeners = new Set<() => void>();
  let heard = '';

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = createConnection({ port: serverPort, host: '127.0.0.1', noDelay: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      for (const listener of listeners) listener();
    });
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    heard: () => heard,
    hears: (text, times = 1) =>
      new Promise((resolve) => {
        const look = () => {
          if (heard.split(text).length <= times) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
};

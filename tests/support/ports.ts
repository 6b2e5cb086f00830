import { type AddressInfo, createServer } from 'node:net';

/** The port that was free; 0 asks for any. */
const tryPort = (wanted: number) =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** A port that nobody listens on. */
export const freePort = () => tryPort(0);

/** Below those that systems hand out to clients: 32,768 and up on Linux, 49,152 and up elsewhere. */
const QUIET = { from: 20_000, to: 32_000 };

/**
 * One for a server that goes away and comes back. From among the clients' ports a client could be given this very
 * one meanwhile; on one machine it then even connects to itself, and is answered by its own words.
 */
export const quietPort = async (): Promise<number> => {
  for (;;) {
    const port = QUIET.from + Math.floor(Math.random() * (QUIET.to - QUIET.from));
    const free = await tryPort(port).catch(() => undefined);
    if (free !== undefined) return free;
  }
};

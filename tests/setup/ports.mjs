import { createServer } from 'node:net';

const LAST_PORT = 65_535;

/** `localhost` is both families: a port that is free on one only would lead a browser to somebody else's server. */
const isFree = async (port) => {
  for (const host of ['127.0.0.1', '::1']) {
    const problem = await tryToListen(port, host);
    if (problem === 'EADDRINUSE' || problem === 'EACCES') return false;
  }
  return true;
};

const tryToListen = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });

/** The wanted port, or the next free one that nobody else here was promised. */
export const freePort = async (wanted, promised = []) => {
  for (let port = wanted; port <= LAST_PORT; port += 1) {
    if (!promised.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port from ${wanted} up.`);
};

/** Whether a server of this machine is up. */
import { connect } from 'node:net';

const ANSWER_MS = 1000;

/** Whether a connection comes to that. */
const connectionHas = (port: number, event: 'connect' | 'data') =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_MS });
    const end = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once(event, end(true));
    for (const failure of ['error', 'timeout', 'close']) socket.once(failure, end(false));
  });

export const listens = (port: number) => connectionHas(port, 'connect');

/** A server whose programs do not start listens all the same. */
export const greets = (port: number) => connectionHas(port, 'data');

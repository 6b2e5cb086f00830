/** Whether a port that says nothing waits for TLS from the first byte. Nothing is said over the connection that is made for it. */
import { connect as connectTls } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import type { TlsOptions } from './connection-options';
import { SmtpProblem } from './errors';
import { openSocket, type SocketTarget } from './socket';

/** Servers that let clients wait on purpose do so for longer, but they have greeted by the end of the timeout. */
const SILENCE_MS = 2500;

export interface SilentPort {
  /** The address of the connection on which nothing is said, for the name could lead elsewhere now. */
  target: SocketTarget;
  tls: TlsOptions;
  /** Milliseconds that the server has in all. */
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * What `greeting` resolves with; while it does not come the port is tried with TLS.
 *
 * @throws SmtpProblem PORT_SPEAKS_SSL, and what `greeting` rejects with.
 */
export const greetingUnlessSsl = async <T>(greeting: Promise<T>, port: SilentPort): Promise<T> => {
  const greeted = new AbortController();
  const signal = AbortSignal.any([port.signal, greeted.signal]);
  const wait = Math.min(SILENCE_MS, port.timeoutMs / 2);
  const found = async (): Promise<never> => {
    await pause(wait, undefined, { signal }).catch(() => {});
    if (!signal.aborted && (await speaksTls(port, signal))) {
      throw new SmtpProblem('PORT_SPEAKS_SSL');
    }
    // Nothing was found out: the greeting decides.
    return new Promise<never>(() => {});
  };
  try {
    return await Promise.race([greeting, found()]);
  } finally {
    greeted.abort();
  }
};

const speaksTls = async ({ target, tls }: SilentPort, signal: AbortSignal): Promise<boolean> => {
  try {
    const plain = await openSocket(target, signal);
    return await new Promise<boolean>((resolve) => {
      // Whose certificate it is does not matter: that there is one is the answer.
      const secured = connectTls({ ...tls, socket: plain, rejectUnauthorized: false });
      const end = (spoken: boolean) => () => {
        signal.removeEventListener('abort', gone);
        secured.destroy();
        plain.destroy();
        resolve(spoken);
      };
      const gone = end(false);
      signal.addEventListener('abort', gone);
      plain.on('error', gone);
      // OpenSSL is still at work below the event; node 20 crashes when the socket is destroyed under it.
      secured
        .on('secureConnect', () => setImmediate(end(true)))
        .on('error', gone)
        .on('close', gone);
    });
  } catch {
    return false;
  }
};

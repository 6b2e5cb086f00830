/** Opens the connection to the mail server, for the check and for the transport alike. */
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { connect, isIP, type Socket } from 'node:net';
import type { AddressRule } from './address-rule';
import { SmtpProblem } from './errors';

export interface SocketTarget {
  host: string;
  port: number;
  /** Milliseconds for one address of the host before the next one is tried too (RFC 8305). */
  attemptTimeout: number;
  refuses: AddressRule;
}

/**
 * The addresses that the host's name leads to are looked at where they are about to be used: between a look and a
 * connection of its own the name could come to lead somewhere else. One that is refused refuses the name.
 *
 * @param signal gives up. @throws SmtpProblem, the reason of the signal, or the socket's own error.
 */
export const openSocket = async (target: SocketTarget, signal: AbortSignal): Promise<Socket> => {
  const { host, port, attemptTimeout, refuses } = target;
  signal.throwIfAborted();
  if (isIP(host) !== 0 && refuses(host)) throw new SmtpProblem('ADDRESS_REFUSED');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      noDelay: true,
      autoSelectFamilyAttemptTimeout: attemptTimeout,
      lookup: guarded(refuses),
    });
    const settle = (): void => {
      socket.off('connect', opened).off('error', failed).off('close', closed);
      signal.removeEventListener('abort', aborted);
    };
    const opened = (): void => {
      settle();
      resolve(socket);
    };
    const failed = (error: Error): void => {
      settle();
      // A lookup that is still under way may fail yet, and nobody would listen.
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    const closed = (): void => failed(new SmtpProblem('CONNECTION_CLOSED'));
    const aborted = (): void => failed(reasonOf(signal));
    socket.on('connect', opened).on('error', failed).on('close', closed);
    signal.addEventListener('abort', aborted);
  });
};

const reasonOf = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new SmtpProblem('INTERRUPTED', { cause: reason });

type Answer = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

const guarded =
  (refuses: AddressRule) =>
  (host: string, options: LookupOptions, answer: Answer): void =>
    lookup(host, options, (error, address, family) => {
      const addresses = Array.isArray(address) ? address.map((one) => one.address) : [address];
      if (error === null && addresses.some(refuses)) answer(new SmtpProblem('ADDRESS_REFUSED'), []);
      else answer(error, address, family);
    });

/** The server's side of TLS on a socket that is already in use. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';

export type SecuredSocket = TLSSocket & { transport: Socket };

export const overTls = (transport: Socket, secureContext: SecureContext): SecuredSocket => {
  const secured = Object.assign(new TLSSocket(transport, { isServer: true, secureContext }), {
    transport,
  });
  // Clients that do not trust the certificate leave in mid-handshake; a TLSSocket without a tls.Server
  // around it says so by an event of its own, and closes itself neither then nor at the end.
  for (const event of ['_tlsError', 'error', 'end', 'close'] as const) {
    secured.on(event as 'close', () => transport.destroy());
  }
  return secured;
};

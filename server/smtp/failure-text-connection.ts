/** The words for failures between this machine and the server. Pure data. */
import type { FailureCase } from './failure-cases';
import { DURING } from './failure-words';
import type { FailureText } from './failure-words';

export const CONNECTION_TEXTS = {
  HOST_NOT_FOUND: {
    code: 'HOST_NOT_FOUND',
    field: 'host',
    message: ({ host }) => `The server name ${host} could not be found.`,
    hint: 'Check the spelling of the SMTP server; if it is right, this machine’s name service (DNS) may be out of order.',
  },
  ADDRESS_REFUSED: {
    code: 'ADDRESS_REFUSED',
    field: 'host',
    message: ({ host }) =>
      `${host} leads to an address that this site does not connect to, such as a link-local one.`,
    hint: 'Enter the name of the mail server itself. If the address is right, network.refusedAddresses in the plugin’s configuration decides.',
  },
  CONNECTION_REFUSED: {
    code: 'CONNECTION_REFUSED',
    field: 'port',
    message: ({ host, port }) => `Nothing accepts connections at ${host} on port ${port}.`,
    hint: 'Check host and port (usually 587 with TLS, 465 with SSL, 25 without), and that the mail server is running.',
  },
  HOST_UNREACHABLE: {
    code: 'HOST_UNREACHABLE',
    field: 'host',
    message: ({ server }) => `There is no way through the network to ${server}.`,
    hint: 'Check the host; a firewall may keep this machine from reaching it.',
  },
  CONNECT_TIMEOUT: {
    code: 'CONNECT_TIMEOUT',
    field: 'port',
    message: ({ server, seconds }) => `No connection to ${server} within ${seconds} s.`,
    hint: 'Check host and port. Many hosting companies block outgoing port 25: try 587 with TLS or 465 with SSL.',
  },
  NO_GREETING: {
    code: 'NO_GREETING',
    field: 'port',
    message: ({ server, seconds }) =>
      `${server} accepted the connection but sent no greeting within ${seconds} s.`,
    hint: 'The port may belong to another service, or expect SSL from the first byte; a busy server may also need a longer timeout.',
  },
  NO_GREETING_SSL_PORT: {
    code: 'NO_GREETING',
    field: 'encryption',
    message: ({ server }) => `${server} accepted the connection but sent no greeting.`,
    hint: 'Port 465 usually speaks SSL at once: choose SSL.',
  },
  PORT_SPEAKS_SSL: {
    code: 'PORT_SPEAKS_SSL',
    field: 'encryption',
    message: ({ host, port }) => `Port ${port} of ${host} speaks SSL from the first byte.`,
    hint: 'Choose SSL, or use the server’s port for TLS (usually 587).',
  },
  NOT_SMTP: {
    code: 'NOT_SMTP',
    field: 'port',
    message: ({ server }) => `What answers at ${server} does not speak SMTP.`,
    hint: 'Check the port: another service may be listening there.',
  },
  SERVER_BUSY: {
    code: 'SERVER_BUSY',
    message: ({ server }) => `The mail server ${server} is not available at the moment.`,
    hint: 'Try again later. If it happens often, the server may allow fewer connections or fewer messages per connection.',
  },
  SERVER_REFUSED: {
    code: 'SERVER_REFUSED',
    field: ({ stage }) => (stage === 'greeting' ? 'host' : undefined),
    message: ({ server, stage }) => `The mail server ${server} refused ${DURING[stage]}.`,
    hint: 'The server’s answer says why. It may not accept mail from this machine’s address.',
  },
  EHLO_REFUSED: {
    code: 'EHLO_REFUSED',
    field: 'ehloName',
    message: ({ server }) =>
      `The mail server ${server} did not accept this machine’s introduction (EHLO).`,
    hint: 'Enter this machine’s full host name as EHLO name.',
  },
  CONNECTION_CLOSED: {
    code: 'CONNECTION_CLOSED',
    message: ({ server, stage }) => `The connection to ${server} broke off ${DURING[stage]}.`,
    hint: 'Try again. If it stays so, a firewall may be in the way, or the server refuses this machine.',
  },
  RESPONSE_TIMEOUT: {
    code: 'RESPONSE_TIMEOUT',
    field: 'timeoutSeconds',
    message: ({ server, seconds, stage }) =>
      `${server} did not answer within ${seconds} s ${DURING[stage]}.`,
    hint: 'Try again; if the server is known to be slow, allow a longer timeout.',
  },
} satisfies Partial<Record<FailureCase, FailureText>>;

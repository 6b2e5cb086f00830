/** The English sentences about what is between this machine and the server. Pure data; placeholders are those of ICU. */
export const CONNECTION_SENTENCES = {
  HOST_NOT_FOUND: {
    message: 'The server name {host} could not be found.',
    hint: 'Check the spelling of the SMTP server; if it is right, this machine’s name service (DNS) may be out of order.',
  },
  DNS_NO_ANSWER: {
    message: 'The name service (DNS) gave no answer about {host}.',
    hint: 'This machine cannot look up names at the moment. Check its network and its name service, then try again.',
  },
  ADDRESS_REFUSED: {
    message:
      '{host} leads to an address that this site does not connect to, such as a link-local one.',
    hint: 'Enter the name of the mail server itself. If the address is right, network.refusedAddresses in the plugin’s configuration decides.',
  },
  CONNECTION_REFUSED: {
    message: 'Nothing accepts connections at {host} on port {port}.',
    hint: 'Check host and port (usually 587 with TLS, 465 with SSL, 25 without), and that the mail server is running.',
  },
  CONNECTION_REFUSED_LOCAL: {
    message: 'Nothing on this machine accepts connections on port {port}.',
    hint: 'Check the port, and that a mail server is running here. In a container, {host} is the container itself: enter the name of the mail server.',
  },
  HOST_UNREACHABLE: {
    message: 'There is no way through the network to {server}.',
    hint: 'Check the host; a firewall may keep this machine from reaching it.',
  },
  CONNECT_TIMEOUT: {
    message: 'No connection to {server} within {seconds} s.',
    hint: 'Check host and port. A firewall on the way may drop what is sent there.',
  },
  CONNECT_TIMEOUT_25: {
    message: 'No connection to {server} within {seconds} s.',
    hint: 'Many hosting companies block outgoing port 25: try 587 with TLS or 465 with SSL.',
  },
  NO_GREETING: {
    message: '{server} accepted the connection but sent no greeting within {seconds} s.',
    hint: 'The port may belong to another service; a busy server may also need a longer timeout.',
  },
  NO_GREETING_SSL_PORT: {
    message: '{server} accepted the connection but sent no greeting.',
    hint: 'Port 465 usually speaks SSL at once: choose SSL.',
  },
  PORT_SPEAKS_SSL: {
    message: 'Port {port} of {host} speaks SSL from the first byte.',
    hint: 'Choose SSL, or use the server’s port for TLS (usually 587).',
  },
  NOT_SMTP: {
    message: 'What answers at {server} does not speak SMTP.',
    hint: 'Check the port: another service may be listening there.',
  },
  NOT_SMTP_IMAP: {
    message: 'What answers at {server} is a server for reading mail (IMAP), not for sending it.',
    hint: 'Enter the server and the port for outgoing mail (SMTP), usually 587 with TLS or 465 with SSL.',
  },
  NOT_SMTP_POP3: {
    message: 'What answers at {server} is a server for fetching mail (POP3), not for sending it.',
    hint: 'Enter the server and the port for outgoing mail (SMTP), usually 587 with TLS or 465 with SSL.',
  },
  NOT_SMTP_HTTP: {
    message: 'What answers at {server} is a web server (HTTP).',
    hint: 'Enter the server and the port for outgoing mail (SMTP), usually 587 with TLS or 465 with SSL.',
  },
  SERVER_BUSY: {
    message: 'The mail server {server} is not available at the moment.',
    hint: 'Try again later. If it happens often, the server may allow fewer connections or fewer messages per connection.',
  },
  TOO_MANY_CONNECTIONS: {
    message: 'The mail server {server} allows no more connections at the same time.',
    hint: 'Allow fewer connections in the settings (Maximum Connections), and check whether other programs use the same account.',
  },
  EHLO_HUNG_UP: {
    message: 'The mail server {server} took leave after this machine’s introduction (EHLO).',
    hint: 'Some servers, Google’s among them, do so when the name is no full host name: enter one as EHLO name. Otherwise try again later.',
  },
  SERVER_REFUSED: {
    message: 'The mail server {server} refused {during}.',
    hint: 'The server’s answer says why. It may not accept mail from this machine’s address.',
  },
  ADDRESS_BLOCKLISTED: {
    message:
      'The mail server {server} refuses this machine’s address, because it is on a blocklist.',
    hint: 'Send over a mail server that you sign in to, such as your provider’s, or have the address removed from the list that the answer names.',
  },
  NO_REVERSE_DNS: {
    message:
      'The mail server {server} refuses this machine, because its address leads to no name (reverse DNS).',
    hint: 'Have whoever runs the network set a name for the address (PTR record), or send over a mail server that you sign in to.',
  },
  EHLO_REFUSED: {
    message: 'The mail server {server} did not accept this machine’s introduction (EHLO).',
    hint: 'Enter this machine’s full host name as EHLO name.',
  },
  CLOSED_BEFORE_GREETING: {
    message: '{server} closed the connection before it said anything.',
    hint: 'Servers do this to addresses that they block and after too many connections. Check the port too, and ask whoever runs the server.',
  },
  CONNECTION_CLOSED: {
    message: 'The connection to {server} broke off {during}.',
    hint: 'Try again. If it stays so, a firewall may be in the way, or the server refuses this machine.',
  },
  RESPONSE_TIMEOUT: {
    message: '{server} did not answer within {seconds} s {during}.',
    hint: 'Try again; if the server is known to be slow, allow a longer timeout.',
  },
};

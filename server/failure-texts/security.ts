/** The English sentences about encryption and sign-in. Pure data; placeholders are those of ICU. */
export const SECURITY_SENTENCES = {
  ENCRYPTION_REQUIRED: {
    message: 'The mail server {server} demands encryption.',
    hint: 'Choose TLS, or SSL with the server’s SSL port (usually 465).',
  },
  TLS_NOT_OFFERED: {
    message: 'The mail server {server} does not offer TLS on this port.',
    hint: 'Try port 587 with TLS or port 465 with SSL. If TLS was offered before, somebody may be tampering with the connection.',
  },
  TLS_REFUSED: {
    message: 'The mail server {server} offers TLS but refused to start it.',
    hint: 'Try again later; if it stays so, the server’s certificate or TLS set-up needs repair there.',
  },
  TLS_WRONG_PORT: {
    message: 'Port {port} of {host} does not speak SSL at once.',
    hint: 'Choose TLS, or use the server’s SSL port (usually 465).',
  },
  TLS_FAILED: {
    message: 'Encryption with {server} could not be set up.',
    hint: 'Check port and encryption. The server must support TLS 1.2 or later.',
  },
  TLS_TOO_OLD: {
    message: '{server} only speaks versions of TLS that are no longer safe.',
    hint: 'The mail server has to be brought up to TLS 1.2 or later; ask whoever runs it.',
  },
  TLS_TOO_WEAK: {
    message: '{server} offers no encryption that is strong enough.',
    hint: 'The mail server needs newer ciphers or a longer key; ask whoever runs it.',
  },
  TLS_NO_ANSWER: {
    message: '{server} did not answer within {seconds} s {during}.',
    hint: 'Check port and encryption: SSL is usually on port 465, TLS on port 587.',
  },
  CERTIFICATE_SELF_SIGNED: {
    message: 'The certificate of {server} is signed by itself, so nobody vouches for it.',
    hint: 'If it is your own server, paste its certificate into the field “CA Certificate (PEM)”.',
  },
  CERTIFICATE_EXPIRED: {
    message: 'The certificate of {server} has expired.',
    hint: 'It has to be renewed on the mail server. Check this machine’s clock too.',
  },
  CERTIFICATE_NOT_YET_VALID: {
    message: 'The certificate of {server} is not valid yet.',
    hint: 'Check this machine’s clock first. If it is right, the certificate has to be replaced on the mail server.',
  },
  CERTIFICATE_WRONG_NAME: {
    message: 'The server’s certificate is not made out to {host}.',
    hint: 'Enter the server by the name in its certificate.',
  },
  CERTIFICATE_WRONG_ADDRESS: {
    message: 'The server’s certificate is not made out to the address {host}.',
    hint: 'Certificates are made out to names: enter the server by its name in place of its IP address.',
  },
  CERTIFICATE_UNTRUSTED: {
    message: 'The certificate of {server} comes from an authority that is not trusted here.',
    hint: 'If the server belongs to your organisation, paste the certificate of its certificate authority into the field “CA Certificate (PEM)”.',
  },
  PASSWORD_UNREADABLE: {
    message: 'The stored password cannot be read.',
    hint: 'Enter the password again. A stored one becomes unreadable when the site’s encryption key is missing or has changed; one that is read from elsewhere (env:, file:), when it is not there.',
  },
  AUTH_NOT_OFFERED: {
    message: 'The mail server {server} does not offer sign-in on this connection.',
    hint: 'Many servers offer it only after encryption: choose TLS or SSL. If the server needs no sign-in, switch authentication off.',
  },
  AUTH_METHOD_UNSUPPORTED: {
    message: 'The mail server {server} offers no way to sign in with a user name and a password.',
    hint: 'Supported are PLAIN, LOGIN and CRAM-MD5. Ask the provider whether password sign-in can be enabled for this account.',
  },
  AUTH_OAUTH2_ONLY: {
    message: 'The mail server {server} takes OAuth2 in place of a password.',
    hint: 'Passwords are not accepted there. Ask the provider whether an app password or password sign-in can be enabled for this account, or use its service for sending by program.',
  },
  AUTH_WINDOWS_ONLY: {
    message: 'The mail server {server} takes only Windows sign-in (NTLM, GSSAPI).',
    hint: 'Have its administrator enable basic authentication over TLS for this connector, or use the port for clients (usually 587 with TLS).',
  },
  AUTH_FAILED: {
    message: 'The mail server {server} did not accept user name and password.',
    hint: 'Check both. Accounts with two-step sign-in (Google, Microsoft, Yahoo) usually need an app password made for this purpose.',
  },
  AUTH_APP_PASSWORD: {
    message: 'The mail server {server} wants an app password for this account.',
    hint: 'The account has two-step sign-in: make an app password in its security settings, and enter that in place of the usual one.',
  },
  AUTH_BROWSER_FIRST: {
    message: 'The mail server {server} wants somebody to sign in with a web browser first.',
    hint: 'Sign in to the account on the provider’s web page and confirm that it was you; then make an app password and enter that.',
  },
  AUTH_BASIC_DISABLED: {
    message: 'The mail server {server} does not let this account sign in with a password.',
    hint: 'Microsoft 365 has sign-in with a password (SMTP AUTH) switched off. Its administrator can enable it for the mailbox where that is still possible; otherwise use a service for sending by program.',
  },
  AUTH_ACCOUNT_BLOCKED: {
    message: 'The mail server {server} says that this account is locked or disabled.',
    hint: 'Ask the provider to unlock it; user name and password may be right.',
  },
  AUTH_TOO_MANY: {
    message: 'The mail server {server} refuses sign-in for a while, after too many attempts.',
    hint: 'Wait for some minutes before you try again, and check user name and password. Other programs may use the same account.',
  },
  AUTH_TEMPORARY: {
    message: 'The mail server {server} cannot check user name and password at the moment.',
    hint: 'Try again later; after many wrong attempts servers refuse for a while.',
  },
  AUTH_REQUIRED: {
    message: 'The mail server {server} demands sign-in.',
    hint: 'Enable authentication, and enter user name and password.',
  },
};

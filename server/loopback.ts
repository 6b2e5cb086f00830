/** Whether a host is this machine, by its name or address alone. Pure; the admin panel imports it too. */

const LOOPBACK =
  /^(localhost|([a-z0-9-]+\.)+localhost|127(\.\d{1,3}){3}|\[?::1\]?|\[?::ffff:127(\.\d{1,3}){3}\]?)\.?$/i;

/** RFC 6761, 6.3: every name below `localhost` is loopback. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host.trim());

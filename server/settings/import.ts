/** What a site that used Strapi's own nodemailer provider had configured, as our settings. Pure. */
import { z } from 'zod';
import type { SettingsInput } from '../contract';
import { once } from '../once';
import { host, password, port, username } from './fields';

const providerOptions = once(() =>
  z.looseObject({
    host: host().optional().catch(undefined),
    port: z.coerce.number().pipe(port()).optional().catch(undefined),
    secure: z.boolean().optional().catch(undefined),
    requireTLS: z.boolean().optional().catch(undefined),
    ignoreTLS: z.boolean().optional().catch(undefined),
    tls: z
      .looseObject({ rejectUnauthorized: z.boolean().optional().catch(undefined) })
      .optional()
      .catch(undefined),
    auth: z
      .looseObject({
        user: username().optional().catch(undefined),
        pass: password().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
);

/** Port 587 is submission (RFC 6409); servers there expect STARTTLS. */
const SUBMISSION_PORT = 587;
const IMPLICIT_TLS_PORT = 465;

/**
 * A site that installs the plugin keeps sending over the server it had, until somebody saves the page.
 *
 * nodemailer's `secure: false` means "STARTTLS if offered", which can be stripped and is no choice of
 * ours. It becomes STARTTLS wherever a password would otherwise travel in clear text, unless the site
 * chose clear text itself (`ignoreTLS`).
 *
 * @param options `providerOptions` of the email plugin; anything that is not understood is left out.
 */
export const settingsFromProviderOptions = (options: unknown): SettingsInput => {
  // Without a host there is no server: most sites, which never chose one.
  if (typeof options !== 'object' || options === null || !('host' in options)) return {};
  const parsed = providerOptions().safeParse(options);
  if (!parsed.success || parsed.data.host === undefined) return {};
  const { auth, secure, requireTLS, ignoreTLS, tls } = parsed.data;
  const signsIn = Boolean(auth?.user) && auth?.pass !== undefined;
  const implicit = secure ?? parsed.data.port === IMPLICIT_TLS_PORT;
  const encrypted =
    ignoreTLS !== true && (requireTLS === true || parsed.data.port === SUBMISSION_PORT || signsIn);
  return {
    host: parsed.data.host,
    port: parsed.data.port ?? (implicit ? IMPLICIT_TLS_PORT : SUBMISSION_PORT),
    encryption: implicit ? 'ssl' : encrypted ? 'tls' : 'none',
    ...(signsIn ? { auth: { enabled: true, username: auth.user, password: auth.pass } } : {}),
    ...(tls?.rejectUnauthorized === false ? { tls: { verify: false } } : {}),
  };
};

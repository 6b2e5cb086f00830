/** Which of the usual ports of a mail server answer, and how: looked at side by side, up to where a password would come. */
import type { DetectedSettings, Encryption } from '../contract';
import { type CheckRequest, checkSettings } from './check';
import type { SmtpSettings } from './settings';

export interface Place {
  port: number;
  encryption: Encryption;
}

/** The order in which those that are equally good are offered (RFC 8314, 3.3; RFC 6409). */
export const USUAL_PLACES: readonly Place[] = [
  { port: 465, encryption: 'ssl' },
  { port: 587, encryption: 'tls' },
  { port: 25, encryption: 'tls' },
  // Only where it offers no encryption.
  { port: 25, encryption: 'none' },
];

const LONGEST_SECONDS = 10;

export interface DetectOptions extends Pick<CheckRequest, 'now' | 'signal' | 'refuses'> {
  /** Whose host, EHLO name and rules for certificates are used; sign-in is not. */
  settings: SmtpSettings;
  places?: readonly Place[];
}

/** Takes at most ten seconds. @returns the best first. */
export const detectSettings = async ({
  settings,
  places = USUAL_PLACES,
  ...options
}: DetectOptions): Promise<DetectedSettings[]> => {
  const look = async ({ port, encryption }: Place): Promise<DetectedSettings> => {
    const startedAt = options.now();
    const { ok, steps, failure } = await checkSettings({
      ...options,
      settings: {
        ...settings,
        port,
        encryption,
        auth: { enabled: false, username: '', password: null },
        timeoutSeconds: Math.min(LONGEST_SECONDS, settings.timeoutSeconds),
      },
      sender: '',
      recipient: '',
      until: 'sign-in',
    });
    const ms = Math.round(options.now() - startedAt);
    const found = (stage: string) => (ok ? steps.find((step) => step.stage === stage) : undefined);
    return {
      port,
      encryption,
      ok,
      ms,
      offered: found('ehlo')?.offered,
      secured: found('tls')?.secured,
      failure: failure && { ...failure, remedies: undefined },
    };
  };
  const ports = [...new Set(places.map(({ port }) => port))];
  const results = await Promise.all(
    ports.map(async (port) => {
      const [first, ...others] = places.filter((place) => place.port === port);
      if (first === undefined) return [];
      const found = [await look(first)];
      // Clear text is no answer to a certificate that is not trusted.
      if (isWithoutTls(found[0])) found.push(...(await Promise.all(others.map(look))));
      const usable = found.filter(({ ok }) => ok);
      return usable.length > 0 ? usable : found.slice(0, 1);
    }),
  );
  return results.flat().sort((one, other) => worth(other) - worth(one));
};

const isWithoutTls = (found: DetectedSettings | undefined): boolean =>
  found?.failure?.code === 'TLS_NOT_OFFERED' || found?.failure?.code === 'EHLO_REFUSED';

/** Encrypted before clear, with sign-in before without, whatever works before what does not. */
const worth = ({ ok, encryption, offered }: DetectedSettings): number =>
  (ok ? 4 : 0) +
  (encryption === 'none' ? 0 : 2) +
  ((offered?.signInMethods.length ?? 0) > 0 ? 1 : 0);

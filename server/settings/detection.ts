/** Where settings may be looked for: nowhere that could not be saved afterwards. Pure. */
import type { Encryption } from '../contract';
import type { Parsed } from '../validation';
import type { SettingsRegistry } from './registry';

interface Place {
  port: number;
  encryption: Encryption;
}

/** What depends on where one looks; the rest of the form, such as the password, is not entered yet. */
const DESTINATION = ['host', 'port', 'encryption'];

/** The places that may be saved for a host, or what stands against the host, or against all of them. */
export const possiblePlaces = <P extends Place>(
  host: string,
  places: readonly P[],
  { candidate }: Pick<SettingsRegistry, 'candidate'>,
): Parsed<P[]> => {
  const judged = places.map(({ port, encryption }) => {
    const next = candidate({ host, port, encryption }, { confirmClearText: true });
    return next.ok ? [] : next.errors.filter(({ path }) => DESTINATION.includes(path.join('.')));
  });
  const possible = places.filter((_, index) => judged[index]?.length === 0);
  return possible.length > 0
    ? { ok: true, value: possible }
    : { ok: false, errors: judged[0] ?? [] };
};

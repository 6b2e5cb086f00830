/** What a server says that it can do (RFC 5321, 4.1.1.1). Pure. */
import type { OfferedFacts } from '../contract';
import type { Reply } from './reply';
import { truncateResponse } from './response';

export interface Capabilities {
  startTls: boolean;
  /** Bytes (RFC 1870); absent: it names no limit. */
  maxMessageBytes?: number;
  /** Names in capitals; undefined: no sign-in is offered. */
  authMethods?: string[];
}

export const NO_CAPABILITIES: Capabilities = { startTls: false };

export const capabilitiesIn = ({ lines }: Reply): Capabilities => {
  const keywords = lines.slice(1).map((line) =>
    line
      .trim()
      .toUpperCase()
      .split(/[\s=]+/),
  );
  const parametersOf = (keyword: string): string[][] =>
    keywords.filter(([name]) => name === keyword).map(([, ...parameters]) => parameters);
  const auth = parametersOf('AUTH');
  const size = Number(parametersOf('SIZE')[0]?.[0] ?? 0);
  return {
    startTls: parametersOf('STARTTLS').length > 0,
    ...(Number.isSafeInteger(size) && size > 0 ? { maxMessageBytes: size } : {}),
    // Old servers repeat the line as `AUTH=LOGIN`.
    ...(auth.length > 0 ? { authMethods: [...new Set(auth.flat())] } : {}),
  };
};

/** Far more than there are. */
const MAX_METHODS = 20;

export const offeredFacts = (capabilities: Capabilities): OfferedFacts => ({
  sizeLimit: capabilities.maxMessageBytes ?? null,
  signInMethods: (capabilities.authMethods ?? [])
    .slice(0, MAX_METHODS)
    .map((name) => truncateResponse(name)),
  startTls: capabilities.startTls,
});

/** For people: `up to 25 MB a message; sign-in: PLAIN, LOGIN`. */
export const describeCapabilities = (capabilities: Capabilities): string => {
  const { startTls, maxMessageBytes, authMethods } = capabilities;
  return [
    ...(startTls ? ['TLS (STARTTLS)'] : []),
    maxMessageBytes === undefined
      ? 'no size limit named'
      : `up to ${Math.floor(maxMessageBytes / 1024 / 1024)} MiB a message (SIZE ${maxMessageBytes})`,
    authMethods === undefined ? 'no sign-in (AUTH)' : `sign-in (AUTH): ${authMethods.join(', ')}`,
  ].join('; ');
};

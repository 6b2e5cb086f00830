/** What a message may not bring along that came as it is from a client of the HTTP API. Pure. */
import { isRecord, type Refuse } from './parse-values';

/**
 * `envelope` and `raw` let whoever writes them say one thing to the server and another to the reader; keys and sign-in
 * data are the site's.
 */
const OF_THE_SITE = ['envelope', 'raw', 'dkim', 'auth'] as const;

/** Places that hold parts, which can be raw too. */
const PARTS = ['attachments', 'alternatives', 'icalEvent', 'amp', 'watchHtml', 'text', 'html'];

export const refuseFromOutside = (options: Record<string, unknown>, refuse: Refuse): void => {
  const refuseIfGiven = (path: string, value: unknown) => {
    if (value === undefined || value === null) return;
    refuse(path, 'is not taken from the HTTP API: only the site’s own code may set it');
  };
  for (const field of OF_THE_SITE) refuseIfGiven(field, options[field]);
  for (const field of PARTS) {
    for (const [index, part] of [options[field]].flat().entries()) {
      const path = Array.isArray(options[field]) ? `${field}.${index}` : field;
      if (isRecord(part)) refuseIfGiven(`${path}.raw`, part.raw);
    }
  }
};

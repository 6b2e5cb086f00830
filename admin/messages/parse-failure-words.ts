/** Words of a failure as they were stored with a message. Pure. */
import type { FailureWords } from '../../server/contract';

/** null: there are none that can be read. */
export const parseFailureWords = (value: unknown): FailureWords | null => {
  if (typeof value !== 'object' || value === null) return null;
  const [key, within, hint] = ['key', 'within', 'hint'].map((name): unknown =>
    Reflect.get(value, name),
  );
  const values: unknown = Reflect.get(value, 'values');
  if (typeof key !== 'string' || typeof values !== 'object' || values === null) return null;
  return {
    key,
    values: Object.fromEntries(Object.entries(values).filter(isValue)),
    ...(typeof within === 'string' ? { within } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
  };
};

const isValue = (entry: [string, unknown]): entry is [string, string | number] =>
  ['string', 'number'].includes(typeof entry[1]);

/** How long a certificate still counts. Pure. */

const DAY_MS = 86_400_000;

/** From here on it is time to renew it; those who renew by themselves do it 30 days before (ACME clients' custom). */
const SOON_DAYS = 30;

export interface Validity {
  /** Whole days that are left; below 0: it has ended. */
  days: number;
  endsSoon: boolean;
}

/** @param validTo ISO 8601 @param now milliseconds; null where the date cannot be read */
export const validityOf = (validTo: string, now: number): Validity | null => {
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  return Number.isNaN(days) ? null : { days, endsSoon: days < SOON_DAYS };
};

/** How often one user may have the mail server looked at. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface CheckLimit {
  /** @returns 0, or the seconds until it is possible again. */
  take(user: string): Promise<number>;
}

export const createCheckLimit = (checksPerMinute: number): CheckLimit => {
  const limiter = new RateLimiterMemory({ points: checksPerMinute, duration: 60 });
  return {
    async take(user) {
      try {
        await limiter.consume(user);
        return 0;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      }
    },
  };
};

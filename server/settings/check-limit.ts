/** How often one user may have the mail server looked at. */

export interface CheckLimit {
  /** @returns 0, or the seconds until it is possible again. */
  take(user: string): Promise<number>;
}

/** Loaded when it is first asked for, as everything that Strapi's start can do without. */
const createLimiter = async (checksPerMinute: number) => {
  const { RateLimiterMemory, RateLimiterRes } = await import('rate-limiter-flexible');
  const limiter = new RateLimiterMemory({ points: checksPerMinute, duration: 60 });
  return async (user: string): Promise<number> => {
    try {
      await limiter.consume(user);
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  };
};

export const createCheckLimit = (checksPerMinute: number): CheckLimit => {
  let limiter: ReturnType<typeof createLimiter> | undefined;
  return {
    take: async (user) => (await (limiter ??= createLimiter(checksPerMinute)))(user),
  };
};

/** Work that has to end before the database goes away. */
export const createUnderWay = () => {
  let count = 0;
  const waiting: (() => void)[] = [];
  const begin = (): void => void count++;
  const end = (): void => {
    if (--count === 0) waiting.splice(0).forEach((go) => go());
  };
  return {
    /** For whoever ends it by itself: of what fifty thousand calls keep while they wait, each promise less counts. */
    begin,
    end,
    async add<T>(work: Promise<T>): Promise<T> {
      begin();
      try {
        return await work;
      } finally {
        end();
      }
    },
    /** Resolves when nothing is under way. */
    all: (): Promise<void> =>
      count === 0 ? Promise.resolve() : new Promise((go) => void waiting.push(go)),
  };
};

export type UnderWay = ReturnType<typeof createUnderWay>;

/** Work that has to end before the database goes away. */
export const createUnderWay = () => {
  const works = new Set<Promise<unknown>>();
  return {
    add<T>(work: Promise<T>): Promise<T> {
      works.add(work);
      const done = () => works.delete(work);
      work.then(done, done);
      return work;
    },
    async all() {
      while (works.size > 0) await Promise.allSettled(works);
    },
  };
};

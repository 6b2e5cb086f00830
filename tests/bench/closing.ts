/** Everything that was started ends, also when the work between failed. */
export const closing = async <T>(
  things: { stop(): Promise<unknown> }[],
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } finally {
    await Promise.all(things.map((thing) => thing.stop()));
  }
};

/** Tells whatever follows the jobs of the server that there is something new to see. */
const events = new EventTarget();
const CHANGED = 'changed';

export const jobsChanged = (): void => void events.dispatchEvent(new Event(CHANGED));

/** @returns ends it. */
export const onJobsChanged = (listener: () => void): (() => void) => {
  events.addEventListener(CHANGED, listener);
  return () => events.removeEventListener(CHANGED, listener);
};

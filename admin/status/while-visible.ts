/** What of `document` is needed to know whether somebody looks. */
type Visible = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

export interface WhileVisibleOptions {
  /** Milliseconds from the end of one run to the start of the next. */
  everyMs: number;
  /** Milliseconds until the first run. */
  firstInMs?: number;
  page?: Visible;
}

/**
 * Runs `work` again and again, one run at a time, and never while the tab is hidden: a run that was due meanwhile
 * comes when the tab is looked at again.
 *
 * @param work must not reject.
 * @returns ends it.
 */
export const whileVisible = (
  work: () => Promise<unknown>,
  { everyMs, firstInMs = 0, page = document }: WhileVisibleOptions,
): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = Date.now() + firstInMs;
  let running = false;
  let stopped = false;

  const run = async (): Promise<void> => {
    running = true;
    await work();
    running = false;
    dueAt = Date.now() + everyMs;
    plan();
  };

  const plan = (): void => {
    clearTimeout(timer);
    if (stopped || running || page.visibilityState === 'hidden') return;
    timer = setTimeout(() => void run(), Math.max(0, dueAt - Date.now()));
  };

  page.addEventListener('visibilitychange', plan);
  plan();
  return () => {
    stopped = true;
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', plan);
  };
};

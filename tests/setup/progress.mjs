/** One line for each long step: it moves while the step runs, and stays with its time when it is done. */

const FRAME_MS = 120;
/** Without a terminal nothing can be redrawn: a plain line now and then shows that it is alive. */
const PLAIN_MS = 15_000;

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/**
 * @param {string} title what is being done, in words
 * @param {() => Promise<T>} work
 * @template T
 */
export const step = async (title, work, out = process.stdout) => {
  const since = Date.now();
  const stop = out.isTTY ? redraw(title, since, out) : tell(title, since, out);
  try {
    const result = await work();
    stop();
    out.write(`  ✓ ${title}  ${seconds(since)}\n`);
    return result;
  } catch (error) {
    stop();
    out.write(`  ✗ ${title}  ${seconds(since)}\n`);
    throw error;
  }
};

const redraw = (title, since, out) => {
  const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
  let frame = 0;
  const timer = setInterval(() => {
    frame = (frame + 1) % frames.length;
    out.write(`\r\x1b[K  ${frames[frame]} ${title}  ${seconds(since)}`);
  }, FRAME_MS);
  return () => {
    clearInterval(timer);
    out.write('\r\x1b[K');
  };
};

const tell = (title, since, out) => {
  out.write(`  … ${title}\n`);
  const timer = setInterval(() => out.write(`  … ${title}  ${seconds(since)}\n`), PLAIN_MS);
  return () => clearInterval(timer);
};

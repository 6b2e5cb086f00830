/** What became of each step, and of all of them. */

/** @param {{ name: string, seconds: number, ok: boolean, passed: number, failed: number, skipped: number, figures?: string }[]} results */
export const sayResults = (results) => {
  console.log('\n── result\n');
  for (const { name, seconds, ok, passed, failed, figures } of results) {
    const counted = passed + failed > 0 ? `  ${passed} passed, ${failed} failed` : '';
    console.log(
      `  ${ok ? '✓' : '✗'} ${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s${counted}`,
    );
    if (figures !== undefined) console.log(`             ${figures}`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  console.log(`\nTests: ${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
};

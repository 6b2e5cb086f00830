/** `kill -9` with drafts.writeAhead on. What was stored before it is accepted by the server, or is a draft that says what is known. */
import { playSeries, type Series } from '../support/kill-series';
import { type KillSite, startKillSite } from '../support/kill-site';
import { KEPT } from '../support/kill-verdict';

const ROUNDS = 20;

let site: KillSite;
let series: Series;

beforeAll(async () => {
  site = await startKillSite();
  series = await playSeries(site, ROUNDS, (line) => process.stderr.write(line));
}, 900_000);
afterAll(() => site.stop());

describe('a process that is killed in the middle of 500 sends, 20 times', () => {
  it('loses nothing, repeats nothing, and says nothing that is not so', () => {
    expect(series.verdicts).toEqual(Array.from({ length: ROUNDS }, () => KEPT));
  });

  it('leaves in doubt no more than what was under way', () => {
    // What the connections carried, and of those that were sent a second time what was accepted but not yet written.
    expect(series.inDoubt / ROUNDS).toBeLessThan(10);
  });

  it('has every message at the server once a person has sent what was in doubt; no other one twice', () => {
    expect(series.missing).toEqual([]);
    expect(series.repeated).toEqual([]);
  });
});

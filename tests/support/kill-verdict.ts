/** Whether a round kept the promises. */
import type { Round } from './kill-round';
import type { Row } from './kill-site';

export interface Verdict {
  /** Neither stored by the server nor a draft. */
  lost: string[];
  /** Stored more than once, though nobody asked for it. */
  repeated: string[];
  /** Drafts that are safe to send and were not, though the server was there. */
  stuck: string[];
  /** The record says accepted, and the server has not got it. */
  falseRecords: string[];
  /** The draft says not accepted, and the server has it. */
  falseDrafts: string[];
  /** The draft says that it may have been accepted, and the server has not even seen its envelope. */
  needlessDoubts: string[];
  /** send() said that it was sent, and the server has not got it; or it said anything but sent. */
  falseAnswers: string[];
  /** Entries that are neither one draft nor a draft with its one published record. */
  brokenEntries: string[];
}

const draftsIn = (rows: Row[]): Row[] =>
  rows.filter(({ isPublished, state }) => !isPublished && state !== 'sent');

/** Drafts that say that they may have been accepted. */
export const inDoubt = ({ rows }: Round): Row[] =>
  draftsIn(rows).filter(({ state, outcome }) => state === 'held' && outcome === 'uncertain');

/** Empty lists: every promise was kept. */
export const judge = (round: Round): Verdict => {
  const { handed, stored, rows, begun, answered } = round;
  const has = new Set(stored);
  const drafts = draftsIn(rows).map(({ to }) => to);
  const doubted = new Set(inDoubt(round).map(({ to }) => to));
  const sure = drafts.filter((to) => !doubted.has(to));
  const records = rows.filter(({ isPublished }) => isPublished).map(({ to }) => to);
  return {
    lost: handed.filter((to) => !has.has(to) && !drafts.includes(to)),
    repeated: stored.filter((to, index) => stored.indexOf(to) !== index),
    stuck: sure.filter((to) => !has.has(to)),
    falseRecords: records.filter((to) => !has.has(to)),
    falseDrafts: sure.filter((to) => has.has(to)),
    needlessDoubts: [...doubted].filter((to) => !begun.includes(to)),
    falseAnswers: [
      ...answered.sent.filter((to) => !has.has(to)),
      ...answered.draft,
      ...answered.rejected,
    ],
    brokenEntries: handed.filter((to) => {
      const states = rows.filter((row) => row.to === to).map(({ state }) => state);
      return !['', 'held', 'sent,sent'].includes(states.join());
    }),
  };
};

export const KEPT: Verdict = {
  lost: [],
  repeated: [],
  stuck: [],
  falseRecords: [],
  falseDrafts: [],
  needlessDoubts: [],
  falseAnswers: [],
  brokenEntries: [],
};

/** One line for people. */
export const describe = (round: Round): string => {
  const { number, point, nth, handing, twice, handed, stored, seconds } = round;
  const plan = `${handing}, at ${point} ${nth}${twice ? ', and again' : ''}`;
  return (
    `  round ${String(number).padStart(3)}  ${plan.padEnd(38)} ${handed.length} handed over, ` +
    `${stored.length} stored, ${inDoubt(round).length} in doubt, ${judge(round).lost.length} lost  ${seconds.toFixed(1)} s\n`
  );
};

/** The promise, number by number: accepted once, or a draft; where nobody can know, the draft says so. */
import type { Answer, Arrival, Draft } from './numbered-mail';

export interface Books {
  /** Numbers of everything that send() was handed. */
  handed: number[];
  answers: Answer[];
  /** What is not accepted, when nothing waits any more. */
  drafts: Draft[];
  /** What the server accepted. */
  arrivals: Arrival[];
}

/** A sentence for each number that the promise does not hold for. */
export const brokenPromises = ({ handed, answers, drafts, arrivals }: Books): string[] => {
  const answerOf = group(answers);
  const draftsOf = group(drafts);
  const acceptedOf = group(arrivals);
  const known = new Set(handed);
  const strangers = [...arrivals, ...drafts]
    .filter(({ number }) => !known.has(number))
    .map((stranger) => `Nobody sent ${JSON.stringify(stranger)}.`);

  return strangers.concat(
    handed.flatMap((number) => {
      const accepted = new Set(acceptedOf(number).map(({ id }) => id)).size;
      const itsDrafts = draftsOf(number);
      const wrong = wrongWith({
        accepted,
        answers: answerOf(number).map(({ status }) => status),
        drafts: itsDrafts.length,
        uncertain: itsDrafts.some(({ outcome }) => outcome === 'uncertain'),
      });
      return wrong === undefined ? [] : [`Message ${number} ${wrong}`];
    }),
  );
};

interface Fate {
  accepted: number;
  answers: string[];
  drafts: number;
  uncertain: boolean;
}

const wrongWith = ({ accepted, answers, drafts, uncertain }: Fate): string | undefined => {
  const [answer] = answers;
  if (answers.length !== 1) return `was answered ${answers.length} times.`;
  if (answer !== 'sent' && answer !== 'draft') return `was answered with ${answer}`;
  if (accepted > 1) return `was accepted ${accepted} times.`;
  if (drafts > 1) return `is ${drafts} drafts.`;
  if (accepted === 0 && drafts === 0) return 'is lost.';
  if (accepted === 0 && answer === 'sent') return 'was "sent" and not accepted.';
  if (drafts === 1 && answer === 'sent') return 'was "sent" and is a draft too.';
  if (accepted === 1 && drafts === 1 && !uncertain)
    return 'was accepted, and its draft does not say that it may have been.';
  return undefined;
};

const group = <T extends { number: number }>(all: T[]) => {
  const byNumber = new Map<number, T[]>();
  for (const one of all) byNumber.set(one.number, [...(byNumber.get(one.number) ?? []), one]);
  return (number: number): T[] => byNumber.get(number) ?? [];
};

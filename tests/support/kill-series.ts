/** Round after round on one site; at the end a person sends what is in doubt. */
import { playRound, plansFor, type Round } from './kill-round';
import type { KillSite } from './kill-site';
import { describe, inDoubt, judge, type Verdict } from './kill-verdict';

export interface Series {
  verdicts: Verdict[];
  /** Messages that may not be lost. */
  handed: number;
  inDoubt: number;
  /** After a person had sent what was in doubt: neither stored nor stored twice without having been in doubt. */
  missing: string[];
  repeated: string[];
}

export const playSeries = async (
  site: KillSite,
  rounds: number,
  tell: (line: string) => void,
): Promise<Series> => {
  const played: Round[] = [];
  for (const plan of plansFor(rounds)) {
    const round = await playRound(site, plan);
    tell(describe(round));
    played.push(round);
  }
  const doubted = played.flatMap(inDoubt);
  const again = await sendAnyway(site, doubted);

  const handed = played.flatMap((round) => round.handed);
  const stored = new Map<string, number>();
  for (const to of [...played.flatMap((round) => round.stored), ...again])
    stored.set(to, (stored.get(to) ?? 0) + 1);
  const mayBeTwice = new Set(doubted.map(({ to }) => to));
  return {
    verdicts: played.map(judge),
    handed: handed.length,
    inDoubt: doubted.length,
    missing: handed.filter((to) => !stored.has(to)),
    repeated: [...stored].flatMap(([to, times]) =>
      times > (mayBeTwice.has(to) ? 2 : 1) ? [to] : [],
    ),
  };
};

/** @returns what the server stored meanwhile */
const sendAnyway = async (
  { app, server }: KillSite,
  drafts: { documentId: string }[],
): Promise<string[]> => {
  const before = server.messages.length;
  for (const { documentId } of drafts) {
    const answer = await app.admin.post(`/outgoing-mail/messages/${documentId}/send`, {
      mayDuplicate: true,
    });
    if (answer.status !== 200) throw new Error(`Not sent: ${JSON.stringify(answer)}`);
  }
  return server.messages.slice(before).flatMap(({ to }) => to);
};

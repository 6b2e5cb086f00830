/** Which drafts a job takes, and in which order: oldest first, a page at a time. */
import type { MessageState, SendManyRequest } from '../contract';
import type { DraftStore } from '../messages/store';

export interface DraftsToSend {
  total: number;
  /** Each once, those that fail and stay in their state too. */
  ids: Iterator<string> | AsyncIterator<string>;
}

type Drafts = Pick<DraftStore, 'page' | 'lastId' | 'count'>;

const PAGE = 100;

export const draftsToSend = async (
  request: SendManyRequest,
  drafts: Drafts,
): Promise<DraftsToSend> => {
  if ('documentIds' in request) {
    const ids = new Set(request.documentIds);
    return { total: ids.size, ids: ids.values() };
  }
  const states: MessageState[] = request.state === 'unsent' ? ['waiting', 'held'] : [request.state];
  const counts = await Promise.all(states.map((state) => drafts.count(state)));
  return { total: counts.reduce((sum, count) => sum + count), ids: draftsIn(states, drafts) };
};

/**
 * By id over all states together, and not one state after the other: a draft that fails may go from one to the other,
 * and would be met there again.
 */
async function* draftsIn(states: MessageState[], drafts: Drafts): AsyncGenerator<string> {
  const upTo = Math.max(...(await Promise.all(states.map((state) => drafts.lastId(state)))));
  for (let after = 0; ;) {
    const range = { after, upTo };
    const pages = await Promise.all(states.map((state) => drafts.page(state, range, PAGE)));
    // Behind the end of a full page there may be more of that state.
    const end = Math.min(
      ...pages.filter(({ length }) => length === PAGE).map((page) => page.at(-1)?.id ?? 0),
    );
    const rows = pages
      .flat()
      .filter(({ id }) => id <= end)
      .toSorted((one, other) => one.id - other.id);
    yield* rows.map(({ documentId }) => documentId);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

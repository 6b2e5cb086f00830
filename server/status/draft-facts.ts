/** What the drafts themselves say of how mail stands; of all processes, and from before a restart. */
import type { Core } from '@strapi/strapi';
import { FAILURE_CODES, type MessageState, STAGES } from '../contract';
import { messageRows } from '../messages/rows';
import { isServerTrouble } from '../smtp/server-trouble';
import type { FailedAttempt } from './pulse';

export interface DraftFacts {
  /** When the oldest message was handed in that waits; null: none does. */
  oldestWaitingAt(): Promise<Date | null>;
  /** The newest failure among the drafts in a state; null: none of them was tried. */
  newestFailure(state: Extract<MessageState, 'waiting' | 'held'>): Promise<FailedAttempt | null>;
}

export const createDraftFacts = (strapi: Core.Strapi): DraftFacts => {
  const messages = messageRows(strapi);
  return {
    async oldestWaitingAt() {
      const [oldest] = await messages.findMany({
        select: ['date'],
        where: { state: 'waiting', publishedAt: null },
        orderBy: { id: 'asc' },
        limit: 1,
      });
      return oldest?.date ? new Date(oldest.date) : null;
    },

    async newestFailure(state) {
      const [newest] = await messages.findMany({
        select: [
          'failureCode',
          'failureStage',
          'failureMessage',
          'failureHint',
          'failureWords',
          'lastAttemptAt',
        ],
        where: { state, publishedAt: null, lastAttemptAt: { $notNull: true } },
        orderBy: { lastAttemptAt: 'desc' },
        limit: 1,
      });
      if (!newest?.lastAttemptAt) return null;
      const {
        failureCode,
        failureStage,
        failureMessage,
        failureHint,
        failureWords,
        lastAttemptAt,
      } = newest;
      const code = FAILURE_CODES.find((known) => known === failureCode) ?? 'UNKNOWN';
      const stage = STAGES.find((known) => known === failureStage) ?? 'reply';
      return {
        at: new Date(lastAttemptAt),
        code,
        message: failureMessage ?? '',
        hint: failureHint ?? '',
        words: failureWords ?? undefined,
        isServerTrouble: isServerTrouble({ code, stage }),
      };
    },
  };
};

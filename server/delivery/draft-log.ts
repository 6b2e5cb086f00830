/** Tells of new drafts: each by itself, but for those of an outage, where a line for each would cost more than the draft. */
import type { Failure } from '../contract';

export interface DraftLog {
  /** @param tried whether the server was asked. */
  noted(draft: { messageId: string; documentId: string; failure: Failure; tried: boolean }): void;
  /** Tells of those that it has not told of yet. */
  flush(): void;
}

const TOGETHER_MS = 1000;

export const createDraftLog = (log: { warn(message: string): void }): DraftLog => {
  const untold = new Map<string, { count: number; failure: Failure }>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const { count, failure } of untold.values())
      log.warn(
        `${count} ${count === 1 ? 'message is' : 'messages are'} kept as drafts without a try: ${failure.code}: ${failure.message}`,
      );
    untold.clear();
  };

  return {
    noted({ messageId, documentId, failure, tried }) {
      if (tried) {
        log.warn(
          `Message ${messageId} is kept as draft ${documentId}: ${failure.code}: ${failure.message}`,
        );
        return;
      }
      const { count = 0 } = untold.get(failure.code) ?? {};
      untold.set(failure.code, { count: count + 1, failure });
      // Strapi may end in the meantime.
      timer ??= setTimeout(flush, TOGETHER_MS).unref();
    },
    flush,
  };
};

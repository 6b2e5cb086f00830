/** What has happened to all connections since the start, whatever settings they were made from. */
import type { CloseReason, PoolStatus } from '../contract';

/** What a connection tells of itself. */
export interface ConnectionEvents {
  onConnected(): void;
  /** A message was accepted. @param reused the connection had carried one before. */
  onAccepted(reused: boolean): void;
  onClosed(reason: CloseReason): void;
}

export interface PoolCounts extends ConnectionEvents {
  totals(): Omit<PoolStatus, 'open' | 'busy' | 'queued'>;
}

export const createPoolCounts = (): PoolCounts => {
  const closed: Record<CloseReason, number> = {
    deliveries: 0,
    idle: 0,
    server: 0,
    error: 0,
    settings: 0,
    shutdown: 0,
  };
  let opened = 0;
  let accepted = 0;
  let reused = 0;
  return {
    onConnected: () => void opened++,
    onAccepted(isReused) {
      accepted++;
      if (isReused) reused++;
    },
    onClosed: (reason) => void closed[reason]++,
    totals: () => ({
      connectionsOpened: opened,
      messagesAccepted: accepted,
      messagesReused: reused,
      // The first message of each connection is the one that did not reuse it.
      messagesPerConnection: accepted === 0 ? null : accepted / (accepted - reused),
      connectionsClosed: { ...closed },
    }),
  };
};

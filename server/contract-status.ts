/** The part of the contract that tells how mail stands. Pure; reached by way of contract.ts. */
import type { Failure } from './contract';
import type {
  CloseReason,
  HealthReason,
  HealthState,
  HistoryRange,
  MessageState,
  SecurityWarning,
} from './vocabulary';

/** `open`: the server could not be used several times in a row; messages become drafts at once until it is back. */
export type BreakerStatus =
  | { state: 'closed' }
  | {
      state: 'open';
      /** ISO 8601. */
      since: string;
      /** What opened it, or what the last look at the server found. */
      failure: Failure;
      /** When the server is looked for next, ISO 8601. */
      nextProbeAt: string;
    };

/** How mail stands, as the process sees it that was asked. */
export interface Health {
  state: HealthState;
  /** ISO 8601; null: nobody knows since when. */
  since: string | null;
  /** The worst first; none while it works. */
  reasons: HealthReason[];
}

/** The newest attempt that failed, whatever has become of the message since. */
export type LastFailure = Pick<Failure, 'code' | 'message' | 'hint' | 'words'> & {
  /** ISO 8601. */
  at: string;
};

export interface PoolStatus {
  /** Connections of the transport that is in use now, and messages that wait for one. */
  open: number;
  busy: number;
  queued: number;
  /** From here on: since Strapi started, test messages included. */
  connectionsOpened: number;
  messagesAccepted: number;
  /** Of these, over a connection that had carried one before. */
  messagesReused: number;
  /** Mean of the connections that carried any; null: none did. */
  messagesPerConnection: number | null;
  connectionsClosed: Record<CloseReason, number>;
}

export interface StatusResponse {
  data: {
    health: Health;
    lastFailure: LastFailure | null;
    pool: PoolStatus;
    drafts: Record<Exclude<MessageState, 'sent'>, number>;
    /** When the oldest waiting message was handed in, ISO 8601. */
    oldestWaitingAt: string | null;
    /** When the newest held message was tried last, ISO 8601. */
    newestHeldAt: string | null;
    breaker: BreakerStatus;
    warnings: SecurityWarning[];
    /** In this process, over the last 60 minutes. */
    lastHour: { sent: number; drafted: number };
  };
}

/** Test messages are in none of these. */
export interface TrafficCounts {
  /** Messages the server took, drafts that were sent later included: in the hour in which it took them. */
  accepted: number;
  /** Messages that became drafts which are tried again by themselves. */
  deferred: number;
  /** Messages that became drafts which wait for a person, at once or after having been deferred. */
  held: number;
}

/** Of all processes together. */
export interface StatusHistoryResponse {
  data: {
    range: HistoryRange;
    /** One for each hour, oldest first, the current one last; `at` is its beginning, ISO 8601. */
    buckets: ({ at: string } & TrafficCounts)[];
  };
}

/**
 * Stops asking a server that cannot be used, and finds out in the background when it can: cockatiel's
 * circuit breaker, half open for our look at the server only and never for a message.
 */
import type * as cockatiel from 'cockatiel';
import { setTimeout as pause } from 'node:timers/promises';
import type { BreakerStatus, Failure } from '../contract';
import { isServerTrouble } from '../smtp/server-trouble';
import type { Delivery } from '../smtp/transport';

export interface Breaker {
  /** Runs one attempt and learns from its result. @returns undefined, with nothing tried, while the breaker is open. */
  attempt(deliver: () => Promise<Delivery>): Promise<Delivery | undefined>;
  /** Why nothing is tried; undefined: it is. */
  trouble(): Failure | undefined;
  status(): BreakerStatus;
  /** The server was seen to work: settings were saved that passed the check. */
  reset(): void;
  /** Called whenever it opens, and whenever it closes. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

export interface BreakerOptions {
  /** Failures to reach the server in a row that open it; 0: it never opens. */
  failures: number;
  firstProbeSeconds: number;
  maxProbeSeconds: number;
}

export interface BreakerDependencies extends BreakerOptions {
  /** Looks whether the server can be used. @returns what stands against it. */
  probe: () => Promise<Failure | undefined>;
  log: { warn(message: string): void; info(message: string): void };
  now: () => Date;
}

/** One good answer may be luck: a server that restarts answers, and is away again. */
const PROBES_IN_A_ROW = 2;
const BETWEEN_PROBES_MS = 1000;
/** The library compares milliseconds of another clock than the timers'. */
const CLOCK_SLACK_MS = 5;

export const createBreaker = ({
  failures,
  firstProbeSeconds,
  maxProbeSeconds,
  probe,
  log,
  now,
}: BreakerDependencies): Breaker => {
  const listeners: (() => void)[] = [];
  const stopping = new AbortController();
  let library: Library | undefined;
  let circuit: cockatiel.CircuitBreakerPolicy | undefined;
  let open: { since: Date; failure: Failure; nextProbeAt: Date } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let probing: Promise<unknown> = Promise.resolve();
  let waitMs = 0;

  function newCircuit({ circuitBreaker, ConsecutiveBreaker, handleWhenResult }: Library) {
    const made = circuitBreaker(
      handleWhenResult((result) => troubleIn(result as Look) !== undefined),
      {
        halfOpenAfter: doubling(1000 * firstProbeSeconds, 1000 * maxProbeSeconds, (ms) => {
          waitMs = ms;
        }),
        breaker: new ConsecutiveBreaker(failures),
      },
    );
    made.onBreak((reason) => {
      if (made !== circuit || !('value' in reason)) return;
      const failure = troubleIn(reason.value as Look);
      if (failure !== undefined) opened(failure, made);
    });
    made.onReset(() => made === circuit && closed());
    return made;
  }

  const tell = () => listeners.forEach((listener) => listener());

  function opened(failure: Failure, here: cockatiel.CircuitBreakerPolicy) {
    const nextProbeAt = new Date(now().getTime() + waitMs);
    const isNews = open === undefined;
    open = { since: open?.since ?? now(), failure, nextProbeAt };
    if (!stopping.signal.aborted) {
      lookIn(waitMs + CLOCK_SLACK_MS, here);
    }
    if (!isNews) return;
    log.warn(
      `The mail server cannot be used: ${failure.code}: ${failure.message} Messages are kept as drafts until it can.`,
    );
    tell();
  }

  function closed() {
    clearTimeout(timer);
    if (open === undefined) return;
    open = undefined;
    log.info('The mail server can be used again; waiting drafts are sent now.');
    tell();
  }

  function lookIn(ms: number, here: cockatiel.CircuitBreakerPolicy) {
    timer = setTimeout(() => {
      probing = lookForServer(here);
    }, ms);
  }

  const look = async (): Promise<Look> => {
    for (let good = 0; good < PROBES_IN_A_ROW; good++) {
      const wait = Math.min(BETWEEN_PROBES_MS, 1000 * firstProbeSeconds);
      if (good > 0) await pause(wait, undefined, { signal: stopping.signal });
      const failure = await probe();
      if (failure !== undefined) return { accepted: false, failure };
    }
    return { accepted: true };
  };

  /** The library takes an error for a success; one says nothing of the server. */
  const stillAway = (error: unknown): Look => {
    if (open === undefined) throw error;
    if (!stopping.signal.aborted) log.warn(`No look at the server: ${String(error)}`);
    return { accepted: false, failure: open.failure };
  };

  const lookForServer = (here: cockatiel.CircuitBreakerPolicy): Promise<unknown> =>
    here
      .execute(() => look().catch(stillAway))
      .catch(() => {
        // Too early by the library's clock.
        if (!stopping.signal.aborted && here === circuit) lookIn(CLOCK_SLACK_MS, here);
      });

  return {
    async attempt(deliver) {
      if (failures === 0) return deliver();
      // Strapi's start can do without it. Waited for once: what follows is decided in one go.
      library ??= await import('cockatiel');
      if (open !== undefined) return undefined;
      circuit ??= newCircuit(library);
      return circuit.execute(deliver);
    },
    trouble: () => open?.failure,
    status: () =>
      open === undefined
        ? { state: 'closed' }
        : {
            state: 'open',
            since: open.since.toISOString(),
            failure: open.failure,
            nextProbeAt: open.nextProbeAt.toISOString(),
          },
    reset() {
      circuit = undefined;
      closed();
    },
    onChange: (listener) => void listeners.push(listener),
    async close() {
      stopping.abort();
      clearTimeout(timer);
      await probing;
    },
  };
};

type Library = typeof cockatiel;

/** What both a message and a look at the server come to. */
type Look = { accepted: true } | { accepted: false; failure: Failure };

const troubleIn = (look: Look): Failure | undefined =>
  !look.accepted && isServerTrouble(look.failure) ? look.failure : undefined;

/** Twice as long each time, up to a bound; the library does not say how long it waits. */
const doubling = (
  firstMs: number,
  maxMs: number,
  tell: (duration: number) => void,
): cockatiel.IBackoffFactory<unknown> => {
  const step = (duration: number) => {
    tell(duration);
    return { duration, next: () => step(Math.min(2 * duration, maxMs)) };
  };
  return { next: () => step(firstMs) };
};

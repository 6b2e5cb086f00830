/** How mail stands: gathers what the rooms know. */
import type { BreakerStatus, LastFailure, SettingsView, StatusResponse } from '../contract';
import type { Breaker } from '../delivery/breaker';
import type { CountersByHour } from '../delivery/counters';
import type { Courier } from '../delivery/courier';
import type { DraftStore } from '../messages/store';
import type { SettingsRegistry } from '../settings/registry';
import type { PoolCounts } from '../smtp/pool-counts';
import type { DraftFacts } from './draft-facts';
import { healthOf } from './health';
import type { FailedAttempt, Pulse } from './pulse';
import type { Traffic } from './traffic';

export interface Status {
  now(): Promise<StatusResponse['data']>;
  history: Traffic['history'];
}

export interface StatusDependencies {
  settings: Pick<SettingsRegistry, 'view' | 'onChange'>;
  courier: Pick<Courier, 'figures'>;
  pool: Pick<PoolCounts, 'totals'>;
  breaker: Pick<Breaker, 'status' | 'trouble' | 'onChange'>;
  drafts: Pick<DraftStore, 'count'>;
  facts: DraftFacts;
  counters: Pick<CountersByHour, 'lastHour'>;
  traffic: Pick<Traffic, 'history' | 'lastAcceptedAt'>;
  pulse: Pulse;
  now: () => Date;
}

export const createStatus = ({
  settings,
  courier,
  pool,
  breaker,
  drafts,
  facts,
  counters,
  traffic,
  pulse,
  now,
}: StatusDependencies): Status => {
  /** Since when the settings in force are so, as far as this process knows. */
  let settingsSince = now();
  settings.onChange(() => (settingsSince = now()));
  let backSince: Date | null = null;
  breaker.onChange(() => {
    if (breaker.trouble() === undefined) backSince = now();
  });

  const healthFrom = (
    { lastCheck, warnings }: SettingsView,
    failure: FailedAttempt | null,
    newestHeldAt: Date | null,
    lastAcceptedAt: Date | null,
  ) => {
    const circuit = breaker.status();
    const isUnreadable = warnings.includes('PASSWORD_UNREADABLE');
    const checkedAt = lastCheck === null ? null : new Date(lastCheck.at);
    const proofs = [
      lastCheck?.ok ? checkedAt : null,
      pulse.acceptedSince(),
      pulse.acceptedLast(),
      lastAcceptedAt,
      backSince,
    ];
    return healthOf({
      now: now(),
      awaySince: circuit.state === 'open' ? new Date(circuit.since) : null,
      unreadableSince: isUnreadable ? settingsSince : null,
      insecureSince: warnings.length > Number(isUnreadable) ? settingsSince : null,
      failure,
      failedCheckAt: lastCheck?.ok === false ? checkedAt : null,
      newestHeldAt,
      proofs: proofs.filter((proof) => proof !== null),
    });
  };

  return {
    async now() {
      const [waiting, held, sending, oldestWaitingAt, waitingFailure, heldFailure, lastAcceptedAt] =
        await Promise.all([
          drafts.count('waiting'),
          drafts.count('held'),
          drafts.count('sending'),
          facts.oldestWaitingAt(),
          facts.newestFailure('waiting'),
          facts.newestFailure('held'),
          traffic.lastAcceptedAt(),
        ]);
      const failure = newest([pulse.lastFailure(), waitingFailure, heldFailure]);
      const circuit = breaker.status();
      const newestHeldAt = heldFailure?.at ?? null;
      const view = settings.view();
      return {
        health: healthFrom(view, failure, newestHeldAt, lastAcceptedAt),
        lastFailure: failure && toContract(failure, circuit),
        pool: { ...courier.figures(), ...pool.totals() },
        drafts: { waiting, held, sending },
        oldestWaitingAt: oldestWaitingAt?.toISOString() ?? null,
        newestHeldAt: newestHeldAt?.toISOString() ?? null,
        breaker: circuit,
        warnings: view.warnings,
        lastHour: counters.lastHour(),
      };
    },
    history: traffic.history,
  };
};

/** Of two at the same moment the first: what this process remembers says more than the draft does. */
const newest = (failures: (FailedAttempt | null)[]): FailedAttempt | null =>
  failures.reduce((one, other) => (other && (!one || other.at > one.at) ? other : one), null);

/** Drafts that were not tried because the server is away say so; what keeps it away says more. */
const toContract = ({ at, ...failed }: FailedAttempt, circuit: BreakerStatus): LastFailure => {
  const { code, message, hint, words } = circuit.state === 'open' ? circuit.failure : failed;
  return {
    at: at.toISOString(),
    code,
    message,
    hint,
    ...(words === undefined ? {} : { words }),
  };
};

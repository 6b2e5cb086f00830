/** The hourly counts in the database. */
import type { Core } from '@strapi/strapi';
import { HOURLY_COUNT_UID, type TrafficCounts } from '../contract';
import type { HourlyCount } from '../delivery/counters';
import { rowsOf } from '../messages/rows';

export interface TrafficStore {
  /** What this process counted in whole hours. May be repeated. */
  write(counts: readonly HourlyCount[]): Promise<void>;
  /** Of all processes together, from this hour on. */
  read(fromHour: number): Promise<({ hour: number } & TrafficCounts)[]>;
  /** When any process saw a message accepted last; null: none did as far back as counts are kept. */
  lastAcceptedAt(): Promise<Date | null>;
  removeBefore(hour: number): Promise<void>;
}

interface CountRow extends TrafficCounts {
  hour: number;
  process: string;
  acceptedAt: string | Date | null;
}

/** Numbers of a sum are text with some drivers. */
type Sums = Record<'hour' | keyof TrafficCounts, number | string>;

/** @param owner the name of this process among all that share the database. */
export const createTrafficStore = (strapi: Core.Strapi, owner: string): TrafficStore => {
  const rows = rowsOf<CountRow>(strapi, HOURLY_COUNT_UID);
  return {
    async write(counts) {
      for (const { hour, acceptedAt, ...figures } of counts) {
        const data = {
          ...figures,
          acceptedAt: acceptedAt === null ? null : new Date(acceptedAt).toISOString(),
        };
        const { count } = await rows.updateMany({ where: { process: owner, hour }, data });
        if (count === 0) await rows.create({ data: { ...data, process: owner, hour } });
      }
    },

    async read(fromHour) {
      const { tableName } = strapi.db.metadata.get(HOURLY_COUNT_UID);
      const sums: Sums[] = await strapi.db
        .getConnection(tableName)
        .select('hour')
        .sum({ accepted: 'accepted', deferred: 'deferred', held: 'held' })
        .where('hour', '>=', fromHour)
        .groupBy('hour');
      return sums.map(({ hour, accepted, deferred, held }) => ({
        hour: Number(hour),
        accepted: Number(accepted),
        deferred: Number(deferred),
        held: Number(held),
      }));
    },

    async lastAcceptedAt() {
      const [newest] = await rows.findMany({
        select: ['acceptedAt'],
        where: { acceptedAt: { $notNull: true } },
        orderBy: { acceptedAt: 'desc' },
        limit: 1,
      });
      return newest?.acceptedAt ? new Date(newest.acceptedAt) : null;
    },

    async removeBefore(hour) {
      await rows.deleteMany({ where: { hour: { $lt: hour } } });
    },
  };
};

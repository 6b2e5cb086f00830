/** The HTTP side of the status. */
import type { Core } from '@strapi/strapi';
import { outgoingMail } from '../outgoing-mail';
import {
  HISTORY_RANGES,
  type HistoryRange,
  type StatusHistoryResponse,
  type StatusResponse,
} from '../contract';
import { type HttpContext, invalid } from '../http';
import { kindOf } from '../validation';

export const createStatusController = ({ strapi }: { strapi: Core.Strapi }) => ({
  async find(context: HttpContext) {
    context.body = { data: await outgoingMail(strapi).status.now() } satisfies StatusResponse;
  },

  async history(context: HttpContext) {
    const range = rangeIn(context.query);
    context.body = {
      data: await outgoingMail(strapi).status.history(range),
    } satisfies StatusHistoryResponse;
  },
});

/** @throws ValidationError (400) for what is no range; without one it is the shortest. */
const rangeIn = ({ range }: Record<string, unknown>): HistoryRange => {
  if (range === undefined) return HISTORY_RANGES[0];
  const known = HISTORY_RANGES.find((each) => each === range);
  if (known !== undefined) return known;
  const right = HISTORY_RANGES.map((each) => `"${each}"`).join(' or ');
  throw invalid([{ path: ['range'], message: `must be ${right}, got ${kindOf(range)}` }]);
};

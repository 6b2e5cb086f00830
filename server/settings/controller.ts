/** The HTTP side of the settings: parse, ask, answer. */
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type {
  CheckResponse,
  SaveSettingsResponse,
  SettingsInput,
  SettingsResponse,
  StatusResponse,
  TestMessageResponse,
} from '../contract';
import { outgoingMail } from '../compose';
import type { HttpContext } from '../http';
import { SealUnavailableError } from '../seal';
import { inOneSentence, kindOf, type InvalidField, type Parsed } from '../validation';
import { parseSaveRequest, parseSettingsInput } from './input';
import type { Settings } from './settings';

export const createSettingsController = ({ strapi }: { strapi: Core.Strapi }) => {
  const mail = () => outgoingMail(strapi);
  const candidateFor = (input: SettingsInput): Settings => valid(mail().settings.candidate(input));
  // The administrator's own address: the server is asked whether it would take mail for it.
  const check = (candidate: Settings, { state }: HttpContext) =>
    mail().check(candidate, state.user.email);

  return {
    find(context: HttpContext) {
      context.body = { data: mail().settings.view() } satisfies SettingsResponse;
    },

    async check(context: HttpContext) {
      const candidate = candidateFor(valid(parseSettingsInput(context.request.body)));
      context.body = { data: { report: await check(candidate, context) } } satisfies CheckResponse;
    },

    async save(context: HttpContext) {
      const { saveAnyway = false, ...input } = valid(parseSaveRequest(context.request.body));
      const candidate = candidateFor(input);
      const report = await check(candidate, context);
      const saved = report.ok || saveAnyway;
      if (saved) await saveOrExplain(() => mail().settings.save(candidate, report));
      context.body = {
        data: { saved, report, settings: mail().settings.view() },
      } satisfies SaveSettingsResponse;
    },

    async testMessage(context: HttpContext) {
      const to: unknown = Reflect.get(Object(context.request.body), 'to');
      if (typeof to !== 'string' || to.trim() === '') {
        throw invalid([{ path: ['to'], message: `must be an e-mail address, got ${kindOf(to)}` }]);
      }
      context.body = { data: await mail().sendTestMessage(to) } satisfies TestMessageResponse;
    },

    async status(context: HttpContext) {
      context.body = { data: await mail().status() } satisfies StatusResponse;
    },
  };
};

const invalid = (fields: InvalidField[]) =>
  new errors.ValidationError(inOneSentence(fields), {
    errors: fields.map(({ path, message }) => ({ path, message, name: 'ValidationError' })),
  });

/** @throws ValidationError (400) with one entry for each field that stands against it. */
const valid = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw invalid(parsed.errors);
  return parsed.value;
};

/** A password that cannot be sealed is an error of one field, with the key to set. */
const saveOrExplain = async (save: () => Promise<void>): Promise<void> => {
  try {
    await save();
  } catch (error) {
    if (!(error instanceof SealUnavailableError)) throw error;
    throw invalid([{ path: ['auth', 'password'], message: `was not stored. ${error.message}` }]);
  }
};

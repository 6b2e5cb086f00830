/** The HTTP side of the settings: parse, ask, answer. */
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type {
  CheckResponse,
  CheckSettingsRequest,
  SaveSettingsResponse,
  DetectResponse,
  ServicesResponse,
  SettingsResponse,
  TestMessageResponse,
} from '../contract';
import { outgoingMail } from '../outgoing-mail';
import { type HttpContext, invalid, signatureOf } from '../http';
import { refusal } from '../refusal-texts';
import { SealUnavailableError } from '../seal';
import { kindOf, type Parsed } from '../validation';
import { answerAsItHappens, wantsProgress } from './check-stream';
import { parseCheckRequest, parseDetectRequest, parseSaveRequest } from './input';
import { changedFields, type Settings } from './settings';
import type { CheckOptions } from './trials';

export const createSettingsController = ({ strapi }: { strapi: Core.Strapi }) => {
  const mail = () => outgoingMail(strapi);
  const candidateFor = ({ confirmClearText, ...input }: CheckSettingsRequest): Settings =>
    valid(mail().settings.candidate(input, { confirmClearText }));
  /** Whoever may check can find out what listens where; not much of it in a minute. */
  const takeTurn = async (context: HttpContext): Promise<void> => {
    const seconds = await mail().trials.limit.take(String(context.state.user.id));
    if (seconds === 0) return;
    context.set('Retry-After', String(seconds));
    const { message, words } = refusal('TOO_MANY_CHECKS', { seconds });
    throw new errors.RateLimitError(message, { words });
  };
  // The administrator's own address: the server is asked whether it would take mail for it.
  const check = (candidate: Settings, { state }: HttpContext, options: CheckOptions) =>
    mail().trials.check(candidate, { recipient: state.user.email, ...options });

  const save = async (
    { candidate, request, saveAnyway }: Wish,
    context: HttpContext,
    options: CheckOptions,
  ): Promise<SaveSettingsResponse> => {
    const report = await check(candidate, context, options);
    const saved = report.ok || saveAnyway;
    if (saved) {
      const changed = changedFields(mail().settings.current(), candidate, request);
      await saveOrExplain(() => mail().settings.save(candidate, report));
      strapi.log.info(
        `The SMTP server settings were saved by ${signatureOf(context)}: ${changed.join(', ') || 'nothing'} changed${report.ok ? '' : ', although the check failed'}.`,
      );
    }
    return { data: { saved, report, settings: mail().settings.view() } };
  };

  /** In one answer, or line by line for whoever asks for that. */
  const answer = async <Body extends CheckResponse | SaveSettingsResponse>(
    context: HttpContext,
    run: (options: CheckOptions) => Promise<Body>,
  ): Promise<void> => {
    await takeTurn(context);
    if (wantsProgress(context)) answerAsItHappens(context, run, strapi.log);
    else context.body = await run({});
  };

  return {
    find(context: HttpContext) {
      context.body = { data: mail().settings.view() } satisfies SettingsResponse;
    },

    async check(context: HttpContext) {
      const candidate = candidateFor(valid(parseCheckRequest(context.request.body)));
      await answer(context, async (options) => ({
        data: { report: await check(candidate, context, options) },
      }));
    },

    async save(context: HttpContext) {
      const { saveAnyway = false, ...request } = valid(parseSaveRequest(context.request.body));
      const wish = { candidate: candidateFor(request), request, saveAnyway };
      // Whoever pressed Save and left the page has pressed Save: it is carried out all the same.
      await answer(context, ({ tell }) => save(wish, context, { tell }));
    },

    async detect(context: HttpContext) {
      const { host } = valid(parseDetectRequest(context.request.body));
      const look = valid(mail().trials.detection(host));
      await takeTurn(context);
      context.body = { data: { candidates: await look() } } satisfies DetectResponse;
    },

    services(context: HttpContext) {
      context.body = { data: mail().trials.services() } satisfies ServicesResponse;
    },

    async testMessage(context: HttpContext) {
      const to: unknown = Reflect.get(Object(context.request.body), 'to');
      if (typeof to !== 'string' || to.trim() === '') {
        throw invalid([{ path: ['to'], message: `must be an e-mail address, got ${kindOf(to)}` }]);
      }
      await takeTurn(context);
      context.body = { data: await mail().sendTestMessage(to) } satisfies TestMessageResponse;
    },
  };
};

interface Wish {
  candidate: Settings;
  /** What of it was asked for. */
  request: CheckSettingsRequest;
  saveAnyway: boolean;
}

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
    throw invalid([{ path: ['auth', 'password'], ...refusal('NO_KEY') }]);
  }
};

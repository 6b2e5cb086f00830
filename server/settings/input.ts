/** The bodies of the settings routes. Pure. */
import { z } from 'zod';
import type { CheckSettingsRequest, DetectRequest, SaveSettingsRequest } from '../contract';
import { once } from '../once';
import { expected, invalidFields, type Parsed } from '../validation';
import { host, settingsFields, switchOnOff } from './fields';

const checkRequest = once(() =>
  z.strictObject(
    { ...settingsFields(), confirmClearText: switchOnOff().optional() },
    expected('an object with settings'),
  ),
);
const saveRequest = once(() => checkRequest().extend({ saveAnyway: switchOnOff().optional() }));

const detectRequest = once(() =>
  z.strictObject({ host: host() }, expected('an object with a host')),
);

const parsed = <T>(result: z.ZodSafeParseResult<T>): Parsed<T> =>
  result.success
    ? { ok: true, value: result.data }
    : { ok: false, errors: invalidFields(result.error) };

export const parseCheckRequest = (body: unknown): Parsed<CheckSettingsRequest> =>
  parsed(checkRequest().safeParse(body));

export const parseDetectRequest = (body: unknown): Parsed<DetectRequest> =>
  parsed(detectRequest().safeParse(body));

export const parseSaveRequest = (body: unknown): Parsed<SaveSettingsRequest> =>
  parsed(saveRequest().safeParse(body));

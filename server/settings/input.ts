/** The bodies of the settings routes. Pure. */
import { z } from 'zod';
import type { SaveSettingsRequest, SettingsInput } from '../contract';
import { expected, invalidFields, type Parsed } from '../validation';
import { settingsFields, switchOnOff } from './fields';

const settingsInput = z.strictObject(settingsFields, expected('an object with settings'));
const saveRequest = settingsInput.extend({ saveAnyway: switchOnOff.optional() });

const parsed = <T>(result: z.ZodSafeParseResult<T>): Parsed<T> =>
  result.success
    ? { ok: true, value: result.data }
    : { ok: false, errors: invalidFields(result.error) };

export const parseSettingsInput = (body: unknown): Parsed<SettingsInput> =>
  parsed(settingsInput.safeParse(body));

export const parseSaveRequest = (body: unknown): Parsed<SaveSettingsRequest> =>
  parsed(saveRequest.safeParse(body));

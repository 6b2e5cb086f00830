/** The plugin's part of `config/plugins`. Pure: a wrong value becomes one sentence that names its key. */
import { z } from 'zod';
import { expected, inOneSentence, invalidFields } from '../validation';
import { settingsFields } from './fields';

const MEBIBYTE = 1024 * 1024;

/** A key whose other values belong to a later version: what is promised here is what is done. */
const onlyYet = <T extends false | 0 | 'local'>(value: T) =>
  z.literal(value, { error: `can only be ${JSON.stringify(value)} in this version` });

const pluginConfig = z.strictObject(
  {
    /** Settings fixed here are shown locked on the page. */
    smtp: z.strictObject(settingsFields, expected('an object')).default({}),
    /** `draft`: send() resolves when the draft is stored. `throw`: it stores the draft and rejects. */
    onFailure: z.enum(['draft', 'throw'], expected("'draft' or 'throw'")).default('draft'),
    drafts: z
      .strictObject(
        {
          /** Bytes of text, HTML and attachments together, before encoding. A draft is made as one text, and those end at 512 MiB. */
          maxMessageBytes: z
            .number(expected('a number of bytes'))
            .int({ error: 'must be a whole number of bytes' })
            .min(1024, { error: 'must be at least 1,024 bytes' })
            .max(256 * MEBIBYTE, { error: 'must be at most 256 MiB' })
            .default(25 * MEBIBYTE),
          writeAhead: onlyYet(false).optional(),
        },
        expected('an object'),
      )
      .prefault({}),
    retry: z.strictObject({ maxAttempts: onlyYet(0).optional() }, expected('an object')).optional(),
    queue: z
      .strictObject({ engine: onlyYet('local').optional() }, expected('an object'))
      .optional(),
    network: z
      .strictObject(
        {
          /** Ports that the page may connect to; `any` lifts the limit. */
          ports: z
            .union([z.literal('any'), z.array(settingsFields.port.unwrap()).min(1)], {
              error: "must be 'any' or a list of ports from 1 to 65535",
            })
            .default([25, 465, 587, 2525]),
        },
        expected('an object'),
      )
      .prefault({}),
  },
  expected('an object'),
);

export type PluginConfig = z.output<typeof pluginConfig>;

/** @throws Error with one sentence that names every wrong key; Strapi then refuses to start. */
export const parsePluginConfig = (config: unknown): PluginConfig => {
  const parsed = pluginConfig.safeParse(config ?? {});
  if (parsed.success) return parsed.data;
  throw new Error(
    `The configuration of the plugin outgoing-mail is wrong: ${inOneSentence(invalidFields(parsed.error))}.`,
  );
};

/** The plugin's part of `config/plugins`. Pure: a wrong value becomes one sentence that names its key. */
import { z } from 'zod';
import { grouped } from '../grouped';
import { expected, inOneSentence, invalidFields } from '../validation';
import { isAddressRange, REFUSED_ADDRESSES } from '../smtp/address-rule';
import { host, port, settingsFields } from './fields';
import { DEFAULT_REFERENCES } from './password-reference';

const MEBIBYTE = 1024 * 1024;

/** A key whose other values belong to a later version: what is promised here is what is done. */
const onlyYet = <T extends 'local'>(value: T) =>
  z.literal(value, { error: `can only be ${JSON.stringify(value)} in this version` });

const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, expected('an object'));

const between = (min: number, max: number, unit: string) =>
  z
    .number(expected(`a number of ${unit}`))
    .min(min, { error: `must be at least ${grouped(min)} ${unit}` })
    .max(max, { error: `must be at most ${grouped(max)} ${unit}` });

const wholeBetween = (min: number, max: number, unit: string) =>
  between(min, max, unit).int({ error: `must be a whole number of ${unit}` });

const addressRange = () =>
  z
    .string(expected('an address or a range'))
    .refine(isAddressRange, { error: 'must be an address or a range such as 169.254.0.0/16' });

const flag = () => z.boolean(expected('true or false'));

/** The source of a regular expression, looked for without regard to case. */
const pattern = () =>
  z.string(expected('a regular expression, as text')).transform((source, context) => {
    try {
      return new RegExp(source, 'i');
    } catch {
      context.addIssue({ code: 'custom', message: `is no regular expression: ${source}` });
      return z.NEVER;
    }
  });

/** Links of Strapi's own mails that give access for a short time: reset, confirmation, invitation. */
const SECRET_LINKS = [
  'reset-?password[^\\s"<>]{0,200}[?=]',
  'password-?reset[^\\s"<>]{0,200}[?=]',
  '/email-confirmation\\?',
  '[?&](resetPasswordToken|registrationToken)=',
  // The codes of Strapi's links, wherever a site has its pages for them.
  '[?&](code|confirmation)=[0-9a-f]{40}',
];

const drafts = section({
  /** Bytes of text, HTML and attachments together, before encoding. A draft is made as one text, and those end at 512 MiB. */
  maxMessageBytes: wholeBetween(1024, 256 * MEBIBYTE, 'bytes').default(25 * MEBIBYTE),
  /** Every message is stored before its first byte goes out, and removed after acceptance: a killed process loses nothing. */
  writeAhead: flag().default(false),
  /** Days for which the record of an accepted message is kept. Held drafts stay until a person removes them. */
  retentionDays: between(0.01, 3650, 'days').default(30),
  /** Drafts there may be before `send()` refuses to make more. */
  maxDrafts: wholeBetween(1, 10_000_000, 'drafts').default(100_000),
  /** Bytes of all drafts together, each counted as `maxMessageBytes` counts it. */
  maxTotalBytes: wholeBetween(1024, 2 ** 50, 'bytes').default(2048 * MEBIBYTE),
  /** Seconds after which a draft whose sender gives no sign of life counts as abandoned. */
  leaseSeconds: between(1, 3600, 'seconds').default(30),
  /** Messages that carry a secret: encrypted, shown to nobody, of use for a short time. */
  sensitive: section({
    /** Looked for in subject, text and HTML. */
    patterns: z
      .array(pattern(), expected('a list of regular expressions, as text'))
      .default(SECRET_LINKS.map((source) => new RegExp(source, 'i'))),
    /** Minutes after which such a message is not sent any more, and its content is removed. */
    expireAfterMinutes: between(0.01, 525_600, 'minutes').default(60),
  }).prefault({}),
}).prefault({});

const retry = section({
  /** Tries of one message by a machine; 0: nothing is tried again by itself. */
  maxAttempts: wholeBetween(0, 10_000, 'attempts').default(50),
  firstDelaySeconds: between(0.1, 86_400, 'seconds').default(60),
  maxDelaySeconds: between(0.1, 604_800, 'seconds').default(3600),
  /** Hours from the first failure until a draft waits for a person. */
  giveUpAfterHours: between(0.001, 8760, 'hours').default(24),
  /** How often waiting drafts are looked for that are due. */
  pollSeconds: between(0.1, 3600, 'seconds').default(5),
})
  .refine(({ firstDelaySeconds, maxDelaySeconds }) => firstDelaySeconds <= maxDelaySeconds, {
    path: ['firstDelaySeconds'],
    error: 'must not be above maxDelaySeconds',
  })
  .prefault({});

const breaker = section({
  /** Failures to reach the server in a row after which nothing is tried until it is back; 0: always try. */
  failures: wholeBetween(0, 1000, 'failures').default(5),
  /** The server is looked for after this time, and after twice as long each time that it is still away. */
  firstProbeSeconds: between(0.1, 3600, 'seconds').default(5),
  maxProbeSeconds: between(0.1, 3600, 'seconds').default(60),
})
  .refine(({ firstProbeSeconds, maxProbeSeconds }) => firstProbeSeconds <= maxProbeSeconds, {
    path: ['firstProbeSeconds'],
    error: 'must not be above maxProbeSeconds',
  })
  .prefault({});

const queue = section({
  engine: onlyYet('local').optional(),
  /** Messages that may be on their way at the same time; further calls of `send()` wait until there is room. */
  maxWaiting: wholeBetween(1, 1_000_000, 'messages').default(1000),
  /** Bytes of them together, each counted as `maxMessageBytes` counts it. */
  maxWaitingBytes: wholeBetween(1024, 2 ** 40, 'bytes').default(64 * MEBIBYTE),
}).prefault({});

const network = section({
  /** Ports that the page may connect to; `any` lifts the limit. */
  ports: z
    .lazy(() =>
      z.union([z.literal('any'), z.array(port()).min(1)], {
        error: "must be 'any' or a list of ports from 1 to 65535",
      }),
    )
    .default([25, 465, 587, 2525]),
  /** Hosts that the page may connect to; `any`: every one whose address is not refused. */
  hosts: z
    .lazy(() =>
      z.union([z.literal('any'), z.array(host()).min(1)], {
        error: "must be 'any' or a list of host names and IP addresses",
      }),
    )
    .default('any'),
  /** Addresses that nothing connects to, whatever name leads there: link-local ones and those of cloud metadata. */
  refusedAddresses: z
    .array(addressRange(), expected('a list of addresses and ranges such as 169.254.0.0/16'))
    .default([...REFUSED_ADDRESSES]),
  /** Checks and test messages of one user in a minute. */
  checksPerMinute: wholeBetween(1, 100_000, 'checks').default(60),
}).prefault({});

/** What the page may name as a reference to the password; `*` stands for anything but a slash. */
const passwordReferences = z
  .array(
    z.string(expected('text')).regex(/^(env|file):./, {
      error: 'must begin with env: or file:, such as env:SMTP_*',
    }),
    expected('a list of references such as env:SMTP_* and file:/run/secrets/smtp'),
  )
  .default([...DEFAULT_REFERENCES]);

export const pluginConfig = section({
  /** Settings fixed here are shown locked on the page. */
  smtp: z.lazy(() => section(settingsFields())).default({}),
  /** `draft`: send() resolves when the draft is stored. `throw`: it stores the draft and rejects. */
  onFailure: z.enum(['draft', 'throw'], expected("'draft' or 'throw'")).default('draft'),
  drafts,
  retry,
  breaker,
  queue,
  network,
  passwordReferences,
});

export type PluginConfig = z.output<typeof pluginConfig>;

/** @throws Error with one sentence that names every wrong key; Strapi then refuses to start. */
export const parsePluginConfig = (config: unknown): PluginConfig => {
  const parsed = pluginConfig.safeParse(config ?? {});
  if (parsed.success) return parsed.data;
  throw new Error(
    `The configuration of the plugin outgoing-mail is wrong: ${inOneSentence(invalidFields(parsed.error))}.`,
  );
};

/** What a valid value of each setting is. Pure. */
import { z } from 'zod';
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { ENCRYPTIONS, NUMBER_RANGES } from '../contract';
import { grouped } from '../grouped';
import { once } from '../once';
import { parseAddresses } from '../smtp/addresses';
import { refusal } from '../refusal-texts';
import { expected, hasControls, refusedBy } from '../validation';

/** RFC 1123 host name: labels of letters, digits and hyphens; underscores occur in container networks. */
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

const atMost = (max: number) =>
  [(text: string) => text.length <= max, refusedBy(refusal('TOO_LONG', { max }))] as const;

const LINE_OF_TEXT = (max: number, what: string) =>
  z
    .string(expected(what))
    .refine(...atMost(max))
    .refine((value) => !hasControls(value), refusedBy(refusal('CONTROLS')));

export const host = once(() =>
  z
    .string(expected('a host name or an IP address'))
    .trim()
    .min(1, { error: 'is empty: give the host name or the IP address of the mail server' })
    .refine((value) => isIP(value) !== 0 || HOST_NAME.test(value), refusedBy(refusal('HOST_FORM'))),
);

const wholeNumber = ([min, max]: readonly [number, number], unit = '') => {
  const right = `a whole number from ${min} to ${grouped(max)}${unit}`;
  return z
    .number(expected(right))
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, {
      error: `must be ${right}`,
    });
};

export const port = once(() => wholeNumber(NUMBER_RANGES.port));
export const encryption = once(() => z.enum(ENCRYPTIONS, expected('one of none, tls, ssl')));
export const timeoutSeconds = once(() => wholeNumber(NUMBER_RANGES.timeoutSeconds, ' (seconds)'));
export const maxDeliveriesPerConnection = once(() =>
  wholeNumber(NUMBER_RANGES.maxDeliveriesPerConnection),
);
export const maxConnections = once(() => wholeNumber(NUMBER_RANGES.maxConnections));
export const switchOnOff = once(() => z.boolean(expected('true or false')));
export const username = once(() => LINE_OF_TEXT(320, 'text'));

export const PASSWORD_LENGTH = 1024;

/** RFC 4616 forbids NUL in PLAIN; CR and LF cannot be typed and hint at a bad copy. */
export const password = once(() =>
  z
    .string(expected('text'))
    .min(1, { error: 'is empty: leave the field out to keep the stored password' })
    .refine(...atMost(PASSWORD_LENGTH))
    .refine((value) => !hasControls(value), refusedBy(refusal('CONTROLS'))),
);

export const ehloName = once(() =>
  LINE_OF_TEXT(255, 'a host name, or empty').refine(
    (value) => value === '' || HOST_NAME.test(value) || /^\[(IPv6:)?[0-9a-f.:]+\]$/i.test(value),
    refusedBy(refusal('EHLO_FORM')),
  ),
);

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Every block must be a certificate that can be read, and there must be nothing between the blocks. */
const isPemCertificates = (text: string): boolean => {
  const blocks = text.match(PEM_CERTIFICATE) ?? [];
  try {
    blocks.forEach((block) => new X509Certificate(block));
  } catch {
    return false;
  }
  return blocks.length > 0 && text.replace(PEM_CERTIFICATE, '').trim() === '';
};

export const ca = once(() =>
  z
    .string(expected('PEM text, or empty'))
    .refine(...atMost(200_000))
    .refine(
      (value) => value.trim() === '' || isPemCertificates(value),
      refusedBy(refusal('CA_FORM')),
    ),
);

const isOneAddress = (text: string): boolean => {
  const [only, ...others] = parseAddresses(text);
  return others.length === 0 && /^[^\s<>@,;]+@[^\s<>@,;]+$/.test(only?.address ?? '');
};

/** `name@example.com` or `Name <name@example.com>`; empty: Strapi's default. */
export const sender = once(() =>
  LINE_OF_TEXT(500, 'an address, or empty').refine(
    (value) => value === '' || isOneAddress(value),
    refusedBy(refusal('SENDER_FORM', { example: 'My Site <no-reply@example.com>' })),
  ),
);

/** The settings as they come from outside: every field optional, nothing unknown. */
export const settingsFields = once(() => ({
  host: host().optional(),
  port: port().optional(),
  encryption: encryption().optional(),
  auth: z
    .strictObject(
      {
        enabled: switchOnOff().optional(),
        username: username().optional(),
        password: password().optional(),
      },
      expected('an object'),
    )
    .optional(),
  timeoutSeconds: timeoutSeconds().optional(),
  maxDeliveriesPerConnection: maxDeliveriesPerConnection().optional(),
  maxConnections: maxConnections().optional(),
  ehloName: ehloName().optional(),
  tls: z
    .strictObject({ verify: switchOnOff().optional(), ca: ca().optional() }, expected('an object'))
    .optional(),
  sender: z
    .strictObject(
      { from: sender().optional(), replyTo: sender().optional(), force: switchOnOff().optional() },
      expected('an object'),
    )
    .optional(),
}));

/** Signing in (RFC 4954), for the check: the same methods in the same order as nodemailer. */
import { createHmac } from 'node:crypto';
import type { FailureCase } from '../failure-texts';
import type { Dialogue } from './dialogue';
import type { Capabilities } from './ehlo';
import { SmtpProblem } from './errors';

type Ask = Dialogue['ask'];
type Method = (ask: Ask, username: string, password: string) => Promise<unknown>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** In order of preference. */
const METHODS: Record<string, Method> = {
  /** RFC 4616. */
  PLAIN: (ask, username, password) =>
    ask(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`, 2, 'AUTH'),
  LOGIN: async (ask, username, password) => {
    await ask('AUTH LOGIN', 3);
    await ask(base64(username), 3, 'AUTH');
    await ask(base64(password), 2, 'AUTH');
  },
  /** RFC 2195. */
  'CRAM-MD5': async (ask, username, password) => {
    const { lines } = await ask('AUTH CRAM-MD5', 3);
    const challenge = Buffer.from(lines[0] ?? '', 'base64');
    const digest = createHmac('md5', password).update(challenge).digest('hex');
    await ask(base64(`${username} ${digest}`), 2, 'AUTH');
  },
};

/** Resolves to the name of the method. @throws SmtpProblem, or what the dialogue throws. */
export const signIn = async (
  ask: Ask,
  { authMethods }: Capabilities,
  { username, password }: { username: string; password: string },
): Promise<string> => {
  if (authMethods === undefined) throw new SmtpProblem('AUTH_NOT_OFFERED');
  const method = Object.entries(METHODS).find(([name]) => authMethods.includes(name));
  if (method === undefined) throw new SmtpProblem(withoutPassword(authMethods));
  // NUL separates the fields of PLAIN; base64 would hide it from the dialogue's own guard.
  if (`${username}${password}`.includes('\0')) throw new SmtpProblem('UNSAFE_VALUE');
  const [name, run] = method;
  await run(ask, username, password);
  return name;
};

/** Which other way of signing in it is that the server takes. */
const withoutPassword = (methods: string[]): FailureCase => {
  if (methods.some((name) => OAUTH2.includes(name))) return 'AUTH_OAUTH2_ONLY';
  return methods.some((name) => WINDOWS.includes(name))
    ? 'AUTH_WINDOWS_ONLY'
    : 'AUTH_METHOD_UNSUPPORTED';
};

/** RFC 7628, and the one that Google and Microsoft had before. */
const OAUTH2 = ['XOAUTH2', 'OAUTHBEARER'];
const WINDOWS = ['NTLM', 'GSSAPI', 'GSS-SPNEGO', 'NEGOTIATE'];

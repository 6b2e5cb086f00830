/** The stages of a check, each of which says what it learned or throws. Nothing is sent: there is no DATA. */
import { hostname } from 'node:os';
import type { CheckStage } from '../contract';
import { describeSecured } from './certificate';
import type { AddressRule } from './address-rule';
import { ehloName, socketTarget, tlsOptions } from './connection-options';
import { openDialogue } from './dialogue';
import type { Dialogue } from './dialogue';
import { capabilitiesIn, describeCapabilities, NO_CAPABILITIES } from './ehlo';
import { SmtpProblem, UnwantedReply } from './errors';
import { NO_SUCH_COMMAND } from './failure-cases';
import type { SmtpSettings } from './settings';
import { signIn } from './sign-in';

export interface CheckPlan {
  /** In the order in which they are run. */
  stages: [CheckStage, () => Promise<string>][];
  /** Takes leave of the server, after the last stage. Never rejects. */
  quit(): Promise<void>;
  /** Closes whatever is open; harmless at any time. */
  destroy(): void;
}

export interface CheckTarget {
  settings: SmtpSettings;
  sender: string;
  recipient: string;
  signal: AbortSignal;
  refuses: AddressRule;
}

export const planCheck = ({
  settings,
  sender,
  recipient,
  signal,
  refuses,
}: CheckTarget): CheckPlan => {
  const { host, port, encryption, auth } = settings;
  let opened: Dialogue | undefined;
  let capabilities = NO_CAPABILITIES;

  const dialogue = (): Dialogue => {
    if (opened === undefined) throw new Error('a stage was run before the connection was open');
    return opened;
  };

  const connect = async () => {
    opened = await openDialogue({ ...socketTarget(settings, refuses), signal });
    return `${host}, port ${port}`;
  };
  const handshake = async () => describeSecured(await dialogue().secure(tlsOptions(settings)));
  const greeting = async () => {
    const { code, text } = await dialogue().readReply();
    if (code !== 220) throw new UnwantedReply('', code, text);
    return text;
  };
  const hello = async () => {
    const name = ehloName(settings.ehloName, hostname());
    try {
      capabilities = capabilitiesIn(await dialogue().ask(`EHLO ${name}`));
      return describeCapabilities(capabilities);
    } catch (error) {
      if (!(error instanceof UnwantedReply) || error.responseCode === 421) throw error;
      await helo(name);
      // The transport falls back too, except where it needs STARTTLS.
      if (encryption === 'tls') throw error;
      capabilities = NO_CAPABILITIES;
      return 'HELO only: no extensions';
    }
  };
  /** For servers without extensions. One that does not know it either greets like SMTP, as FTP does, and is none. */
  const helo = async (name: string) => {
    try {
      await dialogue().ask(`HELO ${name}`);
    } catch (error) {
      const isUnknown = error instanceof UnwantedReply && NO_SUCH_COMMAND.has(error.responseCode);
      throw isUnknown ? new SmtpProblem('NOT_SMTP', { cause: error }) : error;
    }
  };
  const startTls = async () => {
    if (!capabilities.startTls) throw new SmtpProblem('TLS_NOT_OFFERED');
    await dialogue().ask('STARTTLS');
    const secured = await handshake();
    // What was said in clear counts no more (RFC 3207, 4.2).
    return `${secured}; then ${await hello()}`;
  };
  const authenticate = async () => {
    const { username, password } = auth;
    if (!password) throw new SmtpProblem('PASSWORD_UNREADABLE');
    return `signed in with ${await signIn(dialogue().ask, capabilities, { username, password })}`;
  };
  const mail = async () => {
    if (sender === '') throw new SmtpProblem('NO_SENDER');
    return (await dialogue().ask(`MAIL FROM:<${inAngles(sender)}>`)).text;
  };
  const rcpt = async () => (await dialogue().ask(`RCPT TO:<${inAngles(recipient)}>`)).text;
  const rset = async () => (await dialogue().ask('RSET')).text;

  return {
    stages: [
      ['connect', connect],
      ...when(encryption === 'ssl', ['tls', handshake]),
      ['greeting', greeting],
      ['ehlo', hello],
      ...when(encryption === 'tls', ['tls', startTls]),
      ...when(auth.enabled, ['auth', authenticate]),
      ['mail', mail],
      ['rcpt', rcpt],
      ['rset', rset],
    ],
    quit: async () => opened?.quit(),
    destroy: () => opened?.destroy(),
  };
};

const when = (condition: boolean, stage: CheckPlan['stages'][number]): CheckPlan['stages'] =>
  condition ? [stage] : [];

/** Anything that would end the address early would become parameters or a command of its own. */
const inAngles = (address: string): string => {
  if (/[\s<>\0]/.test(address)) throw new SmtpProblem('UNSAFE_VALUE');
  return address;
};

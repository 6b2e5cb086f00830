/** The stages of a check, each of which says what it learned or throws. Nothing is sent: there is no DATA. */
import { hostname } from 'node:os';
import type { CheckStage, OfferedFacts, SecuredFacts } from '../contract';
import { describeSecured, securedFacts } from './certificate';
import type { AddressRule } from './address-rule';
import { ehloName, socketTarget, tlsOptions } from './connection-options';
import { openDialogue } from './dialogue';
import type { Dialogue } from './dialogue';
import { capabilitiesIn, describeCapabilities, NO_CAPABILITIES, offeredFacts } from './ehlo';
import { SmtpProblem, UnwantedReply } from './errors';
import { NO_SUCH_COMMAND } from './failure-cases';
import type { SmtpSettings } from './settings';
import { signIn } from './sign-in';
import { greetingUnlessSsl } from './ssl-probe';

export interface CheckPlan {
  /** In the order in which they are run. */
  stages: [CheckStage, () => Promise<Learned>][];
  /** What the server offers, as far as is known: with STARTTLS what it says once the connection is encrypted. */
  offered(): OfferedFacts | undefined;
  /** Takes leave of the server, after the last stage. Never rejects. */
  quit(): Promise<void>;
  /** Closes whatever is open; harmless at any time. */
  destroy(): void;
}

/** What a stage found out. */
export interface Learned {
  detail: string;
  secured?: SecuredFacts;
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
  let offered: OfferedFacts | undefined;

  const dialogue = (): Dialogue => {
    if (opened === undefined) throw new Error('a stage was run before the connection was open');
    return opened;
  };

  const connect = async () => {
    opened = await openDialogue({ ...socketTarget(settings, refuses), signal });
    return { detail: `${host}, port ${port}` };
  };
  const handshake = async () => {
    const socket = await dialogue().secure(tlsOptions(settings));
    return { detail: describeSecured(socket), secured: securedFacts(socket) };
  };
  const greet = () => {
    const { readReply, address } = dialogue();
    return encryption === 'ssl'
      ? readReply()
      : greetingUnlessSsl(readReply(), {
          target: { ...socketTarget(settings, refuses), host: address },
          tls: tlsOptions(settings),
          timeoutMs: settings.timeoutSeconds * 1000,
          signal,
        });
  };
  const greeting = async () => {
    const { code, text } = await greet();
    if (code !== 220) throw new UnwantedReply('', code, text);
    return { detail: text };
  };
  const hello = async () => {
    const name = ehloName(settings.ehloName, hostname());
    try {
      capabilities = capabilitiesIn(await dialogue().ask(`EHLO ${name}`));
      // Over TLS nobody offers STARTTLS again.
      offered = {
        ...offeredFacts(capabilities),
        startTls: capabilities.startTls || offered?.startTls === true,
      };
      return { detail: describeCapabilities(capabilities) };
    } catch (error) {
      if (!(error instanceof UnwantedReply) || error.responseCode === 421) throw error;
      await helo(name);
      // The transport falls back too, except where it needs STARTTLS.
      if (encryption === 'tls') throw error;
      capabilities = NO_CAPABILITIES;
      offered = offeredFacts(NO_CAPABILITIES);
      return { detail: 'HELO only: no extensions' };
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
    const { detail, secured } = await handshake();
    // What was said in clear counts no more (RFC 3207, 4.2).
    return { detail: `${detail}; then ${(await hello()).detail}`, secured };
  };
  const authenticate = async () => {
    const { username, password } = auth;
    if (!password) throw new SmtpProblem('PASSWORD_UNREADABLE');
    const method = await signIn(dialogue().ask, capabilities, { username, password });
    return { detail: `signed in with ${method}` };
  };
  const mail = async () => {
    if (sender === '') throw new SmtpProblem('NO_SENDER');
    return said(`MAIL FROM:<${inAngles(sender)}>`);
  };
  const rcpt = () => said(`RCPT TO:<${inAngles(recipient)}>`);
  const rset = () => said('RSET');
  const said = async (line: string) => ({ detail: (await dialogue().ask(line)).text });

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
    offered: () => offered,
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

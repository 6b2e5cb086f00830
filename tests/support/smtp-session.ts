/** One connection of the scripted SMTP server. */
import type { Socket } from 'node:net';
import { createBodyReader } from './smtp-body';
import type { BodyReader } from './smtp-body';
import { answer } from './smtp-faults';
import type { Fault, SmtpStage } from './smtp-faults';
import { ehloReply } from './smtp-rules';
import type { SessionRules, SmtpConnection } from './smtp-rules';
import { signIn } from './smtp-sign-in';
import { overTls } from './smtp-tls';

/** The head of a TLS record that never gets its end. */
const HANDSHAKE_BYTES = `\x16\x03\x03\x10\x01${'\x01'.repeat(100)}`;

/** @returns what makes it read again. */
export const serve = (
  plain: Socket,
  connection: SmtpConnection,
  rules: SessionRules,
): (() => void) => {
  let socket: Socket & { transport?: Socket } = plain;
  let input = Buffer.alloc(0) as Buffer;
  let mode: 'commands' | 'stopped' | BodyReader = 'commands';
  let signInLine: ((line: string) => void) | undefined;
  let sender: string | undefined;
  let recipients: string[] = [];

  /** Replies, or plays the fault of the stage; a fault that is no positive reply ends the matter. */
  const say = (text: string, stage?: SmtpStage): boolean => {
    const fault = stage && rules.faults[stage];
    const goesOn = answer(socket, text, fault);
    if (!goesOn && (typeof fault === 'string' || fault?.close)) mode = 'stopped';
    return goesOn;
  };

  const greet = () => {
    hear();
    say('220 localhost ESMTP scripted', 'greeting');
  };
  const hear = () =>
    socket.on('data', (chunk: Buffer) => {
      if (mode === 'stopped') return;
      input = Buffer.concat([input, chunk]);
      // The replies to pipelined commands leave together, as those of real servers do.
      socket.cork();
      work();
      process.nextTick(() => socket.uncork());
    });

  const encrypt = (then: () => void) => {
    plain.removeAllListeners('data');
    input = Buffer.alloc(0);
    const { handshake } = rules.faults;
    if (handshake) {
      // In answer to the client's first bytes; what comes earlier belongs to the dialogue in clear.
      plain.once('data', () => answer(plain, HANDSHAKE_BYTES, handshake)).resume();
      return;
    }
    const secured = overTls(plain, rules.context);
    socket = secured;
    secured.resume().once('secure', () => {
      connection.secure = true;
      then();
    });
  };

  const work = () => {
    while (mode !== 'stopped') {
      if (mode !== 'commands') {
        if (input.length === 0) return;
        if (rules.faults.body) return failInBody(rules.faults.body);
        const whole = mode.feed(input);
        input = whole?.rest ?? Buffer.alloc(0);
        if (!whole) return;
        mode = 'commands';
        finish(whole.raw);
      } else {
        const end = input.indexOf('\r\n');
        if (end === -1) return;
        const line = input.toString('utf8', 0, end);
        input = input.subarray(end + 2);
        connection.commands.push(line);
        rules.commanded(line);
        if (signInLine) signInLine(line);
        else command(line);
      }
    }
  };

  const failInBody = (fault: Fault) => {
    mode = 'stopped';
    // A server that does not read any more: the client's window closes.
    if (fault === 'silent' || fault === 'flood') socket.pause();
    answer(socket, '', fault);
  };

  const finish = (raw: Buffer) => {
    const store = () => {
      connection.messages += 1;
      rules.stored({ from: sender ?? '', to: recipients, raw, connection: connection.id });
    };
    const tooLarge = rules.size !== undefined && raw.length > rules.size;
    if (rules.faults.after) {
      store();
      say('250 2.0.0 queued', 'after');
    } else if (tooLarge) say(`552 5.3.4 larger than ${rules.size}`);
    else if (say('250 2.0.0 queued', 'dot')) store();
    sender = undefined;
    recipients = [];
  };

  const command = (line: string) => {
    const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'EHLO') say(ehloReply(rules, connection), 'ehlo');
    else if (verb === 'HELO') say('250 localhost');
    else if (verb === 'STARTTLS') startTls();
    else if (verb === 'AUTH') authenticate(line);
    else if (verb === 'MAIL') mail(address);
    else if (verb === 'RCPT') rcpt(address);
    else if (verb === 'DATA') data();
    else if (verb === 'RSET') {
      if (say('250 2.0.0 reset', 'rset')) [sender, recipients] = [undefined, []];
    } else if (verb === 'QUIT') {
      if (say('221 2.0.0 bye', 'quit')) socket.end();
    } else say(verb === 'NOOP' ? '250 2.0.0 ok' : '502 5.5.1 unknown command');
  };

  const startTls = () => {
    if (!rules.startTls || rules.faults.starttls === 'stripped')
      return say('502 5.5.1 no TLS here');
    if (say('220 2.0.0 go ahead', 'starttls')) {
      socket.uncork();
      encrypt(hear);
    }
  };

  const authenticate = (line: string) => {
    if (!rules.auth || rules.faults.auth === 'stripped')
      return say('503 5.5.1 AUTH is not offered');
    signIn(line, rules.auth, {
      say,
      read: (reader) => (signInLine = reader),
      judge(user, right) {
        signInLine = undefined;
        const agreed = say(right ? '235 2.7.0 welcome' : '535 5.7.8 wrong', 'auth');
        if (agreed && right) connection.user = user;
      },
    });
  };

  const mail = (address: string) => {
    if (rules.auth && !connection.user) return say('530 5.7.0 authentication required');
    if (say('250 2.1.0 ok', 'mail')) {
      sender = address;
      recipients = [];
    }
  };
  const rcpt = (address: string) => {
    const usual = rules.recipients[address] ?? '250 2.1.5 ok';
    if (sender === undefined) say('503 5.5.1 MAIL first');
    else if (say(usual, 'rcpt') && usual.startsWith('2')) recipients.push(address);
  };
  const data = () => {
    if (recipients.length === 0) say('503 5.5.1 RCPT first');
    else if (say('354 go ahead', 'data')) mode = createBodyReader();
  };

  // Without a reader a socket does not learn that the other side has gone.
  plain.resume();
  const goesOn = !rules.faults.connect || answer(socket, '', rules.faults.connect);
  if (goesOn && rules.implicitTls) encrypt(greet);
  else if (goesOn) greet();
  return () => void socket.resume();
};

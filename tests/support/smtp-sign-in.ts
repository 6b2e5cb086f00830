/** The server's side of AUTH (RFC 4954): PLAIN, LOGIN and CRAM-MD5. */
import { createHmac } from 'node:crypto';

export interface SignInPeer {
  say: (reply: string) => unknown;
  /** The next line from the client goes to `reader`. */
  read: (reader: (line: string) => void) => void;
  judge: (user: string, right: boolean) => void;
}

const CHALLENGE = '<1896.697170952@localhost>';

const decoded = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

export const signIn = (
  command: string,
  { user, pass }: { user: string; pass: string },
  { say, read, judge }: SignInPeer,
): void => {
  const [, method = '', initial] = command.split(' ');
  const plain = (line: string) => {
    const [, givenUser = '', givenPass] = decoded(line).split('\0');
    judge(givenUser, givenUser === user && givenPass === pass);
  };
  const methods: Record<string, () => void> = {
    PLAIN() {
      if (initial) return plain(initial);
      say('334 ');
      read(plain);
    },
    LOGIN() {
      say('334 VXNlcm5hbWU6');
      read((userLine) => {
        say('334 UGFzc3dvcmQ6');
        read((passLine) =>
          judge(decoded(userLine), decoded(userLine) === user && decoded(passLine) === pass),
        );
      });
    },
    'CRAM-MD5'() {
      say(`334 ${Buffer.from(CHALLENGE).toString('base64')}`);
      const digest = createHmac('md5', pass).update(CHALLENGE).digest('hex');
      read((line) => judge(user, decoded(line) === `${user} ${digest}`));
    },
  };
  const run = methods[method];
  if (run) run();
  else say('504 5.5.4 unknown method');
};

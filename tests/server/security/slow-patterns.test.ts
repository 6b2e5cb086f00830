/**
 * Texts of strangers that are made to keep a regular expression busy (ReDoS). Strapi has one thread: whoever holds it
 * up holds up the site. A megabyte takes milliseconds where the time grows with the length, and minutes where it grows
 * with its square.
 */
import { carriesSecret, fingerprintOf, maskSecrets } from '../../../server/messages/sensitive';
import { parseCheckRequest } from '../../../server/settings/input';
import { parsePluginConfig } from '../../../server/settings/plugin-config';
import { parseAddresses } from '../../../server/smtp/addresses';
import { failureFrom } from '../../../server/smtp/failure';
import { isLoopback } from '../../../server/loopback';
import { aMessage } from '../../support/builders';
import { signedIn, smtpSettings } from '../smtp/builders';

const MEGABYTE = 1024 * 1024;
/** For a busy machine. The square of a megabyte takes a thousand times as long. */
const BEARABLE_MS = 2000;

/** Each begins what one of the expressions looks for, again and again, and never ends it. */
const BEGINNINGS = [
  ...[
    'a',
    '1',
    'ab1',
    '-',
    '_',
    '.',
    ' ',
    '\t',
    '<',
    '"',
    '@',
    'a@',
    '.a',
    'a,',
    '(',
    '[',
    '::',
    ':',
  ],
  ...['https://', 'http://a', '?', '#', '?code=', '&code=0', '&confirmation='],
  ...['reset-password', 'resetpassword?', 'password-reset/', '/email-confirmation'],
  ...[
    'domain ',
    'domain not ',
    'address is ',
    'sender is not ',
    'identity ',
    'message ',
    'sending ',
  ],
  ...['daily limit ', 'account ', 'too many ', 'too many concurrent ', 'authenticat', 'reverse '],
  ...['max number of ', 'connection ', 'not allowed to ', 'block', '-----BEGIN CERTIFICATE-----'],
];

const longest = (work: (text: string) => unknown): [ms: number, beginning: string] => {
  const times = BEGINNINGS.map((beginning): [number, string] => {
    const text = beginning.repeat(MEGABYTE / beginning.length);
    const began = performance.now();
    work(text);
    return [performance.now() - began, beginning];
  });
  return times.reduce((one, other) => (other[0] > one[0] ? other : one));
};

const expectQuick = (work: (text: string) => unknown): void => {
  const [ms, beginning] = longest(work);
  expect({ beginning, ms: ms < BEARABLE_MS ? 'bearable' : ms }).toEqual({
    beginning,
    ms: 'bearable',
  });
};

describe('a megabyte of a stranger’s does not hold up the site', () => {
  it.each([421, 450, 535, 550])('as the reply %i of a mail server, at any stage', (code) => {
    for (const stage of ['greeting', 'auth', 'mail', 'rcpt', 'reply'] as const) {
      expectQuick((text) =>
        failureFrom({
          stage,
          error: Object.assign(new Error('x'), {
            code: 'EENVELOPE',
            responseCode: code,
            response: `${code} ${text}`,
          }),
          handedOver: false,
          timedOut: false,
          settings: smtpSettings({ auth: signedIn }),
        }),
      );
    }
  });

  it('as a text that may carry a secret', () => {
    const { patterns } = parsePluginConfig({}).drafts.sensitive;
    expectQuick((text) => carriesSecret({ subject: '', text, html: '' }, patterns));
  });

  it('as a subject whose secrets are masked', () => expectQuick(maskSecrets));

  it('as a text that is compared with others', () => {
    const { fields } = aMessage();
    expectQuick((text) => fingerprintOf({ ...fields, text }, 'the key of one site'));
  });

  it('as a list of addresses', () => expectQuick(parseAddresses));

  it('as a host', () => expectQuick(isLoopback));

  it.each(['host', 'ehloName', 'defaultFrom', 'defaultReplyTo'])('as %s of the settings', (field) =>
    expectQuick((text) => parseCheckRequest({ [field]: text })),
  );

  it('as a certificate', () => expectQuick((ca) => parseCheckRequest({ tls: { ca } })));
});

/** The plugin's part of `config/plugins`. */
import { carriesSecret } from '../../../server/messages/sensitive';
import { parsePluginConfig } from '../../../server/settings/plugin-config';
import { aMessage } from '../../support/builders';

const MEBIBYTE = 1024 * 1024;

const complaint = (config: unknown): string => {
  try {
    parsePluginConfig(config);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

const { patterns: PATTERNS } = parsePluginConfig({}).drafts.sensitive;

describe('the configuration', () => {
  it.each([undefined, null, {}])('may be %p', (config) => {
    expect(parsePluginConfig(config)).toEqual({
      smtp: {},
      onFailure: 'draft',
      drafts: {
        maxMessageBytes: 25 * MEBIBYTE,
        writeAhead: false,
        retentionDays: 30,
        maxDrafts: 100_000,
        maxTotalBytes: 2048 * MEBIBYTE,
        leaseSeconds: 30,
        sensitive: { patterns: expect.any(Array), expireAfterMinutes: 60 },
      },
      retry: {
        maxAttempts: 50,
        firstDelaySeconds: 60,
        maxDelaySeconds: 3600,
        giveUpAfterHours: 24,
        pollSeconds: 5,
      },
      breaker: { failures: 5, firstProbeSeconds: 5, maxProbeSeconds: 60 },
      queue: { maxWaiting: 1000, maxWaitingBytes: 64 * 1024 * 1024 },
      network: {
        ports: [25, 465, 587, 2525],
        hosts: 'any',
        refusedAddresses: expect.arrayContaining(['169.254.0.0/16', 'fe80::/10']),
        checksPerMinute: 60,
      },
      passwordReferences: expect.arrayContaining(['env:SMTP_*']),
    });
    expect(PATTERNS).toEqual(PATTERNS.map(() => expect.any(RegExp)));
  });

  it('takes every key', () => {
    const config = {
      smtp: { host: 'mail.example.com', auth: { enabled: true, username: 'a', password: 'b' } },
      onFailure: 'throw' as const,
      drafts: {
        maxMessageBytes: 2048,
        writeAhead: true,
        retentionDays: 0.5,
        maxDrafts: 1,
        maxTotalBytes: 4096,
        leaseSeconds: 1,
        sensitive: { patterns: ['PIN: \\d+'], expireAfterMinutes: 5 },
      },
      retry: {
        maxAttempts: 0,
        firstDelaySeconds: 0.1,
        maxDelaySeconds: 0.2,
        giveUpAfterHours: 1,
        pollSeconds: 0.1,
      },
      breaker: { failures: 0, firstProbeSeconds: 0.1, maxProbeSeconds: 0.1 },
      queue: { engine: 'local' as const, maxWaiting: 1, maxWaitingBytes: 1024 },
      network: {
        ports: 'any' as const,
        hosts: ['mail.example.com'],
        refusedAddresses: ['10.0.0.0/8', '::1'],
        checksPerMinute: 3,
      },
      passwordReferences: ['env:X', 'file:/x/*'],
    };
    const { drafts } = config;
    expect(parsePluginConfig(config)).toEqual({
      ...config,
      drafts: { ...drafts, sensitive: { patterns: [/PIN: \d+/i], expireAfterMinutes: 5 } },
    });
  });

  it('of one part leaves the defaults of the others, and of the rest of it', () => {
    const { drafts, retry, breaker } = parsePluginConfig({
      drafts: { sensitive: { expireAfterMinutes: 5 } },
      retry: { maxAttempts: 2 },
      breaker: { failures: 1 },
    });
    expect(drafts).toMatchObject({ leaseSeconds: 30, sensitive: { expireAfterMinutes: 5 } });
    expect(drafts.sensitive.patterns).toEqual(PATTERNS);
    expect(retry).toMatchObject({ maxAttempts: 2, firstDelaySeconds: 60 });
    expect(breaker).toEqual({ failures: 1, firstProbeSeconds: 5, maxProbeSeconds: 60 });
  });

  it.each<[string, unknown]>([
    ['smtp.port', { smtp: { port: '25' } }],
    ['smtp.auth.password', { smtp: { auth: { password: 5 } } }],
    ['smtp.hots', { smtp: { hots: 'x' } }],
    ['smtp.tls.rejectUnauthorized', { smtp: { tls: { rejectUnauthorized: false } } }],
    ['onFailure', { onFailure: 'retry' }],
    ['onfailure', { onfailure: 'throw' }],
    ['drafts.maxMessageBytes', { drafts: { maxMessageBytes: '25 MB' } }],
    ['drafts.maxMessageBytes', { drafts: { maxMessageBytes: 10 } }],
    ['drafts.maxMessageBytes', { drafts: { maxMessageBytes: 2 ** 30 } }],
    ['drafts.writeAhead', { drafts: { writeAhead: 'yes' } }],
    ['drafts.retentionDays', { drafts: { retentionDays: 0 } }],
    ['drafts.maxDrafts', { drafts: { maxDrafts: 1.5 } }],
    ['drafts.maxDrafts', { drafts: { maxDrafts: 0 } }],
    ['drafts.maxTotalBytes', { drafts: { maxTotalBytes: '2 GB' } }],
    ['drafts.leaseSeconds', { drafts: { leaseSeconds: 0.5 } }],
    ['drafts.sensitive', { drafts: { sensitive: [] } }],
    ['drafts.sensitive.patterns', { drafts: { sensitive: { patterns: 'x' } } }],
    ['drafts.sensitive.patterns.1', { drafts: { sensitive: { patterns: ['x', '('] } } }],
    ['drafts.sensitive.patterns.0', { drafts: { sensitive: { patterns: [/x/] } } }],
    ['drafts.sensitive.expireAfterMinutes', { drafts: { sensitive: { expireAfterMinutes: 0 } } }],
    ['retry.maxAttempts', { retry: { maxAttempts: -1 } }],
    ['retry.maxAttempts', { retry: { maxAttempts: null } }],
    ['retry.firstDelaySeconds', { retry: { firstDelaySeconds: 0 } }],
    ['retry.firstDelaySeconds', { retry: { firstDelaySeconds: 60, maxDelaySeconds: 30 } }],
    ['retry.pollSeconds', { retry: { pollSeconds: 0.01 } }],
    ['retry.giveUpAfterHours', { retry: { giveUpAfterHours: 'never' } }],
    ['retry.maxRetries', { retry: { maxRetries: 3 } }],
    ['breaker.failures', { breaker: { failures: -1 } }],
    ['breaker.firstProbeSeconds', { breaker: { firstProbeSeconds: 90 } }],
    ['breaker.maxProbeSeconds', { breaker: { maxProbeSeconds: Infinity } }],
    ['queue.engine', { queue: { engine: 'redis' } }],
    ['queue.maxWaiting', { queue: { maxWaiting: 0 } }],
    ['queue.maxWaitingBytes', { queue: { maxWaitingBytes: '64 MB' } }],
    ['network.ports', { network: { ports: [25, 'x'] } }],
    ['network.ports', { network: { ports: [] } }],
    ['network.ports', { network: { ports: 25 } }],
    ['network', { network: null }],
  ])('that is wrong at %s stops with one sentence that names it', (key, config) => {
    expect(complaint(config)).toMatch(
      new RegExp(`outgoing-mail is wrong: ${key.replaceAll('.', '\\.')} `),
    );
    expect(complaint(config)).not.toContain('\n');
  });

  it('that is wrong at several keys names them all, and no value', () => {
    const text = complaint({
      smtp: { auth: { password: ['S3cret'] } },
      onFailure: 'S3cret',
      x: 'S3cret',
    });
    for (const key of ['smtp.auth.password', 'onFailure', 'x ']) expect(text).toContain(key);
    expect(text).not.toContain('S3cret');
  });
});

describe('a message that counts as one-time without any configuration', () => {
  const TOKEN = 'f'.repeat(40);
  const matches = (body: { text?: string; html?: string }) =>
    carriesSecret(aMessage({ fields: { text: '', ...body } }).fields, PATTERNS);

  it.each([
    [
      'a password reset of the admin panel',
      `use the following link:\n\nhttps://cms.example.com/admin/auth/reset-password?code=${TOKEN}\n\nThanks.`,
    ],
    [
      'an invitation to the admin panel',
      `https://cms.example.com/admin/auth/register?registrationToken=${TOKEN}`,
    ],
    [
      'a password reset of users-permissions',
      `<p>https://www.example.com/auth/reset-password?code=${TOKEN}</p>`,
    ],
    [
      'an e-mail confirmation of users-permissions',
      `<p>https://cms.example.com/api/auth/email-confirmation?confirmation=${TOKEN}</p>`,
    ],
    ['a reset page of another name', `https://www.example.com/password-reset/new?token=${TOKEN}`],
    ['a reset page in one word', `https://www.example.com/ResetPassword?code=${TOKEN}`],
    ['the token by its name', `https://www.example.com/go?x=1&resetPasswordToken=${TOKEN}`],
  ])('is %s, in the text or in the HTML', (_, words) => {
    expect(matches({ text: words })).toBe(true);
    expect(matches({ html: words })).toBe(true);
  });

  it.each([
    [
      'a newsletter that one can leave',
      'News! https://www.example.com/unsubscribe?token=abc&id=5 · https://www.example.com/news?page=2',
    ],
    ['a coupon', 'Ten percent off: https://shop.example.com/sale?code=SUMMER26'],
    ['an order', 'Your order #1234 is on its way: https://track.example.com/?order=1234'],
    [
      'an article on passwords',
      'How to choose one: https://www.example.com/blog/reset-password-tips\n\nRead more?',
    ],
    ['a plain notice', 'Your password was changed. Was it not you? Call us.'],
  ])('is not %s', (_, words) => {
    expect(matches({ text: words })).toBe(false);
    expect(matches({ html: `<p>${words}</p>` })).toBe(false);
  });
});

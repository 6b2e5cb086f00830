/** The plugin's part of `config/plugins`. */
import { parsePluginConfig } from '../../../server/settings/plugin-config';

const complaint = (config: unknown): string => {
  try {
    parsePluginConfig(config);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the configuration', () => {
  it.each([undefined, null, {}])('may be %p', (config) => {
    expect(parsePluginConfig(config)).toEqual({
      smtp: {},
      onFailure: 'draft',
      drafts: { maxMessageBytes: 25 * 1024 * 1024 },
      network: { ports: [25, 465, 587, 2525] },
    });
  });

  it('takes every key', () => {
    const config = {
      smtp: { host: 'mail.example.com', auth: { enabled: true, username: 'a', password: 'b' } },
      onFailure: 'throw' as const,
      drafts: { maxMessageBytes: 2048 },
      network: { ports: 'any' as const },
    };
    expect(parsePluginConfig(config)).toEqual(config);
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

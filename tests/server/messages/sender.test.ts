/** Whom a message says that it is from, when the settings have a say in it. */
import { options, parse } from './builders';

const SITE = 'Site <site@example.com>';
const forced = (more: object) => parse(options(more), { from: SITE, forceSender: true });

describe('a message that names no sender', () => {
  it('is from the default one, with the default Reply-To', async () => {
    const { fields } = await parse(options(), { from: SITE, replyTo: 'office@example.com' });
    expect(fields).toMatchObject({ from: SITE, replyTo: 'office@example.com' });
  });

  it('gets no Reply-To from a sender that is forced', async () => {
    expect((await forced({})).fields).toMatchObject({ from: SITE, replyTo: '' });
  });
});

describe('a sender that is forced', () => {
  it('takes the place of the one that the message names, who gets the answers', async () => {
    const { fields } = await forced({ from: 'Ann <ann@elsewhere.example>' });
    expect(fields).toMatchObject({ from: SITE, replyTo: 'Ann <ann@elsewhere.example>' });
  });

  it('gives all of them the answers when they were several', async () => {
    const { fields } = await forced({ from: 'a@elsewhere.example, b@elsewhere.example' });
    expect(fields.replyTo).toBe('a@elsewhere.example, b@elsewhere.example');
  });

  it('goes before the default Reply-To, which is only for messages without a sender of their own', async () => {
    const defaults = { from: SITE, replyTo: 'office@example.com', forceSender: true };
    expect((await parse(options({ from: 'ann@elsewhere.example' }), defaults)).fields.replyTo).toBe(
      'ann@elsewhere.example',
    );
    expect((await parse(options(), defaults)).fields.replyTo).toBe('office@example.com');
  });

  it.each([
    ['a field', { replyTo: 'desk@example.com' }],
    ['a header', { headers: { 'REPLY-to': 'desk@example.com' } }],
  ])('leaves the Reply-To of the message alone: %s', async (_, given) => {
    const { fields, extras } = await forced({ from: 'ann@elsewhere.example', ...given });
    expect([fields.replyTo, Object.values(extras.headers ?? {})].flat()).toContain(
      'desk@example.com',
    );
    expect(fields.replyTo).not.toMatch(/ann/);
  });

  it('adds no Reply-To where only the name in front of the address differs', async () => {
    const { fields } = await forced({ from: 'Shop <SITE@example.com>' });
    expect(fields).toMatchObject({ from: SITE, replyTo: '' });
  });

  it('is the one in MAIL FROM and in every header that names a sender', async () => {
    const { extras, messageId } = await forced({
      from: 'ann@elsewhere.example',
      sender: 'bob@elsewhere.example',
      envelope: { from: 'bounces@elsewhere.example', to: 'ann@example.com' },
      headers: { Sender: 'carl@elsewhere.example', 'X-Kept': 'yes' },
    });
    expect(extras).toEqual({
      envelope: { from: SITE, to: 'ann@example.com' },
      headers: { 'X-Kept': 'yes' },
    });
    expect(messageId).toBe('<made@example.com>');
  });

  it('makes the Message-ID at its own domain', async () => {
    const { messageId } = await parse(options({ from: 'ann@elsewhere.example' }), {
      from: SITE,
      forceSender: true,
      newMessageId: (from) => `<id of ${from}>`,
    });
    expect(messageId).toBe(`<id of ${SITE}>`);
  });

  it('is nobody where there is no default: the message keeps its own', async () => {
    const { fields } = await parse(options({ from: 'ann@elsewhere.example' }), {
      from: '',
      forceSender: true,
    });
    expect(fields).toMatchObject({ from: 'ann@elsewhere.example', replyTo: '' });
  });
});

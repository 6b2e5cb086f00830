import { startStrapi, type StrapiApp } from '../support/strapi-app';

describe('the Strapi that the tests run against', () => {
  let app: StrapiApp;
  beforeAll(async () => {
    app = await startStrapi({ name: 'harness' });
  });
  afterAll(() => app.stop());

  it('has the packed plugin, enabled', async () => {
    const names = await app.run((strapi) => Object.keys(strapi.plugins));
    expect(names).toContain('outgoing-mail');
  });

  it('answers its administrator and refuses everybody else', async () => {
    expect((await app.admin.get('/outgoing-mail/settings')).status).toBe(200);
    expect((await app.public.get('/outgoing-mail/settings')).status).toBe(401);
  });

  it('has users with the rights that a test gives them', async () => {
    const editor = await app.createAdminUser({ roleCode: 'strapi-editor' });
    expect((await editor.get('/outgoing-mail/settings')).status).toBe(403);
    const reader = await app.createAdminUser({
      permissions: [{ action: 'plugin::outgoing-mail.settings.read' }],
    });
    expect((await reader.get('/outgoing-mail/settings')).status).toBe(200);
  });

  it('runs a function beside Strapi, with arguments and results as they are', async () => {
    const bytes = Buffer.from([0, 255, 10]);
    const echoed = await app.run(async (_strapi, given: { at: Date; bytes: Buffer }) => given, {
      at: new Date(0),
      bytes,
    });
    expect(echoed.at).toEqual(new Date(0));
    expect(Buffer.from(echoed.bytes).equals(bytes)).toBe(true);
  });

  it('hands back an error with its name, its fields and its cause', async () => {
    const failing = app.run(() => {
      throw Object.assign(new RangeError('too far', { cause: new Error('the wind') }), {
        miles: 3,
      });
    });
    await expect(failing).rejects.toMatchObject({
      name: 'RangeError',
      message: 'too far',
      miles: 3,
      cause: { message: 'the wind' },
    });
  });

  it('starts again on the same data, in order and after a power cut', async () => {
    await app.run((strapi) =>
      strapi.store({ type: 'plugin', name: 'test' }).set({ key: 'kept', value: 1 }),
    );
    const kept = () =>
      app.run((strapi) => strapi.store({ type: 'plugin', name: 'test' }).get({ key: 'kept' }));
    await app.restart();
    expect(await kept()).toBe(1);
    await app.kill();
    await app.restart();
    expect(await kept()).toBe(1);
    expect((await app.admin.get('/outgoing-mail/settings')).status).toBe(200);
  });

  it('refuses to start with a wrong configuration, and says which key', async () => {
    const wrong = startStrapi({ name: 'wrong', plugin: { onFailure: 'panic' } });
    await expect(wrong).rejects.toThrow('onFailure');
  });
});

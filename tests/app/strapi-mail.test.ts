/** Everything in Strapi that sends mail goes through the plugin, without knowing it. */
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

let app: StrapiApp;
let server: SmtpTestServer;

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi({
    plugin: { network: { ports: 'any' } },
    config: {
      plugins: {
        email: {
          config: {
            settings: { defaultFrom: 'site@example.com', defaultReplyTo: 'reply@example.com' },
          },
        },
      },
    },
  });
  await app.run(async (strapi) => {
    const store = strapi.store({ type: 'plugin', name: 'users-permissions' });
    const advanced = (await store.get({ key: 'advanced' })) as object;
    await store.set({
      key: 'advanced',
      value: {
        ...advanced,
        email_confirmation: true,
        email_confirmation_redirection: 'http://localhost/welcome',
        email_reset_password: 'http://localhost/reset',
      },
    });
  });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

const useServer = async (settings: object) => {
  const { status } = await app.admin.put('/outgoing-mail/settings', {
    ...settings,
    saveAnyway: true,
  });
  expect(status).toBe(200);
};
const drafts = () =>
  app.run((strapi) =>
    strapi.documents('plugin::outgoing-mail.message').findMany({ sort: 'id:desc' }),
  );

describe('with a mail server', () => {
  beforeAll(() => useServer({ host: server.host, port: server.port }));

  it('sends the confirmation of a registration in users-permissions', async () => {
    const received = server.messageReceived();
    const { status } = await app.public.post('/api/auth/local/register', {
      username: 'ann',
      email: 'ann@example.com',
      password: 'Ann-for-tests-1',
    });
    expect(status).toBe(200);
    expect((await received).raw.toString()).toMatch(/^Subject: Account confirmation/m);
  });

  it('sends forgot-password of users-permissions', async () => {
    await app.run((strapi) =>
      strapi.db.query('plugin::users-permissions.user').update({
        where: { email: 'ann@example.com' },
        data: { confirmed: true },
      }),
    );
    const received = server.messageReceived();
    const { status } = await app.public.post('/api/auth/forgot-password', {
      email: 'ann@example.com',
    });
    expect(status).toBe(200);
    expect((await received).raw.toString()).toMatch(/^Subject: .*[Rr]eset password/m);
  });

  it('sends the admin panel’s forgot-password', async () => {
    const received = server.messageReceived();
    const { status } = await app.public.post('/admin/forgot-password', { email: app.admin.email });
    expect(status).toBe(204);
    expect((await received).raw.toString()).toContain(`To: ${app.admin.email}`);
  });

  it('uses the default sender and reply address of Strapi’s email plugin', async () => {
    const received = server.messageReceived();
    await app.run((strapi) =>
      strapi
        .plugin('email')
        .service('email')
        .send({ to: 'ann@example.com', from: '', subject: 'Hi', text: 'x' }),
    );
    const text = (await received).raw.toString();
    expect(text).toMatch(/^From: site@example\.com/m);
    expect(text).toMatch(/^Reply-To: reply@example\.com/m);
  });

  it('shows its data on Strapi’s own Settings › Email page, whose Test connection works', async () => {
    const { body } = await app.admin.get('/email/settings');
    expect(body).toMatchObject({
      config: {
        provider: 'strapi-plugin-outgoing-mail',
        settings: { defaultFrom: 'site@example.com' },
      },
      supportsVerify: true,
      isIdle: true,
      capabilities: {
        transport: { host: server.host, port: server.port, secure: false, pool: true },
      },
    });
    expect(await app.admin.post('/email/verify')).toMatchObject({
      status: 200,
      body: { success: true },
    });
  });

  it('sends what Send test email asks for', async () => {
    const received = server.messageReceived();
    expect((await app.admin.post('/email/test', { to: 'ann@example.com' })).status).toBe(200);
    expect((await received).raw.toString()).toContain('Strapi test mail to');
  });

  it('sends a real message from its own page', async () => {
    const received = server.messageReceived();
    const { body } = await app.admin.post('/outgoing-mail/settings/test-message', {
      to: 'ann@example.com',
    });
    expect(body).toMatchObject({ data: { status: 'sent' } });
    expect((await received).to).toEqual(['ann@example.com']);
  });
});

describe('with the mail server down', () => {
  beforeAll(async () => {
    await server.close();
    await useServer({ timeoutSeconds: 2 });
  });

  const becomesADraft = async (act: () => Promise<{ status: number }>, to: string) => {
    const before = (await drafts()).length;
    const { status } = await act();
    const after = await drafts();
    expect(after).toHaveLength(before + 1);
    expect(after[0]).toMatchObject({
      to,
      state: 'waiting',
      outcome: 'not-sent',
      failureCode: 'CONNECTION_REFUSED',
    });
    return status;
  };
  /** Its link gives access: nobody sees it, and it is of use for a short time. */
  const expectSecret = async () =>
    expect((await drafts())[0]).toMatchObject({
      content: 'secret',
      text: '',
      html: '',
      expiresAt: expect.any(String),
    });

  it('keeps the confirmation of a registration as a draft', async () => {
    const status = await becomesADraft(
      () =>
        app.public.post('/api/auth/local/register', {
          username: 'bob',
          email: 'bob@example.com',
          password: 'Bob-for-tests-1',
        }),
      'bob@example.com',
    );
    expect(status).toBe(200);
    await expectSecret();
  });

  it('keeps forgot-password of users-permissions as a draft', async () => {
    const status = await becomesADraft(
      () => app.public.post('/api/auth/forgot-password', { email: 'ann@example.com' }),
      'ann@example.com',
    );
    expect(status).toBe(200);
    await expectSecret();
  });

  it('keeps the admin panel’s forgot-password as a draft', async () => {
    const before = (await drafts()).length;
    expect(
      (await app.public.post('/admin/forgot-password', { email: app.admin.email })).status,
    ).toBe(204);
    // Strapi answers before it has sent.
    await until('the draft', drafts, ({ length }) => length === before + 1);
    expect((await drafts())[0]).toMatchObject({
      to: app.admin.email,
      failureCode: 'CONNECTION_REFUSED',
    });
    await expectSecret();
  });

  it('keeps the invitation that a site mails to a new administrator as a draft', async () => {
    // Strapi makes the link and leaves it to people, or to the site's own code, to pass it on.
    const role = await app.run(
      (strapi) =>
        strapi.db.query('admin::role').findOne({ where: { code: 'strapi-editor' } }) as Promise<{
          id: number;
        }>,
    );
    const { body } = await app.admin.post<{ data: { registrationToken: string } }>('/admin/users', {
      ...{ firstname: 'Eve', lastname: 'Editor', email: 'eve@example.com', roles: [role.id] },
    });
    const { registrationToken } = body.data;
    expect(registrationToken).toMatch(/^[0-9a-f]{40}$/);
    await becomesADraft(async () => {
      await app.run(
        (strapi, text) =>
          strapi
            .plugin('email')
            .service('email')
            .send({ to: 'eve@example.com', subject: 'Join', text }),
        `${app.url}/admin/auth/register?registrationToken=${registrationToken}`,
      );
      return { status: 200 };
    }, 'eve@example.com');
    await expectSecret();
  });

  it('does not claim success when Send test email became a draft', async () => {
    const status = await becomesADraft(
      () => app.admin.post('/email/test', { to: 'ann@example.com' }),
      'ann@example.com',
    );
    expect(status).toBe(400);
  });

  it('says in Test connection what is wrong', async () => {
    expect(await app.admin.post('/email/verify')).toMatchObject({
      status: 400,
      body: {
        error: { message: expect.stringContaining('Nothing on this machine accepts connections') },
      },
    });
  });

  it('leaves no draft of a test message from its own page', async () => {
    const before = (await drafts()).length;
    const { body } = await app.admin.post('/outgoing-mail/settings/test-message', {
      to: 'ann@example.com',
    });
    expect(body).toMatchObject({
      data: { status: 'failed', failure: { code: 'CONNECTION_REFUSED' } },
    });
    expect(await drafts()).toHaveLength(before);
  });
});

describe('Strapi’s HTTP routes for mail', () => {
  const MESSAGE = { to: 'ann@example.com', subject: 'From a client', text: 'x' };

  beforeAll(async () => {
    server = await startSmtpServer();
    await useServer({ host: server.host, port: server.port });
  });

  it.each([
    ['envelope', { envelope: { from: 'ann@example.com', to: 'evil@example.com' } }],
    ['raw', { raw: 'From: a@example.com\r\nX-Evil: 1\r\n\r\nx' }],
    ['dkim', { dkim: { domainName: 'example.com', keySelector: 'x', privateKey: 'x' } }],
    ['auth', { auth: { user: 'ann', accessToken: 'x' } }],
    ['attachments.0.raw', { attachments: [{ raw: 'X-Evil: 1\r\n\r\nx' }] }],
    ['alternatives.0.raw', { alternatives: [{ raw: 'X-Evil: 1\r\n\r\nx' }] }],
    ['icalEvent.raw', { icalEvent: { raw: 'x' } }],
    ['html.raw', { html: { raw: 'x' } }],
    ['attachments.0.path', { attachments: [{ path: '/etc/passwd' }] }],
    ['headers.X-A', { headers: { 'X-A': { prepared: true, value: 'x\r\nX-Evil: 1' } } }],
  ])('take no %s from a client', async (path, more) => {
    const token = await app.run(async (strapi) => {
      const tokens = strapi.service('admin::api-token') as {
        create(token: object): Promise<{ accessKey: string }>;
      };
      const name = `all-${Math.random()}`;
      return (
        await tokens.create({
          ...{ name, description: '', type: 'full-access', lifespan: null, kind: 'content-api' },
        })
      ).accessKey;
    });
    const asked = [
      await fetch(`${app.url}/api/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ ...MESSAGE, ...more }),
      }).then(async (answer) => ({ status: answer.status, text: await answer.text() })),
      await app.admin
        .post('/email', { ...MESSAGE, ...more })
        .then(({ status, body }) => ({ status, text: JSON.stringify(body) })),
    ];
    for (const { status, text } of asked) {
      expect(status).toBe(400);
      expect(text).toContain(path);
    }
    const received = server.messages.map(({ to, raw }) => `${to.join()} ${raw.toString()}`);
    expect(received.filter((text) => /From a client|X-Evil|evil@/.test(text))).toEqual([]);
  });

  it('send a message without them', async () => {
    expect((await app.admin.post('/email', { ...MESSAGE, subject: 'By HTTP' })).status).toBe(200);
    // Drafts of the tests before go out to this server too.
    const subjects = () =>
      Promise.resolve(
        server.messages.map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString())?.[1]),
      );
    await until('the message', subjects, (all) => all.some((each) => each?.trim() === 'By HTTP'));
  });
});

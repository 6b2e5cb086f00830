/** Detecting settings over HTTP: where it may look, how often, and the services that may be chosen. */
import type { DetectResponse, ServicesResponse } from '../../server/contract';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

const DETECT = '/outgoing-mail/settings/detect';
const SERVICES = '/outgoing-mail/settings/services';
const RIGHTS = { permissions: [{ action: 'plugin::outgoing-mail.settings.update' }] };

let app: StrapiApp;
beforeAll(async () => {
  app = await startStrapi();
});
afterAll(() => app.stop());

const detect = (host: unknown) => app.admin.post<DetectResponse>(DETECT, { host });

describe('detecting', () => {
  it('says of each usual port what it found', async () => {
    const { status, body } = await detect('127.0.0.1');
    expect(status).toBe(200);
    expect(body.data.candidates.map(({ port }) => port).sort()).toEqual([25, 465, 587]);
    for (const { ok, failure } of body.data.candidates)
      expect(ok ? undefined : failure?.message).toEqual(ok ? undefined : expect.any(String));
  });

  it.each([[7], [''], ['https://mail.example.com'], ['mail.example.com:25'], [undefined]])(
    'refuses %j at its field',
    async (host) => {
      expect(await detect(host)).toMatchObject({
        status: 400,
        body: { error: { details: { errors: [{ path: ['host'] }] } } },
      });
    },
  );

  it('connects to no address that is refused', async () => {
    const { body } = await detect('169.254.169.254');
    expect(body.data.candidates.map(({ failure }) => failure?.code)).toEqual(
      body.data.candidates.map(() => 'ADDRESS_REFUSED'),
    );
  });

  it('looks only where the settings may point', async () => {
    await app.restart({ plugin: { network: { ports: [465, 2525], hosts: ['127.0.0.1'] } } });
    const { body } = await detect('127.0.0.1');
    expect(body.data.candidates.map(({ port }) => port)).toEqual([465]);
    expect(await detect('127.0.0.2')).toMatchObject({
      status: 400,
      body: {
        error: {
          details: {
            errors: expect.arrayContaining([expect.objectContaining({ path: ['host'] })]),
          },
        },
      },
    });
    await app.restart();
  });

  it('keeps to what the configuration has fixed', async () => {
    await app.restart({ plugin: { smtp: { port: 587, encryption: 'tls' } } });
    const { body } = await detect('127.0.0.1');
    expect(body.data.candidates).toMatchObject([{ port: 587, encryption: 'tls' }]);
    await app.restart();
  });

  it('does not lead away from a server whose password is fixed', async () => {
    const smtp = {
      host: '127.0.0.1',
      auth: { enabled: true, username: 'ann', password: 'a secret of the site' },
    };
    await app.restart({ plugin: { smtp } });
    const { status, body } = await detect('localhost');
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain('a secret of the site');
    await app.restart();
  });

  it('counts as a check', async () => {
    await app.restart({ plugin: { network: { checksPerMinute: 2 } } });
    const user = await app.createAdminUser(RIGHTS);
    const statuses: number[] = [];
    for (let count = 0; count < 3; count++)
      statuses.push((await user.post(DETECT, { host: '127.0.0.1' })).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await user.post('/outgoing-mail/settings/check', {})).status).toBe(429);
    await app.restart();
  });
});

describe('the services', () => {
  const ids = async () => {
    const { body } = await app.admin.get<ServicesResponse>(SERVICES);
    return body.data.map(({ id }) => id);
  };

  it('are those whose port and host may be entered', async () => {
    expect(await ids()).toEqual(expect.arrayContaining(['Gmail', 'Outlook365']));
    await app.restart({
      plugin: { network: { ports: [587], hosts: ['smtp.office365.com', 'smtp.gmail.com'] } },
    });
    expect(await ids()).toEqual(['Outlook365']);
    await app.restart();
  });
});

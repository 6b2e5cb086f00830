/** What is offered as one click against a failure of a check, and what never is. */
import { FAILURE_CASES, type FailureCase } from '../../../server/failure-texts';
import { type Changeable, EVERYTHING, remediesFor } from '../../../server/smtp/remedies';
import { smtpSettings } from './builders';

type Overrides = Parameters<typeof smtpSettings>[0];

const remedies = (
  found: FailureCase,
  settings: Overrides = {},
  changeable: Changeable = EVERYTHING,
  startTls?: boolean,
) =>
  remediesFor(
    {
      found,
      settings: smtpSettings(settings),
      hostname: 'site',
      offered:
        startTls === undefined ? undefined : { sizeLimit: null, signInMethods: [], startTls },
    },
    changeable,
  );

const SETTINGS: Overrides[] = (['none', 'tls', 'ssl'] as const).flatMap((encryption) =>
  [25, 465, 587, 2525].map((port) => ({ encryption, port })),
);

describe('a remedy', () => {
  it('never makes anything less safe, and always changes something', () => {
    for (const found of FAILURE_CASES) {
      for (const settings of SETTINGS) {
        for (const { set } of remedies(found, settings, EVERYTHING, true)) {
          expect(set?.encryption).not.toBe('none');
          expect(Object.keys(set ?? {})).not.toContain('tls.verify');
          if (settings?.encryption !== 'none' && set?.port !== undefined)
            expect(['tls', 'ssl']).toContain(set.encryption);
          if (set !== undefined)
            expect(
              Object.entries(set).some(
                ([key, value]) => Reflect.get(Object(smtpSettings(settings)), key) !== value,
              ),
            ).toBe(true);
        }
      }
    }
  });

  it('names no port that may not be entered', () => {
    const allowed = { ports: [25, 465], locked: [] };
    expect(remedies('CONNECT_TIMEOUT_25', { port: 25 }, allowed)).toEqual([
      { id: 'USE_PORT', set: { port: 465, encryption: 'ssl' }, field: 'port' },
    ]);
  });

  it.each([['port'], ['encryption'], ['auth.password']] as const)(
    'needs nothing that is fixed: %s',
    (field) => {
      expect(
        remedies('CONNECT_TIMEOUT_25', { port: 25 }, { ports: 'any', locked: [field] }),
      ).toEqual([]);
    },
  );

  it('leaves what is fixed as it is', () => {
    const fixed: Changeable = { ports: 'any', locked: ['encryption'] };
    expect(remedies('TLS_WRONG_PORT', { encryption: 'ssl' }, fixed)).toEqual([
      { id: 'USE_PORT', set: { port: 465, encryption: 'ssl' }, field: 'port' },
    ]);
  });

  it.each([
    ['EHLO_REFUSED', 'ehloName'],
    ['AUTH_REQUIRED', 'auth.enabled'],
    ['CERTIFICATE_SELF_SIGNED', 'tls.ca'],
    ['NO_SENDER', 'sender.from'],
    ['RESPONSE_TIMEOUT', 'timeoutSeconds'],
  ] as const)('against %s is at %s, unless that is fixed', (found, field) => {
    expect(remedies(found).map((remedy) => remedy.field)).toEqual([field]);
    expect(remedies(found, {}, { ports: 'any', locked: [field] })).toEqual([]);
  });

  it('waits longer up to the longest that may be entered', () => {
    const set = (timeoutSeconds: number) =>
      remedies('RESPONSE_TIMEOUT', { timeoutSeconds })[0]?.set?.timeoutSeconds;
    expect([set(5), set(30), set(400), set(600)]).toEqual([30, 60, 600, undefined]);
  });

  it('against missing sign-in encrypts where that is offered, else looks at other ports', () => {
    const signIn = { encryption: 'none', port: 25 } as const;
    expect(remedies('AUTH_NOT_OFFERED', signIn, EVERYTHING, true).map(({ id }) => id)).toEqual([
      'USE_TLS',
    ]);
    expect(remedies('AUTH_NOT_OFFERED', signIn, EVERYTHING, false).map(({ id }) => id)).toEqual([
      'USE_PORT',
      'USE_PORT',
    ]);
    expect(remedies('AUTH_NOT_OFFERED', { encryption: 'tls' }, EVERYTHING, true)).toEqual([]);
  });

  it('against a server that hangs up on the name is a name, unless there was a full one', () => {
    expect(remedies('EHLO_HUNG_UP').map(({ id }) => id)).toEqual(['SET_EHLO_NAME']);
    expect(remedies('EHLO_HUNG_UP', { ehloName: 'www.example.org' })).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { adviceOn } from '../../admin/settings/advice';
import type { FormValues } from '../../admin/settings/fields';
import { valuesOf } from '../../admin/settings/values';
import { viewWith } from './view';

const adviceOnChange = (changes: Partial<FormValues>) =>
  adviceOn({ ...valuesOf(viewWith()), ...changes });

describe('advice', () => {
  it('is silent on usual settings', () => {
    expect(adviceOnChange({})).toEqual({});
    expect(adviceOnChange({ encryption: 'ssl', port: '465' })).toEqual({});
  });

  it('tells a port for STARTTLS from one for implicit TLS', () => {
    expect(adviceOnChange({ encryption: 'ssl' })).toEqual({ port: 'advice.port.ssl' });
    expect(adviceOnChange({ port: '465' })).toEqual({ port: 'advice.port.tls' });
  });

  it.each(['localhost', '127.0.0.1', '::1'])('lets a password go unencrypted to %s', (host) => {
    expect(adviceOnChange({ encryption: 'none', host })).toEqual({});
  });

  it('warns of a password that goes unencrypted to another machine', () => {
    const advice = { encryption: 'advice.encryption.clear' };
    expect(adviceOnChange({ encryption: 'none' })).toEqual(advice);
    expect(adviceOnChange({ encryption: 'none', 'auth.enabled': false })).toEqual({});
  });

  it('warns of an unchecked certificate only where there is one', () => {
    expect(adviceOnChange({ 'tls.verify': false })).toEqual({ 'tls.verify': 'advice.tls.verify' });
    expect(
      adviceOnChange({ 'tls.verify': false, encryption: 'none', 'auth.enabled': false }),
    ).toEqual({});
  });

  it.each<[Partial<FormValues>, object]>([
    [{ ehloName: 'web1' }, { ehloName: 'advice.ehloName.dot' }],
    [{ timeoutSeconds: '61' }, { timeoutSeconds: 'advice.timeout.proxy' }],
    [{ 'auth.password': 'copied ' }, { 'auth.password': 'advice.password.spaces' }],
    [{ 'sender.force': true }, { 'sender.force': 'advice.sender.force' }],
  ])('is given on %p', (changes, advice) => {
    expect(adviceOnChange(changes)).toEqual(advice);
  });

  it.each<Partial<FormValues>>([
    { ehloName: 'www.example.com' },
    { ehloName: '[IPv6:::1]' },
    { timeoutSeconds: '60' },
    { 'auth.password': 'two words' },
    { 'sender.force': true, 'sender.from': 'site@example.com' },
  ])('is not given on %p', (changes) => {
    expect(adviceOnChange(changes)).toEqual({});
  });
});

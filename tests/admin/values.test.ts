import { describe, expect, it } from '@jest/globals';
import type { FormValues } from '../../admin/settings/fields';
import {
  changedFields,
  inputOf,
  needsPasswordAgain,
  typedSince,
  valuesOf,
} from '../../admin/settings/values';
import { viewWith } from './view';

const typed = (changes: Partial<FormValues>, view = viewWith()): FormValues => ({
  ...valuesOf(view),
  ...changes,
});

describe('what the form sends', () => {
  it('is nothing when nothing was changed', () => {
    expect(inputOf(viewWith(), typed({}))).toEqual({});
  });

  it('is the changed fields only, as the types of the contract', () => {
    const values = typed({
      port: ' 465 ',
      encryption: 'ssl',
      'tls.ca': 'PEM',
      'sender.from': 'a@b.c',
    });
    expect(inputOf(viewWith(), values)).toEqual({
      port: 465,
      encryption: 'ssl',
      tls: { ca: 'PEM' },
      sender: { from: 'a@b.c' },
    });
  });

  it('never holds a password that was not typed', () => {
    const values = typed({ 'auth.username': 'other' });
    expect(inputOf(viewWith(), values)).toEqual({ auth: { username: 'other' } });
  });

  it('holds a typed password beside the other changes of its group', () => {
    const values = typed({ 'auth.username': 'other', 'auth.password': 's3cret' });
    expect(inputOf(viewWith(), values)).toEqual({
      auth: { username: 'other', password: 's3cret' },
    });
  });

  it('leaves a typed password behind when authentication is switched off', () => {
    const values = typed({ 'auth.enabled': false, 'auth.password': 's3cret' });
    expect(inputOf(viewWith(), values)).toEqual({ auth: { enabled: false } });
  });

  it('leaves out what the configuration of the site fixes', () => {
    const view = viewWith({ locked: ['host'] });
    expect(changedFields(view, typed({ host: 'elsewhere', port: '25' }))).toEqual(['port']);
  });
});

describe('what was typed while a request was under way', () => {
  it('is told apart from what was sent', () => {
    const sent = typed({ host: 'a' });
    expect(typedSince(sent, { ...sent, port: '2525' })).toEqual({ port: '2525' });
  });
});

describe('a stored password', () => {
  it.each<Partial<FormValues>>([
    { host: 'evil.example' },
    { port: '25' },
    { encryption: 'none' },
    { 'auth.username': 'other' },
    { 'tls.verify': false },
    { 'tls.ca': 'PEM' },
  ])('must be typed again when %p changes', (changes) => {
    expect(needsPasswordAgain(viewWith(), typed(changes))).toBe(true);
  });

  it('is kept when something else changes', () => {
    expect(needsPasswordAgain(viewWith(), typed({ timeoutSeconds: '10' }))).toBe(false);
  });

  it('need not be typed when it is fixed by configuration, not stored, or not used', () => {
    const host = { host: 'other.example' };
    const locked = viewWith({ locked: ['auth.password'] });
    const none = viewWith({ auth: { enabled: true, username: 'site', hasPassword: false } });
    expect(needsPasswordAgain(locked, typed(host, locked))).toBe(false);
    expect(needsPasswordAgain(none, typed(host, none))).toBe(false);
    expect(needsPasswordAgain(viewWith(), typed({ ...host, 'auth.enabled': false }))).toBe(false);
  });
});

/** What a password reference names is read, or there is none. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readReference } from '../../../server/settings/read-reference';

const folder = mkdtempSync(path.join(tmpdir(), 'references-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (content: string): string => {
  const file = path.join(folder, 'secret');
  writeFileSync(file, content);
  return `file:${file}`;
};

describe('an environment variable', () => {
  const read = readReference({ SMTP_PASSWORD: 'secret', EMPTY: '', LINES: 'a\nb' });

  it('is read', () => expect(read('env:SMTP_PASSWORD')).toBe('secret'));

  it.each(['env:EMPTY', 'env:LINES', 'env:MISSING', 'env:', 'SMTP_PASSWORD', ''])(
    'gives nothing that could be used: %j',
    (reference) => expect(read(reference)).toBeNull(),
  );
});

describe('a file', () => {
  const read = readReference({});

  it.each(['secret', 'secret\n', 'secret\r\n'])(
    '%j is read without the end of its line',
    (content) => expect(read(fileWith(content))).toBe('secret'),
  );

  it.each(['', '\n', 'two\nlines', 'x'.repeat(5000)])('%j is no password', (content) =>
    expect(read(fileWith(content))).toBeNull(),
  );

  it('that is not there, or is a folder, gives nothing', () => {
    expect(read(`file:${folder}/none`)).toBeNull();
    expect(read(`file:${folder}`)).toBeNull();
  });

  it('that is a pipe gives nothing, at once', () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(read(`file:${pipe}`)).toBeNull();
  });
});

/** Holds the walls of docs/architecture.md. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

interface Source {
  file: string;
  text: string;
  imports: string[];
}

const sourcesIn = (folder: string): Source[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const file = path.posix.join(folder, name.split(path.sep).join('/'));
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      return { file, text, imports: importsOf(file, text) };
    });

/** What a file imports; paths of the project's own files are given from its root. */
const importsOf = (file: string, text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\b[^;']*?from '([^']+)'|\bimport\('([^']+)'\)/gm)]
    .map(([, fixed, lazy]) => fixed ?? lazy ?? '')
    .map((name) => (name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name));

const server = sourcesIn('server');
const admin = sourcesIn('admin');
const offenders = (sources: Source[], isWrong: (source: Source) => boolean) =>
  sources.filter(isWrong).map(({ file }) => file);

/** What the admin panel may import of the server. */
const SHARED = [
  'server/contract',
  'server/contract-status',
  'server/vocabulary',
  'server/loopback',
  'server/fill-in',
  'server/grouped',
  'server/refusal-texts',
  'server/failure-texts',
  'server/failure-texts/say',
  'server/failure-texts/connection',
  'server/failure-texts/security',
  'server/failure-texts/message',
];

const PURE = [
  ...SHARED.map((name) => `${name}.ts`),
  'server/validation.ts',
  'server/settings/fields.ts',
  'server/settings/settings.ts',
  'server/settings/change.ts',
  'server/settings/view.ts',
  'server/settings/password-reference.ts',
  'server/settings/plugin-config.ts',
  'server/settings/import.ts',
  'server/settings/input.ts',
  'server/messages/content-queries.ts',
  'server/settings/detection.ts',
  'server/messages/draft.ts',
  'server/messages/message.ts',
  'server/messages/sensitive.ts',
  'server/messages/sender.ts',
  'server/messages/size.ts',
  'server/messages/parse-outside.ts',
  'server/smtp/failure.ts',
  'server/smtp/failure-cases.ts',
  'server/smtp/failure-codes.ts',
  'server/smtp/reply-rules.ts',
  'server/smtp/remedies.ts',
  'server/smtp/address-rule.ts',
  'server/smtp/connection-options.ts',
  'server/smtp/mail-options.ts',
  'server/smtp/closing.ts',
  'server/status/health.ts',
  'server/status/hours.ts',
];

/** Modules of node that compute and touch nothing outside. */
const PURE_NODE_MODULES = ['node:net', 'node:tls', 'node:crypto', 'node:path'];

describe('the walls of the house', () => {
  it('names pure files that exist', () => {
    const files = server.map(({ file }) => file);
    expect(PURE.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('keeps Strapi, the clock, randomness and the process out of the pure files', () => {
    const isImpure = ({ text, imports }: Source) =>
      imports.some(
        (name) =>
          name.startsWith('@strapi/') ||
          (name.startsWith('node:') && !PURE_NODE_MODULES.includes(name)),
      ) ||
      /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|randomUUID\(|randomBytes\(|\bprocess\.|\bperformance\./.test(
        text,
      );
    expect(
      offenders(
        server.filter(({ file }) => PURE.includes(file)),
        isImpure,
      ),
    ).toEqual([]);
  });

  it('lets nothing into what the admin panel imports too', () => {
    const shared = server.filter(({ file }) => SHARED.includes(file.replace(/\.ts$/, '')));
    expect(
      offenders(shared, ({ imports }) => imports.some((name) => !SHARED.includes(name))),
    ).toEqual([]);
  });

  it('imports nodemailer in the smtp room only', () => {
    const elsewhere = [...server, ...admin].filter(({ file }) => !file.startsWith('server/smtp/'));
    expect(
      offenders(elsewhere, ({ imports }) => imports.some((name) => /^nodemailer(\/|$)/.test(name))),
    ).toEqual([]);
  });

  it('keeps Strapi out of the smtp room', () => {
    const smtp = server.filter(({ file }) => file.startsWith('server/smtp/'));
    expect(
      offenders(smtp, ({ imports }) => imports.some((name) => name.startsWith('@strapi/'))),
    ).toEqual([]);
  });

  it('never uses the global strapi on the server', () => {
    expect(
      offenders(server, ({ text }) =>
        /global(This)?\.strapi|declare (const|let|var) strapi/.test(text),
      ),
    ).toEqual([]);
  });

  it('gives the admin panel nothing of the server but what is shared', () => {
    const isForeign = (name: string) => name.startsWith('server/') && !SHARED.includes(name);
    expect(offenders(admin, ({ imports }) => imports.some(isForeign))).toEqual([]);
  });

  it('talks to the server from two files of the admin panel: what is loaded with it, and the settings', () => {
    expect(
      offenders(
        admin.filter(({ file }) => !['admin/api.ts', 'admin/settings/api.ts'].includes(file)),
        ({ text }) => /\buseFetchClient\b|\bgetFetchClient\b|\bfetch\(/.test(text),
      ),
    ).toEqual([]);
  });

  it('has no file that is too long to be one thing', () => {
    const codeLines = (text: string) =>
      text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line)).length;
    const isLong = ({ text }: Source) => codeLines(text) > 250;
    expect(offenders([...server, ...admin], isLong)).toEqual([]);
  });
});

/** The documentation says what the product has, leads where it points, and shows every picture that was taken. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { z } from 'zod';
import english from '../../admin/translations/en.json';
import { FAILURE_CODES, type SettingsField } from '../../server/contract';
import { routes } from '../../server/routes';
import { pluginConfig } from '../../server/settings/plugin-config';
import { settingsFields } from '../../server/settings/fields';

const ROOT = path.join(__dirname, '..', '..');
const IMAGES = 'docs/images';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const namesIn = (folder: string): string[] => readdirSync(path.join(ROOT, folder));

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...namesIn('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const GUIDE = { admin: read('docs/admin-guide.md'), developer: read('docs/developer-guide.md') };

const FENCE = /^```(\w*).*\n([\s\S]*?)^```$/gm;
const withoutCode = (text: string): string => text.replace(FENCE, '').replace(/`[^`\n]*`/g, 'code');
const headingsIn = (text: string): string[] =>
  [...text.replace(FENCE, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
/** As GitHub makes them. */
const anchorsIn = (text: string): string[] =>
  headingsIn(text).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The code at the beginning of each row of the tables below a heading, up to the next of its level, and the cells after it. */
const rowsBelow = (text: string, heading: string): [string, string[]][] => {
  const [, level = ''] = new RegExp(`^(#+) ${heading}$`, 'm').exec(text) ?? [];
  const from = text.indexOf(`${level} ${heading}\n`) + level.length;
  const length = text.slice(from).search(new RegExp(`^#{1,${level.length}} `, 'm'));
  const section = text.slice(from, length === -1 ? undefined : from + length);
  return [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, key = '', cells = '']) => [
    key,
    cells.split(' | '),
  ]);
};

interface Link {
  file: string;
  target: string;
  isPicture: boolean;
  words: string;
}

const LINKS: Link[] = DOCUMENTS.flatMap((file) =>
  [...withoutCode(read(file)).matchAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g)]
    .map(([, mark, words = '', target = '']) => ({ file, target, words, isPicture: mark === '!' }))
    .filter(({ target }) => !/^https?:/.test(target)),
);

const inWords = ({ file, target }: Link): string => `${file}: ${target}`;
const placeOf = ({ file, target }: Link): string =>
  path.posix.join(path.posix.dirname(file), target.split('#')[0] ?? '');

it('every link and picture leads to a file', () => {
  expect(LINKS.length).toBeGreaterThan(30);
  const lost = LINKS.filter((link) => {
    const isHere = link.target.startsWith('#');
    return !isHere && !existsSync(path.join(ROOT, placeOf(link)));
  });
  expect(lost.map(inWords)).toEqual([]);
});

it('every link into a text leads to one of its headings', () => {
  const lost = LINKS.filter((link) => {
    const [, anchor] = link.target.split('#');
    if (anchor === undefined) return false;
    const file = link.target.startsWith('#') ? link.file : placeOf(link);
    return !anchorsIn(read(file)).includes(anchor);
  });
  expect(lost.map(inWords)).toEqual([]);
});

it('every picture is shown somewhere, with words for those who do not see it', () => {
  const shown = LINKS.filter(({ isPicture }) => isPicture);
  expect(
    namesIn(IMAGES).filter((name) => !shown.some((link) => placeOf(link) === `${IMAGES}/${name}`)),
  ).toEqual([]);
  expect(shown.filter(({ words }) => words.length < 10).map(inWords)).toEqual([]);
});

/** Dotted paths of everything that a schema takes. */
const keysOf = (schema: z.core.$ZodType, at: string[] = []): string[] => {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([key, inner]) =>
      keysOf(inner, [...at, key]),
    );
  const { innerType, getter } = schema._zod.def as {
    innerType?: z.core.$ZodType;
    getter?: () => z.core.$ZodType;
  };
  const inner = innerType ?? getter?.();
  return inner === undefined ? [at.join('.')] : keysOf(inner, at);
};

it('the developer guide has every key of the configuration, and no other', () => {
  const documented = rowsBelow(GUIDE.developer, 'Configuration reference').map(([key]) => key);
  expect(documented.toSorted()).toEqual(keysOf(pluginConfig).toSorted());
});

it('the developer guide has every route with its permission, and no other', () => {
  const documented = rowsBelow(GUIDE.developer, 'HTTP API').map(
    ([route, [permission]]) => `${route} ${permission}`,
  );
  const wanted = routes.admin.routes.map(({ method, path: place, config }) => {
    const rights = config.policies.flatMap((policy) =>
      typeof policy === 'string' ? [] : policy.config.actions,
    );
    return `${method} /outgoing-mail${place} \`${rights.join().replace('plugin::outgoing-mail.', '')}\``;
  });
  expect(documented.toSorted()).toEqual(wanted.toSorted());
});

it('the admin guide has every setting, under its label', () => {
  const fields = keysOf(z.object(settingsFields())) as SettingsField[];
  expect(fields.length).toBeGreaterThan(10);
  const labels = fields.map((field) => english[`field.${field}.label`]);
  const headings = headingsIn(GUIDE.admin);
  expect(labels.filter((label) => !headings.includes(label))).toEqual([]);
});

it('the admin guide explains every failure, with the reason that the panel shows, and no other', () => {
  const explained = rowsBelow(GUIDE.admin, 'What is wrong, and what to do').map(
    ([code, [reason, meaning, remedy]]) => ({ code, reason, isWhole: Boolean(meaning && remedy) }),
  );
  const inOrder = (rows: { code: string }[]) =>
    rows.toSorted((one, other) => one.code.localeCompare(other.code));
  expect(inOrder(explained)).toEqual(
    inOrder(
      FAILURE_CODES.map((code) => ({ code, reason: english[`reason.${code}`], isWhole: true })),
    ),
  );
});

const EXAMPLES = DOCUMENTS.flatMap((file) =>
  [...read(file).matchAll(FENCE)]
    .filter(([, language]) => /^(js|mjs|ts|tsx|javascript|typescript)$/.test(language ?? ''))
    .map(([, , code = '']) => ({ file, code })),
);

it('every example of code can be parsed', () => {
  expect(EXAMPLES.length).toBeGreaterThan(5);
  const wrong = EXAMPLES.flatMap(({ file, code }) => {
    const { diagnostics = [] } = ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ESNext },
    });
    return diagnostics.map(({ messageText }) => `${file}: ${JSON.stringify(messageText)}\n${code}`);
  });
  expect(wrong).toEqual([]);
});

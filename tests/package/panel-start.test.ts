/** What the admin panel has to load before anybody opens a page of ours: the panel must not start later because of us. */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

const ENTRY = path.join(__dirname, '../../dist/admin/index.mjs');
const LIMIT_BYTES = 10_000;

/** As the panel's bundler would: minified, in one file for the start and others for what is imported later. */
const bundle = async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    // What Strapi's panel has anyway, and what only later parts import.
    packages: 'external',
    outdir: 'out',
    write: false,
    metafile: true,
  });
  const textOf = (name: string) =>
    outputFiles.find((file) => file.path.endsWith(name))?.contents ?? new Uint8Array();
  return { metafile, textOf };
};

/** The files that are loaded with the first one. */
const startOf = ({ outputs }: Metafile): string[] => {
  // What is imported later has an entry point of its own too.
  const entry = Object.keys(outputs).find((name) =>
    outputs[name]?.entryPoint?.endsWith('dist/admin/index.mjs'),
  );
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path: imported, kind } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && imported in outputs) visit(imported);
  };
  if (entry !== undefined) visit(entry);
  return [...found];
};

let start: string[];
let made: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  made = await bundle();
  start = startOf(made.metafile);
});

it('is at most 10 kB, compressed', () => {
  const bytes = gzipSync(Buffer.concat(start.map(made.textOf)), { level: 9 }).length;
  process.stderr.write(`  at the panel's start: ${bytes} bytes\n`);
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
});

it('brings no library that the panel has not got anyway', () => {
  const imported = start.flatMap((name) => made.metafile.outputs[name]?.imports ?? []);
  const packages = new Set(
    imported.filter(({ external }) => external).map(({ path: name }) => name),
  );
  expect([...packages].sort()).toEqual(
    [
      '@strapi/design-system',
      '@strapi/icons',
      '@strapi/strapi/admin',
      'react',
      'react-intl',
      'react-router-dom',
      'react/jsx-runtime',
    ].sort(),
  );
});

it('leaves the pages, the chart and the words for later', () => {
  const later = Object.keys(made.metafile.outputs).filter((name) => !start.includes(name));
  const imports = later.flatMap((name) => made.metafile.outputs[name]?.imports ?? []);
  expect(imports.map(({ path: name }) => name)).toContain('recharts');
  const words = later.filter((name) =>
    Buffer.from(made.textOf(name)).includes('Messages are accepted by the mail server.'),
  );
  expect(words).toHaveLength(1);
});

/** Nothing that somebody else wrote becomes HTML of the admin panel. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { previewDocument } from '../../admin/messages/preview-document';

const ADMIN = path.join(__dirname, '../../admin');
const sources = readdirSync(ADMIN, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(ADMIN, file), 'utf8') }));

it('is rendered as text everywhere', () => {
  const renders = ({ text }: { text: string }) =>
    /dangerouslySetInnerHTML|\.(inner|outer)HTML|insertAdjacentHTML|document\.write/.test(text);
  expect(sources.filter(renders)).toEqual([]);
});

it('is in one frame only, with an empty sandbox', () => {
  const framed = sources.filter(({ text }) => text.includes('<iframe') || text.includes('srcDoc'));
  expect(framed.map(({ file }) => file)).toEqual([path.join('messages', 'Preview.tsx')]);
  expect(framed[0]?.text).toMatch(/sandbox=""/);
});

describe('the document of the preview', () => {
  it('forbids everything before the first word of the message', () => {
    const document = previewDocument('<script>1</script>');
    const policy = document.indexOf("default-src 'none'");
    expect(policy).toBeGreaterThan(0);
    expect(policy).toBeLessThan(document.indexOf('<script>'));
  });

  it.each([
    '"><base href=x>',
    '</head>',
    '<meta http-equiv="Content-Security-Policy" content="*">',
  ])('says the same whatever the message holds: %s', (html) =>
    expect(previewDocument(html).startsWith(previewDocument('').split('<body>')[0] ?? '-')).toBe(
      true,
    ),
  );
});

/** What a message takes is known before it is read, as far as it can be. */
import { PassThrough } from 'node:stream';
import { roughSizeOf } from '../../../server/messages/size';

const MOST = 1_000_000;
const SMALLEST = 1024;
const size = (options: unknown) => roughSizeOf(options, MOST) - SMALLEST;

it.each<[string, unknown, number]>([
  ['nothing', undefined, 0],
  ['text and HTML', { text: 'abc', html: 'de' }, 5],
  ['bytes', { attachments: [{ content: Buffer.alloc(1000) }, { content: 'abc' }] }, 1003],
  ['one attachment without a list', { attachments: { content: 'abc' } }, 3],
  ['parts that are handed in ready-made', { alternatives: [{ raw: 'abc' }], raw: 'de' }, 5],
  ['text in an object', { text: { content: 'abc' } }, 3],
  ['a stream, which may be anything', { attachments: [{ content: new PassThrough() }] }, MOST],
  ['two of them', { text: new PassThrough(), html: new PassThrough() }, MOST],
  ['what is no content', { text: 5, attachments: [null, 'abc'], headers: { a: 'b' } }, 3],
])('%s', (_, options, expected) => {
  expect(size(options)).toBe(expected);
});

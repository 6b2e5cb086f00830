/** Two thousand drafts as somebody with a way into the database would write them. */
import fc from 'fast-check';
import { optionsOf } from '../../../server/messages/draft';
import { InvalidMessageError } from '../../../server/messages/message';
import { extrasFromChunks } from '../../../server/messages/stored-extras';
import { aSeal } from '../settings/builders';
import { parse } from '../messages/builders';
import { hostileMessages } from './hostile-messages';
import { hostileTexts, SEED } from './hostile-values';
import { unfitToSend } from './message-laws';

const RUNS = 2000;

const references = ['/etc/passwd', 'file:///etc/passwd', 'http://127.0.0.1:1/'];
const { text, sly } = hostileTexts(references);

/** A column of text holds text or null, whoever wrote it. */
const column = fc.oneof(
  { weight: 6, arbitrary: sly },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.constant(null) },
);
const addresses = fc.oneof(
  { weight: 6, arbitrary: fc.constant('ann@good.example') },
  { weight: 1, arbitrary: column },
);
const row = fc.record(
  {
    ...{ from: addresses, to: addresses, cc: addresses, bcc: addresses, replyTo: addresses },
    ...{ subject: column, text: column, html: column, originalRecipients: addresses },
    ...{ content: column, messageId: fc.constant('<1@good.example>'), date: column },
  },
  { requiredKeys: ['to', 'messageId'] },
);

/** As a row of the table has it: what JSON can say. */
const asJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return String(item);
    return typeof item === 'object' && item !== null && 'pipe' in item ? null : item;
  });

it(`makes of ${RUNS.toLocaleString('en')} hostile rows a message that is fit to send, or none`, async () => {
  const seal = aSeal();
  const figures = { made: 0, accepted: 0 };
  const extras = hostileMessages(references);
  const property = fc.asyncProperty(row, extras, fc.boolean(), async (entry, open, isSealed) => {
    figures.made += 1;
    const secret = isSealed ? seal.close(asJson(open)) : null;
    const stored = asJson({ open: isSealed ? {} : open, sealed: secret });
    const read = extrasFromChunks([`${stored.length}:${stored}`], seal);
    const options = optionsOf(entry as unknown as Parameters<typeof optionsOf>[0], read);
    const message = await parse(options).catch((error: unknown) => {
      if (error instanceof InvalidMessageError) return undefined;
      throw error;
    });
    if (message === undefined) return;
    figures.accepted += 1;
    expect(unfitToSend(message)).toEqual([]);
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED });

  expect(figures.made).toBe(RUNS);
  expect(figures.accepted).toBeGreaterThan(RUNS / 20);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

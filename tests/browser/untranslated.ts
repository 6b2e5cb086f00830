/** English of ours on a page in another language, and what was never to be read: keys, and placeholders that nothing filled. */
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { Page } from 'playwright-core';
import { messagesIn } from './words';

/** Shorter ones are words that stand in any language: “Status”, “Text”, “HTML”. */
const LETTERS = 12;

/** The words of a sentence between its placeholders, those of plurals and choices each by itself. */
const piecesOf = (elements: MessageFormatElement[]): string[] =>
  elements.flatMap((element) => {
    if (element.type === TYPE.literal) return [element.value.trim()];
    if (element.type === TYPE.plural || element.type === TYPE.select)
      return Object.values(element.options).flatMap(({ value }) => piecesOf(value));
    return [];
  });

const allPieces = (messages: Record<string, string>): Set<string> =>
  new Set(Object.values(messages).flatMap((message) => piecesOf(parse(message))));

const isLong = (piece: string): boolean => piece.replace(/\P{L}/gu, '').length > LETTERS;

/** Names that are the same in every language, as they stand in sentences. */
const QUOTED = /“[^”]*”|„[^“]*“/g;

/**
 * @param language of the page
 * @returns finds them on a page: what can be seen, and what is read aloud
 */
export const untranslatedIn = (language: string) => {
  const messages = messagesIn(language);
  const here = [...allPieces(messages)].join('\n').replace(QUOTED, '');
  const english = [...allPieces(messagesIn('en'))].filter(
    (piece) => isLong(piece) && !here.includes(piece),
  );
  const keys = Object.keys(messages).filter((key) => isLong(key));

  return async (page: Page): Promise<string[]> => {
    const text = await page.evaluate(textOf);
    // Headings of tables are shown in capitals.
    const found = text.toLowerCase();
    return [
      ...english.filter((piece) => found.includes(piece.toLowerCase())),
      ...keys.filter((key) => text.includes(key)),
      ...(text.match(/\{\w+[^}\n]*\}/g) ?? []),
    ];
  };
};

/** Runs in the page. Not what somebody typed: a value is no text. */
const textOf = (): string => {
  const spoken = ['aria-label', 'title', 'placeholder', 'alt'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name)),
  );
  return [document.body.innerText, ...spoken].join('\n');
};

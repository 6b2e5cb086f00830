import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import { inItsDirection } from './right-to-left';

/** Between whose sentences there is no space. */
const SPACELESS = /^(ja|zh)/;

type Together = (...texts: (string | null | undefined | false)[]) => string;

/**
 * One text out of several, or out of a date. Beside each other, sentences that run from the right would stand in the order of
 * the panel, the first at the left; and a date of digits would be turned around.
 */
export const useTogether = (): Together => {
  const { locale } = useIntl();
  return useCallback(
    (...texts) =>
      inItsDirection(locale, texts.filter(Boolean).join(SPACELESS.test(locale) ? '' : ' ')),
    [locale],
  );
};

import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import { t, type MessageKey } from './translate';

/** Says a sentence of `translations/` in the user's language. */
export const useWords = () => {
  const intl = useIntl();
  return useCallback(
    (key: MessageKey, values?: Record<string, string | number>): string =>
      intl.formatMessage(t(key), values),
    [intl],
  );
};

import { useState } from 'react';
import { PLUGIN_ID } from '../../server/contract';
import { parseDismissed, type Dismissed } from './notice-rule';

const KEY = `${PLUGIN_ID}.dismissed`;

/** What this browser has put away. Where nothing can be stored, it lasts until the panel is loaded again. */
export const useDismissed = (): [Dismissed, (dismissed: Dismissed) => void] => {
  const [dismissed, setDismissed] = useState(() => parseDismissed(read()));
  return [
    dismissed,
    (next) => {
      setDismissed(next);
      write(JSON.stringify(next));
    },
  ];
};

const read = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

const write = (text: string): void => {
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // A browser may refuse; see above.
  }
};

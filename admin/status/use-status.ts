import { useCallback, useSyncExternalStore } from 'react';
import type { StatusResponse } from '../../server/contract';
import { loadStatus } from '../api';
import { createWatch, type Watched } from './watch';

export type StatusView = StatusResponse['data'];

const watch = createWatch(loadStatus);

/** How mail stands, asked for at least so often while the tab is looked at. */
export const useStatus = (everyMs: number): Watched<StatusView> =>
  useSyncExternalStore(
    useCallback((listener) => watch.subscribe(everyMs, listener), [everyMs]),
    watch.current,
  );

/** Something was done that changes it. */
export const refreshStatus = (): void => void watch.refresh();

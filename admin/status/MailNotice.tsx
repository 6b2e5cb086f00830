import { lazy, Suspense } from 'react';
import { PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';

const Notice = lazy(() => import('./Notice'));

/**
 * Stands beside every page of the panel, whoever is signed in; what it says is fetched for those only who may know
 * it, and after the panel has started.
 */
export const MailNotice = () =>
  useAllowed(PERMISSIONS.readSettings) ? (
    // Its own: the panel's would put the whole panel away while this is fetched.
    <Suspense fallback={null}>
      <Notice />
    </Suspense>
  ) : null;

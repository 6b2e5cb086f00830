import { lazy, Suspense } from 'react';
import { useParams } from 'react-router-dom';
import { MESSAGE_UID } from '../../server/contract';

const ListActions = lazy(() => import('./ListActions'));

/** Strapi shows it above every list; it is for ours. */
export const ListZone = () => {
  const { slug } = useParams();
  return slug === MESSAGE_UID ? (
    <Suspense fallback={null}>
      <ListActions />
    </Suspense>
  ) : null;
};

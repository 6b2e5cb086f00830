import { lazy, Suspense } from 'react';
import type { PanelComponent } from '@strapi/content-manager/strapi-admin';
import { MESSAGE_UID } from '../../server/contract';
import { useWords } from '../use-words';
import { parseMessage } from './message';

const Content = lazy(() => import('./DeliveryPanelContent'));

/** Beside an outgoing message: how its delivery stands, in words. All of it is text, whoever wrote it. */
export const DeliveryPanel: PanelComponent = ({ model, document, documentId, activeTab }) => {
  const say = useWords();
  if (model !== MESSAGE_UID) return null;
  return {
    title: say('delivery.title'),
    content: (
      <Suspense fallback={null}>
        <Content
          documentId={documentId}
          message={document ? parseMessage(document) : null}
          isPublished={activeTab === 'published'}
        />
      </Suspense>
    ),
  };
};

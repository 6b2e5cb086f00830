import { Page } from '@strapi/strapi/admin';
import { lazy, Suspense, type ReactElement } from 'react';
import { Route, Routes } from 'react-router-dom';

const StatusPage = lazy(() => import('./StatusPage'));

/** The page of the settings, and below it the status. */
export const StatusRoutes = ({ settings }: { settings: ReactElement }) => (
  <Routes>
    <Route
      path="status"
      element={
        <Suspense fallback={<Page.Loading />}>
          <StatusPage />
        </Suspense>
      }
    />
    <Route path="*" element={settings} />
  </Routes>
);

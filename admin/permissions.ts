import { useAuth } from '@strapi/strapi/admin';
import type { PERMISSIONS } from '../server/contract';

type Action = (typeof PERMISSIONS)[keyof typeof PERMISSIONS];

/**
 * Whether the signed-in user has been given `action`. It only decides what is shown; the server asks
 * again. Read from the session and not with `useRBAC`, which answers one render late and makes
 * buttons jump.
 */
export const useAllowed = (action: Action): boolean =>
  useAuth('useAllowed', ({ permissions }) => permissions).some(
    (permission) => permission.action === action,
  );

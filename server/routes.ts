/** The whole attack surface on one screen: admin routes only, a permission of its own on each. */
import { PERMISSIONS } from './contract';

const allowed = (permission: string) => ({
  policies: [
    'admin::isAuthenticatedAdmin',
    { name: 'admin::hasPermissions', config: { actions: [permission] } },
  ],
});
const read = allowed(PERMISSIONS.readSettings);
const update = allowed(PERMISSIONS.updateSettings);
const send = allowed(PERMISSIONS.sendMessages);
const readContent = allowed(PERMISSIONS.readContent);

export const routes = {
  admin: {
    type: 'admin',
    routes: [
      { method: 'GET', path: '/settings', handler: 'settings.find', config: read },
      { method: 'PUT', path: '/settings', handler: 'settings.save', config: update },
      { method: 'POST', path: '/settings/check', handler: 'settings.check', config: update },
      { method: 'POST', path: '/settings/detect', handler: 'settings.detect', config: update },
      { method: 'GET', path: '/settings/services', handler: 'settings.services', config: read },
      {
        method: 'POST',
        path: '/settings/test-message',
        handler: 'settings.testMessage',
        config: update,
      },
      { method: 'GET', path: '/status', handler: 'status.find', config: read },
      { method: 'GET', path: '/status/history', handler: 'status.history', config: read },
      { method: 'POST', path: '/messages/send', handler: 'message.sendMany', config: send },
      { method: 'GET', path: '/messages/send', handler: 'message.sendJobs', config: send },
      {
        method: 'GET',
        path: '/messages/send/:jobId',
        handler: 'message.sendProgress',
        config: send,
      },
      {
        method: 'POST',
        path: '/messages/send/:jobId/stop',
        handler: 'message.stopSending',
        config: send,
      },
      { method: 'POST', path: '/messages/:documentId/send', handler: 'message.send', config: send },
      {
        method: 'GET',
        path: '/messages/:documentId/attachments/:index',
        handler: 'message.attachment',
        config: readContent,
      },
    ],
  },
};

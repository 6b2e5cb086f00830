/** Outgoing mail of a Strapi that runs: what the rooms together offer, and where it is found. */
import type { Core } from '@strapi/strapi';
import type { TestMessageResponse } from './contract';
import type { BulkSender } from './delivery/bulk';
import type { SendResult } from './delivery/mailer';
import type { Resender } from './delivery/resend';
import type { AttachmentFile } from './messages/attachment-file';
import type { SenderDefaults } from './messages/sender';
import type { SettingsRegistry } from './settings/registry';
import type { Trials } from './settings/trials';
import type { Status } from './status/status';

export interface OutgoingMail {
  settings: SettingsRegistry;
  resender: Resender;
  bulk: BulkSender;
  /** undefined: the message has none with this number, or nobody may have it. */
  attachment(documentId: string, index: string): Promise<AttachmentFile | undefined>;
  send(options: unknown): Promise<SendResult>;
  trials: Trials;
  /** Sends one real message; a failure is the answer and leaves no draft. */
  sendTestMessage(to: string): Promise<TestMessageResponse['data']>;
  status: Status;
  isIdle(): boolean;
  /** From and Reply-To of a message that names none, and whether it may name another From. */
  defaults(): SenderDefaults;
  close(): Promise<void>;
}

const instances = new WeakMap<Core.Strapi, OutgoingMail>();

/** @throws Error before bootstrap and after destroy. */
export const outgoingMail = (strapi: Core.Strapi): OutgoingMail => {
  const instance = instances.get(strapi);
  if (instance === undefined)
    throw new Error('Outgoing mail is not running: Strapi has not started, or is stopping.');
  return instance;
};

/** Where Strapi did not get as far, or the provider was closed before, there is nothing to close. */
export const closeOutgoingMail = async (strapi: Core.Strapi): Promise<void> =>
  instances.get(strapi)?.close();

/** From now on it is found, until it is closed. */
export const announce = (strapi: Core.Strapi, instance: OutgoingMail): OutgoingMail => {
  // Strapi's email plugin closes its provider too.
  let closed: Promise<void> | undefined;
  const close = async () => {
    await instance.close();
    instances.delete(strapi);
  };
  const announced = { ...instance, close: () => (closed ??= close()) };
  instances.set(strapi, announced);
  return announced;
};

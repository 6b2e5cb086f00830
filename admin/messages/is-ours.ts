import { PLUGIN_ID } from '../../server/contract';

/** Strapi asks about the list and the form of every content type; the one of outgoing messages is marked as ours. */
export const isOurs = ({ options }: { options?: unknown }): boolean => {
  const own: unknown = Reflect.get(Object(options), PLUGIN_ID);
  return Reflect.get(Object(own), 'isMessage') === true;
};

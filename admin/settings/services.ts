/** Well-known mail services, and the one that the form is filled in for. Pure. */
import type { MailService, SettingsView } from '../../server/contract';
import type { FormValues } from './fields';

/** What choosing a service fills in. */
export const changesFor = ({ host, port, encryption }: MailService): Partial<FormValues> => ({
  host,
  port: String(port),
  encryption,
});

/**
 * The service whose server the form names.
 * @param chosen of several that share a server, the one that was chosen
 */
export const serviceIn = (
  services: MailService[],
  values: Pick<FormValues, 'host'>,
  chosen: string | null,
): MailService | undefined => {
  const host = values.host.trim().toLowerCase();
  const fitting = services.filter((service) => service.host.toLowerCase() === host);
  return fitting.find(({ id }) => id === chosen) ?? fitting[0];
};

/** Half of a service's settings would be no settings of anybody's. */
export const mayBeFilledIn = ({ locked }: Pick<SettingsView, 'locked'>): boolean =>
  !locked.some((field) => field === 'host' || field === 'port' || field === 'encryption');

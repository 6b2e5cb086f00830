import { Box, Combobox, ComboboxOption, Field, Grid } from '@strapi/design-system';
import { useEffect, useState } from 'react';
import type { MailService } from '../../server/contract';
import { useSettingsApi } from '../settings/api';
import { changesFor, mayBeFilledIn, serviceIn } from '../settings/services';
import type { SettingsForm } from '../settings/use-settings-form';
import { useWords } from '../use-words';
import { Remark } from './Remark';

/** A cell of the grid of settings that fills in the server of a well-known service. Without the list the page is whole too: nothing is shown then. */
export const ServiceField = ({ form }: { form: SettingsForm }) => {
  const services = useServices();
  if (services.length === 0 || form.readOnly || !mayBeFilledIn(form.view)) return null;
  return (
    <Grid.Item col={12} direction="column" alignItems="stretch">
      <Picker form={form} services={services} />
    </Grid.Item>
  );
};

const useServices = (): MailService[] => {
  const api = useSettingsApi();
  const [services, setServices] = useState<MailService[]>([]);
  useEffect(() => {
    void api.services().then((answer) => answer.ok && setServices(answer.data));
  }, [api]);
  return services;
};

const Picker = ({ form, services }: { form: SettingsForm; services: MailService[] }) => {
  const say = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const current = serviceIn(services, form.values, chosen);

  const choose = (id: string | undefined) => {
    const service = services.find((each) => each.id === id);
    if (!service) return;
    setChosen(service.id);
    form.change(changesFor(service));
  };

  return (
    <Field.Root name="service" hint={say('service.hint')}>
      <Field.Label>{say('service.label')}</Field.Label>
      <Combobox
        // What was typed into it is forgotten when the host field says something else.
        key={current?.id ?? ''}
        autocomplete={{ type: 'list', filter: 'contains' }}
        placeholder={say('service.placeholder')}
        noOptionsMessage={() => say('service.none')}
        value={current?.id ?? ''}
        onChange={choose}
      >
        {services.map(({ id, name }) => (
          <ComboboxOption key={id} value={id}>
            {name}
          </ComboboxOption>
        ))}
      </Combobox>
      <Field.Hint />
      <Box role="status">
        {current?.signIn && (
          <Remark>{say(`service.signIn.${current.signIn}`, { name: current.name })}</Remark>
        )}
      </Box>
    </Field.Root>
  );
};

import { Accordion, Box, Grid } from '@strapi/design-system';
import type { SettingsForm } from '../settings/use-settings-form';
import { useWords } from '../use-words';
import { CheckboxField } from './CheckboxField';
import { TextField } from './TextField';

/** What most sites never touch, folded away. */
export const AdvancedFields = ({ form }: { form: SettingsForm }) => {
  const say = useWords();
  return (
    <Accordion.Root
      collapsible
      value={form.showsAdvanced ? 'advanced' : ''}
      onValueChange={(opened) => form.setShowsAdvanced(opened === 'advanced')}
    >
      <Accordion.Item value="advanced">
        <Accordion.Header>
          <Accordion.Trigger>{say('settings.advanced')}</Accordion.Trigger>
        </Accordion.Header>
        <Accordion.Content>
          <Box padding={{ initial: 4, medium: 6 }}>
            <Fields form={form} />
          </Box>
        </Accordion.Content>
      </Accordion.Item>
    </Accordion.Root>
  );
};

const Fields = ({ form }: { form: SettingsForm }) => (
  <Grid.Root gap={6}>
    <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
      <TextField form={form} field="maxConnections" required />
    </Grid.Item>
    <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
      <TextField form={form} field="ehloName" />
    </Grid.Item>
    <Grid.Item col={12} direction="column" alignItems="stretch">
      <CheckboxField form={form} field="tls.verify" />
    </Grid.Item>
    <Grid.Item col={12} direction="column" alignItems="stretch">
      <TextField form={form} field="tls.ca" isMultiline placeholder="-----BEGIN CERTIFICATE-----" />
    </Grid.Item>
    <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
      <TextField form={form} field="sender.from" placeholder="no-reply@example.com" />
    </Grid.Item>
    <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
      <TextField form={form} field="sender.replyTo" placeholder="office@example.com" />
    </Grid.Item>
    <Grid.Item col={12} direction="column" alignItems="stretch">
      <CheckboxField form={form} field="sender.force" />
    </Grid.Item>
  </Grid.Root>
);

import { Accordion, Box, Checkbox, Grid } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { SettingsForm } from '../settings/use-settings-form';
import { t } from '../translate';
import { idOf, SettingField } from './SettingField';
import { TextField } from './TextField';

interface AdvancedFieldsProps {
  form: SettingsForm;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** What most sites never touch, folded away. */
export const AdvancedFields = ({ form, isOpen, onOpenChange }: AdvancedFieldsProps) => {
  const { formatMessage } = useIntl();
  return (
    <Accordion.Root
      collapsible
      value={isOpen ? 'advanced' : ''}
      onValueChange={(opened) => onOpenChange(opened === 'advanced')}
    >
      <Accordion.Item value="advanced">
        <Accordion.Header>
          <Accordion.Trigger description={formatMessage(t('settings.advancedDescription'))}>
            {formatMessage(t('settings.advanced'))}
          </Accordion.Trigger>
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

const Fields = ({ form }: { form: SettingsForm }) => {
  const { formatMessage } = useIntl();
  return (
    <Grid.Root gap={6}>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <TextField form={form} field="maxConnections" required />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <TextField form={form} field="ehloName" />
      </Grid.Item>
      <Grid.Item col={12} direction="column" alignItems="stretch">
        <SettingField form={form} field="tls.verify" hasLabel={false}>
          <Checkbox
            id={idOf('tls.verify')}
            aria-describedby={`${idOf('tls.verify')}-hint`}
            checked={form.values['tls.verify']}
            disabled={form.isDisabled('tls.verify')}
            onCheckedChange={(checked) => form.set('tls.verify', checked === true)}
          >
            {formatMessage(t('field.tls.verify.label'))}
          </Checkbox>
        </SettingField>
      </Grid.Item>
      <Grid.Item col={12} direction="column" alignItems="stretch">
        <TextField
          form={form}
          field="tls.ca"
          isMultiline
          placeholder="-----BEGIN CERTIFICATE-----"
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <TextField form={form} field="sender.from" placeholder="no-reply@example.com" />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <TextField form={form} field="sender.replyTo" placeholder="office@example.com" />
      </Grid.Item>
    </Grid.Root>
  );
};

import { Checkbox, Flex, Grid, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { SettingsForm } from '../settings/use-settings-form';
import { t } from '../translate';
import { PasswordField } from './PasswordField';
import { idOf, SettingField } from './SettingField';
import { TextField } from './TextField';

/** SMTP Authentication: Enabled, and with it Username and Password. */
export const AuthenticationFields = ({ form }: { form: SettingsForm }) => {
  const { formatMessage } = useIntl();
  const enabled = form.values['auth.enabled'];
  return (
    <Flex
      role="group"
      aria-labelledby={idOf('auth.enabled') + '-group'}
      direction="column"
      alignItems="stretch"
      gap={4}
    >
      <Flex direction="column" alignItems="stretch" gap={2}>
        <Typography id={idOf('auth.enabled') + '-group'} variant="pi" fontWeight="bold">
          {formatMessage(t('settings.auth'))}
        </Typography>
        <SettingField form={form} field="auth.enabled" hasLabel={false}>
          <Checkbox
            id={idOf('auth.enabled')}
            aria-describedby={`${idOf('auth.enabled')}-hint`}
            checked={enabled}
            disabled={form.isDisabled('auth.enabled')}
            onCheckedChange={(checked) => form.set('auth.enabled', checked === true)}
          >
            {formatMessage(t('field.auth.enabled.label'))}
          </Checkbox>
        </SettingField>
      </Flex>
      <Grid.Root gap={6}>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <TextField form={form} field="auth.username" isDisabled={!enabled} required={enabled} />
        </Grid.Item>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <PasswordField form={form} />
        </Grid.Item>
      </Grid.Root>
    </Flex>
  );
};

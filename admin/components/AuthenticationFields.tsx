import { Flex, Grid, Typography } from '@strapi/design-system';
import type { SettingsForm } from '../settings/use-settings-form';
import { useWords } from '../use-words';
import { CheckboxField } from './CheckboxField';
import { PasswordField } from './PasswordField';
import { idOf } from './SettingField';
import { TextField } from './TextField';

/** SMTP Authentication: Enabled, and with it Username and Password. */
export const AuthenticationFields = ({ form }: { form: SettingsForm }) => {
  const say = useWords();
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
          {say('settings.auth')}
        </Typography>
        <CheckboxField form={form} field="auth.enabled" />
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

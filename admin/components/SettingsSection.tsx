import { Flex, Grid, Typography } from '@strapi/design-system';
import { useEffect } from 'react';
import { useDetection } from '../settings/use-detection';
import type { SettingsForm } from '../settings/use-settings-form';
import { useWords } from '../use-words';
import { AdvancedFields } from './AdvancedFields';
import { AuthenticationFields } from './AuthenticationFields';
import { DetectButton, DetectedServers } from './DetectSettings';
import { EncryptionField } from './EncryptionField';
import { LastCheck } from './LastCheck';
import { ServiceField } from './ServiceField';
import { focusField } from './SettingField';
import { TextField } from './TextField';

/** The fields, in the order of the manual. */
export const SettingsSection = ({ form }: { form: SettingsForm }) => {
  const say = useWords();
  const { attention } = form;
  const detection = useDetection(form);

  useEffect(() => {
    if (!attention) return;
    // One frame later the folded part is there, and a field that was disabled meanwhile is enabled.
    const frame = requestAnimationFrame(() => focusField(attention.field));
    return () => cancelAnimationFrame(frame);
  }, [attention]);

  return (
    <Flex
      tag="section"
      aria-labelledby="outgoing-mail-settings"
      direction="column"
      alignItems="stretch"
      gap={6}
      background="neutral0"
      hasRadius
      shadow="filterShadow"
      padding={{ initial: 4, medium: 7 }}
    >
      <Flex justifyContent="space-between" alignItems="flex-start" gap={4} wrap="wrap">
        <Typography tag="h2" variant="delta" id="outgoing-mail-settings">
          {say('settings.title')}
        </Typography>
        <LastCheck check={form.view.lastCheck} isChanged={form.isChanged} />
      </Flex>
      <Grid.Root gap={6}>
        <ServiceField form={form} />
        <Grid.Item col={8} xs={12} direction="column" alignItems="stretch">
          <TextField
            form={form}
            field="host"
            required
            placeholder="localhost"
            action={!form.readOnly && <DetectButton form={form} detection={detection} />}
          />
        </Grid.Item>
        <Grid.Item col={4} xs={12} direction="column" alignItems="stretch">
          <TextField form={form} field="port" required placeholder="25" />
        </Grid.Item>
        <Grid.Item col={12} direction="column" alignItems="stretch">
          <DetectedServers form={form} detection={detection} />
          <EncryptionField form={form} />
        </Grid.Item>
        <Grid.Item col={12} direction="column" alignItems="stretch">
          <AuthenticationFields form={form} />
        </Grid.Item>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <TextField form={form} field="timeoutSeconds" required placeholder="30" />
        </Grid.Item>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <TextField form={form} field="maxDeliveriesPerConnection" required placeholder="20" />
        </Grid.Item>
      </Grid.Root>
      <AdvancedFields form={form} />
    </Flex>
  );
};

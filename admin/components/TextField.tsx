import { Box, Flex, Textarea, TextInput } from '@strapi/design-system';
import type { ReactNode } from 'react';
import { NUMBER_FIELDS, type TextField as TextFieldName } from '../settings/fields';
import type { SettingsForm } from '../settings/use-settings-form';
import type { MessageKey } from '../dictionary';
import { describedBy, SettingField } from './SettingField';

interface TextFieldProps {
  form: SettingsForm;
  field: TextFieldName;
  required?: boolean;
  placeholder?: string;
  hint?: MessageKey;
  isMultiline?: boolean;
  isDisabled?: boolean;
  /** A button beside the input. */
  action?: ReactNode;
}

/**
 * A line of text or, for certificates, some. Numbers too: the design system's number input writes
 * port 2525 as “2,525”.
 */
export const TextField = (props: TextFieldProps) => {
  const { form, field, required, placeholder, hint, isMultiline, isDisabled = false } = props;
  const { action } = props;
  const input = {
    value: form.values[field],
    disabled: isDisabled || form.isDisabled(field),
    placeholder,
    autoComplete: 'off',
    spellCheck: false,
    'aria-describedby': describedBy(form, field),
    onChange: (event: { target: { value: string } }) => form.set(field, event.target.value),
  };
  const isNumber = NUMBER_FIELDS.some((number) => number === field);
  return (
    <SettingField form={form} field={field} required={required} hint={hint}>
      {isMultiline ? (
        <Textarea {...input} />
      ) : (
        <Flex gap={2} wrap={{ initial: 'wrap', medium: 'nowrap' }}>
          <Box flex="1" minWidth="16rem">
            <TextInput {...input} inputMode={isNumber ? 'numeric' : undefined} />
          </Box>
          {action}
        </Flex>
      )}
    </SettingField>
  );
};

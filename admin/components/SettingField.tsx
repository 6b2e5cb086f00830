import { Field, Flex, Typography } from '@strapi/design-system';
import { Lock } from '@strapi/icons';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { SettingsField } from '../../server/contract';
import { adviceOn } from '../settings/advice';
import type { SettingsForm } from '../settings/use-settings-form';
import { t, type MessageKey } from '../translate';

export const idOf = (field: SettingsField): string => `outgoing-mail.${field}`;

/** Scrolls to a field and puts the cursor into it. */
export const focusField = (field: SettingsField): void => {
  const input = document.getElementById(idOf(field));
  input?.scrollIntoView({ block: 'center' });
  input?.focus({ preventScroll: true });
};

interface SettingFieldProps {
  form: SettingsForm;
  field: SettingsField;
  required?: boolean;
  /** Instead of the field's usual help. */
  hint?: MessageKey;
  /** False where the input brings its own label. */
  hasLabel?: boolean;
  children: ReactNode;
}

/** Label, input, help, the lock of a field that the site's configuration fixes, and what is wrong. */
export const SettingField = (props: SettingFieldProps) => {
  const { form, field, required, hasLabel = true, children } = props;
  const { formatMessage } = useIntl();
  const label = formatMessage(t(`field.${field}.label`));
  const problem = form.errors[field];
  const advice = adviceOn(form.values)[field];
  return (
    <Field.Root
      id={idOf(field)}
      name={field}
      required={required}
      error={problem && asSentence(problem, label)}
      hint={formatMessage(t(props.hint ?? `field.${field}.hint`))}
    >
      {hasLabel && <Field.Label>{label}</Field.Label>}
      {children}
      {form.view.locked.includes(field) && <LockedNote />}
      <Field.Error />
      <Field.Hint />
      {advice && (
        <Typography variant="pi" textColor="warning700" tag="p">
          {formatMessage(t(advice), { port: form.values.port })}
        </Typography>
      )}
    </Field.Root>
  );

  /** The server's remarks on a field begin with a verb: “must be …”. */
  function asSentence(text: string, subject: string): string {
    return /^\p{Ll}/u.test(text)
      ? formatMessage(t('problem.named'), { label: subject, problem: text })
      : text;
  }
};

const LockedNote = () => {
  const { formatMessage } = useIntl();
  return (
    <Flex gap={1}>
      <Lock aria-hidden fill="neutral600" width="1.2rem" height="1.2rem" />
      <Typography variant="pi" textColor="neutral700" fontWeight="semiBold">
        {formatMessage(t('settings.locked'))}
      </Typography>
    </Flex>
  );
};

import { Box, Field, Flex, Typography } from '@strapi/design-system';
import { Lock } from '@strapi/icons';
import type { ReactNode } from 'react';
import type { SettingsField } from '../../server/contract';
import { adviceOn } from '../settings/advice';
import type { SettingsForm } from '../settings/use-settings-form';
import type { MessageKey } from '../dictionary';
import { useWords } from '../use-words';
import { Remark } from './Remark';

export const idOf = (field: SettingsField): string => `outgoing-mail.${field}`;

/** Scrolls to a field and puts the cursor into it. */
export const focusField = (field: SettingsField): void => {
  const input = document.getElementById(idOf(field));
  input?.scrollIntoView({ block: 'center' });
  input?.focus({ preventScroll: true });
};

/**
 * What is read after a field's label: help or error, advice, and that it is locked. The design system's inputs know of the
 * first two only.
 */
export const describedBy = (form: SettingsForm, field: SettingsField): string =>
  [
    form.errors[field] ? 'error' : 'hint',
    ...(adviceOn(form.values)[field] ? ['advice'] : []),
    ...(form.view.locked.includes(field) ? ['lock'] : []),
  ]
    .map((part) => `${idOf(field)}-${part}`)
    .join(' ');

interface SettingFieldProps {
  form: SettingsForm;
  field: SettingsField;
  required?: boolean;
  /** Instead of the field's usual help; null where the input brings its own. */
  hint?: MessageKey | null;
  /** A checkbox or radio buttons: they bring their own labels, and the help stands under those. */
  isChoice?: boolean;
  children: ReactNode;
}

/** Label, input, help, the lock of a field that the site's configuration fixes, and what is wrong. */
export const SettingField = (props: SettingFieldProps) => {
  const { form, field, required, isChoice = false, children } = props;
  const { hint = `field.${field}.hint` as const } = props;
  const say = useWords();
  const label = say(`field.${field}.label`);
  const problem = form.errors[field];
  const advice = adviceOn(form.values)[field];
  return (
    <Field.Root
      id={idOf(field)}
      name={field}
      required={required}
      error={problem && asSentence(problem)}
      hint={hint && say(hint)}
    >
      {!isChoice && <Field.Label>{label}</Field.Label>}
      {children}
      <Box paddingLeft={isChoice ? 7 : 0}>
        <Field.Error />
        <Field.Hint />
        {advice && (
          <Remark id={`${idOf(field)}-advice`}>{say(advice, { port: form.values.port })}</Remark>
        )}
        {form.view.locked.includes(field) && <LockedNote field={field} />}
      </Box>
    </Field.Root>
  );

  /** The server's remarks on a field begin with a verb: “must be …”. */
  function asSentence(text: string): string {
    return /^\p{Ll}/u.test(text) ? say('problem.named', { label, problem: text }) : text;
  }
};

/** Where the value comes from: who wants to change it has to know the place. */
const LockedNote = ({ field }: { field: SettingsField }) => {
  const say = useWords();
  return (
    <Flex gap={1} paddingTop={1}>
      <Lock aria-hidden fill="neutral600" width="1.2rem" height="1.2rem" />
      <Typography
        id={`${idOf(field)}-lock`}
        variant="pi"
        textColor="neutral700"
        fontWeight="semiBold"
      >
        {say('settings.locked', { field })}
      </Typography>
    </Flex>
  );
};

import { Flex, TextButton, TextInput, Typography } from '@strapi/design-system';
import { Lock } from '@strapi/icons';
import { useState } from 'react';
import type { SettingsView } from '../../server/contract';
import type { SettingsForm } from '../settings/use-settings-form';
import { needsPasswordAgain } from '../settings/values';
import type { MessageKey } from '../dictionary';
import { useWords } from '../use-words';
import { describedBy, idOf, SettingField } from './SettingField';

const FIELD = 'auth.password';

/**
 * Write-only. A stored password never comes to the browser; it is said that there is one, and the
 * input appears when it is to be replaced. What is not typed is not sent.
 */
export const PasswordField = ({ form }: { form: SettingsForm }) => {
  const { view, values } = form;
  const enabled = values['auth.enabled'];
  const again = needsPasswordAgain(view, values);
  // Remembered for the settings it was pressed on: once they are saved, a password is stored again.
  const [replacedIn, setReplacedIn] = useState<SettingsView | null>(null);
  const isReplacing = replacedIn === view;

  const isReadable = !view.warnings.includes('PASSWORD_UNREADABLE');
  const isStored = view.auth.hasPassword && isReadable && !again && !form.errors[FIELD];
  const isInput = !isStored || isReplacing || values[FIELD] !== '';
  const stopReplacing = () => {
    form.set(FIELD, '');
    setReplacedIn(null);
  };

  return (
    <SettingField form={form} field={FIELD} required={isInput && enabled} hint={hintOf()}>
      {isInput ? (
        <PasswordInput form={form} onKeep={isStored ? stopReplacing : undefined} />
      ) : (
        <StoredPassword
          reference={view.passwordReference}
          mayReplace={enabled && !form.isDisabled(FIELD)}
          onReplace={() => setReplacedIn(view)}
        />
      )}
    </SettingField>
  );

  function hintOf(): MessageKey {
    if (!enabled && view.auth.hasPassword && view.auth.enabled) return 'password.forget';
    if (enabled && !isReadable) return 'password.unreadable';
    return again ? 'password.again' : 'field.auth.password.hint';
  }
};

const PasswordInput = ({ form, onKeep }: { form: SettingsForm; onKeep?: () => void }) => {
  const say = useWords();
  return (
    <>
      <TextInput
        type="password"
        autoComplete="new-password"
        aria-describedby={describedBy(form, FIELD)}
        value={form.values[FIELD]}
        disabled={!form.values['auth.enabled'] || form.isDisabled(FIELD)}
        onChange={(event) => form.set(FIELD, event.target.value)}
        // Only after Replace: then the input stands where the button had the focus.
        autoFocus={onKeep !== undefined}
      />
      {onKeep && <TextButton onClick={onKeep}>{say('password.keep')}</TextButton>}
    </>
  );
};

interface StoredPasswordProps {
  reference: string | null;
  mayReplace: boolean;
  onReplace: () => void;
}

const StoredPassword = ({ reference, mayReplace, onReplace }: StoredPasswordProps) => {
  const say = useWords();
  return (
    <Flex
      justifyContent="space-between"
      gap={3}
      background="neutral100"
      borderColor="neutral200"
      hasRadius
      height="4rem"
      paddingLeft={4}
      paddingRight={4}
    >
      <Flex gap={2}>
        <Lock aria-hidden fill="neutral600" width="1.2rem" height="1.2rem" />
        <Typography textColor="neutral700" ellipsis>
          {reference === null ? say('password.stored') : say('password.reference', { reference })}
        </Typography>
      </Flex>
      {mayReplace && (
        <TextButton
          id={idOf(FIELD)}
          // The field's label points here and would otherwise be the button's name.
          aria-label={say('password.replaceStored')}
          onClick={onReplace}
        >
          {say('password.replace')}
        </TextButton>
      )}
    </Flex>
  );
};

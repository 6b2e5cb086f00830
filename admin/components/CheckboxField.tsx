import { Checkbox } from '@strapi/design-system';
import type { SwitchField } from '../settings/fields';
import type { SettingsForm } from '../settings/use-settings-form';
import { useWords } from '../use-words';
import { describedBy, idOf, SettingField } from './SettingField';

interface CheckboxFieldProps {
  form: SettingsForm;
  field: SwitchField;
}

/** Something that is on or off, with its help. */
export const CheckboxField = ({ form, field }: CheckboxFieldProps) => {
  const say = useWords();
  return (
    <SettingField form={form} field={field} isChoice>
      <Checkbox
        id={idOf(field)}
        aria-describedby={describedBy(form, field)}
        checked={form.values[field]}
        disabled={form.isDisabled(field)}
        onCheckedChange={(checked) => form.set(field, checked === true)}
      >
        {say(`field.${field}.label`)}
      </Checkbox>
    </SettingField>
  );
};

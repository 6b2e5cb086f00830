import { SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

interface ChoiceInputProps {
  name: string;
  'aria-label'?: string;
  options?: ({ value: string; label?: string } | string)[];
}

/**
 * One of a filter's choices. With an input of its own, Strapi says the choice in its words where the filter is shown
 * afterwards, and not by its value.
 */
export const ChoiceInput = ({ name, options = [], ...props }: ChoiceInputProps) => {
  const field = useField<string | undefined>(name);
  return (
    <SingleSelect
      aria-label={props['aria-label']}
      value={field.value}
      onChange={(value) => field.onChange(name, String(value))}
    >
      {options.map((option) => {
        const { value, label = value } = typeof option === 'string' ? { value: option } : option;
        return (
          <SingleSelectOption key={value} value={value}>
            {label}
          </SingleSelectOption>
        );
      })}
    </SingleSelect>
  );
};

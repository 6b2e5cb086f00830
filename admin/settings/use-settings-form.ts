import { useCallback, useState } from 'react';
import type { SettingsField, SettingsView } from '../../server/contract';
import { firstWithError, isAdvanced, type FieldErrors, type FormValues } from './fields';
import { changedFields, typedSince, valuesOf } from './values';

/** The form's state, and the few things that may happen to it. */
export interface SettingsForm {
  /** What is saved. */
  view: SettingsView;
  values: FormValues;
  errors: FieldErrors;
  isChanged: boolean;
  /** True where the user, the site's configuration or a running request forbids typing. */
  isDisabled: (field: SettingsField) => boolean;
  set: <Field extends SettingsField>(field: Field, value: FormValues[Field]) => void;
  /** Marks fields and leads the user to the first of them. */
  refuse: (errors: FieldErrors) => void;
  /** Leads the user to a field that has no error. */
  lead: (field: SettingsField) => void;
  /** Takes over what the server saved; what was typed since the request left stays. */
  accept: (view: SettingsView, sent: FormValues) => void;
  /** The field to lead the user to; a new object each time, also for the same field. */
  attention: { field: SettingsField } | null;
  /** The folded part opens by itself when a field in it needs attention. */
  showsAdvanced: boolean;
  setShowsAdvanced: (shows: boolean) => void;
}

export const useSettingsForm = (
  saved: SettingsView,
  { readOnly }: { readOnly: boolean },
): SettingsForm => {
  const [view, setView] = useState(saved);
  const [values, setValues] = useState(() => valuesOf(saved));
  const [errors, setErrors] = useState<FieldErrors>({});
  const [showsAdvanced, setShowsAdvanced] = useState(false);
  const [attention, setAttention] = useState<SettingsForm['attention']>(null);

  const set = useCallback<SettingsForm['set']>((field, value) => {
    setValues((before) => ({ ...before, [field]: value }));
    setErrors((before) => ({ ...before, [field]: undefined }));
  }, []);

  const refuse = useCallback((found: FieldErrors) => {
    setErrors(found);
    const field = firstWithError(found);
    setAttention(field ? { field } : null);
    if (field && isAdvanced(field)) setShowsAdvanced(true);
  }, []);

  const accept = useCallback((next: SettingsView, sent: FormValues) => {
    setView(next);
    setValues((typed) => ({ ...valuesOf(next), ...typedSince(sent, typed) }));
    setErrors({});
  }, []);

  return {
    view,
    values,
    errors,
    isChanged: changedFields(view, values).length > 0,
    isDisabled: (field) => readOnly || view.locked.includes(field),
    set,
    refuse,
    lead: (field) => setAttention({ field }),
    accept,
    attention,
    showsAdvanced,
    setShowsAdvanced,
  };
};

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
  readOnly: boolean;
  /** True where the user or the site's configuration forbids typing. */
  isDisabled: (field: SettingsField) => boolean;
  set: <Field extends SettingsField>(field: Field, value: FormValues[Field]) => void;
  /** Several at once: what a service, a server that answered or a remedy fills in. */
  change: (changes: Partial<FormValues>) => void;
  /** Marks fields, and leads nowhere. */
  mark: (errors: FieldErrors) => void;
  /** Marks fields and leads the user to the first of them. */
  refuse: (errors: FieldErrors) => void;
  /** Leads the user to a field. */
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

  const change = useCallback((changes: Partial<FormValues>) => {
    const untouched = (before: FieldErrors) =>
      Object.fromEntries(Object.entries(before).filter(([field]) => !(field in changes)));
    setValues((before) => ({ ...before, ...changes }));
    setErrors(untouched);
  }, []);

  const set = useCallback<SettingsForm['set']>(
    (field, value) => change({ [field]: value }),
    [change],
  );

  const mark = useCallback((found: FieldErrors) => {
    setErrors(found);
    const field = firstWithError(found);
    if (field && isAdvanced(field)) setShowsAdvanced(true);
  }, []);

  const lead = useCallback((field: SettingsField) => {
    if (isAdvanced(field)) setShowsAdvanced(true);
    setAttention({ field });
  }, []);

  const refuse = useCallback(
    (found: FieldErrors) => {
      mark(found);
      const field = firstWithError(found);
      if (field) lead(field);
    },
    [mark, lead],
  );

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
    readOnly,
    isDisabled: (field) => readOnly || view.locked.includes(field),
    set,
    change,
    mark,
    refuse,
    lead,
    accept,
    attention,
    showsAdvanced,
    setShowsAdvanced,
  };
};

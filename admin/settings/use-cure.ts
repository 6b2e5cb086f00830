import type { Remedy } from '../../server/contract';
import { changesBy, isWhole } from './remedies';
import type { SettingsForm } from './use-settings-form';
import type { useVerdict } from './use-verdict';

export type Cure = (remedy: Remedy) => void;

/** Puts a remedy into the form and tests again; where a person has to type something, it leads there. */
export const useCure =
  (form: SettingsForm, run: ReturnType<typeof useVerdict>['run']): Cure =>
  (remedy) => {
    if (!isWhole(remedy)) return form.lead(remedy.field);
    const changes = changesBy(remedy);
    form.change(changes);
    // Whatever is missing now, a password for the other port for instance, is asked for there.
    void run('check', { ...form.values, ...changes });
  };

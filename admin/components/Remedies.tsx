import { Button, Flex } from '@strapi/design-system';
import type { ReportFailure } from '../../server/contract';
import { fieldToLookAt, labelOf, possibleRemedies } from '../settings/remedies';
import type { SettingsForm } from '../settings/use-settings-form';
import type { Cure } from '../settings/use-cure';
import { useWords } from '../use-words';

interface RemediesProps {
  form: SettingsForm;
  failure: ReportFailure;
  onCure: Cure;
}

/** One click for each thing that is known to help, the best first; or the way to the field to look at. */
export const Remedies = ({ form, failure, onCure }: RemediesProps) => {
  const say = useWords();
  const remedies = possibleRemedies(failure.remedies, form.view);
  const field = fieldToLookAt(failure.field, remedies);
  if (remedies.length === 0 && !field) return null;
  return (
    <Flex role="group" aria-label={say('report.remedies')} gap={2} wrap="wrap">
      {remedies.map((remedy, index) => {
        const { key, values } = labelOf(remedy);
        return (
          <Button
            key={`${remedy.id} ${index}`}
            variant={index === 0 ? 'default' : 'secondary'}
            onClick={() => onCure(remedy)}
          >
            {say(key, values)}
          </Button>
        );
      })}
      {field && (
        <Button variant="tertiary" onClick={() => form.lead(field)}>
          {say('report.goToField', { field: say(`field.${field}.label`) })}
        </Button>
      )}
    </Flex>
  );
};

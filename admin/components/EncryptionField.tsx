import { Box, Flex, Radio, Typography } from '@strapi/design-system';
import { ENCRYPTIONS, type Encryption } from '../../server/contract';
import type { SettingsForm } from '../settings/use-settings-form';
import { useWords } from '../use-words';
import { idOf, SettingField } from './SettingField';

/** None, TLS or SSL, each with what it means: the two names are confused more often than not. */
export const EncryptionField = ({ form }: { form: SettingsForm }) => {
  const say = useWords();
  const { encryption } = form.values;
  return (
    <SettingField form={form} field="encryption" hint={null} isChoice>
      <Typography id={`${idOf('encryption')}-label`} variant="pi" fontWeight="bold">
        {say('field.encryption.label')}
      </Typography>
      <Typography id={`${idOf('encryption')}-hint`} variant="pi" textColor="neutral600" tag="p">
        {say('field.encryption.hint')}
      </Typography>
      <Radio.Group
        aria-labelledby={`${idOf('encryption')}-label`}
        aria-describedby={`${idOf('encryption')}-hint`}
        name="encryption"
        value={encryption}
        disabled={form.isDisabled('encryption')}
        onValueChange={(chosen) => {
          const known = ENCRYPTIONS.find((each) => each === chosen);
          if (known) form.set('encryption', known);
        }}
      >
        {ENCRYPTIONS.map((each) => (
          <Choice key={each} encryption={each} isChosen={each === encryption} />
        ))}
      </Radio.Group>
    </SettingField>
  );
};

interface ChoiceProps {
  encryption: Encryption;
  isChosen: boolean;
}

const Choice = ({ encryption, isChosen }: ChoiceProps) => {
  const say = useWords();
  const hintId = `${idOf('encryption')}-${encryption}-hint`;
  return (
    <Flex direction="column" alignItems="stretch" gap={1}>
      <Radio.Item
        // The chosen one answers to the field's id: it is where Tab enters the group, and where an error leads.
        id={isChosen ? idOf('encryption') : `${idOf('encryption')}-${encryption}`}
        value={encryption}
        aria-describedby={hintId}
      >
        {say(`field.encryption.${encryption}`)}
      </Radio.Item>
      <Box paddingLeft={7}>
        <Typography id={hintId} variant="pi" textColor="neutral600" tag="p">
          {say(`field.encryption.${encryption}.hint`)}
        </Typography>
      </Box>
    </Flex>
  );
};

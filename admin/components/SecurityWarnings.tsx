import { Box, Flex, Typography } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import type { SettingsView } from '../../server/contract';
import { useWords } from '../use-words';

/** What the settings in force leave open. It stays for as long as that is so; nobody can click it away. */
export const SecurityWarnings = ({ view }: { view: SettingsView }) => {
  const say = useWords();
  if (view.warnings.length === 0) return null;
  return (
    <Flex
      role="alert"
      direction="column"
      alignItems="stretch"
      gap={3}
      background="danger100"
      borderColor="danger200"
      hasRadius
      padding={5}
    >
      {view.warnings.map((warning) => (
        <Flex key={warning} gap={3} alignItems="flex-start">
          <Box paddingTop="2px" shrink={0}>
            <WarningCircle aria-hidden fill="danger600" width="1.6rem" height="1.6rem" />
          </Box>
          <Typography tag="p" textColor="danger700">
            {warning === 'PASSWORD_UNREADABLE' && view.passwordReference !== null
              ? say('warning.REFERENCE_UNREADABLE', { reference: view.passwordReference })
              : say(`warning.${warning}`, { host: view.host })}
          </Typography>
        </Flex>
      ))}
    </Flex>
  );
};

import { Box, Field, Flex, Textarea, Typography } from '@strapi/design-system';
import { Lock } from '@strapi/icons';
import { useField } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import { PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import type { MessageKey } from '../dictionary';
import { useWords } from '../use-words';
import { Preview } from './Preview';

/** What Strapi hands to an input of its forms. */
interface BodyInputProps {
  name: string;
  label: ReactNode;
  disabled?: boolean;
  required?: boolean;
}

/** Text or HTML of a message, for those who may read it, where there is something to read. */
export const BodyInput = ({ name, label, disabled, required }: BodyInputProps) => {
  const field = useField<string | null>(name);
  const content = useField<string | null>('content').value;
  const mayRead = useAllowed(PERMISSIONS.readContent);
  const hidden = hiddenBecause(content, mayRead);
  const value = field.value ?? '';
  return (
    <Field.Root name={name} error={field.error} required={required && hidden === null}>
      <Field.Label
        action={name === 'html' && hidden === null && value !== '' && <Preview html={value} />}
      >
        {label}
      </Field.Label>
      {hidden === null ? (
        <Textarea value={value} onChange={field.onChange} disabled={disabled} />
      ) : (
        <Hidden because={hidden} />
      )}
      <Field.Error />
    </Field.Root>
  );
};

const hiddenBecause = (content: unknown, mayRead: boolean): MessageKey | null => {
  if (content === 'secret') return 'content.secret';
  if (content === 'wiped') return 'content.wiped';
  return mayRead ? null : 'content.noRight';
};

const Hidden = ({ because }: { because: MessageKey }) => {
  const say = useWords();
  return (
    <Flex
      gap={3}
      alignItems="flex-start"
      background="neutral100"
      borderColor="neutral200"
      hasRadius
      padding={4}
    >
      <Box shrink={0} paddingTop="2px">
        <Lock aria-hidden fill="neutral600" width="1.6rem" height="1.6rem" />
      </Box>
      <Typography textColor="neutral700">{say(because)}</Typography>
    </Flex>
  );
};

import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { Information } from '@strapi/icons';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { MESSAGE_UID } from '../../server/contract';
import { isRightToLeft } from '../right-to-left';
import { useWords } from '../use-words';

/** What everybody should know before pressing Save Changes, which is why it stands above the fields. */
export const Notes = () => {
  const say = useWords();
  return (
    <Flex
      role="note"
      direction="column"
      alignItems="stretch"
      gap={3}
      background="neutral0"
      borderColor="neutral200"
      hasRadius
      padding={5}
    >
      <Note>{say('note.tested')}</Note>
      <Note>
        {say('note.drafts')}{' '}
        <Link tag={NavLink} to={`/content-manager/collection-types/${MESSAGE_UID}`}>
          {say('note.draftsLink')}
        </Link>
      </Note>
    </Flex>
  );
};

const Note = ({ children }: { children: ReactNode }) => (
  <Flex gap={3} alignItems="flex-start">
    <Box paddingTop="2px" shrink={0}>
      <Information aria-hidden fill="primary600" width="1.6rem" height="1.6rem" />
    </Box>
    <Typography tag="p" textColor="neutral700" {...useDirection()}>
      {children}
    </Typography>
  </Flex>
);

/** The link after a sentence that runs from the right stands at its left. At the left of the box are all texts. */
const useDirection = () =>
  isRightToLeft(useIntl().locale) ? { dir: 'rtl', textAlign: 'left' as const } : {};

import { Flex, Link, Typography } from '@strapi/design-system';
import { Information } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { MESSAGE_UID } from '../../server/contract';
import { t } from '../translate';

/** What everybody who changes these settings should know beforehand. */
export const Notes = () => {
  const { formatMessage } = useIntl();
  return (
    <Flex direction="column" alignItems="stretch" gap={3} role="note">
      <Note>{formatMessage(t('note.tested'))}</Note>
      <Note>
        {formatMessage(t('note.drafts'))}{' '}
        <Link tag={NavLink} to={`/content-manager/collection-types/${MESSAGE_UID}`}>
          {formatMessage(t('note.draftsLink'))}
        </Link>
      </Note>
    </Flex>
  );
};

const Note = ({ children }: { children: React.ReactNode }) => (
  <Flex
    gap={3}
    alignItems="flex-start"
    background="neutral0"
    borderColor="neutral200"
    hasRadius
    padding={4}
  >
    <Information aria-hidden fill="primary600" width="1.6rem" height="1.6rem" />
    <Typography tag="p" textColor="neutral700">
      {children}
    </Typography>
  </Flex>
);

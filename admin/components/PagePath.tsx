import { Breadcrumbs, Crumb } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { t } from '../translate';

/** The way to this page as the manual names it. Words only: the first steps are no pages of their own. */
export const PagePath = () => {
  const { formatMessage } = useIntl();
  return (
    <Breadcrumbs label={formatMessage(t('path.label'))}>
      <Crumb>{formatMessage(t('path.setup'))}</Crumb>
      <Crumb>{formatMessage(t('path.mail'))}</Crumb>
      <Crumb>{formatMessage(t('path.outgoingMail'))}</Crumb>
      <Crumb isCurrent aria-current="page">
        {formatMessage(t('page.title'))}
      </Crumb>
    </Breadcrumbs>
  );
};

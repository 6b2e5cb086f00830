import { Box, Breadcrumbs, Crumb } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useWords } from '../use-words';

/** The way to this page as the manual names it. Words only: the first steps are no pages of their own. */
export const PagePath = () => {
  const say = useWords();
  return (
    <Place>
      <Breadcrumbs label={say('path.label')}>
        <Crumb>{say('path.setup')}</Crumb>
        <Crumb>{say('path.mail')}</Crumb>
        <Crumb>{say('path.outgoingMail')}</Crumb>
        <Crumb isCurrent aria-current="page">
          {say('page.title')}
        </Crumb>
      </Breadcrumbs>
    </Place>
  );
};

/** The header that stays when the page is scrolled has it beside the title, and a phone has no room for both. */
const Place = styled(Box)`
  @media (max-width: 767px) {
    [data-strapi-header-sticky] & {
      display: none;
    }
  }
`;

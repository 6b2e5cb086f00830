import { Breadcrumbs, Crumb } from '@strapi/design-system';
import { useWords } from '../use-words';

/** The way to this page as the manual names it. Words only: the first steps are no pages of their own. */
export const PagePath = () => {
  const say = useWords();
  return (
    <Breadcrumbs label={say('path.label')}>
      <Crumb>{say('path.setup')}</Crumb>
      <Crumb>{say('path.mail')}</Crumb>
      <Crumb>{say('path.outgoingMail')}</Crumb>
      <Crumb isCurrent aria-current="page">
        {say('page.title')}
      </Crumb>
    </Breadcrumbs>
  );
};

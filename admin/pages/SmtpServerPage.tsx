import { Button } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import { PERMISSIONS, type SettingsView } from '../../server/contract';
import { useSettingsApi } from '../settings/api';
import { SettingsForm } from '../components/SettingsForm';
import type { Problem } from '../problem';
import { useProblemWords } from '../problem-words';
import { StatusRoutes } from '../status/StatusRoutes';
import { useWords } from '../use-words';

/** Setup › Mail › Outgoing Mail › SMTP Server. */
const SmtpServerPage = () => (
  <Page.Protect permissions={[{ action: PERMISSIONS.readSettings, subject: null }]}>
    <StatusRoutes settings={<SavedSettings />} />
  </Page.Protect>
);

export default SmtpServerPage;

type Loading =
  | { status: 'loading' }
  | { status: 'failed'; problem: Problem }
  | { status: 'loaded'; view: SettingsView };

const SavedSettings = () => {
  const api = useSettingsApi();
  const say = useWords();
  const sayProblem = useProblemWords();
  const [state, setState] = useState<Loading>({ status: 'loading' });

  const [attempt, setAttempt] = useState(1);

  useEffect(() => {
    void api.load().then((answer) => {
      if (answer.ok) setState({ status: 'loaded', view: answer.data });
      else if (!answer.aborted) setState({ status: 'failed', problem: answer.problem });
    });
  }, [api, attempt]);

  const tryAgain = () => {
    setState({ status: 'loading' });
    setAttempt(attempt + 1);
  };

  if (state.status === 'loading') {
    return <Page.Loading>{say('page.loading')}</Page.Loading>;
  }
  if (state.status === 'failed') {
    const reason = sayProblem.problem(state.problem);
    return (
      <Page.Error
        content={say('page.loadFailed', { reason })}
        action={
          <Button variant="secondary" onClick={tryAgain}>
            {say('page.tryAgain')}
          </Button>
        }
      />
    );
  }
  return <SettingsForm saved={state.view} />;
};

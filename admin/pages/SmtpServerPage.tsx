import { Button } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { useCallback, useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { PERMISSIONS, type SettingsView } from '../../server/contract';
import { useSettingsApi } from '../api';
import { SettingsForm } from '../components/SettingsForm';
import type { Problem } from '../problem';
import { t } from '../translate';

/** Setup › Mail › Outgoing Mail › SMTP Server. */
const SmtpServerPage = () => (
  <Page.Protect permissions={[{ action: PERMISSIONS.readSettings, subject: null }]}>
    <SavedSettings />
  </Page.Protect>
);

export default SmtpServerPage;

type Loading =
  | { status: 'loading' }
  | { status: 'failed'; problem: Problem }
  | { status: 'loaded'; view: SettingsView };

const SavedSettings = () => {
  const api = useSettingsApi();
  const { formatMessage } = useIntl();
  const [state, setState] = useState<Loading>({ status: 'loading' });

  const load = useCallback(async () => {
    setState({ status: 'loading' });
    const answer = await api.load();
    if (answer.ok) setState({ status: 'loaded', view: answer.data });
    else if (!answer.aborted) setState({ status: 'failed', problem: answer.problem });
  }, [api]);

  useEffect(() => void load(), [load]);

  if (state.status === 'loading') {
    return <Page.Loading>{formatMessage(t('page.loading'))}</Page.Loading>;
  }
  if (state.status === 'failed') {
    const reason = state.problem.message ?? formatMessage(t('problem.noAnswer'));
    return (
      <Page.Error
        content={formatMessage(t('page.loadFailed'), { reason })}
        action={
          <Button variant="secondary" onClick={() => void load()}>
            {formatMessage(t('page.tryAgain'))}
          </Button>
        }
      />
    );
  }
  return <SettingsForm saved={state.view} />;
};

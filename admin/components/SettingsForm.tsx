import { Flex, Typography } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import type { FormEvent } from 'react';
import { PERMISSIONS, type SettingsView } from '../../server/contract';
import { useAllowed } from '../permissions';
import { useSettingsForm } from '../settings/use-settings-form';
import { useVerdict } from '../settings/use-verdict';
import { StatusStrip } from '../status/StatusStrip';
import { useWords } from '../use-words';
import { CheckReport } from './CheckReport';
import { ClearTextQuestion } from './ClearTextQuestion';
import { Notes } from './Notes';
import { PagePath } from './PagePath';
import { SaveActions } from './SaveActions';
import { SecurityWarnings } from './SecurityWarnings';
import { SettingsSection } from './SettingsSection';
import { UnsavedChanges } from './UnsavedChanges';

/** The page once its settings are there. */
export const SettingsForm = ({ saved }: { saved: SettingsView }) => {
  const say = useWords();
  const mayUpdate = useAllowed(PERMISSIONS.updateSettings);
  const form = useSettingsForm(saved, { readOnly: !mayUpdate });
  const { run, running, verdict, question } = useVerdict(form);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (mayUpdate && running === null) void run('save');
  };

  return (
    <Page.Main aria-busy={running !== null}>
      <Page.Title>{say('page.title')}</Page.Title>
      <form onSubmit={onSubmit} noValidate>
        <Layouts.Header
          navigationAction={<PagePath />}
          title={say('page.title')}
          subtitle={say('page.intro')}
          primaryAction={
            mayUpdate && <SaveActions running={running} onCheck={() => void run('check')} />
          }
        />
        <Layouts.Content>
          <CheckReport
            verdict={verdict}
            running={running}
            onSaveAnyway={() => void run('saveAnyway')}
          />
          <Flex direction="column" alignItems="stretch" gap={6}>
            <StatusStrip checkedAt={form.view.lastCheck?.at} />
            {!mayUpdate && <Typography>{say('page.readOnly')}</Typography>}
            <SecurityWarnings view={form.view} />
            <Notes />
            <SettingsSection form={form} />
          </Flex>
        </Layouts.Content>
      </form>
      {question && (
        <ClearTextQuestion
          host={form.values.host}
          onConfirm={question.confirm}
          onCancel={question.cancel}
        />
      )}
      <UnsavedChanges when={form.isChanged && mayUpdate} />
    </Page.Main>
  );
};

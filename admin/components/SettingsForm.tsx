import { Box, Flex, Typography } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import type { FormEvent } from 'react';
import { PERMISSIONS, type SettingsView } from '../../server/contract';
import { useAllowed } from '../permissions';
import { useSettingsForm } from '../settings/use-settings-form';
import { useCure } from '../settings/use-cure';
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
import { TestMessage } from './TestMessage';
import { UnsavedChanges } from './UnsavedChanges';
import { WaitingDrafts } from './WaitingDrafts';

const FORM = 'outgoing-mail-form';

/** The page once its settings are there. */
export const SettingsForm = ({ saved }: { saved: SettingsView }) => {
  const say = useWords();
  const mayUpdate = useAllowed(PERMISSIONS.updateSettings);
  const form = useSettingsForm(saved, { readOnly: !mayUpdate });
  const maySend = useAllowed(PERMISSIONS.sendMessages);
  const { run, running, verdict, isStale, question } = useVerdict(form);
  const onCure = useCure(form, run);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (mayUpdate && running === null) void run('save');
  };

  return (
    <Page.Main aria-busy={running !== null}>
      <Page.Title>{say('page.title')}</Page.Title>
      <Layouts.Header
        navigationAction={<PagePath />}
        title={say('page.title')}
        subtitle={say('page.intro')}
        primaryAction={
          mayUpdate && (
            <SaveActions running={running} form={FORM} onCheck={() => void run('check')} />
          )
        }
      />
      <Layouts.Content>
        <CheckReport
          form={form}
          verdict={verdict}
          running={running}
          isStale={isStale}
          onCure={onCure}
          onSave={() => void run('save')}
          onSaveAnyway={() => void run('saveAnyway')}
        />
        <WaitingDrafts verdict={maySend ? verdict : null} />
        <Flex direction="column" alignItems="stretch" gap={6}>
          <StatusStrip checkedAt={form.view.lastCheck?.at} />
          {!mayUpdate && <Typography>{say('page.readOnly')}</Typography>}
          <SecurityWarnings view={form.view} />
          <Notes />
          <Box tag="form" id={FORM} onSubmit={onSubmit} noValidate>
            <SettingsSection form={form} />
          </Box>
          {mayUpdate && <TestMessage isChanged={form.isChanged} />}
        </Flex>
      </Layouts.Content>
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

import { Box, Button, Field, Flex, TextInput, Typography } from '@strapi/design-system';
import { PaperPlane } from '@strapi/icons';
import { useAuth } from '@strapi/strapi/admin';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useFailureWords } from '../failure-words';
import { useTestMessage, type TestMessageState } from '../settings/use-test-message';
import { useWords } from '../use-words';
import { Failure, ServerSaid } from './Failure';
import { Remark } from './Remark';

/** One real message to an address, with what is saved and not with what is typed. */
export const TestMessage = ({ isChanged }: { isChanged: boolean }) => {
  const say = useWords();
  const ownAddress = useAuth('TestMessage', ({ user }) => user?.email);
  const [typed, setTyped] = useState<string | null>(null);
  const { state, send } = useTestMessage();
  const to = typed ?? ownAddress ?? '';

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (state.step !== 'sending') void send(to);
  };
  return (
    <Flex
      tag="section"
      aria-labelledby="outgoing-mail-test-message"
      direction="column"
      alignItems="stretch"
      gap={4}
      background="neutral0"
      hasRadius
      shadow="filterShadow"
      padding={{ initial: 4, medium: 7 }}
    >
      <Box>
        <Typography tag="h2" variant="delta" id="outgoing-mail-test-message">
          {say('testMessage.title')}
        </Typography>
        <Typography tag="p" textColor="neutral600">
          {say('testMessage.intro')}
        </Typography>
      </Box>
      {isChanged && <Remark>{say('testMessage.unsaved')}</Remark>}
      <form onSubmit={onSubmit} noValidate>
        <Field.Root
          name="to"
          required
          hint={say('testMessage.toHint')}
          error={state.step === 'invalid' && state.message}
        >
          <Field.Label>{say('testMessage.to')}</Field.Label>
          <Flex gap={2} wrap={{ initial: 'wrap', medium: 'nowrap' }}>
            <Box flex="1" minWidth="16rem">
              <TextInput
                type="email"
                autoComplete="email"
                value={to}
                onChange={(event) => setTyped(event.target.value)}
              />
            </Box>
            <Button
              type="submit"
              variant="secondary"
              size="L"
              startIcon={<PaperPlane />}
              loading={state.step === 'sending'}
            >
              {say(state.step === 'sending' ? 'testMessage.sending' : 'testMessage.action')}
            </Button>
          </Flex>
          <Field.Error />
          <Field.Hint />
        </Field.Root>
      </form>
      <Box role="status" aria-label={say('testMessage.title')}>
        <Outcome state={state} />
      </Box>
    </Flex>
  );
};

const Outcome = ({ state }: { state: TestMessageState }) => {
  const say = useWords();
  const sayFailure = useFailureWords();
  if (state.step === 'sent') {
    return (
      <Result colour="success" title={say('testMessage.accepted', { to: state.to })}>
        <ServerSaid response={state.response} />
      </Result>
    );
  }
  if (state.step !== 'failed') return null;
  return (
    <Result colour="danger" title={say('testMessage.failed')}>
      <Failure {...sayFailure(state.failure)} response={state.failure.response} />
    </Result>
  );
};

interface ResultProps {
  colour: 'success' | 'danger';
  title: string;
  children: ReactNode;
}

const Result = ({ colour, title, children }: ResultProps) => (
  <Flex
    direction="column"
    alignItems="stretch"
    gap={3}
    background={`${colour}100`}
    borderColor={`${colour}200`}
    hasRadius
    padding={4}
  >
    <Typography tag="p" fontWeight="bold" textColor={`${colour}700`}>
      {title}
    </Typography>
    {children}
  </Flex>
);

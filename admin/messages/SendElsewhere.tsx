import { Box, Button, Field, Modal, TextInput, Typography } from '@strapi/design-system';
import { useState, type FormEvent } from 'react';
import { Remark } from '../components/Remark';
import { useWords } from '../use-words';
import type { Message } from './message';
import { mayDuplicate } from './send-rules';
import { useSend } from './use-send';

interface SendElsewhereProps {
  documentId: string;
  message: Message;
  isPossible: boolean;
}

/** Sends the open message to somebody else, this once. */
export const SendElsewhere = ({ documentId, message, isPossible }: SendElsewhereProps) => {
  const say = useWords();
  const { send, isSending } = useSend();
  const [isOpen, setOpen] = useState(false);
  const [to, setTo] = useState('');
  const [problem, setProblem] = useState<string>();
  const open = (wanted: boolean) => {
    setOpen(wanted);
    setProblem(undefined);
  };
  const submit = async (event: FormEvent) => {
    // The page below is a form too.
    event.preventDefault();
    event.stopPropagation();
    const refusal = await send(documentId, {
      to: to.trim(),
      ...(mayDuplicate(message) && { mayDuplicate: true }),
    });
    setProblem(refusal);
    if (refusal === undefined) setOpen(false);
  };
  return (
    <Modal.Root open={isOpen} onOpenChange={open}>
      <Modal.Trigger>
        <Button type="button" variant="tertiary" fullWidth disabled={!isPossible}>
          {say('sendElsewhere.action')}
        </Button>
      </Modal.Trigger>
      <Modal.Content>
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Modal.Header>
            <Modal.Title>{say('sendElsewhere.title')}</Modal.Title>
          </Modal.Header>
          <Modal.Body>
            <Typography tag="p" textColor="neutral700" paddingBottom={4}>
              {say('sendElsewhere.body', { recipients: message.recipients || '–' })}
            </Typography>
            {mayDuplicate(message) && (
              <Box paddingBottom={4}>
                <Remark>{say('send.mayDuplicate')}</Remark>
              </Box>
            )}
            <Field.Root name="to" error={problem} hint={say('sendElsewhere.toHint')} required>
              <Field.Label>{say('sendElsewhere.to')}</Field.Label>
              <TextInput
                type="email"
                value={to}
                autoComplete="off"
                onChange={(event) => setTo(event.currentTarget.value)}
              />
              <Field.Hint />
              <Field.Error />
            </Field.Root>
          </Modal.Body>
          <Modal.Footer>
            <Modal.Close>
              <Button type="button" variant="tertiary">
                {say('sendElsewhere.cancel')}
              </Button>
            </Modal.Close>
            <Button type="submit" loading={isSending} disabled={to.trim() === ''}>
              {say('sendElsewhere.send')}
            </Button>
          </Modal.Footer>
        </form>
      </Modal.Content>
    </Modal.Root>
  );
};

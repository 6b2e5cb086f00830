import { Box, Button, Modal, TextButton, Typography } from '@strapi/design-system';
import { Eye } from '@strapi/icons';
import { useWords } from '../use-words';
import { previewDocument } from './preview-document';

/** Shows what the HTML of a message looks like, in a frame where nothing runs and nothing is loaded. */
export const Preview = ({ html }: { html: string }) => {
  const say = useWords();
  return (
    <Modal.Root>
      <Modal.Trigger>
        <TextButton startIcon={<Eye />}>{say('preview.action')}</TextButton>
      </Modal.Trigger>
      <Modal.Content>
        <Modal.Header>
          <Modal.Title>{say('preview.title')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Typography textColor="neutral600">{say('preview.note')}</Typography>
          <Box paddingTop={4}>
            <iframe
              title={say('preview.title')}
              sandbox=""
              referrerPolicy="no-referrer"
              srcDoc={previewDocument(html)}
              style={{
                width: '100%',
                height: '48rem',
                border: '1px solid #dcdce4',
                background: '#fff',
              }}
            />
          </Box>
        </Modal.Body>
        <Modal.Footer>
          <Modal.Close>
            <Button variant="tertiary">{say('preview.close')}</Button>
          </Modal.Close>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
};

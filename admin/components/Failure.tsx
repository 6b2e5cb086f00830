import { Box, Typography } from '@strapi/design-system';
import { useWords } from '../use-words';

interface FailureProps {
  message: string;
  hint?: string;
  /** The mail server's own words: foreign text, shown as text. */
  response?: string;
}

/** What is wrong and what to do about it, in the server's sentences. */
export const Failure = ({ message, hint, response }: FailureProps) => {
  const say = useWords();
  return (
    <Box tag="dl">
      <Entry term={say('report.what')}>{message}</Entry>
      {hint && <Entry term={say('report.todo')}>{hint}</Entry>}
      {response && <Entry term={say('report.response')}>{response}</Entry>}
    </Box>
  );
};

/** The mail server's own words where nothing is wrong. */
export const ServerSaid = ({ response }: { response: string }) => {
  const say = useWords();
  return (
    <Box tag="dl">
      <Entry term={say('report.response')}>{response}</Entry>
    </Box>
  );
};

const Entry = ({ term, children }: { term: string; children: string }) => (
  <Box paddingBottom={2}>
    <Typography tag="dt" variant="pi" fontWeight="bold" textColor="neutral700">
      {term}
    </Typography>
    {/* Servers quote addresses, which are longer than a side panel is wide. */}
    <Typography tag="dd" textColor="neutral800" style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Typography>
  </Box>
);

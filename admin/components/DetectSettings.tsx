import { Badge, Box, Button, Flex, Typography } from '@strapi/design-system';
import { Search } from '@strapi/icons';
import type { DetectedSettings } from '../../server/contract';
import { useFailureWords } from '../failure-words';
import type { Detection } from '../settings/use-detection';
import type { SettingsForm } from '../settings/use-settings-form';
import { useWords } from '../use-words';
import { StepFacts } from './StepFacts';
import { StepIcon } from './StepIcon';

interface DetectProps {
  form: SettingsForm;
  detection: Detection;
}

/** Stands beside the host: finds out the rest. */
export const DetectButton = ({ form, detection }: DetectProps) => {
  const say = useWords();
  return (
    <Button
      variant="secondary"
      size="L"
      startIcon={<Search />}
      loading={detection.isRunning}
      disabled={form.isDisabled('host')}
      onClick={detection.start}
    >
      {say('detect.action')}
    </Button>
  );
};

/** What answered, the best first; one click takes it over. The box is always there, so that it is read aloud. */
export const DetectedServers = ({ form, detection }: DetectProps) => {
  const say = useWords();
  const { isRunning, found, taken } = detection;
  // What another host answered says nothing of this one.
  const isOfThisHost = found?.host === form.values.host.trim();
  return (
    <Box
      role="status"
      aria-label={say('detect.action')}
      paddingBottom={isRunning || taken || isOfThisHost ? 6 : 0}
    >
      {isRunning && (
        <Typography variant="pi" textColor="neutral600">
          {say('detect.running', { host: form.values.host.trim() })}
        </Typography>
      )}
      {taken && (
        <Typography variant="pi" textColor="neutral600">
          {say('detect.taken')}
        </Typography>
      )}
      {found && isOfThisHost && (
        <Found host={found.host} candidates={found.candidates} detection={detection} />
      )}
    </Box>
  );
};

interface FoundProps {
  host: string;
  candidates: DetectedSettings[];
  detection: Detection;
}

const Found = ({ host, candidates, detection }: FoundProps) => {
  const say = useWords();
  return (
    <Flex
      direction="column"
      alignItems="stretch"
      gap={4}
      background="neutral100"
      borderColor="neutral200"
      hasRadius
      padding={4}
    >
      <Flex justifyContent="space-between" gap={2}>
        <Typography tag="h3" variant="omega" fontWeight="bold">
          {say('detect.title', { host })}
        </Typography>
        <Button variant="tertiary" size="S" onClick={detection.close}>
          {say('detect.close')}
        </Button>
      </Flex>
      {!candidates.some(({ ok }) => ok) && <Typography>{say('detect.none', { host })}</Typography>}
      <Flex tag="ul" direction="column" alignItems="stretch" gap={3}>
        {candidates.map((candidate, index) => (
          <Candidate
            key={`${candidate.port} ${candidate.encryption}`}
            candidate={candidate}
            isBest={index === 0 && candidate.ok}
            onUse={() => detection.take(candidate)}
          />
        ))}
      </Flex>
      <Typography variant="pi" textColor="neutral600">
        {say('detect.noPassword')}
      </Typography>
    </Flex>
  );
};

interface CandidateProps {
  candidate: DetectedSettings;
  isBest: boolean;
  onUse: () => void;
}

const Candidate = ({ candidate, isBest, onUse }: CandidateProps) => {
  const say = useWords();
  const sayFailure = useFailureWords();
  const { port: number, encryption, ok, failure } = candidate;
  // As text: a port is not “2,525”.
  const port = String(number);
  const key = encryption === 'none' ? 'detect.none.encryption' : (`detect.${encryption}` as const);
  return (
    <Flex tag="li" gap={3} alignItems="flex-start" wrap={{ initial: 'wrap', medium: 'nowrap' }}>
      <StepIcon state={ok ? 'passed' : 'failed'} />
      <Box flex="1" minWidth="16rem">
        <Flex gap={2} wrap="wrap">
          <Typography tag="p" lineHeight="2.4rem" fontWeight={isBest ? 'bold' : 'regular'}>
            {say(key, { port })}
          </Typography>
          {isBest && <Badge>{say('detect.best')}</Badge>}
        </Flex>
        <StepFacts step={candidate} />
        {failure && (
          <Typography tag="p" variant="pi" textColor="neutral600">
            {sayFailure(failure).message}
          </Typography>
        )}
      </Box>
      {ok && (
        <Button
          variant={isBest ? 'default' : 'secondary'}
          aria-label={say('detect.use.label', { port })}
          onClick={onUse}
        >
          {say('detect.use')}
        </Button>
      )}
    </Flex>
  );
};

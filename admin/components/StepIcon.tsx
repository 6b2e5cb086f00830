import { Box, VisuallyHidden } from '@strapi/design-system';
import { CheckCircle, CrossCircle, Loader } from '@strapi/icons';
import { keyframes, styled } from 'styled-components';
import type { StepState } from '../settings/live-check';
import { useWords } from '../use-words';

/** How a step of a test stands: by form as well as by colour, and in words for those who see neither. */
export const StepIcon = ({ state }: { state: StepState }) => {
  const say = useWords();
  return (
    <Frame>
      <Symbol state={state} />
      <VisuallyHidden>{say(WORDS[state])}</VisuallyHidden>
    </Frame>
  );
};

const Symbol = ({ state }: { state: StepState }) => {
  switch (state) {
    case 'passed':
      return <CheckCircle aria-hidden fill="success600" />;
    case 'failed':
      return <CrossCircle aria-hidden fill="danger600" />;
    case 'running':
      return (
        <Turning aria-hidden>
          <Loader fill="primary600" />
        </Turning>
      );
    case 'coming':
    case 'skipped':
      return <Ring aria-hidden borderColor="neutral300" />;
  }
};

const WORDS = {
  passed: 'report.step.ok',
  failed: 'report.step.failed',
  running: 'report.step.running',
  coming: 'report.step.coming',
  skipped: 'report.step.skipped',
} as const satisfies Record<StepState, string>;

const SIZE = '1.6rem';

const Frame = styled(Box)`
  flex-shrink: 0;
  width: ${SIZE};
  height: 2.4rem;
  display: flex;
  align-items: center;

  svg {
    display: block;
    width: ${SIZE};
    height: ${SIZE};
  }
`;

const turn = keyframes`
  to { transform: rotate(1turn); }
`;

const Turning = styled.span`
  animation: ${turn} 1s linear infinite;

  @media (prefers-reduced-motion: reduce) {
    animation: none;
  }
`;

const Ring = styled(Box)`
  width: ${SIZE};
  height: ${SIZE};
  border-width: 2px;
  border-style: dashed;
  border-radius: 50%;
`;

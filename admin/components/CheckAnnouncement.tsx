import { VisuallyHidden } from '@strapi/design-system';
import { useEffect, useState } from 'react';
import { useFailureWords } from '../failure-words';
import type { Running, Verdict } from '../settings/use-verdict';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { headlineOf } from './headline';

/** After this time a person wonders whether anything goes on. */
const SLOW_MS = 4000;

/**
 * What a screen reader says of a test: that it begins, what it still waits for where that takes long, and how it ended. Not
 * each step: they come faster than anybody reads.
 */
export const CheckAnnouncement = ({
  running,
  verdict,
}: {
  running: Running | null;
  verdict: Verdict | null;
}) => {
  const say = useWords();
  const together = useTogether();
  const sayFailure = useFailureWords();
  const slow = useSlowStage(running);
  const words = () => {
    if (running && slow) return say('report.slow', { stage: say(`report.stage.${slow}`) });
    if (running) return say('report.testing');
    if (!verdict) return '';
    const { failure } = verdict.report;
    return together(say(headlineOf(verdict)), failure && sayFailure(failure).message);
  };
  return (
    <VisuallyHidden role="status" aria-label={say('report.title')}>
      {words()}
    </VisuallyHidden>
  );
};

/** The stage that has been under way for a while. */
const useSlowStage = (running: Running | null) => {
  const stage = running?.steps.find(({ state }) => state === 'running')?.stage ?? null;
  const [slow, setSlow] = useState<typeof stage>(null);
  useEffect(() => {
    if (stage === null) return;
    const timer = setTimeout(() => setSlow(stage), SLOW_MS);
    return () => clearTimeout(timer);
  }, [stage]);
  return slow === stage ? slow : null;
};

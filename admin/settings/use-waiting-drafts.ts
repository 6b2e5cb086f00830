import { useNotification } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import { loadStatus, useMessagesApi, type Answer } from '../api';
import { useWords } from '../use-words';
import type { Verdict } from './use-verdict';

const POLL_EVERY_MS = 700;
const STATES = ['waiting', 'held'] as const;

export type WaitingDrafts =
  | { step: 'none' }
  | { step: 'asking'; count: number }
  | { step: 'sending'; done: number; total: number }
  | { step: 'sent'; sent: number; failed: number; skipped: number };

type Drafts = WaitingDrafts & { of: Verdict | null };

/**
 * Drafts that are there once settings were saved that can be used: they are sent when somebody says so.
 * @param verdict null where the user may not send, or nothing was saved
 */
export const useWaitingDrafts = (verdict: Verdict | null) => {
  const messages = useMessagesApi();
  const say = useWords();
  const { toggleNotification } = useNotification();
  const [drafts, setDrafts] = useState<Drafts>({ step: 'none', of: null });
  const isUsable = verdict !== null && verdict.saved && verdict.report.ok;

  useEffect(() => {
    if (!isUsable) return;
    void loadStatus().then((answer) => {
      if (!answer.ok) return;
      const { waiting, held } = answer.data.drafts;
      if (waiting + held > 0) setDrafts({ step: 'asking', count: waiting + held, of: verdict });
    });
  }, [isUsable, verdict]);

  const send = async () => {
    const total: Totals = { done: 0, total: 0, sent: 0, failed: 0, skipped: 0 };
    setDrafts({ step: 'sending', done: 0, total: 0, of: verdict });
    for (const state of STATES) {
      const before = { ...total };
      const answer = await follow(state, (job) => {
        add(total, before, job);
        setDrafts({ step: 'sending', done: total.done, total: total.total, of: verdict });
      });
      if (!answer.ok) return stop(answer);
    }
    const { sent, failed, skipped } = total;
    setDrafts({ step: 'sent', sent, failed, skipped, of: verdict });
  };

  const stop = (answer: Exclude<Answer<void>, { ok: true }>) => {
    // The job goes on without being watched.
    if (answer.aborted) return;
    setDrafts({ step: 'none', of: verdict });
    const message = answer.problem.message ?? say('problem.noAnswer');
    toggleNotification({ type: 'danger', message });
  };

  const follow = async (
    state: (typeof STATES)[number],
    onProgress: (job: Progress) => void,
  ): Promise<Answer<void>> => {
    const started = await messages.sendMany({ state });
    if (!started.ok) return started;
    for (;;) {
      const answer = await messages.job(started.data.jobId);
      if (!answer.ok) return answer;
      onProgress(answer.data);
      if (answer.data.done) return { ok: true, data: undefined };
      await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
    }
  };

  return {
    // A job that runs is told of until it ends; a question belongs to the save that it was asked after.
    drafts: drafts.of === verdict || drafts.step === 'sending' ? drafts : NONE,
    send: () => void send(),
    dismiss: () => setDrafts({ step: 'none', of: verdict }),
  };
};

const NONE: WaitingDrafts = { step: 'none' };

interface Progress {
  total: number;
  remaining: number;
  sent: number;
  failed: number;
  skipped: number;
}
interface Totals extends Omit<Progress, 'remaining'> {
  done: number;
}

/** `before` and a job together, put into `total`. */
const add = (total: Totals, before: Totals, job: Progress): void => {
  total.total = before.total + job.total;
  total.done = before.done + job.total - job.remaining;
  total.sent = before.sent + job.sent;
  total.failed = before.failed + job.failed;
  total.skipped = before.skipped + job.skipped;
};

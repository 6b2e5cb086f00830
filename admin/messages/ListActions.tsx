import { Box } from '@strapi/design-system';
import { useEffect, useRef, useState } from 'react';
import { PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import { QuickFilters } from './QuickFilters';
import { useRefresh } from './refresh';
import { SendAllButton } from './SendAllButton';
import { SendJobProgress } from './SendJobProgress';
import { useSendJobs } from './use-send-jobs';

const REFRESH_MS = 5000;
const CLOSED = 'outgoing-mail.closed-job';

/** Above the list of outgoing messages: by state, send all, and how far that is. */
const ListActions = () => {
  const isAllowed = useAllowed(PERMISSIONS.sendMessages);
  const seen = useSendJobs(isAllowed);
  const [closed, setClosed] = useState(() => localStorage.getItem(CLOSED));
  const active = seen?.jobs.filter(({ done }) => !done) ?? [];
  const [newest] = seen?.jobs ?? [];
  const shown =
    active.length > 0 || newest === undefined || newest.jobId === closed ? active : [newest];
  useRefreshWith(active.length > 0, newest && `${newest.jobId} ${newest.state}`);
  const close = (jobId: string) => {
    localStorage.setItem(CLOSED, jobId);
    setClosed(jobId);
  };
  return (
    <>
      <QuickFilters drafts={seen?.drafts} />
      {isAllowed && (
        <SendAllButton
          waiting={seen?.drafts.waiting ?? 0}
          isSending={active.some(({ what }) => what === 'waiting' || what === 'unsent')}
        />
      )}
      {shown.length > 0 && (
        // A line of its own below the others, and no wider than they are.
        <Box style={{ order: 1, width: 0, minWidth: '100%' }} aria-live="polite">
          {shown.map((job) => (
            <SendJobProgress key={job.jobId} job={job} onClose={() => close(job.jobId)} />
          ))}
        </Box>
      )}
    </>
  );
};

/** What a job does to the messages is seen while it goes on, and once more when it has ended. */
const useRefreshWith = (isSending: boolean, newest: string | undefined): void => {
  const refresh = useRefresh();
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  useEffect(() => {
    if (newest !== undefined) latest.current([]);
    if (!isSending) return;
    const timer = setInterval(() => latest.current([]), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isSending, newest]);
};

export default ListActions;

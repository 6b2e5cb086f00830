/** A Postfix and its smtp-sink for the fault tests: those that are there, or Debian's. */
import { canInstall, findProgram, installDebians } from './debian.mjs';
import { step } from './progress.mjs';

const PROGRAMS = ['postfix', 'postconf', 'smtp-sink'];
/** Not in everybody's PATH. */
const ELSEWHERE = ['/usr/sbin', '/usr/local/sbin'];

/** Without a configuration of its own Debian's package starts nothing; the tests bring theirs. */
const ANSWERS = 'postfix postfix/main_mailer_type select No configuration';

/** @throws where there is none and none can be installed: a test that did not run did not pass */
export const ensurePostfix = async () => {
  if (isThere()) return;
  if (canInstall()) {
    await step("Installing Debian's Postfix", () => installDebians('postfix', ANSWERS));
    if (isThere()) return;
  }
  throw new Error(
    'The fault tests need Postfix with its smtp-sink, and there is none here. Install it (Debian: `apt-get install postfix`, ' +
      'and choose "No configuration": the tests bring their own).',
  );
};

const isThere = () => PROGRAMS.every((name) => findProgram([name], ELSEWHERE));

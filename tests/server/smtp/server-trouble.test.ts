/** Which failures are the server's, and which are those of one message. */
import { FAILURE_CODES, type FailureCode, type Stage } from '../../../server/contract';
import { isServerTrouble, STAGES_BEFORE_MESSAGES } from '../../../server/smtp/server-trouble';

const BEFORE: Stage[] = ['settings', 'connect', 'greeting', 'ehlo', 'tls', 'auth'];
const WITH_A_MESSAGE: Stage[] = ['mail', 'rcpt', 'data', 'reply'];
const LOST: FailureCode[] = ['SERVER_BUSY', 'CONNECTION_CLOSED', 'RESPONSE_TIMEOUT'];
const OURS: FailureCode[] = ['INTERRUPTED', 'EXPIRED'];

const troubles = (codes: readonly FailureCode[], stages: Stage[]) =>
  codes.flatMap((code) =>
    stages.filter((stage) => isServerTrouble({ code, stage })).map((stage) => `${code} ${stage}`),
  );
const all = (codes: readonly FailureCode[], stages: Stage[]) =>
  codes.flatMap((code) => stages.map((stage) => `${code} ${stage}`));

describe('a failure is the server’s', () => {
  it('when no message was named yet, whatever it is', () => {
    const theirs = FAILURE_CODES.filter((code) => !OURS.includes(code));
    expect(troubles(theirs, BEFORE)).toEqual(all(theirs, BEFORE));
    expect([...STAGES_BEFORE_MESSAGES].sort()).toEqual([...BEFORE].sort());
  });

  it('when the connection was lost, or the server closes, in the middle of a message', () => {
    expect(troubles(LOST, WITH_A_MESSAGE)).toEqual(all(LOST, WITH_A_MESSAGE));
  });
});

describe('a failure is no matter of the server’s', () => {
  it('when it is the answer to one message', () => {
    const answers = FAILURE_CODES.filter((code) => !LOST.includes(code));
    expect(troubles(answers, WITH_A_MESSAGE)).toEqual([]);
  });

  it('when it comes from this side', () => {
    expect(troubles(OURS, [...BEFORE, ...WITH_A_MESSAGE])).toEqual([]);
  });
});

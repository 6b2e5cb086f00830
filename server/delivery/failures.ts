/** Failures that are found on this side, without asking the server. Pure. */
import type { Failure } from '../contract';
import type { Settings } from '../settings/settings';
import { SmtpProblem } from '../smtp/errors';
import { failureFrom } from '../smtp/failure';

const foundHere = (settings: Settings, problem: SmtpProblem, handedOver = false): Failure =>
  failureFrom({
    stage: handedOver ? 'reply' : 'settings',
    error: problem,
    handedOver,
    timedOut: false,
    settings,
  });

/** Sign-in is on, and the stored password cannot be decrypted. */
export const passwordUnreadable = (settings: Settings): Failure =>
  foundHere(settings, new SmtpProblem('PASSWORD_UNREADABLE'));

/** Strapi is stopping; the message was not begun. */
export const shuttingDown = (settings: Settings): Failure =>
  foundHere(settings, new SmtpProblem('INTERRUPTED'));

/** The process that was sending ended. Nobody knows how far it had got, so the message may have been accepted. */
export const interruptedWhileSending = (settings: Settings): Failure =>
  foundHere(settings, new SmtpProblem('INTERRUPTED'), true);

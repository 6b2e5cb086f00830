/** The words for each failure: what happened, what to do, and the settings field to look at. Pure data. */
import type { FailureCase } from './failure-cases';
import { CONNECTION_TEXTS } from './failure-text-connection';
import { MESSAGE_TEXTS } from './failure-text-message';
import { SECURITY_TEXTS } from './failure-text-security';
import type { FailureText } from './failure-words';

export const FAILURE_TEXTS: Record<FailureCase, FailureText> = {
  ...CONNECTION_TEXTS,
  ...SECURITY_TEXTS,
  ...MESSAGE_TEXTS,
};

/**
 * Every id, permission and shape that crosses the wire. Pure: the admin panel imports this file too,
 * so nothing here may import Strapi, node or a library.
 */
import type {
  CheckStage,
  EditableField,
  Encryption,
  FailureCode,
  Outcome,
  RemedyId,
  SecurityWarning,
  SendJobFailure,
  SendJobSkip,
  SendJobState,
  SendJobSubject,
  ServiceSignIn,
  SettingsField,
  Stage,
} from './vocabulary';

export * from './vocabulary';
export * from './contract-status';

export const PLUGIN_ID = 'outgoing-mail';

/** The content type whose draft entries are the messages that were not accepted yet. */
export const MESSAGE_UID = 'plugin::outgoing-mail.message';
/** What Strapi calls the content type, and looks its name in the panel's language up by. */
export const MESSAGE_NAME = 'Outgoing Message';

/** What a message carries beside its editable fields (attachments, headers …), in chunks. */
export const MESSAGE_PART_UID = 'plugin::outgoing-mail.message-part';

/** Jobs that send many drafts. */
export const SEND_JOB_UID = 'plugin::outgoing-mail.send-job';

/** How many messages were accepted, and how many kept, by the hour. */
export const HOURLY_COUNT_UID = 'plugin::outgoing-mail.hourly-count';

export const PERMISSIONS = {
  readSettings: 'plugin::outgoing-mail.settings.read',
  updateSettings: 'plugin::outgoing-mail.settings.update',
  sendMessages: 'plugin::outgoing-mail.message.send',
  readContent: 'plugin::outgoing-mail.message.read-content',
} as const;

/* ---------------------------------------------------------------- settings */

/** What everybody with the right to read the settings may see. Never a password. */
export interface SettingsView {
  host: string;
  port: number;
  encryption: Encryption;
  auth: { enabled: boolean; username: string; hasPassword: boolean };
  /** Seconds, 1 to 600. Bounds every wait for the server, and the whole of one small message. */
  timeoutSeconds: number;
  /** Messages over one connection before it is re-established, 1 to 10,000. */
  maxDeliveriesPerConnection: number;
  /** Connections open at the same time, 1 to 50. */
  maxConnections: number;
  /** The name given in EHLO; empty: this machine's own host name. */
  ehloName: string;
  /** `ca`: PEM certificates trusted beside Node's own list; empty: none. */
  tls: { verify: boolean; ca: string };
  /**
   * Used when a message names none; empty: Strapi's own `defaultFrom` and `defaultReplyTo`. `force`: `from` is the sender of
   * every message, and what the message named becomes its Reply-To when it has none.
   */
  sender: { from: string; replyTo: string; force: boolean };
  /** Fields fixed by the site's configuration file. */
  locked: SettingsField[];
  lastCheck: LastCheck | null;
  /** Where the password is read from, `env:NAME` or `file:/path`; null: it is stored here, or there is none. */
  passwordReference: string | null;
  warnings: SecurityWarning[];
}

export interface LastCheck {
  /** ISO 8601. */
  at: string;
  ok: boolean;
  failure?: ReportFailure;
}

/** A field that is absent keeps its saved value. */
export interface SettingsInput {
  host?: string;
  port?: number;
  encryption?: Encryption;
  /** `password` is write-only: the password itself, or a reference to it (`env:NAME`, `file:/path`). */
  auth?: { enabled?: boolean; username?: string; password?: string };
  timeoutSeconds?: number;
  maxDeliveriesPerConnection?: number;
  maxConnections?: number;
  ehloName?: string;
  tls?: { verify?: boolean; ca?: string };
  sender?: { from?: string; replyTo?: string; force?: boolean };
}

export interface CheckSettingsRequest extends SettingsInput {
  /**
   * User name and password may travel unencrypted to another machine. Without it, settings by which they newly would
   * are refused with an error at this path.
   */
  confirmClearText?: boolean;
}

export interface SaveSettingsRequest extends CheckSettingsRequest {
  /** Store the settings although the check failed; mail is then kept as drafts. */
  saveAnyway?: boolean;
}

/** `saved` is false when the check failed and `saveAnyway` was not given. */
export interface SaveSettingsResponse {
  data: { saved: boolean; report: CheckReport; settings: SettingsView };
}
export interface SettingsResponse {
  data: SettingsView;
}
export interface CheckResponse {
  data: { report: CheckReport };
}
/** Lines of JSON (`application/x-ndjson`) for whoever accepts them, in place of the one answer of a check or a save. */
export type CheckProgress =
  /** The first line: what is going to be run. A report in `done` may say more of a step than its own line could. */
  | { stages: CheckStage[] }
  | { begun: CheckStage }
  | { step: CheckStep }
  /** The last line: what the answer would have been, or, once the check has begun, Strapi's error. */
  | { done: CheckResponse | SaveSettingsResponse }
  | { error: { status: number; name: string; message: string; details?: unknown } };

/** Tries the usual ports of a mail server side by side, without a password. */
export interface DetectRequest {
  host: string;
}
export interface DetectResponse {
  data: { candidates: DetectedSettings[] };
}
/** The best first: encrypted before clear, with sign-in before without. */
export interface DetectedSettings {
  port: number;
  encryption: Encryption;
  ok: boolean;
  ms: number;
  offered?: OfferedFacts;
  secured?: SecuredFacts;
  failure?: ReportFailure;
}

/** A well-known mail service, from nodemailer's own list. */
export interface MailService {
  id: string;
  name: string;
  host: string;
  port: number;
  encryption: Encryption;
  /** What its sign-in asks for in place of the password of the mailbox. */
  signIn: ServiceSignIn | null;
}
export interface ServicesResponse {
  data: MailService[];
}

export interface TestMessageRequest {
  to: string;
}
export interface TestMessageResponse {
  data:
    | { status: 'sent'; messageId: string; response: string }
    | { status: 'failed'; failure: Failure };
}

/* ---------------------------------------------------------------- failures */

/** Why a message was not accepted, or a check did not pass: the same object in log, draft, wire and page. */
export interface Failure {
  code: FailureCode;
  stage: Stage;
  outcome: Outcome;
  /** The settings field to look at. */
  field?: SettingsField;
  /** What happened, in plain words, one sentence. */
  message: string;
  /** What to do about it, in plain words. */
  hint: string;
  /** The reply code of RFC 5321, 4.2. */
  smtpCode?: number;
  /** The server's own words, without control characters, at most 500 characters. */
  response?: string;
  /** By which the panel says `message` and `hint` in another language than English. */
  words?: FailureWords;
}

export interface FailureWords {
  /** Which sentences: a code, or one of its variants. */
  key: string;
  /** What stands in them; `stage` is one of the stages and is put in words too. */
  values: Record<string, string | number>;
  /** The message stands within another sentence. */
  within?: string;
  /** Another hint than the usual one. */
  hint?: string;
}

/** Beside the English of an error in Strapi's format: by which the panel says it in another language. */
export interface RefusalWords {
  key: string;
  values: Record<string, string | number>;
}

export type ReportFailure = Pick<Failure, 'code' | 'field' | 'message' | 'hint' | 'words'> & {
  /** What is known to help, the best first. */
  remedies?: Remedy[];
};

/** One click in the page: a change of settings that is known to help, or the field where a person has to enter something. */
export interface Remedy {
  id: RemedyId;
  /** Nothing of it is a secret, and none of it is saved before it has been checked. */
  set?: { port?: number; encryption?: Encryption; timeoutSeconds?: number; 'auth.enabled'?: true };
  /** Where the change is, or is to be made. */
  field: SettingsField;
}

export interface CheckStep {
  stage: CheckStage;
  ok: boolean;
  /** Milliseconds this step took. */
  ms: number;
  /** What was learned: the server's words, the certificate, the sign-in method. Text, never HTML. */
  detail?: string;
  /** Of the step `tls`; also where it failed because of the certificate. */
  secured?: SecuredFacts;
  /** Of the step `ehlo`: with STARTTLS, what is offered once the connection is encrypted. */
  offered?: OfferedFacts;
  failure?: Failure;
}

/** How the connection is encrypted, and whom the server's certificate names. Text, never HTML. */
export interface SecuredFacts {
  /** `TLSv1.3`. */
  protocol: string;
  cipher: string;
  subject: string;
  issuer: string;
  /** The last day on which the certificate counts, ISO 8601. */
  validTo: string;
  /** false: nobody looked whether it is genuine, because the settings say so. */
  verified: boolean;
}

/** What the server offers in its answer to EHLO. */
export interface OfferedFacts {
  /** Bytes of the largest message it takes (RFC 1870); null: it names none. */
  sizeLimit: number | null;
  /** `PLAIN`, `LOGIN` … as the server names them. */
  signInMethods: string[];
  startTls: boolean;
}

export interface CheckReport {
  ok: boolean;
  /** One entry for each stage that was run; a stage after a failure is not run. */
  steps: CheckStep[];
  failure?: ReportFailure;
}

/* ---------------------------------------------------------------- messages */

/** One attempt to send a message or one change of it, oldest first in its history. */
export interface HistoryEntry {
  /** ISO 8601. */
  at: string;
  /** Who asked: an administrator's name, `send()` for the calling code, `retry` for the plugin itself, `restart` for a sender that died. */
  by: string;
  result: 'sent' | Outcome | 'edited';
  /** Of a change: what was changed. */
  fields?: EditableField[];
  /** This one sending went to this address, in place of the recipients of the message. */
  to?: string;
  /** Of one that was accepted at another address: the recipients that the message had. */
  insteadOf?: string;
  code?: FailureCode;
  message?: string;
  /** By which `message` is said in another language. */
  words?: FailureWords;
  response?: string;
}

/** An attachment as the Content Manager shows it. */
export interface AttachmentSummary {
  filename: string;
  contentType: string;
  /** Bytes. */
  size: number;
}

export interface SendDraftRequest {
  /** Needed for a draft whose outcome is `uncertain`: whoever sends it knows that it may arrive twice. */
  mayDuplicate?: boolean;
  /**
   * One address, to which this one sending goes in place of To, Cc and Bcc. For those who may read the text of
   * messages, and not for messages that carry a secret.
   */
  to?: string;
}

/** `draft`: it failed again and stays the same draft, with one more attempt in its history. */
export interface SendDraftResponse {
  data:
    { status: 'sent'; messageId: string; response: string } | { status: 'draft'; failure: Failure };
}

/** `unsent`: those that wait and those that are held. A job that sends all of a state already is not started twice. */
export type SendManyRequest =
  { documentIds: string[] } | { state: Exclude<SendJobSubject, 'selected'> };
export interface SendManyResponse {
  data: { jobId: string };
}
export interface SendJob {
  jobId: string;
  state: SendJobState;
  /** Which drafts it sends. */
  what: SendJobSubject;
  total: number;
  sent: number;
  failed: number;
  /** Left out: being sent by somebody else, already sent, gone, or in doubt (a person must confirm those one by one). */
  skipped: number;
  remaining: number;
  /** Nothing of it goes on: `state` says how it ended. */
  done: boolean;
  /** ISO 8601. */
  startedAt: string;
  /** When it ended, or gave its last sign of life; null as long as it goes on. */
  endedAt: string | null;
  /** Who started it: an administrator's name. */
  by: string;
  /** Why messages failed, and how many for each reason. */
  failures: Partial<Record<SendJobFailure, number>>;
  /** Why messages were left out. */
  skips: Partial<Record<SendJobSkip, number>>;
}
export interface SendJobResponse {
  data: SendJob;
}
/** Jobs that go on or ended within the last hour, whoever started them, the newest first. */
export interface SendJobsResponse {
  data: {
    jobs: SendJob[];
    /** What there is to send. */
    drafts: Record<'waiting' | 'held', number>;
  };
}

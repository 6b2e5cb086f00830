/**
 * The closed lists of words that the server, the wire and the admin panel share. Pure, and without imports: reached by
 * way of contract.ts.
 */

/** `none`: clear text. `tls`: STARTTLS is required (RFC 3207). `ssl`: implicit TLS (RFC 8314). */
export const ENCRYPTIONS = ['none', 'tls', 'ssl'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

/** Dotted path of one settings field, as it stands in reports, in `locked` and in 400 errors. */
export type SettingsField =
  | 'host'
  | 'port'
  | 'encryption'
  | 'auth.enabled'
  | 'auth.username'
  | 'auth.password'
  | 'timeoutSeconds'
  | 'maxDeliveriesPerConnection'
  | 'maxConnections'
  | 'ehloName'
  | 'tls.verify'
  | 'tls.ca'
  | 'sender.from'
  | 'sender.replyTo'
  | 'sender.force';

/** Smallest and largest value of each setting that is a whole number. */
export const NUMBER_RANGES = {
  port: [1, 65_535],
  timeoutSeconds: [1, 600],
  maxDeliveriesPerConnection: [1, 10_000],
  maxConnections: [1, 50],
} as const satisfies Partial<Record<SettingsField, readonly [number, number]>>;

/**
 * Fields that decide who gets to see the password. When one of them changes, the stored password is
 * not used until it is typed again: otherwise whoever may edit the page could have it sent to a
 * server of their own ("pass-back").
 */
export const PASSWORD_DESTINATION: readonly SettingsField[] = [
  'host',
  'port',
  'encryption',
  'auth.username',
  'tls.verify',
  'tls.ca',
];

/**
 * What the settings in force leave open. `PASSWORD_UNREADABLE`: it has to be typed again, and mail is held until
 * then. `PASSWORD_IN_CLEAR`: it travels unencrypted to another machine. `CERTIFICATE_NOT_CHECKED`: whoever is
 * between this site and the server can pose as the server.
 */
export const SECURITY_WARNINGS = [
  'PASSWORD_UNREADABLE',
  'PASSWORD_IN_CLEAR',
  'CERTIFICATE_NOT_CHECKED',
] as const;
export type SecurityWarning = (typeof SECURITY_WARNINGS)[number];

/* ---------------------------------------------------------------- failures */

/** Where in the life of a message or a check something happened, in the order of the dialogue. */
export const STAGES = [
  'settings',
  'connect',
  'greeting',
  'ehlo',
  'tls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'reply',
  'rset',
] as const;
export type Stage = (typeof STAGES)[number];

/** The stages of a check, in the order in which they are run. */
export const CHECK_STAGES = [
  'connect',
  'greeting',
  'ehlo',
  'tls',
  'auth',
  'mail',
  'rcpt',
  'rset',
] as const;
export type CheckStage = (typeof CHECK_STAGES)[number];

/**
 * `not-sent`: safe to repeat. `refused`: the server said 5xx, a person must change something.
 * `uncertain`: it may have been accepted, repeating may duplicate.
 */
export const OUTCOMES = ['not-sent', 'refused', 'uncertain'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const FAILURE_CODES = [
  'PASSWORD_UNREADABLE',
  'HOST_NOT_FOUND',
  'ADDRESS_REFUSED',
  'CONNECTION_REFUSED',
  'HOST_UNREACHABLE',
  'CONNECT_TIMEOUT',
  'NO_GREETING',
  'PORT_SPEAKS_SSL',
  'NOT_SMTP',
  'SERVER_BUSY',
  'SERVER_REFUSED',
  'EHLO_REFUSED',
  'TLS_NOT_OFFERED',
  'TLS_REFUSED',
  'TLS_WRONG_PORT',
  'TLS_FAILED',
  'CERTIFICATE_SELF_SIGNED',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_WRONG_NAME',
  'CERTIFICATE_UNTRUSTED',
  'AUTH_NOT_OFFERED',
  'AUTH_METHOD_UNSUPPORTED',
  'AUTH_FAILED',
  'AUTH_TEMPORARY',
  'AUTH_REQUIRED',
  'SENDER_REFUSED',
  'RECIPIENT_REFUSED',
  'RELAY_DENIED',
  'MESSAGE_TOO_LARGE',
  'MESSAGE_REFUSED',
  'TEMPORARY_REFUSAL',
  'CONNECTION_CLOSED',
  'RESPONSE_TIMEOUT',
  'INTERRUPTED',
  'EXPIRED',
  'UNKNOWN',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** What a failed check may offer as one click. */
export const REMEDIES = [
  'USE_SSL',
  'USE_TLS',
  'USE_PORT',
  'SET_EHLO_NAME',
  'ENABLE_AUTH',
  'ADD_CA',
  'SET_SENDER',
  'WAIT_LONGER',
] as const;
export type RemedyId = (typeof REMEDIES)[number];

/** What a mail service wants in place of the password of the mailbox. */
export const SERVICE_SIGN_INS = ['app-password', 'oauth2', 'api-key'] as const;
export type ServiceSignIn = (typeof SERVICE_SIGN_INS)[number];

/* ---------------------------------------------------------------- messages */

export const MESSAGE_STATES = ['waiting', 'held', 'sending', 'sent'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/**
 * `secret`: text, HTML and whatever else can hold a link are encrypted and shown to nobody; such a message can be
 * sent as it is, or deleted. `wiped`: they were removed, because it was accepted or is out of date.
 */
export const MESSAGE_CONTENTS = ['readable', 'secret', 'wiped'] as const;
export type MessageContent = (typeof MESSAGE_CONTENTS)[number];

/** The fields of a draft that editors may change; everything else is written by the machine. */
export const EDITABLE_FIELDS = [
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'text',
  'html',
] as const;
export type EditableField = (typeof EDITABLE_FIELDS)[number];

/** The fields that only those may read and write who have the permission `readContent`. */
export const CONTENT_FIELDS = ['text', 'html'] as const satisfies EditableField[];

/* ---------------------------------------------------------------- jobs */

/**
 * `stopping`: somebody asked it to stop, and what is under way is finished. `interrupted`: the process that ran it
 * ended, or lost its database.
 */
export const SEND_JOB_STATES = ['running', 'stopping', 'stopped', 'done', 'interrupted'] as const;
export type SendJobState = (typeof SEND_JOB_STATES)[number];

/** Which drafts a job sends: all of a state, those that wait and those that are held, or the ones that were chosen. */
export const SEND_JOB_SUBJECTS = ['waiting', 'held', 'unsent', 'selected'] as const;
export type SendJobSubject = (typeof SEND_JOB_SUBJECTS)[number];

/** Why a job left a draft out. */
export const SEND_JOB_SKIPS = ['sending', 'sent-before', 'missing', 'wiped', 'in-doubt'] as const;
export type SendJobSkip = (typeof SEND_JOB_SKIPS)[number];

/** `INVALID`: what editors wrote can never be sent. `ERROR`: an error of the site's own, which its log has. */
export type SendJobFailure = FailureCode | 'INVALID' | 'ERROR';

/* ------------------------------------------------------------------ status */

/**
 * `working`: the last that is known of the server is good. `degraded`: mail goes out, but not all of it, or not as it
 * should. `down`: no message can be sent now. `untested`: nothing was tried yet.
 */
export const HEALTH_STATES = ['working', 'degraded', 'down', 'untested'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** Why it is not `working`, the worst first. `SERVER_AWAY` and `PASSWORD_UNREADABLE` make it `down`. */
export const HEALTH_REASONS = [
  'SERVER_AWAY',
  'PASSWORD_UNREADABLE',
  'ATTEMPT_FAILED',
  'CHECK_FAILED',
  'MESSAGES_HELD',
  'NOT_SECURE',
] as const;
export type HealthReason = (typeof HEALTH_REASONS)[number];

/**
 * Why a connection was closed. `deliveries`: it carried as many messages as the settings allow. `idle`: nothing was sent
 * for minutes. `server`: the server ended it between two messages. `error`: something went wrong on it.
 */
export const CLOSE_REASONS = [
  'deliveries',
  'idle',
  'server',
  'error',
  'settings',
  'shutdown',
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** What the history of traffic can be asked for. */
export const HISTORY_RANGES = ['24h', '7d'] as const;
export type HistoryRange = (typeof HISTORY_RANGES)[number];

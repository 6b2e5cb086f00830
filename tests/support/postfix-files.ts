/** What is in the configuration folder of a test's Postfix. */

/** Owns the mailbox: Postfix delivers as nobody of importance. */
export const NOBODY = 65_534;

/** A message to one of these keeps its dialogue open for a second: before the reply to RCPT, DATA or the final dot. */
export const SLOW = {
  rcpt: 'slow-rcpt@example.com',
  data: 'slow-data@example.com',
  dot: 'slow-dot@example.com',
};

const slowly = (recipient: string) =>
  `check_recipient_access inline:{ { ${recipient} = sleep 1 } }`;

/** Everything for example.com goes into one maildir, every message a file. */
export const mainCf = (folder: string) => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file_prefixes = ${folder}
maillog_file = ${folder}/log

inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.example.net
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
default_transport = error:nothing leaves this machine
relay_transport = $default_transport
smtpd_recipient_restrictions = ${slowly(SLOW.rcpt)}
smtpd_data_restrictions = ${slowly(SLOW.data)}
smtpd_end_of_data_restrictions = ${slowly(SLOW.dot)}

virtual_mailbox_domains = example.com
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:box/
virtual_minimum_uid = 1
virtual_uid_maps = static:${NOBODY}
virtual_gid_maps = static:${NOBODY}

# An id is never used twice: see Arrival.
enable_long_queue_ids = yes
# Takes mail as fast as it comes, and tries soon again what a stop left behind.
in_flow_delay = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
`;

/** The daemons that this takes, none of them in a chroot. */
export const masterCf = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

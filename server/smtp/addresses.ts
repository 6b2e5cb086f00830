/** Lists of e-mail addresses (RFC 5322, 3.4). Pure; the parser is nodemailer's, so that both read a list alike. */
import addressparser from 'nodemailer/lib/addressparser';

export interface Mailbox {
  name: string;
  address: string;
}

/** What nearly all of them are, and what the parser takes 5 µs for. */
const BARE_ADDRESS = /^[a-z0-9_+.-]+@[a-z0-9.-]+$/i;

/** The mailboxes of a header value such as `Ann <ann@example.com>, bob@example.com`; groups are dissolved. */
export const parseAddresses = (list: string): Mailbox[] =>
  BARE_ADDRESS.test(list)
    ? [{ name: '', address: list }]
    : addressparser(list, { flatten: true }).map(({ name, address }) => ({ name, address }));

/** One mailbox as it stands in a header; the name is quoted so that it can hold anything but controls. */
export const formatAddress = ({ name, address }: Mailbox): string =>
  name === '' ? address : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`;

export const formatAddresses = (mailboxes: Mailbox[]): string =>
  mailboxes.map(formatAddress).join(', ');

/** The mailboxes of `list` whose address is one of `addresses`; letter case of the address does not count. */
export const onlyAddresses = (list: string, addresses: readonly string[]): string => {
  const wanted = new Set(addresses.map((address) => address.toLowerCase()));
  return formatAddresses(
    parseAddresses(list).filter(({ address }) => wanted.has(address.toLowerCase())),
  );
};

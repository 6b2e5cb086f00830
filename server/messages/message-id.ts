import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { parseAddresses } from '../smtp/addresses';

/** The address alone, of a header value with one. */
export const addressIn = (from: string): string => parseAddresses(from)[0]?.address ?? '';

/** A new Message-ID at the sender's domain (RFC 5322, 3.6.4), or at this machine when there is none. */
export const newMessageId = (from: string): string =>
  `<${randomUUID()}@${addressIn(from).split('@')[1] ?? hostname()}>`;

/** Which addresses nothing may connect to, whatever name leads there. Pure. */
import { BlockList, isIP } from 'node:net';

/** True for an address that is refused. */
export type AddressRule = (address: string) => boolean;

/**
 * Where only the machine itself, or its cloud, answers: the metadata services give out credentials to whoever can
 * talk to them. Private networks stay possible, because mail servers are there.
 */
export const REFUSED_ADDRESSES = [
  // "This network", which Linux takes for this machine (RFC 1122, 3.2.1.3).
  '0.0.0.0/8',
  '::/128',
  // Link-local (RFC 3927, RFC 4291), with the metadata service of most clouds at 169.254.169.254.
  '169.254.0.0/16',
  'fe80::/10',
  // Metadata over IPv6, of AWS, Google, Scaleway, Akamai, Oracle and Alibaba.
  'fd00:ec2::/32',
  'fd20:ce::254',
  'fd00:42::42',
  'fd00:a9fe:a9fe::1',
  'fd00:c1::a9fe:a9fe',
  'fd00:100::100:200',
  // Metadata and agents of Alibaba, Azure and Oracle.
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.0/24',
  // Multicast and broadcast.
  '224.0.0.0/4',
  '240.0.0.0/4',
  'ff00::/8',
] as const;

/** An IPv4 address in the last 32 bits of these is that address (RFC 4291, 2.5.5.2; RFC 6052; RFC 3056). */
const IPV4_INSIDE: readonly [prefix: string, from: number][] = [
  ['0:0:0:0:0:ffff', 6],
  ['0:0:0:0:0:0', 6],
  ['64:ff9b:0:0:0:0', 6],
  ['2002', 1],
];

const RANGE = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i;

export const isAddressRange = (text: string): boolean => {
  const [, address = '', bits] = RANGE.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && (bits === undefined || Number(bits) <= (family === 4 ? 32 : 128));
};

/** @param ranges addresses and ranges in CIDR notation (RFC 4632). */
export const addressRule = (ranges: readonly string[]): AddressRule => {
  let list: BlockList | undefined;
  return (address) => {
    // When the first address is asked for: Strapi's start can do without.
    list ??= listOf(ranges);
    const [plain = ''] = address.split('%');
    if (isIP(plain) === 4) return list.check(plain, 'ipv4');
    const inside = ipv4Inside(plain);
    return list.check(plain, 'ipv6') || (inside !== undefined && list.check(inside, 'ipv4'));
  };
};

const listOf = (ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [, address = '', bits] = RANGE.exec(range) ?? [];
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
};

const ipv4Inside = (address: string): string | undefined => {
  const groups = groupsOf(address);
  const [, from] =
    IPV4_INSIDE.find(([prefix, length]) => groups.slice(0, length).join(':') === prefix) ?? [];
  // `::` and `::1` are addresses of their own.
  if (from === undefined || (from === 6 && groups[6] === '0')) return undefined;
  return groups
    .slice(from, from + 2)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((pair) => [pair >> 8, pair & 0xff])
    .join('.');
};

/** The eight groups of an IPv6 address, however it is written: `new URL` writes it in the one short form (RFC 5952). */
const groupsOf = (address: string): string[] => {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  return [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
};

export const DEFAULT_ADDRESS_RULE = addressRule(REFUSED_ADDRESSES);

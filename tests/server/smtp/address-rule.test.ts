/** Addresses that nothing connects to. */
import {
  addressRule,
  DEFAULT_ADDRESS_RULE,
  isAddressRange,
} from '../../../server/smtp/address-rule';

it.each([
  '169.254.169.254',
  '169.254.0.1',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '0.0.0.0',
  '::',
  '224.0.0.1',
  '255.255.255.255',
  'ff02::1',
  // The same machine, written as an IPv6 address.
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '::169.254.169.254',
  '64:ff9b::169.254.169.254',
  '2002:a9fe:a9fe::1',
])('%s is refused', (address) => expect(DEFAULT_ADDRESS_RULE(address)).toBe(true));

it.each([
  '127.0.0.1',
  '::1',
  '::ffff:127.0.0.1',
  '10.0.0.1',
  '192.168.1.1',
  '172.17.0.2',
  'fd12:3456::1',
  '93.184.216.34',
  '2001:db8::1',
  '64:ff9b::5db8:d822',
])('%s is not', (address) => expect(DEFAULT_ADDRESS_RULE(address)).toBe(false));

it('a list of one\u2019s own takes the place of the built-in one', () => {
  const refuses = addressRule(['10.0.0.0/8', '2001:db8::1']);
  expect(['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1'].filter(refuses)).toHaveLength(3);
  expect(['169.254.169.254', '2001:db8::2'].filter(refuses)).toEqual([]);
});

it.each(['10.0.0.0/33', '10.0.0/8', 'fe80::/129', 'example.com', '', '10.0.0.0/'])(
  '%j is no address and no range',
  (text) => expect(isAddressRange(text)).toBe(false),
);

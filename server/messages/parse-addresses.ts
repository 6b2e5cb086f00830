/** The address fields of a message, in every form that nodemailer takes. Pure. */
import { formatAddress, parseAddresses } from '../smtp/addresses';
import { kindOf } from '../validation';
import { hasControls, isRecord, type Refuse } from './parse-values';

/** A header value, a mailbox `{ name, address }`, or a list of either, as one header value. */
export function parseAddressField(field: string, value: unknown, refuse: Refuse): string {
  if (value === undefined || value === null || value === '') return '';
  const items = Array.isArray(value) ? value : [value];
  const list = items
    .map((item) => addressText(field, item, refuse))
    .filter((item) => item !== '')
    .join(', ');
  if (hasControls(list)) {
    refuse(field, 'must not hold line breaks or other control characters');
    return '';
  }
  for (const { address, name } of parseAddresses(list)) {
    if (!/^[^\s@]+@[^\s@]+$|^[^@]*".*"@[^\s@]+$/.test(address)) {
      refuse(field, `must be e-mail addresses; “${name || address}” is none`);
    }
  }
  return list;
}

function addressText(field: string, item: unknown, refuse: Refuse): string {
  if (typeof item === 'string') return item.trim();
  if (isRecord(item) && typeof item.address === 'string') {
    // Checked before it is put together: a name such as `x" <y@z>, "` must stay a name.
    return formatAddress({
      name: typeof item.name === 'string' ? item.name : '',
      address: item.address,
    });
  }
  refuse(field, `must be an address, { name, address } or a list of them, got ${kindOf(item)}`);
  return '';
}

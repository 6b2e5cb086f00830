/** Mistakes that can be seen before the connection is tested. Pure. */
import type { SettingsField } from '../../server/contract';
import type { MessageKey } from '../dictionary';
import { isLoopback } from '../../server/loopback';
import type { FormValues } from './fields';

/** A remark for each field that is probably not meant as it stands. Never a reason not to save. */
export const adviceOn = (values: FormValues): Partial<Record<SettingsField, MessageKey>> => {
  const port = values.port.trim();
  const encrypted = values.encryption !== 'none';
  return {
    ...(values.encryption === 'ssl' && ['25', '587'].includes(port) && { port: 'advice.port.ssl' }),
    ...(values.encryption !== 'ssl' && port === '465' && { port: 'advice.port.tls' }),
    ...(!encrypted &&
      values['auth.enabled'] &&
      !isLoopback(values.host) && { encryption: 'advice.encryption.clear' }),
    ...(encrypted && !values['tls.verify'] && { 'tls.verify': 'advice.tls.verify' }),
  };
};

/** Mistakes that can be seen before the connection is tested. Pure. */
import type { SettingsField } from '../../server/contract';
import type { MessageKey } from '../dictionary';
import { isLoopback } from '../../server/loopback';
import type { FormValues } from './fields';

/** Seconds after which the usual proxy in front of a site gives up on a request, and with it on the test. */
const PROXY_SECONDS = 60;

/** A remark for each field that is probably not meant as it stands. Never a reason not to save. */
export const adviceOn = (values: FormValues): Partial<Record<SettingsField, MessageKey>> => ({
  ...portAdvice(values),
  ...securityAdvice(values),
  ...senderAdvice(values),
  ...(Number(values.timeoutSeconds) > PROXY_SECONDS && { timeoutSeconds: 'advice.timeout.proxy' }),
});

const portAdvice = ({ port, encryption }: FormValues): ReturnType<typeof adviceOn> => {
  const typed = port.trim();
  if (encryption === 'ssl' && ['25', '587'].includes(typed)) return { port: 'advice.port.ssl' };
  return encryption !== 'ssl' && typed === '465' ? { port: 'advice.port.tls' } : {};
};

const securityAdvice = (values: FormValues): ReturnType<typeof adviceOn> => {
  const encrypted = values.encryption !== 'none';
  const password = values['auth.password'];
  return {
    ...(!encrypted &&
      values['auth.enabled'] &&
      !isLoopback(values.host) && { encryption: 'advice.encryption.clear' }),
    ...(encrypted && !values['tls.verify'] && { 'tls.verify': 'advice.tls.verify' }),
    ...(password !== password.trim() && { 'auth.password': 'advice.password.spaces' }),
  };
};

const senderAdvice = (values: FormValues): ReturnType<typeof adviceOn> => {
  const name = values.ehloName.trim();
  return {
    ...(/^[^.[]+$/.test(name) && { ehloName: 'advice.ehloName.dot' }),
    ...(values['sender.force'] &&
      values['sender.from'].trim() === '' && { 'sender.force': 'advice.sender.force' }),
  };
};

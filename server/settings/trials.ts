/** Everything by which a mail server is looked at on behalf of the settings page. */
import type { CheckReport, DetectedSettings, MailService } from '../contract';
import type { AddressRule } from '../smtp/address-rule';
import { type CheckRequest, checkSettings } from '../smtp/check';
import { detectSettings, USUAL_PLACES } from '../smtp/detect';
import { mailServices } from '../smtp/services';
import type { Parsed } from '../validation';
import type { ChangeRules } from './change';
import { type CheckLimit, createCheckLimit } from './check-limit';
import { possiblePlaces } from './detection';
import type { SettingsRegistry } from './registry';
import type { Settings } from './settings';

export interface CheckOptions extends Pick<CheckRequest, 'signal' | 'tell'> {
  /** RCPT TO; by default the sender. */
  recipient?: string;
}

export interface Trials {
  /** Tries `candidate` out, up to the point where a message would be sent. */
  check(candidate: Settings, options?: CheckOptions): Promise<CheckReport>;
  /** Looks for the settings of a mail server, or says what stands against it. */
  detection(host: string): Parsed<() => Promise<DetectedSettings[]>>;
  /** The well-known mail services whose settings may be entered here. */
  services(): MailService[];
  /** Of the routes that have a server looked at. */
  limit: CheckLimit;
}

export interface TrialsDependencies {
  settings: Pick<SettingsRegistry, 'current' | 'view' | 'candidate'>;
  network: ChangeRules['network'] & { checksPerMinute: number };
  refuses: AddressRule;
  /** The bare address that mail is sent from with these settings. */
  senderOf: (settings: Settings) => string;
  /** Monotonic, milliseconds. */
  now: () => number;
}

export const createTrials = ({
  settings,
  network: { ports, hosts, checksPerMinute },
  refuses,
  senderOf,
  now,
}: TrialsDependencies): Trials => ({
  check(candidate, options = {}) {
    const sender = senderOf(candidate);
    return checkSettings({
      settings: candidate,
      sender,
      recipient: sender,
      now,
      refuses,
      changeable: { ports, locked: settings.view().locked },
      ...options,
    });
  },

  detection(host) {
    const places = possiblePlaces(host, USUAL_PLACES, settings);
    if (!places.ok) return places;
    const candidate = { ...settings.current(), host };
    return {
      ok: true,
      value: () => detectSettings({ settings: candidate, places: places.value, now, refuses }),
    };
  },

  services: () =>
    mailServices().filter(
      ({ host, port }) =>
        (ports === 'any' || ports.includes(port)) && (hosts === 'any' || hosts.includes(host)),
    ),

  limit: createCheckLimit(checksPerMinute),
});

/** Encryption of what must not lie in the database in clear: the password, keys and tokens of messages. */
import { NO_ENCRYPTION_KEY } from './refusal-texts';

export interface Seal {
  /** @throws SealUnavailableError when the site has no encryption key. */
  close(text: string): string;
  /** null: the key is missing or is another one now. Never means "empty". */
  open(sealed: string): string | null;
}

export class SealUnavailableError extends Error {
  override name = 'SealUnavailableError';
  constructor() {
    super(NO_ENCRYPTION_KEY);
  }
}

/** The two functions of Strapi's `admin::encryption` service; both answer null where they cannot. */
interface EncryptionService {
  encrypt(value: string): string | null;
  decrypt(value: string): string | null;
}

export const createSeal = (encryption: EncryptionService): Seal => ({
  close(text) {
    const sealed = encryption.encrypt(text);
    if (sealed === null) throw new SealUnavailableError();
    return sealed;
  },
  open(sealed) {
    try {
      return encryption.decrypt(sealed);
    } catch {
      // It throws for a value that it did not make, which is the same to us as a wrong key.
      return null;
    }
  },
});

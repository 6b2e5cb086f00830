/**
 * Holds a message back until it is on record that the server is about to get it: a process that dies later
 * leaves a draft that says so.
 */
import { Transform } from 'node:stream';

export interface Gate {
  /** Asks for the record, once; a message that goes out over a second connection is on record already. */
  open(): void;
  /** Resolves when the first byte may leave. */
  readonly passed: Promise<void>;
  /** For one run of the message, where nodemailer writes it: nodemailer makes a new one for each connection that it tries. */
  stream(): Transform;
}

/** @param record resolves when the first byte may leave. */
export const createGate = (record: () => Promise<void>): Gate => {
  let asked = false;
  let settle: (recorded: Promise<void>) => void = () => {};
  const recorded = new Promise<void>((resolve) => {
    settle = resolve;
  });
  // Where the connection is lost meanwhile, nobody is left to be told.
  recorded.catch(() => {});
  return {
    passed: recorded,
    open() {
      if (asked) return;
      asked = true;
      settle(record());
    },
    stream() {
      let isOpen = false;
      return new Transform({
        transform(chunk: Buffer, _encoding, done) {
          if (isOpen) return done(null, chunk);
          recorded.then(
            () => {
              isOpen = true;
              done(null, chunk);
            },
            (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
          );
        },
      });
    },
  };
};

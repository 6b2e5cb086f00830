/** A Strapi in a child process, and the channel to it. */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

interface DescribedError {
  name: string;
  message: string;
  stack?: string;
  cause?: DescribedError;
  fields: Record<string, unknown>;
}

type Reply = { ready: true } | { id: number; value?: unknown; error?: DescribedError };

export interface StrapiProcess {
  pid: number;
  /** Runs a function of the tests beside `strapi`; see `StrapiApp.run`. */
  call(source: string, args: unknown[]): Promise<unknown>;
  /** Settles when it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const BOOT_MS = 60_000;
const GRACE_MS = 15_000;

export interface ProcessOptions {
  env?: NodeJS.ProcessEnv;
  /** Arguments of Node itself: `--expose-gc`. */
  nodeArguments?: string[];
  /** Another program than Strapi, which is asked in the same way. */
  program?: string;
}

const STRAPI = path.join(__dirname, 'strapi-runner.cjs');

/** @throws Error with the log, where Strapi does not start */
export const startStrapiProcess = async (
  dir: string,
  { env, nodeArguments = [], program = STRAPI }: ProcessOptions,
  log: (text: string) => void,
): Promise<StrapiProcess> => {
  let words = '';
  const child = fork(program, {
    cwd: dir,
    execArgv: nodeArguments,
    // What jest set for itself is not for Strapi.
    env: { ...process.env, NODE_OPTIONS: '', STRAPI_TELEMETRY_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Structured clones: dates, buffers and undefined arrive as they were.
    serialization: 'advanced',
  });
  const keep = (text: string) => {
    words += text;
    log(text);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);

  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const calls = createCalls(child);
  await untilReady(child, gone).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${String(error)} Its log:\n${words}`);
  });

  return {
    pid: child.pid ?? 0,
    call: calls,
    async end(signal) {
      child.kill(signal);
      const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await gone;
      clearTimeout(impatience);
    },
  };
};

const untilReady = async (child: ChildProcess, gone: Promise<void>) => {
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('Strapi did not start in time.')), BOOT_MS);
      child.on('message', (reply: Reply) => 'ready' in reply && resolve());
      void gone.then(() => reject(new Error('Strapi did not start.')));
    });
  } finally {
    clearTimeout(timer);
  }
};

const createCalls = (child: ChildProcess) => {
  interface Waiting {
    resolve(value: unknown): void;
    reject(error: Error): void;
  }
  const waiting = new Map<number, Waiting>();
  let last = 0;

  child.on('message', (reply: Reply) => {
    if ('ready' in reply) return;
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error) call?.reject(revive(reply.error));
    else call?.resolve(reply.value);
  });
  child.once('close', () => {
    for (const call of waiting.values()) call.reject(new Error('Strapi ended before it answered.'));
    waiting.clear();
  });

  return (source: string, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = (last += 1);
      waiting.set(id, { resolve, reject });
      child.send({ id, source, args }, (error) => error && reject(error));
    });
};

const revive = ({ name, message, stack, cause, fields }: DescribedError): Error => {
  const error = new Error(message, cause === undefined ? undefined : { cause: revive(cause) });
  return Object.assign(error, fields, { name, stack });
};

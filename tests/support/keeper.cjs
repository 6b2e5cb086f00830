/**
 * Keeps a folder and the programs that work in it for one test. When the test is gone, however it went, so are they:
 * no signal and no crash of the test's process passes this one by.
 */
const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');

const [folder] = process.argv.slice(2);
const running = new Map();

const tell = (reply) => process.connected && process.send(reply);

process.on('message', ({ id, program, args, env }) => {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: whatever it starts can be ended with it.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (words) => tell({ id, words }));
  }
  const gone = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    // Not 'exit': the pipes are closed when the last process that inherited them is gone.
    child.once('close', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  }).then((ending) => {
    running.delete(id);
    tell({ id, ending });
  });
  running.set(id, { child, gone });
  if (child.pid !== undefined) tell({ id, pid: child.pid });
});

process.once('disconnect', async () => {
  for (const { child } of running.values()) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone, which is what was wanted.
    }
  }
  await Promise.all([...running.values()].map(({ gone }) => gone));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Programs that npm cannot bring: the ones that are there, or Debian's packages. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';

export const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * @param {string[]} names the same program under its names
 * @param {string[]} elsewhere folders that may not be in PATH
 * @returns {string | undefined} its path
 */
export const findProgram = (names, elsewhere = []) =>
  [...(process.env.PATH ?? '').split(path.delimiter), ...elsewhere]
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find(isProgram);

export const canInstall = () =>
  process.platform === 'linux' && process.getuid() === 0 && isProgram('/usr/bin/apt-get');

/**
 * Asks nothing, and takes nothing away: where another package would have to go, it fails.
 *
 * @param {string} name
 * @param {string} answers to the questions of its installation, a line each, as `debconf-set-selections` takes them
 */
export const installDebians = async (name, answers = '') => {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  if (answers !== '') {
    await run('sh', ['-c', 'printf "%s\\n" "$0" | debconf-set-selections', answers], { env });
  }
  await run('apt-get', ['update', '-qq'], { env });
  await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', '--no-remove', '--', name],
    { env },
  );
};

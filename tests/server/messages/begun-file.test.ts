/** What a process has really begun, read by the one that comes after it. Real files. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createBegunFile,
  readBegun,
  removeOldBegunFiles,
} from '../../../server/messages/begun-file';

const BOOT = 'this start of the machine';
const OWNER = 'a-process';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'begun-'));
  folder = path.join(parent, 'made', 'when needed');
});
afterEach(() => rmSync(parent, { recursive: true }));

const aFile = (boot: string | undefined = BOOT) => createBegunFile(folder, OWNER, boot);
const read = (boot = BOOT) => readBegun(folder, OWNER, boot);

it('what was added is there at once, and nothing else', () => {
  const file = aFile();
  file.add('one');
  file.add('two');
  expect(read()).toEqual(
    new Map([
      ['one', 'begun'],
      ['two', 'begun'],
    ]),
  );
});

it('what was accepted is there as that, and only when all of the word was written', () => {
  const file = aFile();
  file.add('one');
  file.add('two');
  file.accept('one');
  appendFileSync(path.join(folder, `begun-${OWNER}`), 'two\taccep');
  expect(read()).toEqual(
    new Map([
      ['one', 'accepted'],
      ['two', 'begun'],
    ]),
  );
});

it('nobody can read it but whose process it is', () => {
  aFile().add('one');
  expect(statSync(path.join(folder, `begun-${OWNER}`)).mode & 0o777).toBe(0o600);
});

it('nobody knows before anything has begun, and after the process has ended in order', () => {
  const file = aFile();
  expect(read()).toBeUndefined();
  file.add('one');
  file.close();
  expect(read()).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
  file.add('two');
  expect(read()).toBeUndefined();
});

it('nobody knows of another process, or once the machine was started again', () => {
  aFile().add('one');
  expect(readBegun(folder, 'another', BOOT)).toBeUndefined();
  expect(read('another start')).toBeUndefined();
});

it('a machine that does not say when it was started has no file', () => {
  const file = createBegunFile(folder, OWNER, null);
  file.add('one');
  expect(existsSync(path.join(folder, `begun-${OWNER}`))).toBe(false);
});

it('stays small for ever, and loses nothing that is under way', () => {
  const file = aFile();
  const token = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  file.add('the slow one');
  file.add('the accepted one');
  file.accept('the accepted one');
  for (let number = 0; number < 50_000; number++) {
    file.add(token(number));
    file.remove(token(number));
  }
  file.add('the last one');
  expect(read()?.get('the slow one')).toBe('begun');
  expect(read()?.get('the accepted one')).toBe('accepted');
  expect(read()?.has('the last one')).toBe(true);
  expect(statSync(path.join(folder, `begun-${OWNER}`)).size).toBeLessThan(600 * 1024);
});

it('where it cannot be written nobody knows, and messages go out', () => {
  writeFileSync(path.join(parent, 'made'), 'a file in the place of the folder');
  const file = aFile();
  expect(() => file.add('one')).not.toThrow();
  expect(read()).toBeUndefined();
});

it('what could not be written any more is not taken for what did not begin', () => {
  const file = aFile();
  file.add('one');
  // So that it cannot be written anew, which it is to be after so many.
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file in the place of the folder');
  for (let number = 0; number < 50_000; number++) file.add(`00000000-0000-4000-8000-${number}`);
  expect(read()).toBeUndefined();
});

it('nothing leaves while it says what is not so and cannot be emptied', () => {
  const file = aFile();
  file.add('one');
  // Neither written nor emptied through it any more.
  closeSync(openDescriptor(path.join(folder, `begun-${OWNER}`)));
  expect(() => file.add('two')).toThrow('EBADF');
  expect(() => file.add('three')).toThrow('EBADF');
  expect(() => file.accept('one')).not.toThrow();
  expect(read()).toEqual(new Map([['one', 'begun']]));
});

const openDescriptor = (file: string): number =>
  readdirSync('/proc/self/fd')
    .map(Number)
    .find((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`) === file;
      } catch {
        return false;
      }
    }) ?? -1;

it('files from before the machine was started go', () => {
  aFile('an earlier start').add('one');
  createBegunFile(folder, 'another', BOOT).add('two');
  writeFileSync(path.join(folder, 'of somebody else'), '');
  removeOldBegunFiles(folder, BOOT);
  expect(readdirSync(folder).toSorted()).toEqual(['begun-another', 'of somebody else']);
});

it('one that cannot be removed is no reason not to start', () => {
  aFile().add('one');
  mkdirSync(path.join(folder, 'begun-of nobody', 'a folder'), { recursive: true });
  expect(() => removeOldBegunFiles(folder, BOOT)).not.toThrow();
  expect(read()?.has('one')).toBe(true);
});

it('there may be no folder yet', () => {
  expect(() => removeOldBegunFiles(folder, BOOT)).not.toThrow();
});

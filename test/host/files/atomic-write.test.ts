import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../lib/host/files';
import { InputError } from '../../../lib/model/errors';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-write-'));
  file = join(folder, 'out.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('writes a new file, and its folders', () => {
  writeFileAtomic(join(folder, 'a/b/out.json'), 'new');
  expect(readFileSync(join(folder, 'a/b/out.json'), 'utf8')).toBe('new');
  expect(readdirSync(join(folder, 'a/b'))).toEqual(['out.json']);
});

test('replaces a file in one step: who has it open goes on reading the old one', () => {
  writeFileSync(file, 'old');
  const before = statSync(file).ino;
  writeFileAtomic(file, Buffer.from('new'));
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).ino).not.toBe(before);
  expect(readdirSync(folder)).toEqual(['out.json']);
});

test('keeps the permissions of the file', () => {
  writeFileSync(file, 'old');
  chmodSync(file, 0o640);
  writeFileAtomic(file, 'new');
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('keeps a link and replaces what it leads to', () => {
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real/target'), 'old');
  symlinkSync('real/target', file);
  writeFileAtomic(file, 'new');
  expect(readlinkSync(file)).toBe('real/target');
  expect(readFileSync(join(folder, 'real/target'), 'utf8')).toBe('new');
});

test('writes to a device instead of replacing it', () => {
  writeFileAtomic('/dev/null', 'new');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test.each<[string, () => string, RegExp]>([
  ['a folder', () => join(folder, 'dir'), /cannot be written: (it is a folder|ENOTEMPTY|EEXIST)/],
  ['a path through a file', () => join(file, 'x'), /cannot be written: (a part of its path is no folder|EEXIST)/],
  ['a name that is too long', () => join(folder, 'x'.repeat(300)), /cannot be written: its name is too long/],
])('does not write %s, says so, and leaves nothing behind', (_words, path, message) => {
  writeFileSync(file, 'old');
  mkdirSync(join(folder, 'dir'));
  expect(() => writeFileAtomic(path(), 'new')).toThrow(InputError);
  expect(() => writeFileAtomic(path(), 'new')).toThrow(message);
  expect(readdirSync(folder)).toEqual(['dir', 'out.json']);
  expect(readFileSync(file, 'utf8')).toBe('old');
});

test('leaves the old file when there is no permission', () => {
  writeFileSync(file, 'old');
  chmodSync(folder, 0o555);
  const { geteuid, seteuid } = process;
  const isRoot = geteuid?.() === 0;
  if (isRoot) seteuid?.(65_534);
  try {
    expect(() => writeFileAtomic(file, 'new')).toThrow(/cannot be written: permission denied/);
  } finally {
    if (isRoot) seteuid?.(0);
    chmodSync(folder, 0o755);
  }
  expect(readFileSync(file, 'utf8')).toBe('old');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOutput, readFiles, writeOutput } from '../../bench/accuracy/files';
import { BadRows } from '../../bench/accuracy/rows';
import { ROW } from './row';

const folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, ...ids: readonly string[]): string {
  const rows = ids.map((id) => ({ ...ROW, id }));
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(rows));
  return file;
}

test('rows of several files are read one after the other', () => {
  const files = [fileOf('1.json', 'a', 'b'), fileOf('2.json', 'c')];
  expect(readFiles(files).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('an id that two files have is refused, and both are named', () => {
  const [first, second] = [fileOf('1.json', 'a'), fileOf('2.json', 'b', 'a')];
  expect(() => readFiles([first, second])).toThrow(new BadRows(`${second}: the id a is that of a row of ${first} too`));
});

test('a file that is not there is refused in words', () => {
  expect(() => readFiles([join(folder, 'none.json')])).toThrow(BadRows);
});

test.each([
  ['into a folder that is not there', join(folder, 'none', 'out.json'), 'cannot be written'],
  ['onto a folder', folder, 'a folder, where a file is expected'],
])('a result %s is refused, before the run and after it', (_, file, why) => {
  expect(() => checkOutput(file)).toThrow(BadRows);
  expect(() => checkOutput(file)).toThrow(why);
  expect(() => writeOutput(file, '{}')).toThrow(BadRows);
});

test('a result into a folder that is there is written', () => {
  const file = join(folder, 'out.json');
  checkOutput(file);
  writeOutput(file, '{}');
  expect(() => checkOutput(file)).not.toThrow();
});

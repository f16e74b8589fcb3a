import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../support/properties';
import { execFileSync } from '../../support/child';
import { readJsonFile, readTextFile } from '../../../lib/host/files';
import { jsonFault } from '../../../lib/formats/json-syntax';
import { InputError } from '../../../lib/model/errors';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-input-'));
  file = join(folder, 'input.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refusal(path: string, limit?: number): InputError {
  try {
    readJsonFile(path, limit);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('a JSON file', () => {
  test.each<[string, string | Buffer, unknown]>([
    ['is parsed', '{"a": [1, "ü"]}\n', { a: [1, 'ü'] }],
    ['may begin with a byte order mark', '\ufeff[]', []],
    ['may be nested deeper than any stack', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, expect.anything()],
  ])('%s', (_words, content, value) => {
    writeFileSync(file, content);
    expect(readJsonFile(file)).toEqual(value);
  });

  test('may be a link', () => {
    writeFileSync(file, '1');
    symlinkSync(file, join(folder, 'link'));
    expect(readJsonFile(join(folder, 'link'))).toBe(1);
  });

  test('may come from a file that does not tell its size', () => {
    expect(readTextFile('/proc/self/status')).toMatch(/^Name:/);
  });
});

describe('what is no file to read', () => {
  test.each<[string, () => string, RegExp]>([
    ['nothing', () => join(folder, 'none'), /cannot be read: there is no such file or folder/],
    ['a folder', () => folder, /this is a folder, expected a file/],
    ['a device', () => '/dev/zero', /this is no regular file/],
    ['a path through a file', () => join(file, 'x'), /cannot be read: a part of its path is no folder/],
  ])('%s', (_words, path, message) => {
    writeFileSync(file, '1');
    expect(refusal(path())).toMatchObject({ where: path(), message: expect.stringMatching(message) });
  });

  test('a pipe, without waiting for its writer', () => {
    execFileSync('mkfifo', [file]);
    expect(refusal(file).message).toMatch(/this is no regular file/);
  });

  test('a link in a circle', () => {
    symlinkSync(file, file);
    expect(refusal(file).message).toMatch(/links lead in a circle/);
  });

  test('a file of 1 GB, before it is in memory', () => {
    writeFileSync(file, '');
    truncateSync(file, 2 ** 30);
    const before = process.memoryUsage().rss;
    expect(refusal(file).message).toMatch(/the file has 1 GiB, at most 64 MiB are read/);
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27);
  });

  test('a file above a limit of the caller', () => {
    writeFileSync(file, '"12345678"');
    expect(refusal(file, 9).message).toMatch(/the file has 10 bytes, at most 9 bytes are read/);
  });

  test('a file that nobody may read', () => {
    writeFileSync(file, '1');
    chmodSync(file, 0);
    chmodSync(folder, 0o755);
    const { geteuid, seteuid } = process;
    const isRoot = geteuid?.() === 0;
    if (isRoot) seteuid?.(65_534);
    try {
      expect(refusal(file).message).toMatch(/cannot be read: permission denied/);
    } finally {
      if (isRoot) seteuid?.(0);
    }
  });

  test.each([
    ['1', Buffer.from([0x22, 0xff, 0x22])],
    ['3', Buffer.concat([Buffer.from('[\n"ä",\n"'), Buffer.from([0xe4]), Buffer.from('"\n]')])],
    ['2', Buffer.concat([Buffer.from('[\n'), Buffer.from([0xf0, 0x9f, 0x98])])],
  ])('text that is no UTF-8 in line %s', (line, content) => {
    writeFileSync(file, content);
    expect(refusal(file)).toMatchObject({ where: `${file}:${line}`, problem: 'this is no UTF-8 text' });
  });
});

describe('text that is no JSON', () => {
  test.each<[string, string, string]>([
    ['{"a": 1,}', '1:9', 'found "}", expected a key in double quotes'],
    ['{\n  "a": 1\n  "b": 2\n}', '3:3', 'found "\\"b\\": 2", expected , or }'],
    ['[1, 2', '1:6', 'found the end of the line, expected , or ]'],
    ['{"a" 1}', '1:6', 'found "1}", expected :'],
    ['{a: 1}', '1:2', 'found "a: 1}", expected a key in double quotes'],
    ["['a']", '1:2', 'found "\'a\']", expected a value'],
    ['[1] 2', '1:5', 'found "2", expected the end of the document'],
    ['[NaN]', '1:2', 'found "NaN]", expected a value'],
    ['[01]', '1:3', 'found "1]", expected , or ]'],
    ['[tru]', '1:2', 'found "tru]", expected a value'],
    ['"a\nb"', '1:3', 'found the end of the line, expected a closing " on the same line'],
    ['"a\tb"', '1:3', 'expected an escape such as \\t in place of a control character'],
    ['"\\x"', '1:3', 'found "x\\"", expected an escape that JSON has'],
    ['"\\u12"', '1:3', 'expected four hexadecimal digits after \\u'],
    ['"abc', '1:5', 'found the end of the line, expected a closing "'],
    ['// note\n{}', '1:1', 'found "// note", expected a value'],
  ])('%j is at fault at %s', (text, place, problem) => {
    writeFileSync(file, text);
    const error = refusal(file);
    expect(error.where).toBe(`${file}:${place}`);
    expect(error.problem).toContain(problem);
    expect(error.message).not.toContain('\n');
  });

  test('a key that one object has twice is an error', () => {
    writeFileSync(file, '{ "host": { "name": "a", "cpus": 1, "name": "b" } }');
    expect(refusal(file)).toMatchObject({
      where: `${file}#/host`,
      problem: '"name" stands twice in one object, and only one of the two would count',
    });
  });

  test('nothing but blanks is an empty file', () => {
    writeFileSync(file, ' \n');
    expect(refusal(file).problem).toBe('the file is empty, expected a JSON document');
  });

  test('a fault is found exactly where JSON.parse finds one', () => {
    const text = fc.oneof(
      fc.json(),
      fc
        .tuple(fc.json(), fc.nat(60), fc.constantFrom('', '"', ',', '}', ']', '{', '\\', '1', ' '))
        .map(([json, at, with_]) => json.slice(0, at) + with_ + json.slice(at + 1)),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019-+.eEtrfalsn \n'), maxLength: 12 }),
    );
    fc.assert(
      fc.property(text, (json) => {
        let isJson = true;
        try {
          JSON.parse(json);
        } catch {
          isJson = false;
        }
        expect(jsonFault(json) === null).toBe(isJson);
      }),
      { numRuns: 3000 },
    );
  });

  test('a fault is found in text nested deeper than any stack', () => {
    expect(jsonFault('['.repeat(200_000))).toMatchObject({ line: 1, column: 200_001 });
  });
});

test('a folder above the file may hold what it will', () => {
  mkdirSync(join(folder, 'a b'));
  writeFileSync(join(folder, 'a b/c.json'), '{}');
  expect(readJsonFile(join(folder, 'a b/c.json'))).toEqual({});
});

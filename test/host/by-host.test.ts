import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeByHost } from '../../lib/host/by-host';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-by-host-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['no host', {}],
  ['one host', { 'rack1/kvm01': [1] }],
  ['hosts with names beyond ASCII', { 'rück1/kvm01': { vm: '💡' }, 'rack"2/kvm02': null }],
])('a file by host holds what is said of %s, and its digest is that of its bytes', (_which, said) => {
  const file = join(folder, 'said.json');
  const digest = writeByHost(
    file,
    Object.entries(said).map(([host, value]) => [host, JSON.stringify(value)]),
  );
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(said);
  expect(digest).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
});

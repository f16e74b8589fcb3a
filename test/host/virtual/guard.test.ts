import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, spawnSync } from '../../support/child';
import { guarded } from '../../../lib/host/virtual/guard';
import { identityOf } from '../../../lib/host/virtual/processes';

let folder: string;
let guard: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-guard-'));
  guard = join(folder, 'kvm01.json.guard');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that has ended, and who it was. */
function gone(): { readonly pid: number } {
  return { pid: spawnSync(process.execPath, ['-e', '']).pid };
}

const textOf = (pid: number, identity: string, machine = hostname(), file = `kvm01.json.guard.${pid}.1`) =>
  `${pid} ${machine} ${identity} ${file} 1700000000000\n`;

test('the work is done while the guard is there, which says who holds it and since when it runs', () => {
  const text = guarded(guard, () => readFileSync(guard, 'utf8'));
  expect(text).toMatch(
    new RegExp(`^${process.pid} ${hostname()} [0-9a-f-]{36}/\\d+ kvm01\\.json\\.guard\\.${process.pid}\\.\\d+ \\d+\n$`),
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('a guard whose process was killed is taken away, with the file that it was made of', () => {
  const { pid } = gone();
  writeFileSync(guard, textOf(pid, 'boot/1'));
  writeFileSync(`${guard}.${pid}.1`, textOf(pid, 'boot/1'));
  expect(guarded(guard, () => 'done')).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

test('so is one whose process id was given out again: the start of the process tells', () => {
  writeFileSync(guard, textOf(process.ppid, 'another-boot/42'));
  expect(guarded(guard, () => 'done')).toBe('done');
});

test('one whose process was killed while it took another away is no obstacle either', () => {
  const [first, second] = [gone().pid, gone().pid];
  writeFileSync(guard, textOf(first, 'boot/1'));
  writeFileSync(`${guard}.gone-${first}`, textOf(second, 'boot/2'));
  expect(guarded(guard, () => 'done')).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['a process that lives', () => textOf(process.ppid, identityOf(process.ppid) ?? '-')],
  ['a process of another machine', () => textOf(gone().pid, 'boot/1', 'elsewhere')],
])('the guard of %s stays, and who holds it is said', (_who, text) => {
  writeFileSync(guard, text());
  const now = jest.spyOn(Date, 'now');
  let clock = 1e12;
  now.mockImplementation(() => (clock += 1000));
  try {
    expect(() => guarded(guard, () => 'done')).toThrow(/another process holds this file \(process \d+ on \S+\)/);
  } finally {
    now.mockRestore();
  }
  expect(readdirSync(folder)).toEqual(['kvm01.json.guard']);
});

test('a process that is killed in the middle of the work leaves nothing that keeps others out', async () => {
  const script = `
    const { linkSync, writeFileSync } = require('node:fs');
    const own = ${JSON.stringify(guard)} + '.' + process.pid + '.1';
    const stat = require('node:fs').readFileSync('/proc/self/stat', 'utf8');
    const boot = require('node:fs').readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(own, process.pid + ' ' + require('node:os').hostname() + ' ' + boot + '/' + start + ' ' + require('node:path').basename(own) + ' 1\\n');
    linkSync(own, ${JSON.stringify(guard)});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(guarded(guard, () => 'done')).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { machineHash, MACHINE_PART_NAMES, MACHINE_PARTS, NO_SERIAL_TEXTS } from '../../lib/model/identity';
import { renderPfScript } from '../../lib/render/script';
import { MACHINE } from '../../lib/shell/identity';
import { PRELUDE } from '../../lib/shell/core';
import { plan, targetNic } from '../plan/helpers';
import { spawnSync } from '../support/child';
import { requireTool } from '../support/require-tool';
import { describeInShells, SHELLS } from '../support/shells';
import { AT_HOME, HOME, inventoryOf, KNOWN } from '../support/strangers';

const TEXTS = [
  '0f'.repeat(16),
  'BRD-1234',
  ' S4-Q/7 b ',
  'x',
  '0',
  '000000',
  'XXXX',
  'é-1',
  'a'.repeat(129),
  ...NO_SERIAL_TEXTS,
];

describeInShells('machine and hashes in %s', SHELLS, (shell) => {
  const root = mkdtempSync(join(tmpdir(), 'sriov-machine-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function machine(): string {
    const script = `${PRELUDE}\n${MACHINE}\nS=${root}/sys P=${root}/proc CONF=${root}/etc\nmachine\necho "$MACHINE"`;
    const [program = shell, ...args] = shell.split(' ');
    return spawnSync(program, [...args, '-c', script], { encoding: 'utf8' }).stdout.trim();
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  test.each(TEXTS)('the same hashes of %j as the library makes', (text) => {
    for (const part of MACHINE_PART_NAMES) write(MACHINE_PARTS[part].file, `${text}\n`);
    write('proc/mounts', 'sysfs /sys sysfs rw 0 0\n');
    const hashes = MACHINE_PART_NAMES.flatMap((part) => {
      const hash = machineHash(part, text);
      return hash === null ? [] : [`${MACHINE_PARTS[part].word}=${hash}`];
    });
    expect(machine()).toBe(hashes.join(' '));
  });

  test('a machine id that was made for this boot only does not count', () => {
    for (const part of MACHINE_PART_NAMES) write(MACHINE_PARTS[part].file, `${'0f'.repeat(16)}\n`);
    write('proc/mounts', 'tmpfs /etc/machine-id tmpfs ro 0 0\n');
    expect(machine()).toMatch(/^board-serial=\S+ product-serial=\S+$/);
  });
});

requireTool('shellcheck').test('shellcheck finds nothing in a script that tells card and machine', () => {
  const made = plan(targetNic({ numVfs: 2, identity: KNOWN }), inventoryOf(AT_HOME));
  const run = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: renderPfScript(made, HOME), encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stdout: '' });
});

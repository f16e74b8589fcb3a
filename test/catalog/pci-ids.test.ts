import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from '../support/child';
import { requireTool } from '../support/require-tool';

const DATABASE = '/usr/share/misc/pci.ids';
const SCRIPT = join(__dirname, '../../scripts/pci-ids.mjs');

/** What scripts/pci-ids.mjs says of the catalog, held against the database with some text in it replaced. */
function held(pattern: RegExp | string, replacement: string) {
  const folder = mkdtempSync(join(tmpdir(), 'pci-ids-'));
  try {
    const file = join(folder, 'pci.ids');
    const text = readFileSync(DATABASE, 'utf8');
    const changed = text.replace(pattern, replacement);
    if (changed === text && pattern !== '') throw new Error(`${DATABASE} has no ${pattern}`);
    writeFileSync(file, changed);
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, file], { encoding: 'utf8' });
    return { status, stderr: stderr.replaceAll(file, 'FILE') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

requireTool(DATABASE).describe('an id of the catalog', () => {
  test('that is right passes, as all of them do', () => {
    expect(held('', '')).toEqual({ status: 0, stderr: '' });
  });

  test('that the database does not have is named, with its device', () => {
    const { status, stderr } = held(/^\t159b {2}.*\n/m, '');
    expect(stderr).toMatch(/^intel-e810-xxv-sfp: 8086:159b as PF is not in FILE \([\d.]+\)\n$/);
    expect(status).toBe(1);
  });

  test('that is of another device is named, with what it is', () => {
    expect(held(/^\t1572 {2}Ethernet Controller X710.*$/m, '\t1572  Ethernet Controller X550').stderr).toBe(
      'intel-x710-sfp: 8086:1572 as PF is called "Ethernet Controller X550", and the device "X710 10GbE SFP+"\n',
    );
  });

  test('of a VF that is a PF is named', () => {
    expect(held(/^\t15a5 {2}.*Virtual Interface$/m, '\t15a5  Ethernet Switch FM10000').stderr).toBe(
      'intel-fm10000: 8086:15a5 as VF is called "Ethernet Switch FM10000"\n',
    );
  });

  test('with a subsystem that the database does not have is named', () => {
    expect(held(/^\t\t1028 2040 {2}.*\n/m, '').stderr).toBe(
      'samsung-pm1735: 144d:a824 as PF has no subsystem 1028:2040 in FILE\n',
    );
  });
});

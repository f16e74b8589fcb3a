import { join } from 'node:path';
import { readInventoryAt } from '../../lib/host/files';
import { onlyHost, resolve, ruleIds, type WantedSketch } from './wanted';

/** A real kernel with two igb ports and an NVMe SSD: fresh, and after VFs were created by hand. */
const capture = (name: string) => readInventoryAt(join(__dirname, '../data/captures', `${name}.tar`)).inventory;
const FRESH = capture('flat-fresh');
const CONFIGURED = capture('flat-configured');

const SKETCH: WantedSketch = {
  pfs: {
    uplink: { selector: { permanentMac: '52:54:00:aa:00:01' }, pools: { tenants: { count: 4 } } },
    drive: { selector: { serial: 'SPIKE0001' }, pools: { disks: { count: 2 } } },
  },
  attachments: { a: {}, b: { pool: 'drive/disks' } },
};

describe('a captured host', () => {
  test('has the PFs that MAC and serial number name, with limits and profiles', () => {
    const resolution = resolve(SKETCH, FRESH);
    expect(ruleIds(resolution)).toEqual([]);
    expect(onlyHost(resolution).physicalFunctions).toMatchObject([
      {
        facts: { address: '0000:01:00.0' },
        profile: { name: 'igb' },
        totalVfs: { value: 7, source: 'sriov_totalvfs of 0000:01:00.0' },
        deviceClass: 'net',
      },
      { facts: { address: '0000:03:00.0' }, profile: { name: 'nvme' }, totalVfs: { value: 4 }, deviceClass: 'nvme' },
    ]);
  });

  test('has VFs, before they exist, where the kernel later puts them', () => {
    const addresses = (inventory: typeof FRESH) =>
      onlyHost(resolve(SKETCH, inventory)).physicalFunctions.flatMap((pf) =>
        pf.virtualFunctions.map((vf) => vf.address),
      );
    const seen = CONFIGURED.physicalFunctions.flatMap((pf) => pf.virtualFunctions.map((vf) => vf.address));
    expect(addresses(FRESH)).toEqual(seen);
    expect(addresses(CONFIGURED)).toEqual(seen);
  });

  test('gives its MAC to the VM by the lock file, not by what an earlier user left on the VF', () => {
    const { lock } = resolve(SKETCH, FRESH);
    const again = resolve(SKETCH, CONFIGURED, lock);
    expect(again.lock).toBe(lock);
    expect(onlyHost(again).attachments[0]?.mac).toMatch(/^02:/);
  });
});

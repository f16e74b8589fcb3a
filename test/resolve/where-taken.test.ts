import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import type { Inventory } from '../../lib/inventory/inventory';
import type { VfSettings } from '../../lib/model/settings';
import type { ProfileSetting } from '../../lib/model/wanted';
import { heldToDrivers } from '../../lib/resolve/where-taken';
import { inventory, nicFacts, nvmeFacts } from '../support/facts';
import { UPLINK, wantedHost, type WantedPfSketch } from './wanted';

/** A profile states spoof check, trust off, a link state and a VLAN; drivers take more or less of them. */
const STATED: VfSettings = { driver: 'vfio-pci', spoofCheck: true, trust: false, linkState: 'enable', vlan: 5 };
const WHERE_TAKEN: readonly ProfileSetting[] = ['spoofCheck', 'trust', 'linkState'];

/** Names of the settings that the pool has then, on a port of the driver, in order. */
function kept(
  facts: Inventory | null,
  pf: WantedPfSketch = {},
  settings: VfSettings = STATED,
  whereTaken = WHERE_TAKEN,
): string[] {
  const wanted = wantedHost({ pfs: { uplink: { ...UPLINK, ...pf, pools: { tenants: { settings, whereTaken } } } } });
  const held = heldToDrivers(wanted, facts, DEFAULT_CATALOG);
  return Object.keys(held.physicalFunctions[0]?.pools[0]?.settings ?? {});
}

function port(
  driver: string | null,
  change: { eswitchMode?: 'legacy' | 'switchdev'; linkType?: 'ethernet' | 'infiniband' } = {},
) {
  const { network } = nicFacts();
  // Ids that no catalog has: the driver alone tells.
  return inventory([
    nicFacts({ vendorId: 'dead', deviceId: 'beef', driver, network: network && { ...network, ...change } }),
  ]);
}

const ALL = ['driver', 'spoofCheck', 'trust', 'linkState', 'vlan'];

describe('of a profile a pool states', () => {
  test.each<[string, Inventory | null, WantedPfSketch, string[]]>([
    ['all that its driver takes', port('ice'), {}, ALL],
    ['not what its driver lacks', port('igb'), {}, ['driver', 'spoofCheck', 'trust', 'vlan']],
    [
      'of a driver that nobody knows, what is more than new VFs have',
      port('frob'),
      {},
      ['driver', 'spoofCheck', 'linkState', 'vlan'],
    ],
    [
      'the same where no driver is bound and no device is named',
      port(null),
      {},
      ['driver', 'spoofCheck', 'linkState', 'vlan'],
    ],
    [
      'what the usual driver of a named device takes, on a host that nobody has read',
      null,
      { device: 'intel-e810-xxv-sfp' },
      ALL,
    ],
    [
      'what is more than new VFs have, on a host that nobody has read',
      null,
      {},
      ['driver', 'spoofCheck', 'linkState', 'vlan'],
    ],
    ['none of it on an InfiniBand port', port('mlx5_core', { linkType: 'infiniband' }), {}, ['driver', 'vlan']],
    ['none of it on an InfiniBand port that nobody has read', null, { linkType: 'infiniband' }, ['driver', 'vlan']],
    [
      'all on an Ethernet port, whatever the constructs say',
      port('ice', { linkType: 'ethernet' }),
      { linkType: 'infiniband' },
      ALL,
    ],
    ['none of it on a drive', inventory([nvmeFacts({ address: '0000:3b:00.0' })]), {}, ['driver', 'vlan']],
    ['none of it on a named drive', null, { device: 'qemu-nvme' }, ['driver', 'vlan']],
    ['none of it in a guest, whose function is its own', port('virtio-pci'), {}, ['driver', 'vlan']],
    ['not what is lost in switchdev mode', port('mlx5_core', { eswitchMode: 'switchdev' }), {}, ['driver', 'vlan']],
    [
      'not what is lost in switchdev mode that is wanted',
      port('mlx5_core'),
      { eswitchMode: 'switchdev' },
      ['driver', 'vlan'],
    ],
    [
      'what is taken in the legacy mode that is wanted',
      port('mlx5_core', { eswitchMode: 'switchdev' }),
      { eswitchMode: 'legacy' },
      ALL,
    ],
    [
      'what is not known to be lost in switchdev mode',
      port('igb', { eswitchMode: 'switchdev' }),
      {},
      ['driver', 'spoofCheck', 'trust', 'vlan'],
    ],
  ])('%s', (_words, facts, pf, names) => {
    expect(kept(facts, pf)).toEqual(names);
  });

  test('only what it names: the rest is stated for every card', () => {
    expect(kept(port('igb'), {}, STATED, ['spoofCheck'])).toEqual(ALL);
  });
});

describe('of a profile an attachment states', () => {
  const override = (driver: string, overrides: VfSettings, beneath: VfSettings = {}) => {
    const wanted = wantedHost({
      pfs: { uplink: { ...UPLINK, pools: { tenants: { settings: beneath } } } },
      attachments: {
        a: { overrides, whereTaken: WHERE_TAKEN },
        b: { overrides },
        c: { pool: 'nowhere/p', overrides, whereTaken: WHERE_TAKEN },
      },
    });
    return heldToDrivers(wanted, port(driver), DEFAULT_CATALOG).attachments.map((it) => it.overrides);
  };

  test('what the driver of its pool takes; one without a profile, or without a pool, states what it states', () => {
    const stated: VfSettings = { linkState: 'enable', vlan: 5 };
    expect(override('igb', stated)).toEqual([{ vlan: 5 }, stated, stated]);
    expect(override('ice', stated)).toEqual([stated, stated, stated]);
  });

  test('that new VFs have anyway only where the driver is known to take it, or where it changes what the pool states', () => {
    expect(override('frob', { trust: false })[0]).toEqual({});
    expect(override('ice', { trust: false })[0]).toEqual({ trust: false });
    expect(override('frob', { trust: false }, { trust: true })[0]).toEqual({ trust: false });
  });
});

test('a host without profiles is returned as it is, and so is a PF without them', () => {
  const plain = wantedHost({ attachments: { a: {} } });
  expect(heldToDrivers(plain, port('igb'), DEFAULT_CATALOG)).toBe(plain);
  const pools = { tenants: { settings: STATED, whereTaken: WHERE_TAKEN } };
  const mixed = wantedHost({ pfs: { uplink: { ...UPLINK, pools }, other: UPLINK }, attachments: { a: {} } });
  const held = heldToDrivers(mixed, port('igb'), DEFAULT_CATALOG);
  expect(held.physicalFunctions[1]).toBe(mixed.physicalFunctions[1]);
  expect(held.attachments[0]).toBe(mixed.attachments[0]);
  expect(held.physicalFunctions[0]?.pools[0]?.settings).not.toEqual(STATED);
});

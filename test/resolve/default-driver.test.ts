import type { Inventory } from '../../lib/inventory/inventory';
import type { WantedPool } from '../../lib/model/wanted';
import { withDefaultDriver } from '../../lib/resolve/default-driver';
import { profile } from '../support/catalog';
import { inventory, nicFacts } from '../support/facts';
import { resolve, UPLINK, wantedHost, type WantedSketch } from './wanted';

/** The driver of VFs of a pool for which nobody states one. */

const CX6 = { vendorId: '15b3', deviceId: '101d', vfDeviceId: '101e', driver: 'mlx5_core' };

function host(facts: Parameters<typeof nicFacts>[0], kernelRelease = '6.12.0'): Inventory {
  return inventory([nicFacts(facts)], { kernelRelease });
}

function drivers(
  facts: Inventory | null,
  attachments: WantedSketch['attachments'] = {},
  pool: Partial<WantedPool> = {},
  other: Partial<WantedPool> = {},
): (string | undefined)[] {
  const byDefault = { driverIsDefault: true, settings: { driver: 'vfio-pci', spoofCheck: true } } as const;
  const pools = { tenants: { ...byDefault, ...pool }, targets: { ...byDefault, ...other } };
  const device = facts === null ? { device: 'mlx-cx6dx' } : {};
  const wanted = wantedHost({ pfs: { uplink: { ...UPLINK, ...device, pools } }, attachments });
  const [pf] = resolve(wanted, facts).hosts[0]?.physicalFunctions ?? [];
  return (pf?.pools ?? []).map(({ wanted: { settings }, attachments: [attachment] }) =>
    attachment === undefined ? settings.driver : attachment.settings.driver,
  );
}

const MIGRATES = { db: { migratable: true, migrationTargets: ['rack1/kvm01/uplink/targets'] } };

test('it is vfio-pci', () => {
  expect(drivers(host(CX6), { db: {} })).toEqual(['vfio-pci', 'vfio-pci']);
});

describe('where the state of a VF is to be moved', () => {
  test('it is the variant that takes the VFs, in the pool of the VM and where it may go', () => {
    expect(drivers(host(CX6), MIGRATES)).toEqual(['mlx5_vfio_pci', 'mlx5_vfio_pci']);
  });

  test('it is the variant as well on a host that nobody has read', () => {
    expect(drivers(null, MIGRATES)).toEqual(['mlx5_vfio_pci', 'mlx5_vfio_pci']);
  });

  test('a pool may say so before any VM is there', () => {
    expect(drivers(host(CX6), {}, { migrationMethod: 'vfio' })).toEqual(['mlx5_vfio_pci', 'vfio-pci']);
  });

  test.each([
    ['VFs that no variant takes', host({ ...CX6, vfDeviceId: '1018' })],
    ['a kernel that does not have the variant', host(CX6, '5.15.0')],
  ])('it stays vfio-pci for %s', (_words, facts) => {
    expect(drivers(facts, MIGRATES)).toEqual(['vfio-pci', 'vfio-pci']);
  });

  test.each([
    ['is unplugged beside a standby interface', { teamingStandbyMac: '02:00:00:00:00:99' }],
    ['is replugged by the VM manager', { migrationMethod: 'replug' }],
    ['is handed out as a vDPA device', { use: { vdpa: true } }],
  ] as const)('it stays vfio-pci for a VF that %s', (_words, change) => {
    expect(drivers(host(CX6), { db: { ...MIGRATES.db, ...change } })).toEqual(['vfio-pci', 'vfio-pci']);
  });

  test('what the attachment says counts before what the pool says', () => {
    const pool = { migrationMethod: 'replug' } as const;
    expect(drivers(host(CX6), MIGRATES, pool)).toEqual(['vfio-pci', 'vfio-pci']);
    expect(drivers(host(CX6), { db: { ...MIGRATES.db, migrationMethod: 'vfio' } }, pool)).toEqual([
      'mlx5_vfio_pci',
      'mlx5_vfio_pci',
    ]);
  });

  test('a driver that is stated stays', () => {
    const stated = { settings: { driver: 'vfio-pci' }, driverIsDefault: undefined } as object;
    expect(drivers(host(CX6), MIGRATES, stated)).toEqual(['vfio-pci', 'mlx5_vfio_pci']);
  });
});

test('it is the driver that the app names for migration, where VFs migrate', () => {
  const [ice, facts] = [profile('ice'), { vendorId: '8086', deviceId: '1592', vfDeviceId: '1889', driver: 'ice' }];
  const choice = { facts: nicFacts(facts), device: null, kernel: null, movesState: true };
  const pool = {
    path: 'p',
    count: 1,
    settings: { driver: 'vfio-pci' },
    driverIsDefault: true,
    use: {},
    unresolved: [],
  };
  const driver = (change: object, moves = true) =>
    withDefaultDriver(pool as never, { ...choice, movesState: moves, profile: { ...ice, ...change } }).settings.driver;
  const named = { liveMigrationVfioDriver: 'ice_vfio_pci', userSource: 'our tree' };
  expect(driver(named)).toBe('ice_vfio_pci');
  expect(driver(named, false)).toBe('vfio-pci');
  expect(driver({ ...named, userSource: undefined })).toBe('vfio-pci');
  expect(driver({ ...named, liveMigrationVfioDriver: 'ice vfio' })).toBe('vfio-pci');
});

test('VFs that their native driver hands to VMs stay on it: nobody manages their driver', () => {
  const vgpu = { vendorId: '10de', deviceId: '2235', driver: 'nvidia', deviceClass: 'other', network: null } as const;
  expect(drivers(host(vgpu), MIGRATES)).toEqual([undefined, undefined]);
});

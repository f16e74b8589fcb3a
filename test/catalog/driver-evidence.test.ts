import { profileOfDriver, DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import type { DriverProfile } from '../../lib/catalog/driver-profile';
import { evidenceOf } from '../../lib/catalog/driver-evidence';

const blank: DriverProfile = {
  name: 'toy',
  kind: 'net',
  vfAttributes: null,
  rdmaOnVf: null,
  liveMigrationVfioDriver: null,
};

function withSource(source: string): DriverProfile {
  return { ...blank, operations: { mac: [{ does: 'taken', source }] } };
}

describe('what is known of a driver', () => {
  test.each<[string, string, Partial<ReturnType<typeof evidenceOf>>]>([
    [
      'was run on the kernels of a measurement',
      'measured on Linux 6.12 and 6.1 with QEMU igb',
      { run: ['6.1', '6.12'], read: [] },
    ],
    [
      'was read in the kernels whose files are named',
      'Linux 6.1.192, 6.12.117:drivers/net/toy.c (toy_set)',
      { run: [], read: ['6.1', '6.12'] },
    ],
    [
      'was read in all kernels of a list',
      'Linux 5.15.100, 6.1.192, 6.12.117 and 6.18.19:drivers/net/toy.c (toy_set)',
      { run: [], read: ['5.15', '6.1', '6.12', '6.18'] },
    ],
    [
      'is both, part by part',
      'measured on Linux 6.1 with QEMU igb; Linux 6.12.117:drivers/net/toy.c (toy_set)',
      { run: ['6.1'], read: ['6.12'], readElsewhere: false },
    ],
    ['was read in a kernel of no named release', 'torvalds/linux:drivers/net/toy.c', { read: [], readElsewhere: true }],
    [
      'was read in the driver beside the kernel',
      'intel/ethernet-linux-toy@0123abc:src/toy.c',
      { read: [], readElsewhere: true },
    ],
    ['is a document of its vendor', 'https://docs.nvidia.com/networking/toy', { read: [], readElsewhere: false }],
  ])('%s', (_what, source, evidence) => {
    expect(evidenceOf(withSource(source))).toMatchObject({ decidedOperations: 1, ...evidence });
  });

  test('is nothing where no source says anything', () => {
    expect(evidenceOf(blank)).toEqual({ decidedOperations: 0, run: [], read: [], readElsewhere: false });
  });

  test('counts no VF settings of what is no network card', () => {
    expect(evidenceOf({ ...blank, kind: 'nvme' }).decidedOperations).toBeNull();
  });

  test.each(['igb', 'nvme', 'netdevsim'])(
    'was run on both kernels for %s, which the kernel model is held to',
    (name) => {
      const profile = profileOfDriver(DEFAULT_CATALOG, name);
      expect(profile && evidenceOf(profile).run).toEqual(['6.1', '6.12']);
    },
  );
});

import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { CAP_011 } from '../../lib/rules/cap/cap-011';
import { DRV_008 } from '../../lib/rules/drv/drv-008';
import { createKernel } from '../../lib/simulate/kernel/kernel';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { device, driver } from '../support/profiles';
import type { HostSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const C62X = {
  vendorId: '8086',
  deviceId: '37c8',
  vfDeviceId: '37c9',
  driver: 'c6xx',
  classCode: '0b4000',
  deviceClass: 'other' as const,
  network: null,
  totalVfs: 16,
  numVfs: 0,
  virtualFunctions: [],
};

const qat = (numVfs: number | null, facts = {}, rest: HostSketch = {}): HostSketch => ({
  pfs: [{ profile: driver('qat'), facts: nicFacts({ ...C62X, ...facts }), change: { numVfs } }],
  ...rest,
});

/** 16 VFs that are to go. */
const leaving = (kernelRelease: string): HostSketch => ({ ...qat(0, { numVfs: 16 }), inventory: { kernelRelease } });

describeRule(CAP_011, {
  violating: [
    [
      '4 VFs of QAT, which makes 16',
      qat(4),
      /4 VFs wanted, and qat makes all 16.*Set numVfs of rack1\/kvm01\/pf0 to 16/,
    ],
  ],
  compliant: [
    ['all VFs', qat(16)],
    ['none', qat(0)],
    ['none of those that Linux 6.12 lets go of', leaving('6.12.95+deb13-amd64')],
  ],
  notApplicable: [['a driver that makes what is written', { pfs: [{ change: { numVfs: 4 } }] }]],
  unknown: [
    ['a number that is a token', qat(null)],
    [
      'VFs that are to go, on a kernel between those that were read',
      leaving('6.10.4'),
      "whether c6xx of the host's kernel lets go of the VFs that it has made",
    ],
    ['a PF whose number of VFs nobody read', qat(4, { totalVfs: null })],
    ['a host that was not read', qat(4, {}, { presumed: true })],
  ],
});

const bound = (id: string, wanted: 'vfio-pci' | 'native', facts = {}, rest: HostSketch = {}): HostSketch => ({
  pfs: [
    {
      profile: driver('qat'),
      facts: nicFacts({ ...C62X, vfDeviceId: id, ...facts }),
      pools: [{ settings: { driver: wanted } }],
    },
  ],
  ...rest,
});

describeRule(DRV_008, {
  violating: [
    [
      'a VF of QAT C62x on vfio-pci',
      bound('37c9', 'vfio-pci'),
      /8086:37c9 \(QAT C62X VF\) on its denylist.*disable_denylist=1/,
    ],
    [
      'VFs that are on their native driver, in full',
      bound('37c9', 'vfio-pci', { numVfs: 1, virtualFunctions: [vfFacts(0, { driver: 'qat_c62xvf' })] }),
      {
        message:
          'VFs are to be bound to vfio-pci, which has 8086:37c9 (QAT C62X VF) on its denylist of devices with known errata (0000:3b:00.0, c6xx)',
        pointer: 'driver',
        found: '8086:37c9',
        limit: 'not on the denylist',
        fix: 'Take a VF of another card. Or give up that protection for the whole host: write "options vfio_pci disable_denylist=1" to a file in /etc/modprobe.d of kvm01, or vfio_pci.disable_denylist=1 on its kernel command line (kernelArguments), load the module anew, and hand these VFs to guests that you trust only',
      },
    ],
    [
      'a VF whose id only the catalog knows',
      {
        pfs: [
          {
            device: device('qat-c62x'),
            facts: nicFacts({ ...C62X, vfDeviceId: null }),
            pools: [{ settings: { driver: 'vfio-pci' } }],
          },
        ],
      },
      /8086:37c9/,
    ],
  ],
  compliant: [
    ['a VF of QAT of the fourth generation', bound('4941', 'vfio-pci')],
    [
      'a host that has the denylist off',
      bound('37c9', 'vfio-pci', {}, { inventory: { kernelArguments: ['vfio_pci.disable_denylist=1'] } }),
    ],
    [
      'a host that is to have it off',
      bound('37c9', 'vfio-pci', {}, { policy: { kernelArguments: ['vfio-pci.disable_denylist=Y'] } }),
    ],
    [
      'VFs that are on vfio-pci',
      bound('37c9', 'vfio-pci', { numVfs: 1, virtualFunctions: [vfFacts(0, { driver: 'vfio-pci' })] }),
    ],
  ],
  notApplicable: [
    ['its native driver', bound('37c9', 'native')],
    ['a VF of which nobody states the driver', { pfs: [{ facts: nicFacts(C62X), pools: [{ settings: {} }] }] }],
  ],
  unknown: [
    [
      'a driver that is a token',
      { pfs: [{ facts: nicFacts(C62X), pools: [{ settings: {}, unresolved: ['driver'] }] }] },
    ],
    [
      'VFs whose ids nobody knows',
      {
        pfs: [
          {
            device: null,
            facts: nicFacts({ ...C62X, vfDeviceId: null }),
            pools: [{ settings: { driver: 'vfio-pci' } }],
          },
        ],
      },
    ],
  ],
});

test('the kernel model makes all VFs of QAT whatever number is written', () => {
  const kernel = createKernel(inventory([nicFacts(C62X)]), { drivers: BUILT_IN_DRIVERS });
  kernel.operate({ do: 'write-numvfs', pf: '0000:3b:00.0', text: '4' });
  expect(kernel.observe().physicalFunctions[0]?.numVfs).toBe(16);
});

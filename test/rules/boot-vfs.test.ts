import type { BootVfFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { CAP_010 } from '../../lib/rules/cap/cap-010';
import { OPS_014 } from '../../lib/rules/ops/ops-014';
import { profile } from '../support/catalog';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { type HostSketch, type PfSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

/** Rules about VFs that something else makes at boot. */

const FILE = '/etc/modprobe.d/igb.conf';

function parameter(change: Partial<BootVfFacts> = {}): BootVfFacts {
  return { by: 'module', where: FILE, module: 'igb', parameter: 'max_vfs', netdev: null, value: '7', ...change };
}

function manager(by: BootVfFacts['by'], change: Partial<BootVfFacts> = {}): BootVfFacts {
  return { by, where: '/etc/x', module: null, parameter: null, netdev: 'ens1f0', value: '8', ...change };
}

/** A port of igb with 4 VFs wanted. */
function port(bootVfs: readonly BootVfFacts[] | null, pf: PfSketch = {}, change: Partial<HostSketch> = {}): HostSketch {
  const facts = nicFacts({ driver: 'igb' });
  return { ...change, pfs: [{ facts, profile: profile('igb'), ...pf }], inventory: { bootVfs, ...change.inventory } };
}

/** An NVMe drive with 4 VFs wanted, and a rule of udev. */
function drive(change: Partial<BootVfFacts>): HostSketch {
  return { pfs: [{ facts: nvmeFacts() }], inventory: { bootVfs: [manager('udev', change)] } };
}

const EXTERNAL = { wanted: { externallyManaged: true } } as const;

describeRule(OPS_014, {
  violating: [
    [
      'a parameter of the module that makes another number',
      port([parameter()]),
      /module parameter igb\.max_vfs=7 makes 7 VFs when igb loads \(\/etc\/modprobe\.d\/igb\.conf\), and 4 are wanted.*Take max_vfs of igb out/,
    ],
    [
      'a parameter of which the file does not say the number',
      port([parameter({ value: null })]),
      /^module parameter igb\.max_vfs sets up VFs when igb loads/,
    ],
    [
      'a file that sets up VFs of the module, by no parameter that the inventory names',
      port([parameter({ parameter: null })]),
      /^a parameter of module igb makes 7 VFs when igb loads.*\. Take the parameter of igb out of the configuration/,
    ],
    ['one for two ports', port([parameter({ value: '7,7' })]), /max_vfs=7,7 makes 7 VFs/],
    [
      'ports that differ, of which nobody knows which is which',
      port([parameter({ value: '4,7' })]),
      /sets up VFs when igb loads/,
    ],
    [
      'what a file says and the module that runs shows, once',
      port([parameter({ where: '/sys/module/igb/parameters/max_vfs' }), parameter()]),
      /^module parameter igb[^\n]*\(\/sys\/module\/igb\/parameters\/max_vfs and \/etc\/modprobe\.d\/igb\.conf\)[^\n]*$/,
    ],
    [
      'the command line of the kernel, in an inventory that says nothing else',
      port(null, {}, { inventory: { kernelArguments: ['ro', 'igb.max_vfs=2'] } }),
      /igb\.max_vfs=2 makes 2 VFs when igb loads \(\/proc\/cmdline\)/,
    ],
    [
      'a number of two digits on the command line',
      port(null, {}, { inventory: { kernelArguments: ['igb.max_vfs=12'] } }),
      /igb\.max_vfs=12 makes 12 VFs/,
    ],
    [
      'a kernel argument that the operator has set already',
      port(
        [],
        {},
        { inventory: { kernelArguments: ['igb.max_vfs=2'] }, policy: { kernelArguments: ['igb.max_vfs=2'] } },
      ),
      {
        message:
          'module parameter igb.max_vfs=2 makes 2 VFs when igb loads (/proc/cmdline), and 4 are wanted (0000:3b:00.0, igb)',
        pointer: 'numVfs',
        found: '2',
        limit: '4',
        limitSource: '/proc/cmdline',
        fix: 'Take max_vfs of igb out of the configuration of kvm01 (/proc/cmdline), build its initramfs anew if the driver is in it, and reboot; or set externallyManaged: true',
      },
    ],
    ['a list of numbers with blanks', port([parameter({ value: '7, 7' })]), /max_vfs=7, 7 makes 7 VFs/],
    ['a value that begins as a number', port([parameter({ value: '7x' })]), /max_vfs=7x sets up VFs/],
    ['a value that ends as a number', port([parameter({ value: '-7' })]), /max_vfs=-7 sets up VFs/],
    [
      'files of one manager that say different numbers',
      port([manager('networkd', { where: '/etc/a', value: '7' }), manager('networkd', { where: '/etc/b' })]),
      /makes 7 VFs when the host boots \(\/etc\/a\).*\n.*makes 8 VFs when the host boots \(\/etc\/b\)/,
    ],
    [
      'files of one manager of which only one names the PF',
      port([
        manager('networkd', { where: '/etc/a', netdev: 'ens1f0' }),
        manager('networkd', { where: '/etc/b', netdev: null, module: 'igb' }),
      ]),
      /\(\/etc\/a\), and 4.*\n.*\(\/etc\/b\), and 4/,
    ],
    [
      'a parameter of a driver that has another one to limit their number',
      port([parameter({ module: 'xe', parameter: 'num_vfs' })], {
        facts: nicFacts({ driver: 'xe' }),
        profile: profile('xe'),
      }),
      /xe\.num_vfs=7 makes 7 VFs/,
    ],
    [
      'a rule of udev by driver, of a PF whose driver nobody knows',
      port([manager('udev', { netdev: null, module: 'igb' })], { facts: nicFacts({ driver: null }), profile: null }),
      /may be about this PF/,
    ],
    [
      'a rule of udev for NVMe controllers, of a drive whose controller was not read',
      { ...drive({ netdev: 'nvme0' }), pfs: [{ facts: { ...nvmeFacts(), nvme: null } }] },
      /may be about this PF/,
    ],
    [
      'a kernel argument that the operator is going to set',
      port([], {}, { policy: { kernelArguments: ['igb.max_vfs=2'] } }),
      /\(kernelArguments of the host\)/,
    ],
    [
      'a parameter of a driver whose parameters no source tells',
      port([parameter({ module: 'ice' })], { facts: nicFacts(), profile: profile('ice') }),
      /ice\.max_vfs=7/,
    ],
    [
      'systemd-networkd',
      port([manager('networkd')]),
      /systemd-networkd makes 8 VFs when the host boots \(\/etc\/x\), and 4 are wanted/,
    ],
    ['NetworkManager', port([manager('networkmanager')]), /NetworkManager makes 8 VFs/],
    ['netplan', port([manager('netplan')]), /netplan makes 8 VFs.*Take VFs out of \/etc\/x on kvm01/],
    ['udev, by a pattern', port([manager('udev', { netdev: 'ens1f*' })]), /a rule of udev makes 8 VFs/],
    ['a manager that names the MAC', port([manager('networkd', { netdev: '3C:FD:FE:00:00:01' })]), /makes 8 VFs/],
    [
      'settings of VFs without their number',
      port([manager('networkd', { value: null })]),
      /systemd-networkd sets up VFs/,
    ],
    [
      'a file that names no interface',
      port([manager('udev', { netdev: null })]),
      /and may be about this PF \(\/etc\/x names no interface that the inventory knows\)/,
    ],
    [
      'a file that names the place of the card',
      port([manager('networkd', { netdev: 'pci-0000:3b:00.0' })]),
      /makes 8 VFs when the host boots \(\/etc\/x\), and 4 are wanted \(/,
    ],
    ['a pattern that cannot be decided', port([manager('networkd', { netdev: 'en[ps]1*' })]), /may be about this PF/],
    [
      'a rule of udev by the PCI address',
      port([manager('udev', { netdev: '0000:3b:00.0' })]),
      /a rule of udev makes 8 VFs when the host boots \(\/etc\/x\), and 4 are wanted \(/,
    ],
    [
      'a rule of udev by the address of a PF without netdevs',
      drive({ netdev: '0000:86:00.0' }),
      /makes 8 VFs.* wanted \(/,
    ],
    ['a rule of udev by the controller of an NVMe drive', drive({ netdev: 'nvme0' }), /makes 8 VFs.* wanted \(/],
    ['a rule of udev that names nothing, of a PF without netdevs', drive({ netdev: null }), /may be about this PF/],
    ['a rule of udev by driver', port([manager('udev', { netdev: null, module: 'igb' })]), /makes 8 VFs.* wanted \(/],
    ['a rule of udev by one of two names', port([manager('udev', { netdev: 'eno1|ens1f0' })]), /makes 8 VFs/],
    [
      'a manager that destroys the VFs',
      port([manager('networkmanager', { value: '0' })]),
      /NetworkManager makes 0 VFs when the host boots \(\/etc\/x\), and 4 are wanted/,
    ],
    ['a rule of udev that destroys them', port([manager('udev', { value: '0' })]), /a rule of udev makes 0 VFs/],
    ['one name of several', port([manager('networkd', { netdev: 'eno1 ens1f?' })]), /makes 8 VFs/],
  ],
  compliant: [
    ['a parameter that makes as many as are wanted', port([parameter({ value: '4' })])],
    ['netplan that makes as many', port([manager('netplan', { value: '4' })])],
  ],
  notApplicable: [
    ['a host of which nothing makes VFs', port([])],
    [
      'an argument that only holds the name of the parameter',
      port([], {}, { inventory: { kernelArguments: ['dyndbg=igb.max_vfs=7', 'max_vfs=7'] } }),
    ],
    ['a manager that names nothing, of a PF without netdevs', drive({ by: 'networkd', netdev: null })],
    ['a rule of udev for an NVMe controller', port([manager('udev', { netdev: 'nvme0' })])],
    ['a parameter that makes none', port([parameter({ value: '0' })])],
    ['a parameter of another driver', port([parameter({ module: 'ixgbe' })])],
    [
      'a parameter that only limits their number',
      port([parameter({ module: 'xe' })], { facts: nicFacts({ driver: 'xe' }), profile: profile('xe') }),
    ],
    ['a rule of udev for another address', port([manager('udev', { netdev: '0000:af:00.0' })])],
    ['a rule of udev for addresses of another bus', port([manager('udev', { netdev: '0000:af:00.*' })])],
    ['a rule of udev for another driver', port([manager('udev', { netdev: null, module: 'ixgbe' })])],
    ['a rule of udev for the name of another driver', port([manager('udev', { module: 'ixgbe' })])],
    ['a manager of all netdevs, of a drive', drive({ by: 'networkd', netdev: '*' })],
    ['a rule of udev for another drive', drive({ netdev: 'nvme1' })],
    ['a card at another place', port([manager('networkd', { netdev: 'pci-0000:5e:00.0' })])],
    ['a manager of another interface', port([manager('netplan', { netdev: 'eno1' })])],
    ['a PF that another program manages', port([parameter()], EXTERNAL)],
    ['a host that was not read', port([parameter({ module: 'ice' })], { facts: null }, { presumed: true })],
    [
      'an inventory that does not say it, of a driver that has no such parameter',
      port(null, { facts: nicFacts(), profile: profile('ice') }),
    ],
  ],
  unknown: [
    [
      'an inventory that does not say it, of a driver that has such a parameter',
      port(null),
      'whether a module parameter makes VFs of 0000:3b:00.0, igb at boot (the inventory does not say it)',
    ],
    ['a number of VFs that is a token', port([parameter()], { change: { numVfs: null } })],
  ],
});

const OTHER = 'not about the PF';
const SURE = 'about the PF';
const PERHAPS = 'perhaps about the PF';

test.each([
  ['ens1f0', SURE],
  ['ENS1F0', SURE],
  ['ens1f1', OTHER],
  ['ens1f', OTHER],
  ['ens1f00', OTHER],
  ['ens1f*', SURE],
  ['*', SURE],
  ['*f0', SURE],
  ['e*1*0', SURE],
  ['e*s*f?', SURE],
  ['ens1f0*', SURE],
  ['ens?f0', SURE],
  ['?ns1f0', SURE],
  ['ens1f0?', PERHAPS],
  ['e*1', PERHAPS],
  ['*x*', PERHAPS],
  ['eno*', PERHAPS],
  ['ens[12]f0', PERHAPS],
  ['!ens1f0', PERHAPS],
  ['eno1 ens1f0', SURE],
  ['eno1|ens1f?', SURE],
  ['0000:3b:00.0', SURE],
  ['pci-0000:3b:00.0', SURE],
  ['0000:3b:*', SURE],
  ['0000:3a:00.0', PERHAPS],
  ['0000:af:00.0', OTHER],
  ['0000:af:*', OTHER],
  ['0000:[ab]f:00.0', PERHAPS],
  ['3c:fd:fe:00:00:01', SURE],
  ['3c:fd:fe:00:00:02', OTHER],
])('OPS-014: a network manager that sets up %s is %s', (netdev, about) => {
  const facts = nicFacts({ driver: 'igb', upstreamLinks: [{ ...nicFacts().link, address: '0000:3a:00.0' }] });
  const [found] = violationsOf(OPS_014, port([manager('networkd', { netdev })], { facts }));
  const isPerhaps = found?.message.includes('may be about this PF');
  expect(found === undefined ? OTHER : isPerhaps ? PERHAPS : SURE).toBe(about);
});

function mlx4(
  change: Partial<PhysicalFunctionFacts> = {},
  pf: PfSketch = {},
  sketch: Partial<HostSketch> = {},
): HostSketch {
  const network = {
    interfaces: [interfaceFacts()],
    linkType: 'ethernet',
    eswitchMode: null,
    carriesManagement: false,
  } as const;
  const facts = nicFacts({ driver: 'mlx4_core', network, ...change });
  return { ...sketch, pfs: [{ facts, profile: profile('mlx4_core'), ...pf }] };
}

/** A card on a driver that no profile is about. */
function onDriver(driver: string, change: Partial<PhysicalFunctionFacts> = {}, pf: PfSketch = {}): HostSketch {
  return { pfs: [{ facts: nicFacts({ driver, network: null, ...change }), profile: null, ...pf }] };
}

/** Source of what its profile says of the driver of ConnectX-3. */
const CREATES_NONE = profile('mlx4_core').behaviour?.source ?? '';

describeRule(CAP_010, {
  violating: [
    [
      'VFs of a vGPU, which the program of its vendor makes',
      {
        pfs: [
          { facts: nicFacts({ driver: 'nvidia', network: null }), profile: profile('nvidia'), wanted: { numVfs: 4 } },
        ],
      },
      /4 VFs wanted, 0 exist, and nvidia makes VFs only by \/usr\/lib\/nvidia\/sriov-manage -e \(.*Run \/usr\/lib\/nvidia\/sriov-manage -e 0000:3b:00\.0 on kvm01, at each boot/,
    ],
    [
      'VFs of AMD MxGPU, which its module makes as it is loaded',
      { pfs: [{ facts: nicFacts({ driver: 'gim', network: null }), profile: profile('gim'), wanted: { numVfs: 2 } }] },
      /2 VFs wanted, 0 exist, and gim makes VFs only by parameter vf_num of its module \(.*Write "options gim vf_num=2" to a file in/,
    ],
    [
      'VFs of a driver that has them in later kernels alone',
      onKernel('octeon_ep', '6.1.0-28-amd64'),
      {
        message: '4 VFs wanted, and the driver octeon_ep makes none in Linux before 6.2 (0000:3b:00.0, octeon_ep)',
        pointer: 'numVfs',
        found: '4',
        limit: '0',
        limitSource: profile('octeon_ep').behaviour?.source ?? '',
        fix: 'Take a later kernel, and read the inventory again',
      },
    ],
    ['VFs of ngbe on Linux 6.12', onKernel('ngbe', '6.12.95'), /ngbe makes none in Linux before 6\.13/],
    ['VFs of txgbe on Linux 6.12', onKernel('txgbe', '6.12.95'), /txgbe makes none in Linux before 6\.13/],
    [
      'VFs of a ConnectX-3, whose driver has no sriov_numvfs',
      mlx4(),
      /4 VFs wanted, 0 exist, and mlx4_core makes VFs only by parameter num_vfs of its module \(0000:3b:00\.0, mlx4_core\).*Write "options mlx4_core num_vfs=4" to a file in \/etc\/modprobe\.d of kvm01/,
    ],
    [
      'another number than its parameter says',
      mlx4(
        { numVfs: 8 },
        {},
        {
          inventory: {
            bootVfs: [
              parameter({ module: 'mlx4_core', parameter: 'num_vfs', value: '8', where: '/etc/modprobe.d/mlx4.conf' }),
            ],
          },
        },
      ),
      /4 VFs wanted, 8 exist, .*\/etc\/modprobe\.d\/mlx4\.conf says 8/,
    ],
    [
      'VFs of a VIC, which has what its management gives it',
      { pfs: [{ facts: nicFacts({ driver: 'enic', numVfs: 0 }), profile: profile('enic'), change: { numVfs: 4 } }] },
      /enic makes VFs only as it is loaded, as many as the card is set to.*Set the number of VFs in the management of the card/,
    ],
    ['a host that was not read', mlx4({}, {}, { presumed: true }), /4 VFs wanted, and mlx4_core makes VFs only by/],
    [
      'files that say different numbers, of which one stands in two',
      mlx4(
        {},
        {},
        {
          inventory: {
            bootVfs: [
              parameter({ module: 'mlx4_core', parameter: 'num_vfs', value: '8', where: '/etc/a' }),
              parameter({ module: 'mlx4_core', parameter: 'num_vfs', value: '8', where: '/etc/b' }),
              parameter({ module: 'mlx4_core', parameter: 'num_vfs', value: null, where: '/etc/c' }),
            ],
          },
        },
      ),
      {
        message:
          '4 VFs wanted, 0 exist, and mlx4_core makes VFs only by parameter num_vfs of its module; /etc/a and /etc/b say 8, /etc/c says no number (0000:3b:00.0, mlx4_core)',
        pointer: 'numVfs',
        found: '4',
        limit: '0',
        limitSource: CREATES_NONE,
        fix: 'Write "options mlx4_core num_vfs=4" to a file in /etc/modprobe.d of kvm01, build its initramfs anew if the driver is in it, reboot, and read the inventory again',
      },
    ],
    [
      'a driver of which nobody says by which parameter it makes them',
      mlx4({}, { profile: { ...profile('mlx4_core'), numVfs: { source: null }, behaviour: { createsVfs: false } } }),
      {
        message:
          '4 VFs wanted, 0 exist, and mlx4_core makes VFs only as its module is loaded (0000:3b:00.0, mlx4_core)',
        pointer: 'numVfs',
        found: '4',
        limit: '0',
        limitSource: 'catalog, behaviour of the driver profile: sriov_numvfs does not reach the driver',
        fix: 'Set the number by the parameter of the module, reboot, and set externallyManaged: true',
      },
    ],
  ],
  compliant: [
    ['as many VFs as exist', mlx4({ numVfs: 4 })],
    ['a kernel whose driver has VFs', onKernel('octeon_ep', '6.12.95')],
  ],
  notApplicable: [
    ['a driver that takes sriov_numvfs', port([])],
    ['a driver without a profile that has made VFs', onDriver('amdgpu', { numVfs: 1 })],
    ['a stub that takes any device', onDriver('pci-pf-stub')],
    ['no VFs of a driver without a profile', onDriver('amdgpu', {}, { pools: [] })],
    ['no VFs of a driver that has them in later kernels', onKernel('octeon_ep', '6.1.0', { pools: [] })],
    ['no VFs', mlx4({}, { pools: [] })],
    ['VFs that another program manages', mlx4({}, EXTERNAL)],
  ],
  unknown: [
    ['a number of VFs that is a token', mlx4({}, { change: { numVfs: null } })],
    [
      'a driver without a profile, such as amdgpu on a card whose VFs gim makes',
      onDriver('amdgpu'),
      'whether the driver amdgpu, of which the catalog has no profile, makes VFs',
    ],
    [
      'a kernel that nobody looked at',
      onKernel('octeon_ep', '6.8.0'),
      'whether the driver octeon_ep makes VFs in Linux 6.8.0',
    ],
    [
      'an enterprise kernel',
      onKernel('octeon_ep', '5.14.0-503.el9.x86_64'),
      'whether the driver octeon_ep makes VFs, as it does not in every Linux: 5.14.0-503.el9.x86_64 is an enterprise kernel, which has drivers of later releases',
    ],
  ],
});

/** Four VFs of a driver on a kernel. */
function onKernel(driver: string, kernelRelease: string, change: PfSketch = {}): HostSketch {
  const pf = { facts: nicFacts({ driver }), profile: profile(driver), wanted: { numVfs: 4 }, ...change };
  return { pfs: [change.pools === undefined ? pf : { ...pf, wanted: {} }], inventory: { kernelRelease } };
}

/** VFs of a ConnectX-3 with what the next load of its driver makes of them. */
function nextLoad(
  value: string | null,
  numVfs: number,
  where = '/etc/modprobe.d/mlx4.conf',
  pf: PfSketch = {},
): HostSketch {
  const facts = { module: 'mlx4_core', parameter: 'num_vfs', where };
  return mlx4({ numVfs }, pf, { inventory: { bootVfs: value === null ? [] : [parameter({ ...facts, value })] } });
}

const NO_POOLS: PfSketch = { pools: [] };

describeRule(OPS_014, {
  violating: [
    [
      'VFs of a ConnectX-3 of which there are more after the next boot',
      nextLoad('8', 4),
      /module parameter mlx4_core\.num_vfs=8 makes 8 VFs when mlx4_core loads.*and 4 are wanted.*Write "options mlx4_core num_vfs=4"/,
    ],
    [
      'VFs of a ConnectX-3 that nobody wants',
      nextLoad('8', 0, undefined, NO_POOLS),
      /makes 8 VFs.*Take num_vfs of mlx4/,
    ],
    [
      'the same by the command line',
      mlx4({ numVfs: 4 }, {}, { inventory: { kernelArguments: ['mlx4_core.num_vfs=8'], bootVfs: [] } }),
      /mlx4_core\.num_vfs=8 makes 8 VFs/,
    ],
    ['VFs of a ConnectX-3 that a parameter of 0 takes away', nextLoad('0', 4), /makes 0 VFs when mlx4_core loads/],
    ['VFs by port, of which nobody knows the sum', nextLoad('4,4', 4), /sets up VFs when mlx4_core loads/],
    [
      'VFs of a ConnectX-3 that no setting makes again',
      nextLoad(null, 4),
      /4 VFs exist, and no file of modprobe and no kernel argument sets num_vfs of mlx4_core.*after a reboot there are none \(0000:3b:00\.0, mlx4_core\).*Write "options mlx4_core num_vfs=4" to a file in \/etc\/modprobe\.d of kvm01/,
    ],
    [
      'VFs that a network manager alone would make, which no file but those of modprobe does',
      mlx4({ numVfs: 4 }, {}, { inventory: { bootVfs: [manager('networkd')] } }),
      {
        message:
          '4 VFs exist, and no file of modprobe and no kernel argument sets num_vfs of mlx4_core, which makes VFs only as it loads: after a reboot there are none (0000:3b:00.0, mlx4_core)',
        pointer: 'numVfs',
        found: 'none',
        limit: '4',
        fix: 'Write "options mlx4_core num_vfs=4" to a file in /etc/modprobe.d of kvm01, build its initramfs anew if the driver is in it, or set externallyManaged: true',
      },
    ],
    [
      'VFs that only the loaded module has',
      nextLoad('4', 4, '/sys/module/mlx4_core/parameters/num_vfs'),
      /after a reboot there are none/,
    ],
  ],
  compliant: [['VFs of a ConnectX-3 that its parameter makes', nextLoad('4', 4)]],
  notApplicable: [
    ['a number of a ConnectX-3 that CAP-010 refuses', nextLoad('8', 8)],
    ['a ConnectX-3 without VFs', nextLoad(null, 0, undefined, NO_POOLS)],
    ['VFs of a ConnectX-3 that another program manages', nextLoad(null, 4, undefined, EXTERNAL)],
  ],
  unknown: [
    ['VFs of a ConnectX-3 where nobody looked', mlx4({ numVfs: 4 }, {}, { inventory: { bootVfs: null } })],
    ['a number that is a token', nextLoad('8', 4, undefined, { change: { numVfs: null } })],
  ],
});

import type { PcieLinkFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { judge } from '../../lib/rules/judge';
import { PCI_001 } from '../../lib/rules/pci/pci-001';
import { PCI_002 } from '../../lib/rules/pci/pci-002';
import { PCI_003 } from '../../lib/rules/pci/pci-003';
import { PCI_004 } from '../../lib/rules/pci/pci-004';
import { PCI_005 } from '../../lib/rules/pci/pci-005';
import { PCI_006 } from '../../lib/rules/pci/pci-006';
import { device, profile } from '../support/catalog';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { type HostSketch, type PfSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const onePf = (pf: PfSketch): HostSketch => ({ pfs: [pf] });
const vfs = (numVfs: number, facts: Partial<PhysicalFunctionFacts> = {}): HostSketch =>
  onePf({ facts: nicFacts(facts), wanted: { numVfs } });
const tokenCount = onePf({ change: { numVfs: null } });
const withoutVfs = vfs(0);
const gpuOnXe = (
  deviceId: string,
  kernelRelease: string | null,
  change: Partial<PhysicalFunctionFacts> = {},
): HostSketch => ({
  ...onePf({
    facts: nicFacts({ driver: 'xe', vendorId: '8086', deviceId, totalVfs: 0, ...change }),
    profile: profile('xe'),
    wanted: { numVfs: 4 },
  }),
  inventory: { kernelRelease },
});

/** As measured: igb at 01:00.0 with offset 128 and stride 2 on a bridge that passes its own bus only. */
const igb = { address: '0000:01:00.0', driver: 'igb', vfOffset: 128, vfStride: 2, subordinateBus: 1 };

describeRule(PCI_001, {
  violating: [
    [
      'a VF on a bus that the bridge does not pass',
      vfs(65, igb),
      {
        message: 'VF 64 would be on bus 02, the bridge above passes buses up to 01 (0000:01:00.0, igb)',
        pointer: 'numVfs',
        found: 'bus 02',
        limit: 'bus 01',
        limitSource: 'subordinate bus of the bridge above 0000:01:00.0',
        fix: 'Lower numVfs to 64 VFs, or have the firmware of the host reserve more bus numbers for the slot (pci=assign-busses)',
      },
    ],
    [
      'a VF above the last bus of a root bus, in full',
      vfs(9, { address: '0000:ff:1f.0', vfOffset: 1, vfStride: 1, subordinateBus: null, upstreamLinks: [] }),
      {
        message: 'VF 8 would be on bus 100, the bridge above passes buses up to ff (0000:ff:1f.0, ice)',
        pointer: 'numVfs',
        found: 'bus 100',
        limit: 'bus ff',
        limitSource: 'PCI, 256 buses a domain',
        fix: 'Lower numVfs to 7 VFs, or have the firmware of the host reserve more bus numbers for the slot (pci=assign-busses)',
      },
    ],
    [
      'a first VF on a bus that the bridge does not pass',
      vfs(1, { vfOffset: 384, vfStride: 2, subordinateBus: 0x3b }),
      /VF 0 would be on bus 3c, .* up to 3b .*Lower numVfs to 0 VFs/,
    ],
    [
      'a VF above the last bus of the domain',
      vfs(9, { address: '0000:ff:1f.0', vfOffset: 1, vfStride: 1, subordinateBus: null, upstreamLinks: [] }),
      /VF 8 would be on bus 100, .* up to ff/,
    ],
  ],
  compliant: [
    ['VFs that end on the last bus of the bridge', vfs(64, igb)],
    ['a carry into a bus that the bridge passes', vfs(200, { vfOffset: 128, totalVfs: 256, subordinateBus: 0x3c })],
    ['a root bus', vfs(8, { subordinateBus: null, upstreamLinks: [] })],
    ['VFs on the bus of their PF, whatever the bridge passes', vfs(8, { subordinateBus: null })],
    ['a single VF, which needs no stride', vfs(1, { vfStride: 0 })],
  ],
  notApplicable: [
    ['a PF without VFs', withoutVfs],
    ['a PF that was not found', onePf({ facts: null })],
  ],
  unknown: [
    ['an offset that was not read', vfs(8, { vfOffset: null }), 'VF offset and stride (sriov_offset, sriov_stride)'],
    ['an offset of 0, which devices report without VFs', vfs(8, { vfOffset: 0, vfStride: 0 })],
    ['an offset of 0 beside a stride', vfs(8, { vfOffset: 0, vfStride: 1 })],
    ['a stride that was not read', vfs(8, { vfOffset: 1, vfStride: null })],
    ['a stride of 0 for several VFs', vfs(2, { vfOffset: 1, vfStride: 0 })],
    ['a bridge whose buses were not read', vfs(8, { vfOffset: 384, subordinateBus: null })],
    ['a number of VFs that is a token', tokenCount],
  ],
});

describeRule(PCI_002, {
  violating: [
    [
      'a VF above function 7 on the bus of its PF',
      vfs(8, { ariEnabled: false, vfOffset: 1, vfStride: 1 }),
      {
        message:
          'VF 7 would be a function above 7 on the bus of its PF, which needs ARI, and ari_enabled is 0 (0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: '8 VFs',
        limit: '7 VFs without ARI',
        limitSource: 'ari_enabled, sriov_offset and sriov_stride of 0000:3b:00.0',
        fix: 'Turn on ARI forwarding in the firmware setup of the host, use a slot below a port that has it, or lower numVfs to 7',
      },
    ],
    [
      'the same on a bus whose bridge passes no other one, and on one of whose bridge nobody read that',
      {
        pfs: [
          ...(vfs(8, { ariEnabled: false, vfOffset: 1, vfStride: 1, subordinateBus: null }).pfs ?? []),
          {
            facts: nicFacts({
              address: '0000:5e:00.0',
              ariEnabled: false,
              vfOffset: 1,
              vfStride: 1,
              upstreamLinks: [],
            }),
            wanted: { numVfs: 8 },
          },
        ],
      },
      /^VF 7 would be a function above 7 .*\nVF 7 would be a function above 7 /,
    ],
    ['a first VF that needs it', vfs(1, { ...igb, ariEnabled: false }), /VF 0 would be .*a port that has it\.$/],
  ],
  compliant: [
    ['ARI that is on', vfs(64)],
    ['few VFs beside their PF', vfs(7, { ariEnabled: false, vfOffset: 1, vfStride: 1 })],
    ['VFs on a bus of their own', vfs(8, { ariEnabled: false, vfOffset: 256, vfStride: 1 })],
    [
      'a root bus, which has no port to enable it in',
      vfs(8, { ariEnabled: false, subordinateBus: null, upstreamLinks: [] }),
    ],
  ],
  notApplicable: [
    ['a PF without VFs', withoutVfs],
    ['a PF that was not found', onePf({ facts: null })],
  ],
  unknown: [
    ['ARI that was not read, where VFs need it', vfs(8, { ariEnabled: null })],
    ['an offset that was not read', vfs(8, { ariEnabled: false, vfOffset: null })],
    ['a number of VFs that is a token', tokenCount],
  ],
});

const bar = (bytes: number, is64Bit = true) => ({ bar: 0, bytes, prefetchable: true, is64Bit });

describeRule(PCI_003, {
  violating: [
    [
      'a 64-bit VF BAR that the kernel could not place',
      vfs(8, { vfBars: [bar(0), { ...bar(2 ** 20), bar: 3 }] }),
      /no room for 1 VF BAR \(BAR 0, 64 bit\) of 128 VFs: creating VFs fails with ENOMEM .*decoding above 4 GiB/,
    ],
    [
      'a 64-bit one beside a 32-bit one',
      vfs(8, { vfBars: [bar(0), { ...bar(0, false), bar: 2 }] }),
      /no room for 2 VF BARs \(BAR 0, 64 bit and BAR 2, 32 bit\).*Lower the number of VFs in the firmware of the card/,
    ],
    [
      'a 32-bit one, for which decoding above 4 GiB is no help',
      vfs(8, { vfBars: [bar(0, false)] }),
      /BAR 0, 32 bit.*Lower the number of VFs in the firmware of the card/,
    ],
  ],
  compliant: [
    ['VF BARs that have their place', vfs(8)],
    ['VFs that exist, whatever was read of their BARs', vfs(8, { vfBars: [], numVfs: 8 })],
  ],
  notApplicable: [
    ['a PF without VFs', withoutVfs],
    ['a PF without the capability', vfs(8, { totalVfs: null })],
    ['a PF that was not found', onePf({ facts: null })],
  ],
  unknown: [
    ['BARs that were not read', vfs(8, { vfBars: [] })],
    ['a host that was not read', { ...vfs(8, { vfBars: [], numVfs: 8 }), presumed: true }],
    ['a number of VFs that is a token', tokenCount],
  ],
});

const link = (address: string, speedGTs: number | null, width: number | null, maxWidth = 16) => ({
  address,
  speedGTs,
  width,
  maxSpeedGTs: 16,
  maxWidth,
});

/** A port of a card with its speed, in a slot of gen 3 x8 (about 54 Gbit/s of payload), below the given ports. */
function port(fn: number, speedMbps: number | null, change: Partial<PhysicalFunctionFacts> = {}): PfSketch {
  const address = `0000:3b:00.${fn}`;
  return {
    facts: nicFacts({
      address,
      link: link(address, 8, 8),
      upstreamLinks: [link('0000:3a:00.0', 8, 8)],
      network: { ...network, interfaces: [interfaceFacts({ speedMbps })] },
      ...change,
    }),
  };
}
const network = { interfaces: [], linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement: false } as const;

/** Two cards of a port each, in slots of gen 3 x8, below the given ports. */
const twoCards = (...cards: readonly [mbps: number, upstream: readonly PcieLinkFacts[]][]): HostSketch => ({
  pfs: cards.map(([mbps, upstreamLinks], n) => {
    const address = `0000:4${n + 1}:00.0`;
    return port(0, mbps, { address, link: link(address, 8, 8), upstreamLinks });
  }),
});

/** Two cards of 25 Gbit/s, each in a wide slot, behind one switch port. */
const behindOneSwitch = (speedGTs: number): HostSketch => ({
  pfs: ['0000:41:00.0', '0000:42:00.0'].map((address, n) => ({
    facts: nicFacts({
      address,
      link: link(address, 16, 8),
      upstreamLinks: [link(`0000:40:0${n}.0`, 16, 8), link('0000:3f:00.0', speedGTs, 4)],
    }),
  })),
});

const NO_NETDEV = { network: { ...network, interfaces: [] } };

function withUndeclaredPort(speedMbps: number | null, change: Partial<PhysicalFunctionFacts> = {}) {
  const host = resolvedHost({ pfs: [port(0, 25_000)] });
  const other = port(1, speedMbps, change).facts;
  const physicalFunctions = [...host.inventory.physicalFunctions, ...(other ? [other] : [])];
  return { ...host, inventory: { ...host.inventory, physicalFunctions } };
}

/** Two ports of an X722 of 10 Gbit/s, as Linux shows them: link and port above tell 2.5 GT/s x1, and what is above is the uplink of the chipset. */
const inChipset = (...uplink: readonly PcieLinkFacts[]): HostSketch => ({
  pfs: [0, 1].map((fn) => {
    const address = `0000:3d:00.${fn}`;
    const none = link(address, 2.5, 1, 1);
    const upstreamLinks = [{ ...none, address: '0000:3c:03.0' }, ...uplink];
    return { ...port(fn, 10_000, { address, link: none, upstreamLinks }), device: device('intel-x722-sfp') };
  }),
});

describeRule(PCI_004, {
  violating: [
    [
      'ports in a chipset whose uplink is too narrow',
      inChipset(link('0000:3b:00.0', 8, 2)),
      /^ports behind the upstream link 0000:3b:00\.0 add up to 20 Gbit\/s .* it carries 13\.6 Gbit\/s \(8 GT\/s x2\)/,
    ],
    [
      'two ports of 100 Gbit/s in a slot for half of one',
      { pfs: [port(0, 100_000), port(1, 100_000)] },
      /ports behind the slot 0000:3b:00\.0 add up to 200 Gbit\/s \(0000:3b:00\.0 100 Gbit\/s, 0000:3b:00\.1 100 Gbit\/s\), it carries 54\.4 Gbit\/s \(8 GT\/s x8\)/,
    ],
    [
      'a link that trained below what it can, and says so',
      { pfs: [port(0, 100_000)] },
      /Find out why the link trained at 8 GT\/s x8 where 16 GT\/s x16 is possible/,
    ],
    [
      'a slot that can do no more, and proposes another one',
      { pfs: [port(0, 100_000, { link: { ...link('0000:3b:00.0', 16, 4, 4) } })] },
      /Move the card to a slot with more lanes/,
    ],
    ['a port that nobody declared and that has a link', withUndeclaredPort(40_000), /add up to 65 Gbit\/s/],
    [
      'two cards behind one upstream link',
      behindOneSwitch(8),
      {
        message:
          'ports behind the upstream link 0000:3f:00.0 add up to 50 Gbit/s (0000:41:00.0 25 Gbit/s, 0000:42:00.0 25 Gbit/s), it carries 27.2 Gbit/s (8 GT/s x4)',
        path: 'rack1/kvm01/pf0',
        found: '50 Gbit/s',
        limit: '27.2 Gbit/s',
        fix: 'Find out why the link trained at 8 GT/s x4 where 16 GT/s x16 is possible (slot, riser, firmware), or plan with less than line rate',
      },
    ],
    [
      'two cards behind one upstream link as wide as the slot of each',
      twoCards([40_000, [link('0000:3f:00.0', 8, 8)]], [40_000, [link('0000:3f:00.0', 8, 8)]]),
      /^ports behind the upstream link 0000:3f:00\.0 add up to 80 Gbit\/s .* it carries 54\.4 Gbit\/s/,
    ],
    [
      'a card behind a link with fewer lanes, which the slot of another card has',
      {
        pfs: [
          ...(twoCards([40_000, [link('0000:3f:00.0', 8, 4)]]).pfs ?? []),
          port(0, 10_000, { address: '0000:51:00.0', link: link('0000:51:00.0', 8, 4), upstreamLinks: [] }),
        ],
      },
      /^ports behind the upstream link 0000:3f:00\.0 add up to 40 Gbit\/s .* it carries 27\.2 Gbit\/s \(8 GT\/s x4\)[^\n]*$/,
    ],
    [
      'a card behind a link that is slower than its slot',
      twoCards([40_000, [link('0000:3f:00.0', 2.5, 8)]]),
      /^ports behind the upstream link 0000:3f:00\.0 add up to 40 Gbit\/s .* it carries 13\.8 Gbit\/s \(2\.5 GT\/s x8\)[^\n]*$/,
    ],
    [
      'a link that trained at all its lanes, and below its rate',
      { pfs: [port(0, 200_000, { link: link('0000:3b:00.0', 8, 16) })] },
      /why the link trained at 8 GT\/s x16 where 16 GT\/s x16 is possible/,
    ],
    [
      'a link that trained at its rate, and with fewer lanes',
      { pfs: [port(0, 100_000, { link: link('0000:3b:00.0', 16, 4) })] },
      /why the link trained at 16 GT\/s x4 where 16 GT\/s x16 is possible/,
    ],
    [
      'a link of which nobody knows at what rate it can train',
      { pfs: [port(0, 100_000, { link: { ...link('0000:3b:00.0', 8, 4), maxSpeedGTs: null } })] },
      /Move the card to a slot with more lanes/,
    ],
    [
      'a link of which nobody knows with how many lanes it can train',
      { pfs: [port(0, 100_000, { link: { ...link('0000:3b:00.0', 8, 4), maxWidth: null } })] },
      /Move the card to a slot with more lanes/,
    ],
  ],
  compliant: [
    ['two ports of 25 Gbit/s in that slot', { pfs: [port(0, 25_000), port(1, 25_000)] }],
    ['a port that nobody declared and that has no link', withUndeclaredPort(null)],
    ['a port that nobody declared and that has no netdev', withUndeclaredPort(null, NO_NETDEV)],
    ['a function of the card that nobody declared and that is no NIC', withUndeclaredPort(null, { network: null })],
    ['two cards behind an upstream link that carries both', behindOneSwitch(16)],
    [
      'ports in a chipset whose uplink carries them, whatever their own link registers tell',
      inChipset(link('0000:3b:00.0', 8, 8)),
    ],
  ],
  notApplicable: [
    ['a host with NVMe SSDs only', onePf({ facts: nvmeFacts() })],
    ['a NIC that was not found', onePf({ facts: null })],
    ['ports in a processor, on no link', inChipset()],
  ],
  unknown: [
    ['a port whose speed nobody knows', { pfs: [port(0, null)] }],
    [
      'a link that was not read',
      { pfs: [port(0, 25_000, { link: link('0000:3b:00.0', null, null), upstreamLinks: [] })] },
    ],
    [
      'a link whose rate was not read',
      { pfs: [port(0, 25_000, { link: link('0000:3b:00.0', null, 8), upstreamLinks: [] })] },
      'speed and width of a PCIe link (current_link_speed, current_link_width)',
    ],
    [
      'a link whose lanes were not read',
      { pfs: [port(0, 25_000, { link: link('0000:3b:00.0', 8, null), upstreamLinks: [] })] },
    ],
    [
      'a link of no lanes, which ports show that are not trained',
      { pfs: [port(0, 25_000, { link: link('0000:3b:00.0', 8, 0), upstreamLinks: [] })] },
    ],
    [
      'a rate that no generation of PCIe has',
      { pfs: [port(0, 25_000, { link: link('0000:3b:00.0', 12, 8), upstreamLinks: [] })] },
    ],
  ],
});

test('PCI-004 says once what holds for a slot and for the port at its other end', () => {
  const verdicts = judge(PCI_004, [resolvedHost({ pfs: [port(0, 100_000)] })]).map(({ verdict }) => verdict.verdict);
  expect(verdicts).toEqual(['violation']);
});

describeRule(PCI_005, {
  violating: [
    [
      'a PF without the capability',
      vfs(8, { totalVfs: null }),
      {
        message: '0000:3b:00.0 shows no SR-IOV capability (no sriov_totalvfs) with driver ice',
        pointer: 'numVfs',
        found: 'no capability',
        limit: 'at least 1',
        limitSource: 'sriov_totalvfs of 0000:3b:00.0',
      },
    ],
    [
      'a PF whose firmware grants none, in full',
      vfs(8, { totalVfs: 0, driver: null }),
      {
        message: '0000:3b:00.0 allows 0 VFs (sriov_totalvfs)',
        pointer: 'numVfs',
        found: '0',
        limit: 'at least 1',
        limitSource: 'sriov_totalvfs of 0000:3b:00.0',
      },
    ],
    [
      'a device that has none, of which the catalog says no more',
      {
        presumed: true,
        pfs: [
          {
            facts: null,
            wanted: { numVfs: 4 },
            device: {
              ...device('intel-dsa'),
              sriov: { supported: false, maxVfsPerPf: null, maxVfsPerDevice: null, note: null, source: null },
            },
          },
        ],
      },
      {
        message: `${device('intel-dsa').name} has no SR-IOV capability (0000:3b:00.0, idxd)`,
        pointer: 'numVfs',
        found: 'no capability',
        limit: 'at least 1',
        limitSource: 'catalog, intel-dsa',
        fix: 'Take 0000:3b:00.0, idxd out, or name another function as the PF',
      },
    ],
    [
      'a GPU that its driver was told to give no VFs',
      gpuOnXe('b080', '6.17.8-arch1'),
      /allows 0 VFs \(sriov_totalvfs\) with driver xe\. Boot with xe\.max_vfs=7, or another number of VFs/,
    ],
    [
      'a GPU that xe makes VFs of in a later kernel',
      gpuOnXe('b080', '6.12.95+deb13-amd64'),
      /with driver xe\. Take Linux 6\.17 and later, in which the driver xe of the kernel makes VFs of 8086:b080, in place of 6\.12\.95\+deb13-amd64,/,
    ],
    [
      'a GPU that xe makes VFs of in later kernels, under one that is not known',
      gpuOnXe('46a6', null),
      /Take Linux 6\.18 and later, .* 8086:46a6, in place of a kernel that the inventory does not name,/,
    ],
    [
      'a GPU that xe makes VFs of in a later kernel, under one that backports drivers',
      gpuOnXe('b080', '6.12.0-55.el10.x86_64'),
      /Boot with xe\.max_vfs=7, .*; the driver xe of the kernel makes VFs of 8086:b080 in Linux 6\.17 and later, and whether it does so in 6\.12\.0-55\.el10\.x86_64 is not known\.$/,
    ],
    [
      'a GPU that a driver from elsewhere was told to give no VFs',
      gpuOnXe('0bd5', '6.12.95+deb13-amd64', { driverOutOfTree: true }),
      /with driver xe\. Boot with xe\.max_vfs=7/,
    ],
    [
      'a GPU that xe makes no VFs of',
      gpuOnXe('0bd5', '7.1.5'),
      /Take a driver from elsewhere for 0000:3b:00\.0, or another device: the driver xe of the kernel makes no VFs of 8086:0bd5/,
    ],
    ['a PF whose firmware grants none', vfs(8, { totalVfs: 0, driver: null }), /allows 0 VFs \(sriov_totalvfs\)\./],
    [
      'a device that the catalog says has none, before any host was read',
      { presumed: true, pfs: [{ facts: null, wanted: { numVfs: 4 }, device: device('intel-dsa') }] },
      /Data Streaming Accelerator \(DSA\) has no SR-IOV capability \(.*\): it is shared by work queues \(SIOV, mdev\), not by VFs\. Take .* out, or name another function/,
    ],
    [
      'the function of a Chelsio card that carries the netdevs, with where VFs are made',
      onePf({ facts: nicFacts({ totalVfs: null }), wanted: { numVfs: 4 }, device: device('chelsio-t5-pf4') }),
      /has no SR-IOV capability \(0000:3b:00\.0, ice\): PF4 carries the netdevs and has no SR-IOV: PF0 to PF3 of the same card make the VFs/,
    ],
  ],
  compliant: [
    [
      'a function that shows VFs, whatever the catalog says of it',
      onePf({ facts: nicFacts(), wanted: { numVfs: 4 }, device: device('intel-dsa') }),
    ],
    ['a PF with the capability', vfs(8)],
  ],
  notApplicable: [
    ['a PF without VFs', vfs(0, { totalVfs: null })],
    ['a PF that was not found', onePf({ facts: null })],
    ['a function that a hypervisor gave to this machine', vfs(1, { driver: 'virtio-pci', totalVfs: null })],
  ],
  unknown: [
    ['a host that was not read', { ...vfs(8), presumed: true }, 'SR-IOV capability of the PF (no inventory was read)'],
    ['a host that was not read and a device without a known limit', { ...vfs(8, { totalVfs: null }), presumed: true }],
  ],
});

const realloc = (argument: string, allowReboot?: boolean): HostSketch => ({
  policy: { kernelArguments: [argument], ...(allowReboot === undefined ? {} : { allowReboot }) },
});
const noRoom = (policy: HostSketch['policy'] = {}): HostSketch => ({ ...vfs(8, { vfBars: [bar(0)] }), policy });

describeRule(PCI_006, {
  violating: [
    [
      'pci=realloc without a reboot',
      realloc('pci=realloc'),
      /pci=realloc is to be set on kvm01, which takes effect after a reboot, and allowReboot is not set\. Set allowReboot/,
    ],
    [
      'a permission to reboot that is a token',
      (() => {
        const host = resolvedHost(realloc('pci=realloc'));
        return { ...host, wanted: { ...host.wanted, unresolved: ['allowReboot'] } };
      })(),
      /allowReboot is not set/,
    ],
    ['it among other options', realloc('pci=assign-busses,realloc=on', false), /allowReboot is not set/],
    [
      'it among other arguments',
      { policy: { kernelArguments: ['quiet', 'pci=realloc'] } },
      /pci=realloc is to be set on kvm01/,
    ],
    [
      'one VF BAR of two without room',
      vfs(8, { vfBars: [bar(2 ** 20), { ...bar(0), bar: 3 }] }),
      /may give the VF BARs of 0000:3b:00\.0 room/,
    ],
    [
      'VF BARs without room, and proposes it with its reboot',
      noRoom({ allowReboot: true }),
      /may give the VF BARs of 0000:3b:00\.0 room, after a reboot of kvm01\. Add pci=realloc to kernelArguments of the host, and reboot it/,
    ],
    ['the same on a host that may not be rebooted', noRoom(), /set allowReboot, if it may be rebooted/],
  ],
  compliant: [['pci=realloc with a reboot', realloc('pci=realloc', true)]],
  notApplicable: [
    ['a host that needs none', {}],
    ['a host that runs with it', { ...noRoom(), inventory: { kernelArguments: ['quiet', 'pci=realloc'] } }],
    ['another option of pci=', realloc('pci=noaer,realloc=off')],
    ['an argument of another name that ends so', realloc('xyz=realloc')],
    ['a PF without VFs', onePf({ facts: nicFacts({ vfBars: [bar(0)] }), wanted: { numVfs: 0 } })],
  ],
  unknown: [
    [
      'kernel arguments that are a token',
      (() => {
        const host = resolvedHost(noRoom());
        return { ...host, wanted: { ...host.wanted, unresolved: ['kernelArguments'] } };
      })(),
    ],
  ],
});

import type { NetworkFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { IB_001 } from '../../lib/rules/ib/ib-001';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { driver } from '../support/profiles';
import type { HostSketch, PfSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const MLX5 = driver('mlx5_core');

const port = (linkType: NetworkFacts['linkType'], change: Partial<PhysicalFunctionFacts> = {}) =>
  nicFacts({
    driver: 'mlx5_core',
    network: { interfaces: [interfaceFacts()], linkType, eswitchMode: null, carriesManagement: false },
    ...change,
  });

const ETHERNET = port('ethernet');
const INFINIBAND = port('infiniband');

const onePf = (pf: PfSketch, host: HostSketch = {}): HostSketch => ({ ...host, pfs: [{ profile: MLX5, ...pf }] });
const wants = (linkType: 'ethernet' | 'infiniband', pf: PfSketch = {}, host: HostSketch = {}): HostSketch =>
  onePf({ ...pf, wanted: { linkType, ...pf.wanted } }, host);

describeRule(IB_001, {
  violating: [
    [
      'InfiniBand stated of an Ethernet port, with what the firmware is to be set to',
      wants('infiniband', { facts: ETHERNET }),
      /^linkType is infiniband, and the PF is an Ethernet port \(0000:3b:00\.0, mlx5_core\)\. State the link type that the port has, or leave linkType out\. To make it an InfiniBand port, set LINK_TYPE_P1 or LINK_TYPE_P2 \(by port\) of the card's firmware to 1, which takes reboot or mstfwreset/,
    ],
    [
      'Ethernet stated of an InfiniBand port',
      wants('ethernet', { facts: INFINIBAND }),
      /^linkType is ethernet, and the PF is an InfiniBand port .*To make it an Ethernet port, set .* to 2,/,
    ],
    [
      'InfiniBand stated of a port whose card has no other type',
      wants('infiniband', { facts: nicFacts(), profile: driver('ice') }),
      /the PF is an Ethernet port \(0000:3b:00\.0, ice\)\. State the link type that the port has, or leave linkType out\.$/,
    ],
    [
      'a link type of an NVMe SSD',
      wants('ethernet', { facts: nvmeFacts(), profile: driver('nvme') }),
      /the PF is no network device .*leave linkType out\.$/,
    ],
  ],
  compliant: [
    ['Ethernet stated of an Ethernet port', wants('ethernet', { facts: ETHERNET })],
    ['InfiniBand stated of an InfiniBand port', wants('infiniband', { facts: INFINIBAND })],
  ],
  notApplicable: [
    ['a port whose link type nobody states', onePf({ facts: INFINIBAND })],
    [
      'a port that somebody else manages, which is compared as a whole',
      wants('infiniband', { facts: ETHERNET, wanted: { externallyManaged: true } }),
    ],
  ],
  unknown: [
    ['a link type that is a token', onePf({ facts: ETHERNET, wanted: { unresolved: ['linkType'] } })],
    ['a port without a netdev', wants('infiniband', { facts: port(null) })],
    ['a host that nobody read', wants('infiniband', { facts: ETHERNET }, { presumed: true })],
    ['a PF that was not found on its host', wants('infiniband', { facts: null })],
  ],
});

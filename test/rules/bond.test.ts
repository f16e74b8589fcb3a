import type { VfSettings } from '../../lib/model/settings';
import type { WantedAttachment } from '../../lib/model/wanted';
import { BOND_DEFERRED, BOND_RULES } from '../../lib/rules/bond';
import { BOND_001 } from '../../lib/rules/bond/bond-001';
import { BOND_002 } from '../../lib/rules/bond/bond-002';
import { BOND_003 } from '../../lib/rules/bond/bond-003';
import { BOND_004 } from '../../lib/rules/bond/bond-004';
import { BOND_005 } from '../../lib/rules/bond/bond-005';
import { BOND_006 } from '../../lib/rules/bond/bond-006';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { driver } from '../support/profiles';
import type { HostSketch, PfSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const pf = (sketch: PfSketch): HostSketch => ({ pfs: [{ profile: driver('ice'), ...sketch }] });
const bonded = (mode: string | null) =>
  nicFacts({
    network: {
      interfaces: [interfaceFacts({ bond: { name: 'bond0', mode } })],
      linkType: 'ethernet',
      eswitchMode: 'legacy',
      carriesManagement: false,
    },
  });

describeRule(BOND_001, {
  violating: [
    [
      'legacy VFs on a port of an LACP bond',
      pf({ facts: bonded('802.3ad') }),
      {
        message:
          'ens1f0 is a port of bond0, an LACP bond (802.3ad), and is to have 4 VFs in legacy mode (0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: '802.3ad',
        limitSource: 'mode of bond0 on the host',
        fix: 'Set bond0 to active-backup, take ens1f0 out of it, or use switchdev mode where the card carries the bond',
      },
    ],
  ],
  compliant: [
    ['an active-backup bond', pf({ facts: bonded('active-backup') })],
    ['an LACP bond in switchdev mode', pf({ facts: bonded('802.3ad'), wanted: { eswitchMode: 'switchdev' } })],
  ],
  notApplicable: [
    ['a port without a bond', pf({})],
    ['a port of an LACP bond without VFs', pf({ facts: bonded('802.3ad'), wanted: { numVfs: 0 }, pools: [] })],
    ['an NVMe SSD', pf({ facts: nvmeFacts() })],
  ],
  unknown: [
    ['a bond whose mode nobody read', pf({ facts: bonded(null) })],
    ['a host that was not read', { ...pf({}), presumed: true }],
    ['a PF that was not found', pf({ facts: null })],
    ['an eswitch mode that is a token', pf({ facts: bonded('802.3ad'), wanted: { unresolved: ['eswitchMode'] } })],
    ['a number of VFs that is a token', pf({ facts: bonded('802.3ad'), change: { numVfs: null } }), 'number of VFs'],
    [
      'a number of VFs that is stated as a token',
      pf({ facts: bonded('802.3ad'), wanted: { unresolved: ['numVfs'] }, change: { numVfs: null } }),
      'numVfs (a token, known only at deploy)',
    ],
  ],
});

const pair = (change: Partial<WantedAttachment> = {}): Partial<WantedAttachment> => ({
  vm: 'db',
  haGroup: 'uplink',
  ...change,
});
const ports = (addresses: readonly (string | null)[], change: Partial<WantedAttachment> = {}): HostSketch => ({
  pfs: addresses.map((address) => ({
    facts: address === null ? null : nicFacts({ address }),
    pools: [{ attached: [pair(change)] }],
  })),
});

describeRule(BOND_002, {
  violating: [
    [
      'two VFs of a pair from one PF',
      pf({ pools: [{ attached: [pair(), pair()] }] }),
      /two VFs of haGroup uplink of db come from one physical function, 0000:3b:00\.0: rack1\/kvm01\/pf0\/pool0\/db-0 and .*db-1/,
    ],
    ['two pools of one PF', pf({ pools: [{ attached: [pair()] }, { attached: [pair()] }] }), /one physical function/],
    [
      'two ports of one card, where different cards are asked for',
      ports(['0000:3b:00.0', '0000:3b:00.1'], { haAcrossCards: true }),
      /two VFs of haGroup uplink of db come from one card, 0000:3b.*leave haAcrossCards out/,
    ],
    [
      'a pair of one',
      pf({ pools: [{ attached: [pair()] }] }),
      /haGroup uplink of db has one VF only\. Give db a second/,
    ],
    [
      'a third VF from the PF of the first',
      {
        pfs: [
          { pools: [{ attached: [pair(), pair()] }] },
          { facts: nicFacts({ address: '0000:86:00.0' }), pools: [{ attached: [pair()] }] },
        ],
      },
      /one physical function/,
    ],
  ],
  compliant: [
    ['two ports of one card', ports(['0000:3b:00.0', '0000:3b:00.1'])],
    [
      'two cards, where different cards are asked for',
      ports(['0000:3b:00.0', '0000:86:00.0'], { haAcrossCards: true }),
    ],
    [
      'two groups of one VM that share PFs',
      {
        pfs: ['0000:3b:00.0', '0000:86:00.0'].map((address) => ({
          facts: nicFacts({ address }),
          pools: [{ attached: [pair(), pair({ haGroup: 'storage' })] }],
        })),
      },
    ],
    [
      'two VMs with groups of one name',
      {
        pfs: ['0000:3b:00.0', '0000:86:00.0'].map((address) => ({
          facts: nicFacts({ address }),
          pools: [{ attached: [pair(), pair({ vm: 'web' })] }],
        })),
      },
    ],
  ],
  notApplicable: [['VMs without pairs', pf({ pools: [{ attached: [{ vm: 'db' }, { vm: 'db' }] }] })]],
  unknown: [
    ['a group that is a token', pf({ pools: [{ attached: [{ vm: 'db', unresolved: ['haGroup'] }] }] })],
    [
      'a card that nobody knows',
      {
        pfs: [null, null].map(() => ({
          facts: null,
          wanted: { selector: { serial: 'MT2108' } },
          pools: [{ attached: [pair({ haAcrossCards: true })] }],
        })),
      },
    ],
  ],
});

const MAC = '02:5a:00:00:00:01';
const teaming = (teamingStandbyMac: string, overrides: VfSettings = { mac: MAC }, unresolved: string[] = []) =>
  pf({ pools: [{ attached: [{ vm: 'db', teamingStandbyMac, overrides, unresolved }] }] });

describeRule(BOND_003, {
  violating: [
    [
      'a standby interface with another MAC',
      teaming('02:5a:00:00:00:02'),
      /the standby interface of db has the MAC 02:5a:00:00:00:02, its VF has 02:5a:00:00:00:01\. Set teamingStandbyMac to 02:5a:00:00:00:01/,
    ],
    ['a standby interface whose MAC differs from the derived one', teaming(MAC, {}), /its VF has 02:00:00:00:00:00/],
    ['a multicast MAC', teaming('01:00:5e:00:00:01'), /teamingStandbyMac "01:00:5e:00:00:01" is a multicast address/],
  ],
  compliant: [
    ['a standby interface with the MAC of the VF', teaming(MAC)],
    ['the same in capitals', teaming(MAC.toUpperCase())],
  ],
  notApplicable: [['a VM without a standby interface', pf({ pools: [{ attached: [{}] }] })]],
  unknown: [
    ['a MAC of the VF that is a token', teaming(MAC, {}, ['mac'])],
    [
      'a MAC of the standby interface that is a token',
      pf({ pools: [{ attached: [{ unresolved: ['teamingStandbyMac'] }] }] }),
    ],
    ['a function that has no MAC', pf({ facts: nvmeFacts(), pools: [{ attached: [{ teamingStandbyMac: MAC }] }] })],
  ],
});

const state = (settings: VfSettings, attached: readonly Partial<WantedAttachment>[] = [], sketch: PfSketch = {}) =>
  pf({ ...sketch, pools: [{ settings, attached }] });

describeRule(BOND_004, {
  violating: [
    [
      'a link state that nobody decided',
      state({}),
      /linkState is not set, so that VFs keep what they have.*Set linkState to auto/,
    ],
    [
      'a link that is always up under a pair',
      state({ linkState: 'enable' }, [pair()]),
      /linkState is enable, so that db does not see a dead port, and its haGroup uplink relies on seeing it/,
    ],
    [
      'one attachment of a pair whose link is always up',
      state({ linkState: 'auto' }, [pair({ overrides: { linkState: 'enable' } })]),
      /linkState is enable, so that db/,
    ],
  ],
  compliant: [
    ['a link that follows the port', state({ linkState: 'auto' }, [pair()])],
    ['a link that is always up under a VM without a pair', state({ linkState: 'enable' }, [{ vm: 'web' }])],
    [
      'a pair that goes back to auto in a pool that is always up',
      state({ linkState: 'enable' }, [pair({ overrides: { linkState: 'auto' } })]),
    ],
  ],
  notApplicable: [
    ['igb, which has no link state', state({}, [], { profile: driver('igb') })],
    [
      'mlx5 in switchdev mode, which takes none',
      state({}, [], { profile: driver('mlx5_core'), wanted: { eswitchMode: 'switchdev' } }),
    ],
    ['VFs that somebody else manages', state({}, [], { wanted: { externallyManaged: true } })],
    ['an NVMe SSD', state({}, [], { facts: nvmeFacts() })],
  ],
  unknown: [
    ['a driver of which no source says it', state({}, [], { profile: driver('zxdh') })],
    ['a PF of unknown driver', state({}, [], { profile: null })],
    ['a link state that is a token', pf({ pools: [{ settings: {}, unresolved: ['linkState'] }] })],
  ],
});

describe('BOND-004 says that nobody decided the link state', () => {
  const severities = (host: HostSketch) =>
    violationsOf(BOND_004, host).map(({ severity }) => severity ?? BOND_004.severity);

  it('as a warning where a pair relies on it', () => {
    expect(severities(state({}, [pair()]))).toEqual(['warning']);
  });

  it('as a warning on a port of a bond', () => {
    expect(severities(state({}, [], { facts: bonded('active-backup') }))).toEqual(['warning']);
  });

  it('as an info elsewhere', () => {
    expect(severities(state({}))).toEqual(['info']);
  });
});

test('every rule of the family is decided', () => {
  expect(BOND_RULES.map(({ id }) => id)).toEqual([
    'BOND-001',
    'BOND-002',
    'BOND-003',
    'BOND-004',
    'BOND-005',
    'BOND-006',
  ]);
  expect(BOND_DEFERRED).toEqual([]);
});

const bridged = (bridge: string | null, change: PfSketch = {}): HostSketch => ({
  pfs: [
    {
      facts: nicFacts({
        network: {
          interfaces: [interfaceFacts({ bridge })],
          linkType: 'ethernet',
          eswitchMode: 'legacy',
          carriesManagement: false,
        },
      }),
      ...change,
    },
  ],
});

describeRule(BOND_006, {
  violating: [
    [
      'VFs for VMs on a port of a Linux bridge',
      bridged('vmbr0'),
      /ens1f0 is a port of bridge vmbr0, and VMs on VFs do not reach.*bridge fdb add MAC dev ens1f0/,
    ],
    [
      'VFs for VMs on a port of Open vSwitch',
      bridged('ovs-system'),
      /ens1f0 is a port of an Open vSwitch bridge \(ovs-system\)/,
    ],
    ['a PF of another manager', bridged('br0', { wanted: { externallyManaged: true } }), /bridge br0/],
  ],
  compliant: [['a port of no bridge', bridged(null)]],
  notApplicable: [
    ['VFs that stay with the host', bridged('br0', { pools: [{ settings: { driver: 'native' } }] })],
    ['a PF without VFs', bridged('br0', { pools: [] })],
    ['a port in switchdev mode', bridged('br0', { wanted: { eswitchMode: 'switchdev' } })],
    ['a drive', { pfs: [{ facts: nvmeFacts() }] }],
  ],
  unknown: [
    ['a host that was not read', { ...bridged('br0'), presumed: true }],
    ['a mode that is a token', bridged('br0', { wanted: { unresolved: ['eswitchMode'] } })],
  ],
});

const standby = (change: Partial<WantedAttachment>, sketch: PfSketch = {}) =>
  pf({ ...sketch, pools: [{ attached: [{ vm: 'db', ...change }] }] });

describeRule(BOND_005, {
  violating: [
    [
      'a standby interface without its alias',
      standby({ teamingStandbyMac: MAC }),
      /teaming of db lacks the alias of its standby interface.*teamingStandbyAlias as the <alias>.*ua-backup0/,
    ],
    [
      'a standby interface without its alias, of a VM that does not rely on it',
      standby({ teamingStandbyMac: MAC, migrationMethod: 'replug' }),
      {
        message: 'the teaming of db lacks the alias of its standby interface: the XML of the VF cannot name it',
        pointer: 'teamingStandbyAlias',
        found: 'not stated',
        severity: 'warning',
        fix: "State teamingStandbyAlias as the <alias> of the virtio interface in the domain of db, as in ua-backup0, which has <teaming type='persistent'/> and the MAC of the VF",
      },
    ],
    [
      'the same of a VM that gets a vDPA device',
      standby({ teamingStandbyMac: MAC, use: { vdpa: true } }),
      {
        message: 'the teaming of db lacks the alias of its standby interface: the XML of the VF cannot name it',
        pointer: 'teamingStandbyAlias',
        found: 'not stated',
        severity: 'warning',
        fix: "State teamingStandbyAlias as the <alias> of the virtio interface in the domain of db, as in ua-backup0, which has <teaming type='persistent'/> and the MAC of the VF",
      },
    ],
    [
      'an alias without the MAC',
      standby({ teamingStandbyAlias: 'ua-backup0' }),
      /lacks the MAC of its standby interface, ua-backup0/,
    ],
  ],
  compliant: [['both', standby({ teamingStandbyMac: MAC, teamingStandbyAlias: 'ua-backup0' })]],
  notApplicable: [
    ['a VM without a standby interface', standby({})],
    ['a drive', standby({ teamingStandbyMac: MAC }, { facts: nvmeFacts() })],
  ],
  unknown: [
    ['an alias that is a token', standby({ teamingStandbyMac: MAC, unresolved: ['teamingStandbyAlias'] })],
    ['a MAC that is a token', standby({ teamingStandbyAlias: 'ua-backup0', unresolved: ['teamingStandbyMac'] })],
  ],
});

test.each<[string, Partial<WantedAttachment>, string]>([
  ['is to migrate', { migratable: true }, 'error'],
  ['stays', {}, 'warning'],
  ['is moved by a manager that replugs', { migratable: true, migrationMethod: 'replug' }, 'warning'],
])('a missing alias of a VM that %s is judged as such', (_words, change, severity) => {
  const violations = violationsOf(BOND_005, standby({ teamingStandbyMac: MAC, ...change }));
  expect(violations.map((violation) => violation.severity ?? BOND_005.severity)).toEqual([severity]);
});

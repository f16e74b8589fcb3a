import type { CatalogDevice, NvmeLimits } from '../../lib/catalog/device';
import type { NvmeFacts, NvmePrimaryCapabilities } from '../../lib/inventory/inventory';
import type { BlockDemand } from '../../lib/model/demand';
import type { VfSettings } from '../../lib/model/settings';
import { judge } from '../../lib/rules/judge';
import { NVM_001 } from '../../lib/rules/nvm/nvm-001';
import { NVM_002 } from '../../lib/rules/nvm/nvm-002';
import { NVM_003 } from '../../lib/rules/nvm/nvm-003';
import { NVM_004 } from '../../lib/rules/nvm/nvm-004';
import { NVM_006 } from '../../lib/rules/nvm/nvm-006';
import { NVM_007 } from '../../lib/rules/nvm/nvm-007';
import { NVM_008 } from '../../lib/rules/nvm/nvm-008';
import { NVM_009 } from '../../lib/rules/nvm/nvm-009';
import { NVM_010 } from '../../lib/rules/nvm/nvm-010';
import { NVM_011 } from '../../lib/rules/nvm/nvm-011';
import { device } from '../support/catalog';
import { nvmeFacts } from '../support/facts';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const NIC: HostSketch = { pfs: [{ pools: [{ attached: [{}] }] }] };
const NO_VFS: HostSketch = { pfs: [{ facts: nvmeFacts(), pools: [] }] };
const [NAMESPACE] = nvmeFacts().nvme?.namespaces ?? [];
const CAPABILITIES = nvmeFacts().nvme?.capabilities;
if (!NAMESPACE || !CAPABILITIES) throw new Error('the drive of the fixtures has a namespace and capabilities');

function drive(
  pools: readonly PoolSketch[],
  nvme: Partial<NvmeFacts> = {},
  change: Partial<PfSketch> = {},
): HostSketch {
  return { pfs: [{ facts: nvmeFacts({}, nvme), pools, ...change }] };
}

function withSettings(settings: VfSettings, nvme: Partial<NvmeFacts> = {}, change: Partial<PfSketch> = {}): HostSketch {
  return drive([{ settings }], nvme, change);
}

function caps(change: Partial<NvmePrimaryCapabilities>): Partial<NvmeFacts> {
  return { capabilities: { ...(CAPABILITIES as NvmePrimaryCapabilities), ...change } };
}

/** A drive that nobody has read, with limits that a user gave. */
function given(limits: Partial<NvmeLimits>, performance: CatalogDevice['performance'] = null): Partial<PfSketch> {
  const ed1 = device('ssstc-ed1');
  const unknown = { maxSecondaryControllers: null, vqFlexibleTotal: null, viFlexibleTotal: null };
  const nvme = {
    ...unknown,
    vqMaxPerSecondary: null,
    viMaxPerSecondary: null,
    ...limits,
    source: 'read from a sample',
  };
  return { facts: nvmeFacts({ nvme: null, totalVfs: null }), device: { ...ed1, nvme, performance } };
}

/** Controllers have queues and interrupts of their own, which nothing gives out. */
const OWN = { vqFlexibleTotal: 0, vqMaxPerSecondary: 0, viFlexibleTotal: 0, viMaxPerSecondary: 0 };

const UNREAD: Partial<PfSketch> = { facts: nvmeFacts({ nvme: null }), device: device('ssstc-ed1') };

describeRule(NVM_001, {
  violating: [
    [
      'more VFs than the drive lists',
      drive([{ count: 9 }]),
      /9 VFs wanted, the drive has 8 secondary controllers.*Lower the number/,
    ],
    [
      'more VFs than a user gave',
      drive([{ count: 5 }], {}, given({ maxSecondaryControllers: 4 })),
      /drive has 4 secondary/,
    ],
    [
      'more VFs than the catalog knows',
      drive([{ count: 33 }], {}, { ...UNREAD, device: device('samsung-pm1735') }),
      /33 VFs wanted, the drive has 32/,
    ],
  ],
  compliant: [
    ['a VF for each secondary controller', drive([{ count: 8 }])],
    ['as many as the catalog knows', drive([{ count: 32 }], {}, { ...UNREAD, device: device('samsung-pm1735') })],
  ],
  notApplicable: [
    ['a NIC', NIC],
    ['a drive without VFs', NO_VFS],
  ],
  unknown: [
    ['a drive of which no source tells', drive([{}], {}, UNREAD)],
    ['a number of VFs that is a token', drive([{}], {}, { change: { numVfs: null } })],
  ],
});

describeRule(NVM_002, {
  violating: [
    [
      'more queues than the drive shares out',
      drive([
        { count: 6, settings: { nvmeVirtualQueues: 4 } },
        { count: 2, settings: { nvmeVirtualQueues: 5 } },
      ]),
      /8 VFs take 34 virtual queues, the drive has 32 to share out.*Lower nvmeVirtualQueues/,
    ],
    [
      'the least queues of all VFs, where nobody states any',
      drive([{ count: 8 }], caps({ vqFlexibleTotal: 15 })),
      /8 VFs take 16 virtual queues, the drive has 15/,
    ],
    [
      'queues that the primary controller holds',
      drive([{ count: 8 }], caps({ vqPrimary: 17 })),
      /16 virtual queues.* has 15 to share out: its primary controller holds 17 of 32 .*virt-mgmt \/dev\/nvme0 -c 0 -r 0 -n 16 -a 1, then reset/,
    ],
    [
      'all queues held by the primary controller, in portions that they are given out in',
      drive([{ count: 3, settings: { nvmeVirtualQueues: 4 } }], caps({ vqPrimary: 32, vqGranularity: 8 })),
      /take 12 virtual queues, the drive has 0 .*-r 0 -n 16 -a 1/,
    ],
    [
      'more queues than the drive has, whoever holds them',
      drive([{ count: 8, settings: { nvmeVirtualQueues: 5 } }], caps({ vqPrimary: 32 })),
      /take 40 virtual queues.*\. Lower nvmeVirtualQueues/,
    ],
    [
      'more interrupts than the drive shares out',
      drive([{ count: 8, settings: { nvmeVirtualInterrupts: 2 } }], caps({ viPrimary: 1 })),
      /8 VFs take 16 virtual interrupts, the drive has 15.*-r 1 -n 0 -a 1/,
    ],
    [
      'queues of VFs that state nothing and hold more than the least',
      drive([{ count: 1 }, { count: 1, settings: { nvmeVirtualQueues: 4 } }], {
        ...caps({ vqFlexibleTotal: 7 }),
        secondaryControllers: [{ controllerId: 1, vf: 0, online: true, virtualQueues: 4, virtualInterrupts: 2 }],
      }),
      /2 VFs take 8 virtual queues, the drive has 7/,
    ],
    [
      'queues of controllers outside the pools',
      drive([{ count: 1, settings: { nvmeVirtualQueues: 4 } }], {
        ...caps({ vqFlexibleTotal: 7 }),
        secondaryControllers: [{ controllerId: 8, vf: 7, online: false, virtualQueues: 4, virtualInterrupts: 2 }],
      }),
      /take 4 virtual queues and 4 that secondary controllers outside the pools hold, the drive has 7/,
    ],
    [
      'more than a user gave',
      drive([{ count: 3 }], {}, given({ vqFlexibleTotal: 5, viFlexibleTotal: 5 })),
      {
        message: '3 VFs take 6 virtual queues, the drive has 5 to share out (0000:86:00.0, nvme)',
        pointer: 'nvmeVirtualQueues',
        found: '6',
        limit: '5',
        limitSource: 'read from a sample',
        fix: 'Lower nvmeVirtualQueues of a pool, or the number of VFs',
      },
    ],
    [
      'queues of one more VF than the drive shares out, of which its primary controller holds none',
      drive([{ count: 8 }], caps({ vqFlexibleTotal: 15 })),
      {
        message: '8 VFs take 16 virtual queues, the drive has 15 to share out (0000:86:00.0, nvme)',
        pointer: 'nvmeVirtualQueues',
        found: '16',
        limit: '15',
        limitSource: 'VQFRT 15 less VQRFAP 0 of 0000:86:00.0',
        fix: 'Lower nvmeVirtualQueues of a pool, or the number of VFs',
      },
    ],
    [
      'queues of a drive that gives none out',
      withSettings({ nvmeVirtualQueues: 2 }, { virtualizationManagement: false }),
      {
        message:
          'virtual queues are stated for 4 VFs of a drive without virtualization management (0000:86:00.0, nvme)',
        pointer: 'nvmeVirtualQueues',
        limitSource: 'OACS bit 7 of 0000:86:00.0',
        fix: 'Leave nvmeVirtualQueues out: the VFs take what the drive gives them',
      },
    ],
    [
      'queues of a drive whose controllers have their own',
      drive([{ count: 4, settings: { nvmeVirtualQueues: 2 } }], caps(OWN)),
      {
        message: 'virtual queues are stated for 4 VFs of a drive without flexible virtual queues (0000:86:00.0, nvme)',
        pointer: 'nvmeVirtualQueues',
        limitSource: 'VQFRT 0 of 0000:86:00.0',
        fix: 'Leave nvmeVirtualQueues out: the VFs take what the drive gives them',
      },
    ],
    [
      'interrupts of a drive that has flexible queues alone',
      drive([{ settings: { nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 } }], caps({ viFlexibleTotal: 0 })),
      /virtual interrupts are stated for 4 VFs of a drive without flexible virtual interrupts/,
    ],
    [
      'queues of a controller outside the pools, which VFs that come anew do not free',
      {
        pfs: [
          {
            facts: nvmeFacts(
              { numVfs: 2 },
              {
                ...caps({ vqFlexibleTotal: 7 }),
                secondaryControllers: [
                  { controllerId: 2, vf: 1, online: true, virtualQueues: 9, virtualInterrupts: 0 },
                  { controllerId: 3, vf: 2, online: true, virtualQueues: 4, virtualInterrupts: 0 },
                ],
              },
            ),
            pools: [{ count: 1, settings: { nvmeVirtualQueues: 4 } }],
          },
        ],
      },
      /take 4 virtual queues and 4 that secondary controllers outside the pools hold, the drive has 7/,
    ],
    [
      'queues of a VF outside the pools that stays',
      {
        pfs: [
          {
            facts: nvmeFacts(
              { numVfs: 2 },
              {
                ...caps({ vqFlexibleTotal: 7 }),
                secondaryControllers: [
                  { controllerId: 2, vf: 1, online: true, virtualQueues: 4, virtualInterrupts: 0 },
                ],
              },
            ),
            wanted: { numVfs: 2 },
            pools: [{ count: 1, settings: { nvmeVirtualQueues: 4 } }],
          },
        ],
      },
      /take 4 virtual queues and 4 that secondary controllers outside the pools hold, the drive has 7/,
    ],
  ],
  compliant: [
    ['all that the drive has', drive([{ count: 8, settings: { nvmeVirtualQueues: 4, nvmeVirtualInterrupts: 2 } }])],
    ['VFs that state nothing', drive([{ count: 8 }])],
    ['limits that a user gave', drive([{ count: 3 }], {}, given({ vqFlexibleTotal: 6, viFlexibleTotal: 3 }))],
    [
      'queues outside the pools that a recreation frees',
      {
        pfs: [
          {
            facts: nvmeFacts(
              { numVfs: 8 },
              {
                ...caps({ vqFlexibleTotal: 7 }),
                secondaryControllers: [
                  { controllerId: 8, vf: 7, online: true, virtualQueues: 4, virtualInterrupts: 2 },
                ],
              },
            ),
            pools: [{ count: 1, settings: { nvmeVirtualQueues: 4 } }],
          },
        ],
      },
    ],
  ],
  notApplicable: [
    ['a NIC', NIC],
    ['a drive without VFs', NO_VFS],
    ['a drive whose VFs have what they have', drive([{}], { virtualizationManagement: false })],
    ['a drive whose controllers have their own queues and interrupts', drive([{ count: 8 }], caps(OWN))],
  ],
  unknown: [
    [
      'a drive of which no source tells',
      drive([{}], {}, UNREAD),
      `virtual queues that the secondary controllers of ${device('ssstc-ed1').name} share`,
    ],
    ['queues that are a token', drive([{ unresolved: ['nvmeVirtualQueues'] }])],
    ['a number of VFs that is a token', drive([], {}, { change: { numVfs: null } })],
  ],
});

describeRule(NVM_003, {
  violating: [
    [
      'more queues than one controller may have',
      withSettings({ nvmeVirtualQueues: 5 }),
      {
        message: 'each VF gets 5 virtual queues, one secondary controller may have 4 (0000:86:00.0, nvme)',
        pointer: 'nvmeVirtualQueues',
        found: '5',
        limit: '4',
        limitSource: 'VQFRSM of 0000:86:00.0',
        fix: 'Set nvmeVirtualQueues to 4 or less',
      },
    ],
    [
      'more interrupts than one controller may have',
      withSettings({ nvmeVirtualInterrupts: 3 }),
      /3 virtual interrupts.* may have 2/,
    ],
    [
      'queues off the granularity',
      withSettings({ nvmeVirtualQueues: 3 }, caps({ vqGranularity: 2 })),
      {
        message: 'each VF gets 3 virtual queues, the drive gives them out in portions of 2 (0000:86:00.0, nvme)',
        pointer: 'nvmeVirtualQueues',
        found: '3',
        limit: '2',
        limitSource: 'VQGRAN of 0000:86:00.0',
        fix: 'Set nvmeVirtualQueues to 4',
      },
    ],
    [
      'the least queues, where the drive gives out more at once',
      withSettings({}, caps({ vqGranularity: 4 })),
      /each VF gets 2 virtual queues \(the least, none stated\), the drive gives them out in portions of 4/,
    ],
    [
      'an attachment that asks for more than its pool',
      drive([{ settings: { nvmeVirtualQueues: 4 }, attached: [{ overrides: { nvmeVirtualQueues: 8 } }] }]),
      /each VF gets 8 virtual queues/,
    ],
    [
      'more than a user gave',
      withSettings({ nvmeVirtualQueues: 9 }, {}, given({ vqMaxPerSecondary: 8 })),
      /may have 8/,
    ],
  ],
  compliant: [
    ['the most that one controller may have', withSettings({ nvmeVirtualQueues: 4, nvmeVirtualInterrupts: 2 })],
    ['queues in whole portions', withSettings({ nvmeVirtualQueues: 4 }, caps({ vqGranularity: 2 }))],
    [
      'limits that a user gave',
      withSettings({ nvmeVirtualQueues: 8 }, {}, given({ vqMaxPerSecondary: 8, viMaxPerSecondary: 8, granularity: 1 })),
    ],
  ],
  notApplicable: [
    [
      'a drive whose controllers have their own queues and interrupts',
      withSettings({ nvmeVirtualQueues: 1, nvmeVirtualInterrupts: 0 }, caps(OWN)),
    ],
    ['a NIC', NIC],
    [
      'a drive whose VFs have what they have',
      withSettings({ nvmeVirtualQueues: 9 }, { virtualizationManagement: false }),
    ],
  ],
  unknown: [
    [
      'a drive of which no source tells',
      withSettings({ nvmeVirtualQueues: 4 }, {}, UNREAD),
      `most virtual queues of one secondary controller of ${device('ssstc-ed1').name}`,
    ],
    [
      'a drive whose granularity no source tells',
      withSettings({ nvmeVirtualQueues: 4 }, {}, given({ vqMaxPerSecondary: 8, viMaxPerSecondary: 8 })),
      `granularity of virtual queues of ${device('ssstc-ed1').name}`,
    ],
    [
      'a drive of which only the granularity is known',
      withSettings({ nvmeVirtualQueues: 4 }, {}, given({ granularity: 1 })),
      `most virtual queues of one secondary controller of ${device('ssstc-ed1').name}`,
    ],
    ['queues that are a token', drive([{ unresolved: ['nvmeVirtualQueues'] }])],
  ],
});

describeRule(NVM_004, {
  violating: [
    [
      'one queue',
      withSettings({ nvmeVirtualQueues: 1 }),
      /gets 1 virtual queue, a controller needs 2.*nvmeVirtualQueues to 2/,
    ],
    ['no interrupt', withSettings({ nvmeVirtualInterrupts: 0 }), /gets 0 virtual interrupts, a controller needs 1/],
  ],
  compliant: [
    ['an admin and an I/O queue with one interrupt', withSettings({ nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 })],
    ['VFs that state nothing and get the least', withSettings({})],
  ],
  notApplicable: [['a NIC', NIC]],
  unknown: [['interrupts that are a token', drive([{ unresolved: ['nvmeVirtualInterrupts'] }])]],
});

const PRIVATE = { ...NAMESPACE, nsid: 2, shared: false, controllers: [] };

describeRule(NVM_006, {
  violating: [
    [
      'attached VFs without a namespace',
      drive([{ attached: [{ vm: 'db1' }, { vm: 'db2' }] }]),
      /2 attached VFs have no namespace: no disk for VM db1, db2/,
    ],
    [
      'an attached VF of a fresh drive',
      { ...drive([{ attached: [{ vm: 'db1' }] }], {}, { facts: nvmeFacts({ nvme: null }) }), presumed: true },
      /1 attached VF has no namespace/,
    ],
    [
      'an attached VF without a namespace beside one that has it',
      drive([{ attached: [{ vm: 'db1' }, { vm: 'db2' }] }], { namespaces: [{ ...NAMESPACE, controllers: [2] }] }),
      {
        message: '1 attached VF has no namespace: no disk for VM db1 (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0/pool0/db1-0',
        pointer: 'namespaceId',
      },
    ],
    [
      'attached VFs without a namespace, on their PF',
      drive([{ attached: [{ vm: 'db1' }] }, { attached: [{ vm: 'db2' }] }]),
      {
        message: '2 attached VFs have no namespace: no disk for VM db1, db2 (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0',
        pointer: 'namespaceId',
      },
    ],
    [
      'a namespace that the drive does not have, on the attachment that wants it',
      drive([{ attached: [{ overrides: { namespaceId: 9 } }] }], { namespaces: [{ ...NAMESPACE, controllers: [1] }] }),
      {
        message: 'namespace 9 does not exist, the drive has 1 (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0/pool0/vm0-0',
        pointer: 'namespaceId',
        found: '9',
        limitSource: 'namespaces of 0000:86:00.0',
        fix: 'Create the namespace on the drive first, or name one that exists',
      },
    ],
    [
      'a private namespace for VFs of two pools, on their PF',
      drive(
        [
          { count: 1, settings: { namespaceId: 2 } },
          { count: 1, settings: { namespaceId: 2 } },
        ],
        { namespaces: [PRIVATE] },
      ),
      {
        message: 'private namespace 2 is attached to VF 0, 1 (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0',
        pointer: 'namespaceId',
        found: '2',
        limit: '1',
        limitSource: 'NMIC of namespace 2 of 0000:86:00.0',
        fix: 'Give each VF a namespace of its own with namespaceId, or create the namespace as shared',
      },
    ],
    [
      'a private namespace for one VF that two other controllers hold',
      drive([{ count: 1, settings: { namespaceId: 2 } }], { namespaces: [{ ...PRIVATE, controllers: [0, 1, 7] }] }),
      {
        message: 'private namespace 2 is attached to VF 0 and 2 other controllers (0, 7) (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0/pool0',
        pointer: 'namespaceId',
        found: '3',
        limit: '1',
        limitSource: 'NMIC of namespace 2 of 0000:86:00.0',
        fix: 'Detach namespace 2 from controller 0, 7, or name another one',
      },
    ],
    [
      'a private namespace that a VF has which keeps it, since nobody states another one',
      drive([{ count: 1, settings: { namespaceId: 2 } }, { count: 1 }], {
        namespaces: [{ ...PRIVATE, controllers: [2] }],
      }),
      /private namespace 2 is attached to VF 0 and 1 other controller \(2\)/,
    ],
    [
      'a namespace that is stated to be private for one of two VFs alone',
      drive(
        [{ count: 2, settings: { namespaceId: 2 }, attached: [{}, { overrides: { namespaceShared: false } }] }],
        {},
        UNREAD,
      ),
      {
        message: 'private namespace 2 is attached to VF 0, 1 (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0/pool0',
        pointer: 'namespaceId',
        found: '2',
        limit: '1',
        limitSource: 'namespaceShared',
        fix: 'Give each VF a namespace of its own with namespaceId, or create the namespace as shared',
      },
    ],
    [
      'a namespace that the drive does not have',
      drive([{ count: 1, settings: { namespaceId: 9 } }]),
      /namespace 9 does not exist, the drive has 1 .*Create the namespace/,
    ],
    [
      'a private namespace for all VFs of a pool',
      drive([{ count: 3, settings: { namespaceId: 2 } }], { namespaces: [PRIVATE] }),
      /private namespace 2 is attached to VF 0, 1, 2 .*namespace of its own with namespaceId/,
    ],
    [
      'a namespace stated to be private, for two VFs of a drive that nobody has read',
      drive([{ count: 2, settings: { namespaceId: 2, namespaceShared: false } }], {}, UNREAD),
      /private namespace 2 is attached to VF 0, 1/,
    ],
    [
      'a private namespace that the primary controller holds',
      drive([{ count: 1, settings: { namespaceId: 2 } }], { namespaces: [{ ...PRIVATE, controllers: [0] }] }),
      /attached to VF 0 and 1 other controller \(0\).*Detach namespace 2 from controller 0/,
    ],
    [
      'a shared namespace for two tenants',
      drive([
        { count: 1, settings: { namespaceId: 1 }, use: { tenant: 'blue' } },
        { count: 1, settings: { namespaceId: 1 }, use: { tenant: 'red' } },
      ]),
      /namespace 1 is attached to VFs of tenants blue and red, who read each other's data/,
    ],
  ],
  compliant: [
    ['a shared namespace for the VMs of one tenant', drive([{ settings: { namespaceId: 1 }, attached: [{}, {}] }])],
    [
      'a private namespace for one VF, which already has it',
      drive([{ count: 1, settings: { namespaceId: 2 }, attached: [{}] }], {
        namespaces: [{ ...PRIVATE, controllers: [1] }],
      }),
    ],
    [
      'VFs with the namespaces that they shall have, on a drive whose attachments were not read',
      drive([{ settings: { namespaceId: 1 }, attached: [{}, {}] }], {
        namespaces: [{ ...NAMESPACE, controllers: null }],
      }),
    ],
    [
      'a private namespace that no controller has yet',
      drive([{ count: 1, settings: { namespaceId: 2 } }], { namespaces: [{ ...PRIVATE, controllers: [] }] }),
    ],
    [
      'a private namespace of which nobody read who has it, for one VF',
      drive([{ count: 1, settings: { namespaceId: 2 } }], { namespaces: [{ ...PRIVATE, controllers: null }] }),
    ],
    [
      'a namespace of which nobody knows whether it is shared, for one VF',
      drive([{ count: 1, settings: { namespaceId: 1 } }], { namespaces: [{ ...NAMESPACE, shared: null }] }),
    ],
    [
      'a shared namespace for a tenant and VFs of nobody',
      drive([
        { count: 1, settings: { namespaceId: 1 }, use: { tenant: 'blue' } },
        { count: 1, settings: { namespaceId: 1 }, use: {} },
      ]),
    ],
    [
      'private namespaces that two VFs exchange',
      drive(
        [
          { count: 1, settings: { namespaceId: 2 } },
          { count: 1, settings: { namespaceId: 3 } },
        ],
        {
          namespaces: [
            { ...PRIVATE, controllers: [2] },
            { ...PRIVATE, nsid: 3, controllers: [1] },
          ],
        },
      ),
    ],
    [
      'an attached VF that has a namespace already',
      drive([{ attached: [{}] }], { namespaces: [{ ...NAMESPACE, controllers: [1] }] }),
    ],
    [
      'a namespace that tenants share who trust each other',
      drive([
        { count: 1, settings: { namespaceId: 1 }, use: { tenant: 'blue', trustedTenant: true } },
        { count: 1, settings: { namespaceId: 1 }, use: { tenant: 'red', trustedTenant: true } },
      ]),
    ],
  ],
  notApplicable: [
    [
      'a drive whose controllers have their own queues and interrupts',
      withSettings({ nvmeVirtualQueues: 1, nvmeVirtualInterrupts: 0 }, caps(OWN)),
    ],
    ['a NIC', NIC],
    ['VFs that no VM has', drive([{}])],
    ['a drive without VFs', drive([], {}, { change: { numVfs: 0 } })],
  ],
  unknown: [
    ['attached VFs of a drive that nobody has read', drive([{ attached: [{}] }], {}, UNREAD)],
    [
      'a drive whose attachments were not read',
      drive([{ attached: [{}] }], { namespaces: [{ ...NAMESPACE, controllers: null }] }),
    ],
    [
      'a namespace of which nobody knows whether it is shared',
      drive([{ settings: { namespaceId: 1 } }], { namespaces: [{ ...NAMESPACE, shared: null }] }),
    ],
    ['a namespace that is a token', drive([{ unresolved: ['namespaceId'], attached: [{}] }])],
    [
      'an attached VF where of one of several namespaces nobody read who has it',
      drive([{ attached: [{}] }], { namespaces: [NAMESPACE, { ...NAMESPACE, nsid: 2, controllers: null }] }),
      'controllers that the namespaces of the drive are attached to',
    ],
    ['a number of VFs that is a token', drive([], {}, { change: { numVfs: null } })],
  ],
});

describeRule(NVM_007, {
  violating: [
    [
      'more than the drive holds',
      drive([
        { count: 3, namespaceBytes: 1e12 },
        { count: 2, namespaceBytes: 0.6e12 },
      ]),
      {
        message: 'the namespaces of the VFs take 4.2 TB, the drive has 4 TB (0000:86:00.0, nvme)',
        pointer: 'namespaceBytes',
        found: '4200000000000',
        limit: '4000000000000',
        limitSource: 'TNVMCAP of 0000:86:00.0',
      },
    ],
    [
      'namespaces that nobody has numbered yet, of which each VF gets one',
      drive([{ count: 2, namespaceBytes: 2.1e12 }]),
      /take 4\.2 TB/,
    ],
    [
      'one namespace that VFs share, and another one',
      drive([
        { count: 2, namespaceBytes: 2.1e12, settings: { namespaceId: 1 } },
        { count: 1, namespaceBytes: 2.1e12, settings: { namespaceId: 2 } },
      ]),
      /take 4\.2 TB/,
    ],
  ],
  compliant: [
    ['all that the drive holds', drive([{ count: 4, namespaceBytes: 1e12 }])],
    ['one namespace that many VFs share', drive([{ count: 8, namespaceBytes: 1e12, settings: { namespaceId: 1 } }])],
  ],
  notApplicable: [
    ['a NIC', NIC],
    ['VFs of which nobody states a size', drive([{}])],
    ['VFs of which nobody states a size, and of which a token is something else', drive([{ unresolved: ['driver'] }])],
    ['a drive without VFs', NO_VFS],
    ['namespaces of a NIC, of which nothing comes', { pfs: [{ pools: [{ namespaceBytes: 1e12 }] }] }],
  ],
  unknown: [
    [
      'a drive whose capacity was not read',
      drive([{ namespaceBytes: 1e12 }], { capacityBytes: null }),
      'capacity of the drive',
    ],
    ['a size that is a token', drive([{ unresolved: ['namespaceBytes'] }])],
    ['a number of VFs that is a token', drive([{ namespaceBytes: 1 }], {}, { change: { numVfs: null } })],
    ['no VFs, of which a token decides', drive([], {}, { change: { numVfs: null } })],
  ],
});

describeRule(NVM_008, {
  violating: [
    [
      'a guest that relies on controller memory',
      drive([{ use: { needsControllerMemory: true } }]),
      /needs a controller memory buffer or persistent memory region/,
    ],
    [
      'one VM of a pool that does',
      drive([{ attached: [{}, { use: { needsControllerMemory: true } }] }]),
      /needs a controller memory buffer/,
    ],
  ],
  compliant: [['guests that do not', drive([{}])]],
  notApplicable: [['a NIC', NIC]],
  unknown: [['a need that is a token', drive([{ unresolved: ['needsControllerMemory'] }])]],
});

describeRule(NVM_009, {
  violating: [
    [
      'the boot drive',
      drive([{}], { namespaces: [{ ...NAMESPACE, boot: true, mounted: true }] }),
      /^4 VFs are wanted on the drive, and the host runs from this drive: namespace 1 of nvme0 holds its root or boot file system.*Take the VFs from a drive that/,
    ],
    [
      'the boot drive, of which one VF is wanted, in full',
      drive([{ count: 1 }], { controller: null, namespaces: [{ ...NAMESPACE, boot: true, mounted: true }] }),
      {
        message:
          '1 VF is wanted on the drive, and the host runs from this drive: namespace 1 holds its root or boot file system. Giving VFs their queues changes what the controllers of a drive have, and may take a reset of all of it, under the file systems of the host (0000:86:00.0, nvme)',
        found: 'root or boot file system on namespace 1',
        limit: 'no root or boot file system on the drive',
        limitSource: 'block devices and mounts of the host, of 0000:86:00.0',
      },
    ],
    [
      'the boot drive, of whose VFs a token decides',
      drive([{}], { namespaces: [{ ...NAMESPACE, boot: true }] }, { change: { numVfs: null } }),
      /^VFs \(how many, a token decides\) are wanted on the drive, and the host runs from this drive/,
    ],
    [
      'a mounted namespace that the VF of a VM is given, in full',
      drive([{ count: 1, settings: { namespaceId: 1 }, attached: [{ vm: 'db1' }] }], {
        namespaces: [{ ...NAMESPACE, mounted: true }],
      }),
      {
        message:
          'namespace 1 of nvme0 is mounted on the host and is to be attached to VF 0 of db1 as well: two systems that know nothing of each other would write to one file system (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0/pool0/db1-0',
        pointer: 'namespaceId',
        found: 'namespace 1, mounted on the host',
        limit: 'a namespace that the host does not use',
        limitSource: 'block devices and mounts of the host, of 0000:86:00.0',
        fix: 'Unmount namespace 1 on the host and read the inventory again, or set namespaceId to another one',
      },
    ],
    [
      'a mounted namespace that a VF is given',
      drive([{ count: 1, settings: { namespaceId: 1 } }], { namespaces: [{ ...NAMESPACE, mounted: true }] }),
      {
        message:
          'namespace 1 of nvme0 is mounted on the host and is to be attached to VF 0 as well: two systems that know nothing of each other would write to one file system (0000:86:00.0, nvme)',
        path: 'rack1/kvm01/pf0/pool0',
        pointer: 'namespaceId',
        found: 'namespace 1, mounted on the host',
        limit: 'a namespace that the host does not use',
        limitSource: 'block devices and mounts of the host, of 0000:86:00.0',
        fix: 'Unmount namespace 1 on the host and read the inventory again, or set namespaceId to another one',
      },
    ],
    [
      'a mounted namespace beside those of the VMs',
      drive([{}], { namespaces: [{ ...NAMESPACE, mounted: true }] }),
      /the host uses the drive itself: namespace 1 of nvme0 is mounted.*Move what is on namespace 1.*acknowledge NVM-009/,
    ],
  ],
  compliant: [['a drive that the host does not use', drive([{}])]],
  notApplicable: [
    ['a NIC', NIC],
    ['a drive without VFs', NO_VFS],
  ],
  unknown: [
    ['a drive that nobody has read', drive([{}], {}, UNREAD)],
    ['a drive whose mounts were not read', drive([{}], { namespaces: [{ ...NAMESPACE, mounted: null, boot: null }] })],
    [
      'a drive of which is not known of one namespace whether it is mounted',
      drive([{}], { namespaces: [NAMESPACE, { ...NAMESPACE, nsid: 2, mounted: null }] }),
      'whether the host itself has a namespace of the drive mounted, as root, as swap or otherwise',
    ],
    [
      'a drive of which is not known of one namespace whether the host runs from it',
      drive([{}], { namespaces: [NAMESPACE, { ...NAMESPACE, nsid: 2, boot: null }] }),
    ],
  ],
});

test('NVM-009 is a warning where the host uses another part of the drive than the VMs', () => {
  const host = resolvedHost(drive([{}], { namespaces: [{ ...NAMESPACE, mounted: true }] }));
  expect(judge(NVM_009, [host]).map(({ verdict }) => verdict)).toEqual([
    expect.objectContaining({ verdict: 'violation', severity: 'warning' }),
  ]);
});

const PM1733 = { device: device('samsung-pm1733') };

function block(iops: number, readShare: number, blockBytes = 4096): { demand: BlockDemand } {
  return { demand: { kind: 'block', iops, readShare, blockBytes, queueDepth: 32 } };
}

describeRule(NVM_010, {
  violating: [
    [
      'more reads than the drive does',
      drive([{ attached: [block(800_000, 1), block(700_000, 1)] }], {}, PM1733),
      /add up to 1 500 000 IOPS with 100 % reads, the drive does 1 450 000 of that mix/,
    ],
    [
      'a mix whose writes take most of the time',
      // 0.7/1450000 + 0.3/260000 seconds an I/O: 611021 a second.
      drive([{ attached: [block(400_000, 0.7), block(300_000, 0.7)] }], {}, PM1733),
      /add up to 700 000 IOPS with 70 % reads, the drive does 611 021 of that mix/,
    ],
    [
      'more bandwidth than the drive has, at few I/Os',
      drive([{ attached: [block(60_000, 1, 131_072)] }], {}, PM1733),
      /add up to 7 864 MB\/s with 100 % reads, the drive does 6 400/,
    ],
    [
      'more reads than the drive does, beside a demand that is a token',
      drive([{ attached: [block(1_500_000, 1), { unresolved: ['demand'] }] }], {}, PM1733),
      {
        message:
          'the demands add up to 1 500 000 IOPS with 100 % reads, the drive does 1 450 000 of that mix (0000:86:00.0, nvme)',
        pointer: 'demand',
        found: '1500000 IOPS',
        limit: '1450000 IOPS',
        limitSource: device('samsung-pm1733').performance?.source ?? '',
      },
    ],
    [
      'writes alone, where only the figures of writes are known',
      drive(
        [{ attached: [block(2000, 0)] }],
        {},
        given({}, { randReadIops: null, randWriteIops: 1000, seqReadMBps: null, seqWriteMBps: 2000, source: 'fio' }),
      ),
      {
        message:
          'the demands add up to 2 000 IOPS with 0 % reads, the drive does 1 000 of that mix (0000:86:00.0, nvme)',
        pointer: 'demand',
        found: '2000 IOPS',
        limit: '1000 IOPS',
        limitSource: 'fio',
      },
    ],
    [
      'more than a user measured',
      drive(
        [{ attached: [block(100_001, 1)] }],
        {},
        given(
          {},
          { randReadIops: 100_000, randWriteIops: 50_000, seqReadMBps: 3000, seqWriteMBps: 2000, source: 'fio' },
        ),
      ),
      /drive does 100 000/,
    ],
  ],
  compliant: [
    ['just what the drive does', drive([{ attached: [block(1_450_000, 1)] }], {}, PM1733)],
    [
      'reads alone, where only the figures of reads are known',
      drive([{ attached: [block(100_000, 1)] }], {}, { device: device('kioxia-cm6') }),
    ],
    ['a mix below its capacity', drive([{ attached: [block(600_000, 0.7)] }], {}, PM1733)],
  ],
  notApplicable: [
    ['a NIC', NIC],
    ['VMs that state no demand', drive([{ attached: [{}] }], {}, PM1733)],
    [
      'a VM that states none, and of which a token is something else',
      drive([{ attached: [{ unresolved: ['mac'] }] }], {}, PM1733),
    ],
    ['a demand on a NIC, of which RATE-010 speaks', { pfs: [{ pools: [{ attached: [block(1000, 1)] }] }] }],
  ],
  unknown: [
    [
      'a drive whose figures stand nowhere',
      drive([{ attached: [block(1000, 0.5)] }], {}, UNREAD),
      `random reads or writes per second of ${device('ssstc-ed1').name}`,
    ],
    [
      'a demand that is a token, beside one that the drive meets',
      drive([{ attached: [block(1000, 1), { unresolved: ['demand'] }] }], {}, PM1733),
      'demand (a token, known only at deploy)',
    ],
    [
      'reads from a drive of which only writes are known',
      drive(
        [{ attached: [block(1000, 0.5)] }],
        {},
        given({}, { randReadIops: null, randWriteIops: 1000, seqReadMBps: 2000, seqWriteMBps: 2000, source: 'fio' }),
      ),
    ],
    [
      'writes to a drive of which only reads are known',
      drive([{ attached: [block(1000, 0.5)] }], {}, { device: device('kioxia-cm6') }),
    ],
    ['a demand that is a token', drive([{ attached: [{ unresolved: ['demand'] }] }], {}, PM1733)],
  ],
});

test('NVM-010 names the source of the figures that a user gave', () => {
  const figures = {
    randReadIops: 1000,
    randWriteIops: 1000,
    seqReadMBps: 1000,
    seqWriteMBps: 1000,
    source: 'fio, sample 3',
  };
  const host = resolvedHost(drive([{ attached: [block(2000, 1)] }], {}, given({}, figures)));
  expect(judge(NVM_010, [host]).map(({ verdict }) => verdict)).toContainEqual(
    expect.objectContaining({ limitSource: 'fio, sample 3', limit: '1000 IOPS' }),
  );
});

/** VF 0 is controller 1; `controllers` are those that namespace 1 and 2 are attached to. */
const attachedTo = (one: readonly number[] | null, two: readonly number[] | null, settings: VfSettings = {}) =>
  drive([{ count: 1, settings, attached: [{ vm: 'db' }] }], {
    namespaces: [
      { ...NAMESPACE, controllers: one },
      { ...NAMESPACE, nsid: 2, controllers: two },
    ],
  });

describeRule(NVM_011, {
  violating: [
    [
      'a namespace of a former VM beside the one that is stated',
      attachedTo([1], [1, 5], { namespaceId: 1 }),
      /namespace 2 is attached to controller 1 \(and to controller 5\), which is VF 0 of 0000:86:00\.0 and goes to db, beside namespace 1.*nvme detach-ns \/dev\/nvme0 -n 2 -c 1/,
    ],
    [
      'a namespace where none is stated',
      attachedTo([1], []),
      {
        message:
          'namespace 1 is attached to controller 1, which is VF 0 of 0000:86:00.0 and goes to db, and no namespaceId is stated',
        pointer: 'namespaceId',
        found: 'namespace 1',
        limit: 'namespaceId stated',
        limitSource: 'namespaces of 0000:86:00.0',
        severity: 'warning',
        fix: 'Detach it with nvme detach-ns /dev/nvme0 -n 1 -c 1, or state namespaceId: 1',
      },
    ],
    [
      'a namespace beside the one that is stated, of a drive without a driver',
      drive([{ count: 1, settings: { namespaceId: 1 }, attached: [{ vm: 'db' }] }], {
        controller: null,
        namespaces: [{ ...NAMESPACE, nsid: 2, controllers: [1] }],
      }),
      {
        message:
          'namespace 2 is attached to controller 1, which is VF 0 of 0000:86:00.0 and goes to db, beside namespace 1',
        pointer: 'namespaceId',
        found: 'namespace 2',
        limit: 'namespace 1 alone',
        limitSource: 'namespaces of 0000:86:00.0',
        severity: 'error',
        fix: 'Detach it with nvme detach-ns /dev/nvmeN -n 2 -c 1, or state namespaceId: 2',
      },
    ],
  ],
  compliant: [
    ['the namespace that is stated', attachedTo([1], [5], { namespaceId: 1 })],
    ['a controller without namespaces', attachedTo([0], [])],
  ],
  notApplicable: [
    ['a NIC', NIC],
    ['a drive that was not read', { ...attachedTo([1], [1]), presumed: true }],
    ['a drive that was not found', drive([{ attached: [{}] }], {}, { facts: null, change: { deviceClass: 'nvme' } })],
  ],
  unknown: [
    ['a namespace whose controllers were not read', attachedTo([1], null, { namespaceId: 1 })],
    ['the same beside one whose controllers were', attachedTo([5], null)],
    ['a namespace that is a token', drive([{ count: 1, attached: [{ vm: 'db', unresolved: ['namespaceId'] }] }])],
    [
      'a drive without a list of secondary controllers',
      drive([{ count: 1, attached: [{ vm: 'db' }] }], { secondaryControllers: [] }),
    ],
  ],
});

test('NVM-011 refuses a namespace beside the stated one, and only warns of one where none is stated', () => {
  const severities = [attachedTo([1], [1], { namespaceId: 1 }), attachedTo([1], [])].map((sketch) =>
    judge(NVM_011, [resolvedHost(sketch)]).map(({ verdict }) => 'severity' in verdict && verdict.severity),
  );
  expect(severities).toEqual([['error'], ['warning']]);
});

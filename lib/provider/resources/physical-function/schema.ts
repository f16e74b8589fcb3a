import { QAT_SERVICES } from '../../../model/qat-services';
import { parseMac } from '../../../model/mac';
import { normalizePciAddress } from '../../../model/pci';
import {
  computed,
  defaulted,
  nullable,
  optional,
  optionalComputed,
  required,
  schema,
  types,
  type PlanModifier,
} from '../../schema';
import { CONNECTION_ATTRIBUTES } from '../connection/attributes';
import { SELECTORS } from '../selectors';
import { fromZero, oneOf, sameBy } from '../validators';
import { MIGRATION_METHODS, RANGES } from './words';
import { CONDITIONS, POLICY } from './decisions';
import { SETTING_ATTRIBUTES } from './setting-attributes';
import { USE_ATTRIBUTES } from './use-attributes';

const OWN_SELECTORS = {
  permanent_mac: nullable(optionalComputed.string({ ...SELECTORS.permanent_mac, sameMeaning: sameBy(parseMac) })),
  serial: nullable(optionalComputed.string(SELECTORS.serial)),
  slot: nullable(optionalComputed.string(SELECTORS.slot)),
  address: optionalComputed.string({ ...SELECTORS.address, sameMeaning: sameBy(normalizePciAddress) }),
};

const VM = {
  vm: optional.string({ description: 'Name of the VM. Default: the key in `vms`.' }),
  pinned_vf: optional.integer({
    description: 'VF that it has, by index. Default: one is given and kept.',
    validators: [fromZero],
  }),
  migratable: optional.bool({ description: 'The VM is to migrate to other hosts. Default: false.' }),
  migration_method: optional.string({
    description: 'How its VF is moved then. Default: as the pool, else `vfio`.',
    validators: [oneOf(...MIGRATION_METHODS)],
  }),
  vm_numa_node: optional.integer({ description: "NUMA node of the VM's CPUs and memory." }),
  demand: optional.single(
    {
      tx_mbps: optional.number({ description: 'From the VM to the wire, in Mbit/s.' }),
      rx_mbps: optional.number({ description: 'From the wire to the VM, in Mbit/s.' }),
      frame_bytes: optional.integer({ description: 'Ethernet frame with FCS, 64 to 9216. Default: 1518.' }),
      iops: optional.number({ description: 'Of an NVMe drive: I/O operations a second.' }),
      block_bytes: optional.integer({ description: 'Size of an operation. Default: 4096.' }),
      read_share: optional.number({ description: 'Share of reads, 0 to 1. Default: 1.' }),
      queue_depth: optional.integer({ description: 'Default: 32.' }),
    },
    { description: 'What the VM wants to move: a warning says at plan where it does not get it.' },
  ),
  guarantee: optional.single(
    {
      tx_mbps: optional.number({ description: 'In Mbit/s.' }),
      rx_mbps: optional.number({ description: 'In Mbit/s.' }),
      iops: optional.number({ description: 'I/O operations a second.' }),
    },
    { description: 'What the VM must get whatever its neighbours do.' },
  ),
  settings: optional.single(SETTING_ATTRIBUTES, { description: 'Settings of its VF, in place of those of the pool.' }),
  use: optional.single(USE_ATTRIBUTES, {
    description: 'What the VM does with its VF, in place of what the pool says.',
  }),
};

const POOL = {
  count: required.integer({ description: 'VFs of the pool.', validators: [fromZero] }),
  first_vf: optional.integer({
    description: 'Index of its first VF. Default: behind the pools before it, by name.',
    validators: [fromZero],
  }),
  reserve: optional.integer({ description: 'VFs to keep free.', validators: [fromZero] }),
  vfs: optional.string({
    description:
      'Its VFs by index, as many as `count`, in place of `first_vf`: `0-3,6`. For a pool that grew beside neighbours.',
    validators: [RANGES],
  }),
  migration_method: optional.string({
    description:
      'How VMs with a VF of the pool migrate: `vfio` (with the state of the VF), `teaming`, `replug`. Default: as the VMs say.',
    validators: [oneOf(...MIGRATION_METHODS)],
  }),
  waivers: optional.map(types.string, {
    description: 'What was waived, with the reason: `{ spoof_check = "bridged firewall" }`.',
  }),
  namespace_bytes: optional.integer({
    description: 'Size of the namespace of each VF of an NVMe drive, for the check of its capacity.',
  }),
  settings: optional.single(SETTING_ATTRIBUTES, {
    description: 'Settings of its VFs: what an apply writes. What is not stated is not managed.',
  }),
  use: optional.single(USE_ATTRIBUTES, {
    description: 'What VMs do with its VFs: rules and the prediction read it, nothing of it is written to a host.',
  }),
  vms: optional.mapNested(VM, { description: 'VMs with a VF of the pool, by a name that is there once on the PF.' }),
};

const OWNER = {
  pool: computed.string({ description: 'Pool that its VF is of.' }),
  vf: computed.integer({ description: 'Index of its VF, which it keeps.' }),
  address: nullable(computed.string({ description: 'PCI address of its VF.' })),
  mac: nullable(computed.string({ description: 'MAC that its VF is given, which it keeps.' })),
  node_guid: nullable(computed.string({ description: 'Node GUID on InfiniBand.' })),
  port_guid: nullable(computed.string({ description: 'Port GUID on InfiniBand.' })),
  hostdev_xml: nullable(computed.string({ description: '`<hostdev>` of its VF for a libvirt domain.' })),
};

/** No pools are those that were taken out, or the empty ones of an import, which stay. */
const noneOfAnImport: PlanModifier<unknown, never, ReadonlyMap<string, unknown> | null> = {
  description: 'none, where none are stated',
  modify: ({ config, prior }) => {
    if (config !== null) return {};
    return { planned: (prior?.size === 0 ? prior : null) as never };
  },
};

export const physicalFunctionSchema = schema({
  version: 1,
  description:
    'A PF with all of its VFs: how many there are, how they are set, and which VM has which. What is not stated is not managed.',
  attributes: {
    host: optional.single(CONNECTION_ATTRIBUTES, {
      description:
        'How the host of the PF is reached. Default: as the provider says; of `ssh` what is left out is as there.',
    }),
    ...OWN_SELECTORS,
    num_vfs: nullable(
      optionalComputed.integer({
        description:
          'VFs of the PF. Default: those that there are, where they suffice for the pools; else what the pools need.',
        validators: [fromZero],
      }),
    ),
    eswitch_mode: nullable(
      optionalComputed.string({ description: '`legacy` or `switchdev`.', validators: [oneOf('legacy', 'switchdev')] }),
    ),
    drivers_autoprobe: nullable(
      optionalComputed.bool({
        description:
          'Whether the kernel binds a driver to new VFs (`sriov_drivers_autoprobe`). Default: false where a pool manages their driver.',
      }),
    ),
    admin_up: nullable(
      optionalComputed.bool({
        description: 'Whether the interface of the PF is up. Default: true where there are to be VFs of a NIC.',
      }),
    ),
    mtu: nullable(optionalComputed.integer({ description: 'MTU of the PF in bytes.', validators: [fromZero] })),
    device: optional.string({
      description: 'Id of the catalog, or `vendor:device`, of the card. Default: as the PCI ids of the host tell.',
    }),
    link_type: optional.string({
      description: '`ethernet` or `infiniband`, where the host does not tell it. It is stated, not set.',
      validators: [oneOf('ethernet', 'infiniband')],
    }),
    guarantee_headroom: optional.number({
      description: 'Share of the link that guarantees may not use, 0 to 1. Default: 0.',
    }),
    assigned_to_vm: optional.string({ description: 'VM that the PF itself is given to. Default: none.' }),
    vf_token_provided: optional.bool({
      description: 'A VF token is set up for the PF, which is bound to `vfio-pci`. Default: false.',
    }),
    conditions: optional.single(CONDITIONS, {
      description: 'What is known of the card and cannot be read from the host. Rules and driver profiles ask for it.',
    }),
    policy: optional.single(POLICY, { description: 'Decisions about the host that no file of it tells.' }),
    qat_services: nullable(
      optionalComputed.set(types.string, { description: `Services of a QAT: of ${QAT_SERVICES.join(', ')}.` }),
    ),
    // Computed for what an import knows of pools: nothing.
    pools: nullable(
      optionalComputed.mapNested(POOL, {
        description:
          'Pools by name: VFs that share settings. Engines drop a name that is not in the schema, such as one that is misspelt, in here without a word: the plan does not show it.',
        modifiers: [noneOfAnImport],
      }),
    ),
    allow_disrupt: optional.set(types.string, {
      description:
        'VMs, and VFs by PCI address, whose VF may be taken away or changed while it is in use. A plan that would do so fails without.',
    }),
    allow_management: optional.bool({
      description: 'The PF may be changed although it carries the management of the host. Default: false.',
    }),
    persistence: optional.string({
      description:
        'How VFs come back after a boot: `external` (another program makes them) or `none` (the next apply). Not stated, a warning asks for it.',
      validators: [oneOf('external', 'none')],
    }),
    acknowledge: optional.map(types.string, {
      description: 'Findings that were accepted, by rule, with the reason: `{ "SEC-002" = "lab" }`.',
    }),
    on_destroy: defaulted.string({
      description:
        '`restore`: the PF is taken back to how the first apply of the resource that changed it found it: VFs that a hand or a script had made by then come back with their settings, and a PF that was imported or taken over and never changed is left. `keep`: it is left as it is, for drivers that do not let go of VFs as well.',
      default: 'restore',
      validators: [oneOf('restore', 'keep')],
    }),
    vf_addresses: computed.list(types.string, {
      description: 'PCI addresses of the VFs, by index; empty where the host does not tell one.',
    }),
    vf_settings: computed.map(types.map(types.string), {
      description:
        'What is managed of VFs, as the host has it, by the VFs that have it alike: `{ "0-3,6" = { trust = "false" } }`. MACs and GUIDs are in `vf_link_addresses`.',
    }),
    vf_link_addresses: computed.map(types.map(types.string), {
      description: 'MACs and GUIDs of VFs that are managed, as the host has them, by index: `{ "0" = { mac = "…" } }`.',
    }),
    vms: computed.mapNested(OWNER, {
      description:
        'Which VF is whose, by the name in `vms` of the pool. It is kept also where the VF is gone for a while.',
    }),
    pool_vfs: computed.map(types.string, { description: 'VFs of each pool, which it keeps: `0-3,6`.' }),
    changes: computed.string({
      description:
        'At plan: what this apply does to the PF, VF by VF, which VMs it hits, and how long the link goes. `none` once the PF was read again.',
    }),
  },
});

export type PhysicalFunctionSchema = typeof physicalFunctionSchema;

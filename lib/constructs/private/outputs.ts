import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { handsToVms } from '../../model/vfio-drivers';
import { InputError } from '../../model/errors';
import { parsePciAddress, type PciAddressParts } from '../../model/pci';
import { type GuidName, GUIDS } from '../../model/vf-settings';
import { hostdevXml, interfaceXml, uniqueName, userAlias } from '../../render/libvirt';
import { networkXml } from '../../render/libvirt-network';
import { proxmoxHostpci } from '../../render/proxmox';
import { qemuDevice } from '../../render/qemu';
import type { ResolvedAttachment, ResolvedPf, ResolvedPool } from '../../resolve/resolved';

/** Stands in the outputs of an attachment whose MAC is a reference, until the reference is put in its place. */
export const MAC_AT_DEPLOY = '02:00:00:00:00:00';

type Render = (attachment: ResolvedAttachment, pf: ResolvedPf) => string | undefined;

const GUID_OUTPUTS = Object.fromEntries(
  GUIDS.map((name): [GuidName, Render] => [name, (attachment) => attachment[name] ?? '']),
) as Readonly<Record<GuidName, Render>>;

/** Outputs of an attachment: their text; nothing while the address of the VF is not known. */
const OUTPUTS = {
  pciAddress: atAddress((address) => address),
  pciDomain: partOfAddress('domain'),
  pciBus: partOfAddress('bus'),
  pciSlot: partOfAddress('device'),
  pciFunction: partOfAddress('function'),
  macAddress: (attachment) => macOf(attachment) ?? '',
  ...GUID_OUTPUTS,
  vfIndex: ({ vf }) => (vf === null ? undefined : String(vf)),
  pciId: (attachment, { facts }) => told('pciId', pciIdOf(facts), attachment, READ_AGAIN),
  pciSubsystemId: (attachment, { facts }) => told('pciSubsystemId', facts?.vfSubsystemId, attachment, CREATE_FIRST),
  iommuGroup: (attachment, { facts }) => {
    const found = facts?.virtualFunctions.find(({ index }) => index === attachment.vf);
    return told('iommuGroup', found?.iommuGroup?.id, attachment, CREATE_FIRST);
  },
  libvirtHostdevXml: atAddress((address, attachment, pf) => hostdevXml({ address, ...deviceOf(attachment, pf) })),
  libvirtInterfaceXml: atAddress((address, attachment, pf) => interfaceOf(attachment, pf, address)),
  qemuDevice: atAddress((address) => qemuDevice(address)),
  proxmoxHostpci: atAddress((address) => proxmoxHostpci(address)),
} satisfies Readonly<Record<string, Render>>;

export type AttachmentOutputName = keyof typeof OUTPUTS;

/**
 * Text of an output; nothing while the address of the VF is not known.
 *
 * @throws InputError for what no inventory has told
 */
export function renderOutput(
  name: AttachmentOutputName,
  attachment: ResolvedAttachment,
  pf: ResolvedPf,
): string | undefined {
  return OUTPUTS[name](attachment, pf);
}

function atAddress(
  render: (address: string, attachment: ResolvedAttachment, pf: ResolvedPf) => string | undefined,
): Render {
  return (attachment, pf) => (attachment.address === null ? undefined : render(attachment.address, attachment, pf));
}

function partOfAddress(part: keyof PciAddressParts): Render {
  return atAddress((address) => {
    const parts = parsePciAddress(address);
    return parts === null ? undefined : String(parts[part]);
  });
}

const READ_AGAIN = 'Read the inventory of the host (sriov inventory)';
const CREATE_FIRST = 'Create the VFs first, and read the inventory again (sriov inventory)';

/** Vendor and device follow from the PF; what else tells of which kind a VF is, and what it shares, once the VF exists. */
function pciIdOf(facts: PhysicalFunctionFacts | null): string | undefined {
  if (facts === null || facts.vendorId === '' || facts.vfDeviceId === null) return undefined;
  return `${facts.vendorId}:${facts.vfDeviceId}`;
}

function told(
  name: string,
  value: string | number | undefined,
  { vf, address }: ResolvedAttachment,
  fix: string,
): string {
  if (value !== undefined) return String(value);
  const which = `${vf ?? 'of the attachment'}${address === null ? '' : ` (${address})`}`;
  throw new InputError(name, `it is not known of VF ${which}: the inventory does not tell it`, fix);
}

function macOf({ mac, unresolved }: ResolvedAttachment): string | null {
  return unresolved.includes('mac') ? MAC_AT_DEPLOY : mac;
}

function deviceOf(
  { settings, pfPath, vf, wanted }: ResolvedAttachment,
  pf: ResolvedPf,
): {
  readonly managed: boolean;
  readonly alias?: string;
  readonly standbyAlias?: string;
} {
  const { teamingStandbyAlias: standbyAlias } = wanted;
  return {
    managed: isManaged(pf, settings.driver),
    ...(vf !== null && { alias: userAlias(pfPath, vf) }),
    ...(standbyAlias !== undefined && { standbyAlias }),
  };
}

/**
 * A VF that the plan binds to vfio-pci, or a variant of it, is ready, and so is one whose native driver hands it to VMs; any other libvirt
 * has to take from its driver and give back.
 */
function isManaged({ profile }: ResolvedPf, driver: string | undefined): boolean {
  return !handsToVms(driver) && profile?.behaviour?.nativeHandsToVms !== true;
}

const VLAN_SETTINGS = ['vlan', 'vlanQos', 'vlanProtocol', 'allowedVlans'] as const;

/** libvirt writes MAC and VLAN of an interface, those that are not stated too: it must know them all. */
function interfaceOf(attachment: ResolvedAttachment, pf: ResolvedPf, address: string): string | undefined {
  const { settings, unresolved } = attachment;
  const mac = macOf(attachment);
  if (mac === null) {
    throw new InputError(
      'libvirtInterfaceXml',
      'the VF has no MAC that is known at synth, and libvirt would make one up',
      'Use libvirtHostdevXml, which fits functions that are no NIC and leaves the MAC as it is',
    );
  }
  const token = VLAN_SETTINGS.find((name) => unresolved.includes(name));
  if (token !== undefined) {
    throw new InputError(
      'libvirtInterfaceXml',
      `${token} has no value at synth, and libvirt would take the VLAN away`,
      'Use libvirtHostdevXml, which leaves the VLAN as it is',
    );
  }
  const { vlan, vlanQos, vlanProtocol, allowedVlans } = settings;
  return interfaceXml({
    address,
    mac,
    ...deviceOf(attachment, pf),
    ...(vlan !== undefined && { vlan }),
    ...(vlanQos !== undefined && { vlanQos }),
    ...(vlanProtocol !== undefined && { vlanProtocol }),
    ...(allowedVlans !== undefined && { allowedVlans }),
  });
}

/** Name of the libvirt network that hands out VFs of a pool: the same for the same pool. */
export function libvirtNetworkName(poolPath: string): string {
  return `sriov-${uniqueName(poolPath)}`;
}

/**
 * libvirt network with the VFs of a pool that no attachment owns; nothing while the address of one is not known.
 *
 * @throws InputError where all VFs have an owner, and for settings that libvirt cannot say
 */
export function poolNetworkXml(pf: ResolvedPf, pool: ResolvedPool): string | undefined {
  const free = pf.virtualFunctions.filter((vf) => vf.pool === pool && vf.attachment === null);
  const functions = free.flatMap((vf) => vf.address ?? []);
  if (functions.length < free.length) return undefined;
  const { vlan, vlanQos, vlanProtocol, allowedVlans, driver } = pool.wanted.settings;
  return networkXml({
    name: libvirtNetworkName(pool.path),
    functions,
    managed: isManaged(pf, driver),
    ...(vlan !== undefined && { vlan }),
    ...(vlanQos !== undefined && { vlanQos }),
    ...(vlanProtocol !== undefined && { vlanProtocol }),
    ...(allowedVlans !== undefined && { allowedVlans }),
  });
}

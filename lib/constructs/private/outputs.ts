import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { InputError } from '../../model/errors';
import { parsePciAddress, type PciAddressParts } from '../../model/pci';
import { hostdevXml, interfaceXml, uniqueName, userAlias } from '../../render/libvirt';
import { networkXml } from '../../render/libvirt-network';
import { proxmoxHostpci } from '../../render/proxmox';
import { qemuDevice } from '../../render/qemu';
import type { ResolvedAttachment, ResolvedPf, ResolvedPool } from '../../resolve/resolved';

/** Outputs of an attachment. */
export type AttachmentOutputName =
  | 'pciAddress'
  | 'pciDomain'
  | 'pciBus'
  | 'pciSlot'
  | 'pciFunction'
  | 'macAddress'
  | 'vfIndex'
  | 'pciId'
  | 'pciSubsystemId'
  | 'iommuGroup'
  | 'libvirtHostdevXml'
  | 'libvirtInterfaceXml'
  | 'qemuDevice'
  | 'proxmoxHostpci';

/** Stands in the outputs of an attachment whose MAC is a reference, until the reference is put in its place. */
export const MAC_AT_DEPLOY = '02:00:00:00:00:00';

/** Text of an output; nothing while the address of the VF is not known. */
export function renderOutput(
  name: AttachmentOutputName,
  attachment: ResolvedAttachment,
  facts: PhysicalFunctionFacts | null,
): string | undefined {
  if (name === 'macAddress') return macOf(attachment) ?? '';
  if (name === 'vfIndex') return attachment.vf === null ? undefined : String(attachment.vf);
  if (name === 'pciId' || name === 'pciSubsystemId' || name === 'iommuGroup')
    return kindOutput(name, attachment, facts);
  return attachment.address === null ? undefined : addressOutput(name, attachment, attachment.address);
}

/**
 * What tells of which kind a VF is, and what it shares. Vendor and device follow from the PF; the rest is there to be read
 * once the VF exists.
 *
 * @throws InputError for what no inventory has told
 */
function kindOutput(
  name: 'pciId' | 'pciSubsystemId' | 'iommuGroup',
  { vf, address }: ResolvedAttachment,
  facts: PhysicalFunctionFacts | null,
): string {
  const found = facts?.virtualFunctions.find(({ index }) => index === vf);
  const value = {
    pciId:
      facts === null || facts.vendorId === '' || facts.vfDeviceId === null
        ? undefined
        : `${facts.vendorId}:${facts.vfDeviceId}`,
    pciSubsystemId: facts?.vfSubsystemId,
    iommuGroup: found?.iommuGroup?.id,
  }[name];
  if (value !== undefined) return String(value);
  throw new InputError(
    name,
    `it is not known of VF ${vf ?? 'of the attachment'}${address === null ? '' : ` (${address})`}: the inventory does not tell it`,
    name === 'pciId'
      ? 'Read the inventory of the host (sriov inventory)'
      : 'Create the VFs first, and read the inventory again (sriov inventory)',
  );
}

function macOf({ mac, unresolved }: ResolvedAttachment): string | null {
  return unresolved.includes('mac') ? MAC_AT_DEPLOY : mac;
}

const PARTS: Readonly<Record<string, keyof PciAddressParts>> = {
  pciDomain: 'domain',
  pciBus: 'bus',
  pciSlot: 'device',
  pciFunction: 'function',
};

function addressOutput(
  name: Exclude<AttachmentOutputName, 'macAddress' | 'vfIndex' | 'pciId' | 'pciSubsystemId' | 'iommuGroup'>,
  attachment: ResolvedAttachment,
  address: string,
): string | undefined {
  switch (name) {
    case 'pciAddress':
      return address;
    case 'libvirtHostdevXml':
      return hostdevXml({ address, ...deviceOf(attachment) });
    case 'libvirtInterfaceXml':
      return interfaceOf(attachment, address);
    case 'qemuDevice':
      return qemuDevice(address);
    case 'proxmoxHostpci':
      return proxmoxHostpci(address);
    default:
      return partOf(address, PARTS[name]);
  }
}

function partOf(address: string, part: keyof PciAddressParts | undefined): string | undefined {
  const parts = parsePciAddress(address);
  return parts === null || part === undefined ? undefined : String(parts[part]);
}

function deviceOf({ settings, pfPath, vf, wanted }: ResolvedAttachment): {
  readonly managed: boolean;
  readonly alias?: string;
  readonly standbyAlias?: string;
} {
  const { teamingStandbyAlias: standbyAlias } = wanted;
  return {
    managed: isManaged(settings.driver),
    ...(vf !== null && { alias: userAlias(pfPath, vf) }),
    ...(standbyAlias !== undefined && { standbyAlias }),
  };
}

/** A VF that the plan binds to vfio-pci is ready; any other libvirt has to take from its driver and give back. */
function isManaged(driver: string | undefined): boolean {
  return driver !== 'vfio-pci';
}

const VLAN_SETTINGS = ['vlan', 'vlanQos', 'vlanProtocol', 'allowedVlans'] as const;

/** libvirt writes MAC and VLAN of an interface, those that are not stated too: it must know them all. */
function interfaceOf(attachment: ResolvedAttachment, address: string): string | undefined {
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
    ...deviceOf(attachment),
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
    managed: isManaged(driver),
    ...(vlan !== undefined && { vlan }),
    ...(vlanQos !== undefined && { vlanQos }),
    ...(vlanProtocol !== undefined && { vlanProtocol }),
    ...(allowedVlans !== undefined && { allowedVlans }),
  });
}

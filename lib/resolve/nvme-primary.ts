import type { NvmeFacts } from '../inventory/inventory';
import type { PciAddress } from '../model/units';

/** Flexible resources of a drive, and what its primary controller holds of them: none of the others can have that. */
export interface PrimaryShare {
  readonly held: number;
  readonly total: number;
}

/**
 * How the primary controller gives resources back so that the secondary ones get what they need: nvme-cli's `virt-mgmt`
 * with action 1, primary flexible allocation. null where it holds none, or the drive has too few in all.
 *
 * Measured with QEMU's controller: it takes effect only after a reset of the function (FLR), and that reset takes all
 * secondary controllers offline and their resources with them.
 *
 * @param resource `vq`: virtual queues, `vi`: virtual interrupts
 * @param needed what the secondary controllers are to have together
 */
export function givingBack(
  address: PciAddress,
  { controller, controllerId, capabilities }: NvmeFacts,
  resource: 'vq' | 'vi',
  needed: number,
): string | null {
  if (capabilities === null) return null;
  const { held, total } = primaryShare(capabilities, resource);
  if (held === 0 || needed > total) return null;
  const portion = resource === 'vq' ? capabilities.vqGranularity : capabilities.viGranularity;
  const left = total - needed;
  const keeps = portion > 1 ? left - (left % portion) : left;
  return (
    'Have the primary controller give them back while nothing uses the drive and its VFs: ' +
    `nvme virt-mgmt /dev/${controller ?? 'nvmeN'} -c ${controllerId ?? 0} -r ${resource === 'vq' ? 0 : 1} -n ${keeps} -a 1, ` +
    `then reset the function (echo 1 > /sys/bus/pci/devices/${address}/reset), and read the inventory again`
  );
}

/**
 * Whether the controllers of a drive have queues, or interrupts, of their own and no flexible ones: nothing gives or takes these, and a secondary
 * controller goes online with what it has. null capabilities: not known, which is no.
 */
export function hasOwnResources(capabilities: NvmeFacts['capabilities'], resource: 'vq' | 'vi'): boolean {
  return capabilities !== null && primaryShare(capabilities, resource).total === 0;
}

export function primaryShare(
  capabilities: NonNullable<NvmeFacts['capabilities']>,
  resource: 'vq' | 'vi',
): PrimaryShare {
  return resource === 'vq'
    ? { held: capabilities.vqPrimary, total: capabilities.vqFlexibleTotal }
    : { held: capabilities.viPrimary, total: capabilities.viFlexibleTotal };
}

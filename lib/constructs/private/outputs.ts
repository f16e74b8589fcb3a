import { hostdevXml, interfaceXml, userAlias } from '../../render/libvirt';
import { proxmoxHostpci } from '../../render/proxmox';
import { qemuDevice } from '../../render/qemu';
import type { ResolvedAttachment } from '../../resolve/resolved';

/** Outputs of an attachment. */
export type AttachmentOutputName =
  | 'pciAddress'
  | 'macAddress'
  | 'vfIndex'
  | 'libvirtHostdevXml'
  | 'libvirtInterfaceXml'
  | 'qemuDevice'
  | 'proxmoxHostpci';

/** Text of an output; nothing while the address of the VF is not known. */
export function renderOutput(name: AttachmentOutputName, attachment: ResolvedAttachment): string | undefined {
  if (name === 'macAddress') return attachment.mac ?? '';
  if (name === 'vfIndex') return attachment.vf === null ? undefined : String(attachment.vf);
  return attachment.address === null ? undefined : addressOutput(name, attachment, attachment.address);
}

function addressOutput(
  name: Exclude<AttachmentOutputName, 'macAddress' | 'vfIndex'>,
  attachment: ResolvedAttachment,
  address: string,
): string | undefined {
  switch (name) {
    case 'pciAddress':
      return address;
    case 'libvirtHostdevXml':
      return hostdevXml({ address, alias: userAlias(attachment.path) });
    case 'libvirtInterfaceXml':
      return interfaceXml({
        address,
        mac: attachment.mac,
        vlan: attachment.settings.vlan,
        alias: userAlias(attachment.path),
      });
    case 'qemuDevice':
      return qemuDevice(address);
    case 'proxmoxHostpci':
      return proxmoxHostpci(address);
  }
}

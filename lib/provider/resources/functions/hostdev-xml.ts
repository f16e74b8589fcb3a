import { hostdevXml } from '../../../render/libvirt';
import { parameter, providerFunction, types } from '../../schema';
import { pciAddressOf } from './pci-address';

export const HOSTDEV_XML = providerFunction({
  summary: "libvirt's <hostdev> element of a VF.",
  description:
    'The element `<hostdev mode="subsystem" type="pci">` for a domain that the VF is passed through to. libvirt leaves MAC, VLAN and all else of the ' +
    'VF as it is set.',
  parameters: [
    parameter('address', types.string, { description: 'PCI address of the VF, `0000:3b:01.2`.' }),
    parameter('managed', types.bool, {
      description:
        'Whether libvirt takes the VF from its driver when the VM starts and gives it back when the VM stops. False for a VF that is on vfio-pci.',
    }),
  ],
  returns: types.string,
  call([address, managed]) {
    return hostdevXml({ address: pciAddressOf(address, 0), managed }) ?? null;
  },
});

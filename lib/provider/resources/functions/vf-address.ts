import { MAX_VF_INDEX } from '../../../model/lock';
import { vfAddress } from '../../../model/pci';
import { ArgumentError, parameter, providerFunction, types } from '../../schema';
import { pciAddressOf } from './pci-address';

/** Highest First VF Offset and VF Stride: both are 16-bit registers of the SR-IOV capability. */
const MAX_REGISTER = 0xffff;

const POSITIONS = { offset: 1, stride: 2, index: 3 } as const;

function within(value: number, name: keyof typeof POSITIONS, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new ArgumentError(POSITIONS[name], `${name} is ${value}, and may be ${least} to ${most}.`);
}

export const VF_ADDRESS = providerFunction({
  summary: 'PCI address of a VF.',
  description:
    "Address of a VF of a PF: the PF's routing id, `offset`, and `stride` for each VF before it (SR-IOV specification, First VF Offset " +
    'and VF Stride). Both are in `/sys/bus/pci/devices/<PF>/sriov_offset` and `sriov_stride`; some devices change them with the number of VFs.',
  parameters: [
    parameter('pf_address', types.string, { description: 'PCI address of the PF, `0000:3b:00.0`.' }),
    parameter('offset', types.integer, { description: 'First VF Offset, 1 to 65535.' }),
    parameter('stride', types.integer, { description: 'VF Stride, 0 to 65535; 0 only where `index` is 0.' }),
    parameter('index', types.integer, { description: 'Index of the VF, from 0.' }),
  ],
  returns: types.string,
  call([pfAddress, offset, stride, index]) {
    const pf = pciAddressOf(pfAddress, 0);
    within(offset, 'offset', 1, MAX_REGISTER);
    within(index, 'index', 0, MAX_VF_INDEX);
    within(stride, 'stride', index === 0 ? 0 : 1, MAX_REGISTER);
    const address = vfAddress(pf, offset, stride, index);
    if (address === null) {
      throw new ArgumentError(
        POSITIONS.index,
        `VF ${index} of ${pf} would lie above bus ff with offset ${offset} and stride ${stride}. Check them against sriov_offset and sriov_stride of the PF.`,
      );
    }
    return address;
  },
});

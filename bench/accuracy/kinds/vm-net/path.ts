import {
  NETWORK_PATHS,
  type NetworkPath,
  type NetworkPathName,
} from '../../../../lib/simulate/performance/network/paths';
import { NotTold, textFact } from '../../facts';
import type { Setup } from '../../rows';

/** Paths by the words of a set-up, most special first. */
const PATH_WORDS: readonly (readonly [RegExp, NetworkPathName])[] = [
  [/mediated|emulated e810/, 'mediated'],
  [/paravirtual dpdk|vdpdk/, 'vdpdk'],
  [/vdpa/, 'vdpa'],
  [/sr-?iov|vfio|passthrough|\bvf\b/, 'vf'],
  [/firecracker/, 'firecracker'],
  [/e1000.*esx|esx.*e1000/, 'e1000-esxi'],
  [/vmxnet/, 'vmxnet3'],
  [/e1000|rtl8139|emulated-nic/, 'e1000'],
  [/vhost-user|ovs-?dpdk/, 'vhost-user'],
  [/vhost/, 'vhost-net'],
  [/userspace-vmm|qemu/, 'vmm-virtio'],
  [/virtio|paravirt|macvtap|\btap\b|bridge|ovs/, 'vhost-net'],
];

export function pathOf(setup: Setup): NetworkPath {
  const words = `${textFact(setup, 'path')} ${textFact(setup, 'vmm')} ${textFact(setup, 'nic')}`;
  const found = PATH_WORDS.find(([pattern]) => pattern.test(words));
  if (found === undefined) throw new NotTold(`no model of the path ${textFact(setup, 'path')}`);
  return NETWORK_PATHS[found[1]];
}

import { FILES_OF_EVERYBODY, FILES_OF_FUNCTIONS } from '../evidence/device-files';
import { GROUPS_OF_ALL, USE, USE_UNKNOWN } from '../evidence/use';
import { fill } from './template';
import * as awk from './use.awk.generated';
import * as sh from './use.sh.generated';

export const { LIBVIRT_AWK, BLOCK_NUMBER_AWK, UDEV_AWK } = awk;
export const OPEN_AWK = fill(awk.OPEN_AWK, { FILES_OF_FUNCTIONS, FILES_OF_EVERYBODY });

// The words of the table of evidence have the names of the shell's variables.

/** Who uses a function, by each row of the table of evidence. */
export const USE_OF = fill(sh.USE_OF, {
  OPEN_AWK,
  LIBVIRT_AWK,
  UNKNOWN_PROCESSES: USE_UNKNOWN.processes('$ef'),
  UNKNOWN_DOMAINS: USE_UNKNOWN.domains(),
  SAYS_VFIO_GROUP: USE.vfioGroup.says('$ef', '$W'),
  SAYS_VFIO_DEVICE: USE.vfioDevice.says('$ef', '$W'),
  SAYS_DOMAIN: USE.domain.says('', '$W'),
  SAYS_VDPA: USE.vdpa.says('$W'),
  SAYS_UIO: USE.uio.says('$ef', '$W'),
  SAYS_VERBS: USE.verbs.says('$ef', '$W'),
});

/** The part for netdevs of the function, and all that lies upon them. */
export const USE_OF_NETDEVS = fill(sh.USE_OF_NETDEVS, {
  GROUPS_PATTERN: GROUPS_OF_ALL.join('|'),
  GROUPS: GROUPS_OF_ALL.join(' '),
  UNKNOWN_HEARD_ELSEWHERE: USE_UNKNOWN.heardElsewhere('$en'),
  UNKNOWN_ADDRESSES: USE_UNKNOWN.addresses('$1'),
  SAYS_ELSEWHERE: USE.netdevElsewhere.says(),
  SAYS_PORT: USE.netdevPort.says('$en', '$W'),
  SAYS_TAP: USE.netdevTap.says('$en'),
  SAYS_ADDRESS: USE.netdevAddress.says('$en', '$W'),
});

/** The part for block devices of its NVMe controller. */
export const USE_OF_BLOCKS = fill(sh.USE_OF_BLOCKS, {
  UDEV_AWK,
  BLOCK_NUMBER_AWK,
  UNKNOWN_HIDDEN_MOUNTS: USE_UNKNOWN.hiddenMounts('$em'),
  UNKNOWN_MOUNTS: USE_UNKNOWN.mounts('$em'),
  UNKNOWN_HOLDERS: USE_UNKNOWN.holders('$em'),
  SAYS_MOUNT: USE.mount.says('$W', '$V'),
  SAYS_SWAP: USE.swap.says('$W'),
  SAYS_HOLDER: USE.blockHolder.says('$1', '$W'),
  SAYS_BCACHE: USE.bcache.says('$1'),
  SAYS_LOOP: USE.loop.says('$1', '$W'),
  SAYS_OPEN: USE.blockOpen.says('$1', '$W'),
  SAYS_ZFS: USE.zfs.says('$1', '$W'),
});

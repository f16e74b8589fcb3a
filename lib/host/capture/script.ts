import { UNREADABLE_MARK } from '../../inventory/read/boot-vfs';
import { MACHINE } from '../../shell/identity';
import { fill } from '../../shell/template';
import { LIBVIRT_AWK, UDEV_AWK } from '../../shell/use';
import { VFIO_MODULES } from '../../shell/vfio-modules.awk.generated';
import { CAPTURE } from './capture.sh.generated';

/** The script that copies what the inventory wants to know of a host into a tar archive. */
export const CAPTURE_SCRIPT = fill(CAPTURE, {
  UNREADABLE: UNREADABLE_MARK,
  MACHINE,
  LIBVIRT_AWK,
  UDEV_AWK,
  VFIO_MODULES,
});

import { DRIVERS_WITHOUT_NETDEV } from '../evidence/drivers-without-netdev';
import { NETDEV_COMES_WITH_VFS } from '../model/netdev-with-vfs';
import { MANAGEMENT, MANAGEMENT_UNKNOWN } from '../evidence/management';
import { SESSIONS_AWK } from './management.awk.generated';
import * as sh from './management.sh.generated';
import { fill } from './template';

/** Whether the host is managed through a netdev, by each row of the table; its words have the names of the shell's variables. */
export const MANAGEMENT_OF = fill(sh.MANAGEMENT_OF, {
  SESSIONS_AWK,
  SAYS_DEFAULT_ROUTE: MANAGEMENT.defaultRoute.says('$en'),
  SAYS_SESSION_ZONE: MANAGEMENT.sessionZone.says('$ek'),
  SAYS_SESSION_NETDEV: MANAGEMENT.sessionZone.says('$en'),
  SAYS_SESSION_ADDRESS: MANAGEMENT.sessionAddress.says('$ed', '$1'),
  UNKNOWN_ROUTES: MANAGEMENT_UNKNOWN.routes(),
  UNKNOWN_SESSION_NOWHERE: MANAGEMENT_UNKNOWN.sessionNowhere('$1'),
  UNKNOWN_OPEN_VSWITCH: MANAGEMENT_UNKNOWN.openVswitch('$W', '$1'),
  UNKNOWN_ELSEWHERE: MANAGEMENT_UNKNOWN.elsewhere(),
  UNKNOWN_NO_NETDEV: MANAGEMENT_UNKNOWN.noNetdev('$W'),
  DRIVERS_WITHOUT_NETDEV: DRIVERS_WITHOUT_NETDEV.join(' | '),
  NETDEV_COMES_WITH_VFS: NETDEV_COMES_WITH_VFS.map((driver) => `${driver}0`).join(' | '),
});

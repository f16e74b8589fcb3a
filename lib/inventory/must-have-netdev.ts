import { makesNetdevs } from '../evidence/drivers-without-netdev';
import { netdevComesWithVfs } from '../model/netdev-with-vfs';

interface Function {
  readonly driver: string;
  /** null: no SR-IOV, or not read. */
  readonly totalVfs: number | null;
  readonly numVfs: number | null;
}

/** Whether a network function is to have a network interface as it is now: where it has none, the device has failed. */
export function mustHaveNetdev({ driver, totalVfs, numVfs }: Function): boolean {
  return makesNetdevs(driver) && !(netdevComesWithVfs(driver) && totalVfs !== null && numVfs === 0);
}

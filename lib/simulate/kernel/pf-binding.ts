import { driverIn } from '../../catalog/driver-table';
import { isVfio } from '../../model/vfio-drivers';
import { lacksIommu, noIommu } from './iommu';
import { NEW_NETDEV } from './netdev';
import { startController } from './nvme';
import { CHANGED, fails, type OperationResult } from './result';
import { createNetdev, type KernelState, type PfState } from './state';

/** Hands a PF to a driver. A network driver makes a new netdev, which is down; vfio takes no PF that has VFs. */
export function probePf(state: KernelState, pf: PfState, driver: string): OperationResult {
  if (isVfio(driver) && pf.numVfs > 0) return fails('EBUSY', 'Cannot bind to PF with SR-IOV enabled');
  if (lacksIommu(state, pf, driver)) return noIommu(driver);
  const netdev = pf.facts.network?.interfaces[0];
  pf.driver = driver;
  pf.behaviour = driverIn(state.driverTable, driver);
  if (pf.totalVfs !== null) pf.totalVfs -= pf.behaviour.vfsKeptBack;
  pf.eswitchMode = pf.facts.network?.eswitchMode == null ? null : 'legacy';
  pf.rateNodes = [];
  if (driver === 'nvme') startController(pf);
  pf.netdev =
    netdev === undefined || isVfio(driver) || driver === 'pci-pf-stub'
      ? null
      : { ...createNetdev({ ...netdev, ...NEW_NETDEV }), carrier: false };
  pf.changed = true;
  state.drivers.add(driver);
  return CHANGED;
}

import { whyNotTaken } from '../../catalog/qat-services';
import type { QatServices } from '../../model/qat-services';
import { CHANGED, fails, type OperationResult, UNCHANGED } from './result';
import type { PfState } from './state';

/**
 * Down, `qat/cfg_services`, up. A presumed device has the file where its driver makes one.
 *
 * Source: drivers/crypto/intel/qat/qat_common/adf_sysfs.c (state_store, cfg_services_store)
 */
export function setQatServices(pf: PfState, services: QatServices): OperationResult {
  const rules = pf.behaviour?.qatServices ?? null;
  if (!pf.showsQatServices || pf.driver === null) return fails('ENOENT', `${pf.address} has no qat/cfg_services`);
  if (pf.qatServices === services) return UNCHANGED;
  if (pf.numVfs > 0) return fails('EBUSY', `the device ${pf.address} is busy: it has ${pf.numVfs} VFs`);
  const why = rules === null ? null : whyNotTaken(rules, services);
  if (why !== null) return fails('EINVAL', `${pf.driver} does not take ${services}: ${why}`);
  pf.qatServices = services;
  pf.changed = true;
  return CHANGED;
}

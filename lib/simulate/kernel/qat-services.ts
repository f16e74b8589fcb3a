import { qatServicesAnswer } from '../../catalog/qat-services';
import type { QatServices } from '../../model/qat-services';
import { CHANGED, changed, fails, type OperationResult, UNCHANGED } from './result';
import type { KernelState, PfState } from './state';

/**
 * Down, `qat/cfg_services`, up. A presumed device has the file where its driver makes one.
 *
 * Source: drivers/crypto/intel/qat/qat_common/adf_sysfs.c (state_store, cfg_services_store)
 */
export function setQatServices({ kernel }: KernelState, pf: PfState, services: QatServices): OperationResult {
  const rules = pf.behaviour?.qatServices ?? null;
  if (!pf.showsQatServices || pf.driver === null) return fails('ENOENT', `${pf.address} has no qat/cfg_services`);
  if (pf.qatServices === services) return UNCHANGED;
  if (pf.numVfs > 0) return fails('EBUSY', `the device ${pf.address} is busy: it has ${pf.numVfs} VFs`);
  const answer = rules === null ? null : qatServicesAnswer(rules, services, kernel);
  if (answer?.is === 'refused') return fails('EINVAL', `${pf.driver} does not take ${services}: ${answer.why}`);
  pf.qatServices = services;
  pf.changed = true;
  return answer?.is === 'unknown' ? changed(`assumed: ${pf.driver} of this kernel takes ${services}`) : CHANGED;
}

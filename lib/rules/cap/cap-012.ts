import { kernelOf } from '../../resolve/driver-context';
import { qatServicesAnswer } from '../../catalog/qat-services';
import { qatServicesOf } from '../../model/qat-services';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { modelOf } from '../shared/model-of';
import { pfDriver } from '../shared/pf';

export const CAP_012: Rule = {
  id: 'CAP-012',
  title: 'a QAT is configured for services that it takes',
  severity: 'error',
  protects:
    'The driver refuses other services (EINVAL) after the device was taken down and its VFs were destroyed, and the plan stops there.',
  source:
    'Documentation/ABI/testing/sysfs-driver-qat; drivers/crypto/intel/qat/qat_common/adf_sysfs.c (cfg_services_store)',
  fix: 'Take services out of qatServices, or leave it out',
  on: 'physicalFunction',
  check: (pf, host) => {
    const token = tokenAmong(pf.wanted.unresolved, 'qatServices');
    if (token) return token;
    const stated = pf.wanted.qatServices;
    if (stated === undefined || pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (pf.profile === null) return unknown(`driver profile of ${modelOf(pf)}`);
    const driver = pfDriver(pf) ?? pf.profile.name;
    const rules = pf.profile.qatServices?.byDriver[driver];
    const services = qatServicesOf(stated);
    const found = services === '' ? 'none' : services;
    const words = `${found === 'none' ? 'no service' : services} wanted`;
    if (rules === undefined) {
      return violation({
        message: `${words} of a device whose driver configures it for none (${describePf(pf)})`,
        pointer: 'qatServices',
        found,
        fix: 'Leave qatServices out',
      });
    }
    const answer = qatServicesAnswer(rules, services, kernelOf(pf.facts, host.inventory.host.kernelRelease));
    if (answer.is === 'refused') {
      const { why } = answer;
      return violation({
        message: `${words}, and ${driver} does not take that: ${why} (${describePf(pf)})`,
        pointer: 'qatServices',
        found,
        limit: why,
        limitSource: pf.profile.qatServices?.source ?? CAP_012.source,
      });
    }
    if (host.presumed || pf.facts === null)
      return unknown('whether the device shows qat/cfg_services (no inventory was read)');
    if (pf.facts.qatServices !== undefined) {
      return answer.is === 'taken' ? COMPLIANT : unknown(`whether ${driver} of the host's kernel takes ${services}`);
    }
    return violation({
      message: `${words}, and the host shows no qat/cfg_services (${describePf(pf)})`,
      pointer: 'qatServices',
      found: 'no such file',
      limitSource: pf.profile.qatServices?.source ?? CAP_012.source,
      fix: 'Boot Linux 6.0 or later with the driver bound, read the inventory again, or leave qatServices out',
    });
  },
};

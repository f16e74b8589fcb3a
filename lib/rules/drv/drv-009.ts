import { wantsUnknownDriver } from '../../resolve/native-driver';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { inBrackets } from '../shared/pf';

export const DRV_009: Rule = {
  id: 'DRV-009',
  title: 'the native driver of VFs is known where the kernel is not to bind it by itself',
  severity: 'error',
  protects:
    'A driver without a name cannot be bound: with sriov_drivers_autoprobe off the VFs stay on none, and what needs them finds no device.',
  source: 'drivers/pci/pci-driver.c (pci_device_can_probe) of Linux 6.1 and 6.12; devices of the catalog',
  fix: 'Leave driversAutoprobe out, or name the driver of the VFs: add the device with vfDriver',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.wanted.externallyManaged || pf.numVfs === 0 || !wantsUnknownDriver(pf)) return NOT_APPLICABLE;
    const token = tokenAmong(pf.wanted.unresolved, 'driversAutoprobe');
    if (token) return token;
    if (pf.wanted.driversAutoprobe !== false) return COMPLIANT;
    return violation({
      message: `VFs are wanted on their native driver, nobody knows which that is, and driversAutoprobe keeps the kernel from binding it ${inBrackets(pf)}`,
      pointer: 'driversAutoprobe',
      found: 'false',
      limit: 'a known driver, or autoprobe on',
    });
  },
};

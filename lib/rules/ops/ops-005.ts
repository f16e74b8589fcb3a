import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';

export const OPS_005: Rule = {
  id: 'OPS-005',
  title: 'a PF is selected by what does not move',
  severity: 'warning',
  protects:
    'Kernel interface names follow probe order, firmware, added cards and the eswitch mode: after a reboot the name may ' +
    'be that of another card.',
  source: 'measured: names follow probe order, and a rebound PF gets a new ifindex',
  fix: 'Add address, permanentMac, serial or slot to the PF, or pin its name and set conditions.namePinned',
  on: 'physicalFunction',
  check: ({ wanted, facts }) => {
    const { selector, conditions, unresolved } = wanted;
    const { address, permanentMac, serial, slot, interfaceName } = selector;
    const stable = address ?? permanentMac ?? serial ?? slot;
    if (interfaceName === undefined) return stable === undefined ? NOT_APPLICABLE : COMPLIANT;
    if (stable !== undefined || conditions.namePinned === true) return COMPLIANT;
    const token = tokenAmong(unresolved, 'address', 'permanentMac', 'serial', 'slot', 'conditions');
    if (token) return token;
    return violation({
      message: `the PF is selected by the interface name ${interfaceName} alone, and names move`,
      pointer: 'interfaceName',
      found: interfaceName,
      ...(facts === null
        ? {}
        : { fix: `Add address: '${facts.address}' to the PF, or pin its name and set conditions.namePinned` }),
    });
  },
};

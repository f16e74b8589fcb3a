import { kernelOf } from '../../resolve/driver-context';
import { factIn } from '../../model/kernel-release';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdicts, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { cardOf } from '../../resolve/cards';
import { pfAddress } from '../../resolve/resolved';
import { inBrackets } from '../shared/pf';
import { counted } from '../shared/words';

export const CAP_003: Rule = {
  id: 'CAP-003',
  title: 'the firmware of the card is set to at least the VFs that are wanted',
  severity: 'error',
  protects:
    'NUM_OF_VFS caps what the kernel may create, holds for both ports of a dual-port card, and changes only with a reboot.',
  source:
    'mstconfig SRIOV_EN and NUM_OF_VFS; the ports of a card share the value, which is the larger of what they need',
  fix: 'Set NUM_OF_VFS of the card with mstconfig and reboot the host before the plan runs, or lower numVfs',
  on: 'physicalFunction',
  check: (pf, host) => {
    const behaviour = pf.profile?.numVfs;
    const { firmwareNumVfs } = pf.wanted.conditions;
    const bound = behaviour?.firmwareUpperBound;
    if (firmwareNumVfs === undefined && bound === undefined && behaviour?.firmwareKeys === undefined) {
      return NOT_APPLICABLE;
    }
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    if (firmwareNumVfs !== undefined) return judgeFirmware(pf, pf.numVfs, firmwareNumVfs, host);
    // What the kernel offers is what the firmware was set to at boot, and CAP-001 judges it.
    const isShown = pf.facts?.totalVfs != null && !host.presumed;
    if (!isShown && bound !== undefined && pf.numVfs > bound) {
      return violation({
        message: `${counted(pf.numVfs, 'VF')} wanted, firmware of ${pf.profile?.name} devices takes ${bound} at most ${inBrackets(pf)}`,
        pointer: 'numVfs',
        found: String(pf.numVfs),
        limit: String(bound),
        limitSource: behaviour?.source ?? CAP_003.source,
        fix: `Lower numVfs to ${bound} or spread the pools over another card`,
      });
    }
    const token = tokenAmong(pf.wanted.unresolved, 'conditions');
    if (token) return token;
    return isShown ? COMPLIANT : unknown('NUM_OF_VFS of the firmware');
  },
};

function judgeFirmware(pf: ResolvedPf, numVfs: number, firmwareNumVfs: number, host: ResolvedHost): Verdicts {
  const card = cardOf(pf);
  const ports = card === null ? [pf] : host.physicalFunctions.filter((other) => cardOf(other) === card);
  const differing = ports.find((port) => {
    const stated = port.wanted.conditions.firmwareNumVfs;
    return stated !== undefined && stated !== firmwareNumVfs;
  });
  if (differing !== undefined) {
    return violation({
      message: `firmwareNumVfs is ${firmwareNumVfs} here and ${differing.wanted.conditions.firmwareNumVfs} on ${differing.path}, and both are ports of one card ${inBrackets(pf)}`,
      pointer: 'conditions.firmwareNumVfs',
      fix: 'State for both ports the one value that mstconfig shows for the card',
    });
  }
  if (numVfs <= firmwareNumVfs) return COMPLIANT;
  const needed = ports.reduce((most, port) => Math.max(most, port.numVfs ?? 0), numVfs);
  return violation({
    message: `${counted(numVfs, 'VF')} wanted, the firmware is set to ${firmwareNumVfs} ${inBrackets(pf)}`,
    pointer: 'numVfs',
    found: String(numVfs),
    limit: String(firmwareNumVfs),
    limitSource: 'conditions.firmwareNumVfs (NUM_OF_VFS of the card)',
    fix: `Set NUM_OF_VFS of the card to ${needed} with mstconfig (its ports share the value)${orByDevlink(pf, host, needed)} and reboot the host before the plan runs, or lower numVfs to ${firmwareNumVfs}`,
  });
}

/** The other way, for kernels that are known to have it. */
function orByDevlink(pf: ResolvedPf, { inventory }: ResolvedHost, vfs: number): string {
  const has = factIn(pf.profile?.numVfs?.devlinkTotalVfs ?? null, kernelOf(pf.facts, inventory.host.kernelRelease));
  const address = pfAddress(pf);
  if (has !== true || address === null) return '';
  return `, or by devlink dev param set pci/${address} name total_vfs value ${vfs} cmode permanent,`;
}

import type { EswitchBehaviour, EswitchBlocker } from '../../catalog/driver-profile';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Unknown, unknown, type Violation, violation } from '../rule';
import { conditionUnknown, driverUnknown, withoutSwitchdev } from '../shared/port';

export const ESW_003: Rule = {
  id: 'ESW-003',
  title: 'nothing active that keeps the driver from switchdev mode',
  severity: 'error',
  protects:
    'ice refuses switchdev mode while ADQ is active; the ice of Intel that is built beside the kernel does with macvlan offload and with too few MSI-X vectors as well.',
  source: 'ice_eswitch_mode_set in ice_eswitch.c, of Linux 6.1 and 6.12 and of Intel',
  fix: 'Turn off what stands in the way, or leave eswitchMode out',
  on: 'physicalFunction',
  check(pf) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    if (pf.profile === null) return driverUnknown(pf, 'has switchdev mode');
    const { eswitch } = pf.profile;
    if (eswitch?.forbiddenWhen === undefined) return NOT_APPLICABLE;
    const violations: Violation[] = [];
    const open: Unknown[] = [];
    for (const name of eswitch.forbiddenWhen) {
      const blocker = BLOCKERS[name];
      const found = blocker.inTheWay(pf);
      if (found === null) open.push(blocker.missing(pf));
      else if (found !== false) violations.push(blocked(pf, eswitch, blocker, found));
    }
    // An inventory does not tell the two drivers apart: what only the vendor's refuses is an open question where it is found.
    for (const name of eswitch.forbiddenOutOfTree?.when ?? []) {
      const found = BLOCKERS[name].inTheWay(pf);
      if (typeof found === 'string') {
        open.push(
          unknown(
            `whether the driver is the kernel's own or ${eswitch.forbiddenOutOfTree?.driver}, which refuses switchdev mode as ${found}`,
          ),
        );
      }
    }
    return violations.length > 0 ? violations : (open[0] ?? COMPLIANT);
  },
};

interface Blocker {
  readonly words: string;
  /** What is found in the way; false when it is not, null when nobody knows. */
  readonly inTheWay: (pf: ResolvedPf) => string | false | null;
  readonly missing: (pf: ResolvedPf) => Unknown;
  readonly pointer: string;
  readonly fix: string;
}

const BLOCKERS: Readonly<Record<EswitchBlocker, Blocker>> = {
  adq: {
    words: 'ADQ active',
    inTheWay: ({ wanted }) => active(wanted.conditions.adq, 'ADQ is active'),
    missing: (pf) => conditionUnknown(pf, 'adq'),
    pointer: 'conditions.adq',
    fix: 'Turn ADQ off on the port, or leave eswitchMode out',
  },
  'macvlan-offload': {
    words: 'L2 forwarding offload (macvlan) active',
    inTheWay: ({ wanted }) => active(wanted.conditions.macvlanOffload, 'macvlan offload is active'),
    missing: (pf) => conditionUnknown(pf, 'macvlanOffload'),
    pointer: 'conditions.macvlanOffload',
    fix: 'Turn l2-fwd-offload off on the port, or leave eswitchMode out',
  },
  'mac-source-pruning-off': {
    words: 'MAC source pruning off',
    // Neither props nor inventories say anything of it.
    inTheWay: () => null,
    missing: () => unknown('whether MAC source pruning of the port is off'),
    pointer: 'eswitchMode',
    fix: 'Turn MAC source pruning on, or leave eswitchMode out',
  },
  'few-msix': {
    words: 'not enough MSI-X',
    inTheWay: tooFewVectors,
    missing: () => unknown('MSI-X vectors for VFs, or their number'),
    pointer: 'numVfs',
    fix: 'Lower numVfs, or leave eswitchMode out',
  },
};

function active(condition: boolean | undefined, words: string): string | false | null {
  return condition === undefined ? null : condition && words;
}

/** Counts what each VF needs at least; how many vectors the representors take, no source says. */
function tooFewVectors({ facts, numVfs, profile }: ResolvedPf): string | false | null {
  const total = facts?.vfTotalMsix ?? null;
  const least = profile?.msix?.minVectorsPerVf;
  if (total === null || least === undefined || numVfs === null) return null;
  if (numVfs * least <= total) return false;
  return `${numVfs} VFs need at least ${numVfs * least} MSI-X vectors, and there are ${total}`;
}

function blocked(pf: ResolvedPf, eswitch: EswitchBehaviour, blocker: Blocker, found: string): Violation {
  return violation({
    message: `eswitchMode is switchdev, and the driver refuses it here: ${found} (${describePf(pf)})`,
    pointer: blocker.pointer,
    found,
    limit: `not: ${blocker.words}`,
    limitSource: eswitch.source ?? undefined,
    fix: blocker.fix,
  });
}

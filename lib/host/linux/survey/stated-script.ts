import type { TargetPf, TargetState } from '../../../plan/host-plan';
import { quoted } from '../../../shell/run-script';
import { fill } from '../../../shell/template';
import { FILES_OF_CLASSES } from './attributes';
import * as stated from './stated.sh.generated';

/** The PFs of a target, and which of its settings take more than the usual files to look at, as words of the script. */
export function statedWords({ physicalFunctions: pfs }: TargetState): string {
  const flag = (name: string, states: (pf: TargetPf) => boolean): string => `${name}=${pfs.some(states) ? '1' : "''"}`;
  return [
    `PFS=${quoted(pfs.map(({ address }) => address).join(' '))}`,
    flag('ESWITCH', (pf) => pf.eswitchMode !== undefined || pf.virtualFunctions.some(statesMigratable)),
    flag('VECTORS', (pf) => pf.virtualFunctions.some(({ msixVectors }) => msixVectors !== undefined)),
    flag('NAMESPACES', statesNamespaces),
  ].join(' ');
}

function statesMigratable({ migratable }: TargetPf['virtualFunctions'][number]): boolean {
  return migratable !== undefined;
}

function statesNamespaces({ detachedNamespaces = [], virtualFunctions }: TargetPf): boolean {
  return detachedNamespaces.length > 0 || virtualFunctions.some(({ nvme }) => nvme && nvme.namespaceIds.length > 0);
}

/** What a target states, and who uses its VFs: the parts of the survey that the reader of inventories needs for that. */
export const STATED = fill(stated.STATED, FILES_OF_CLASSES);

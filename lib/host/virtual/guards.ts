import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../inventory/inventory';
import { carriesManagement } from '../../inventory/management';
import { unlistedVfs } from '../../inventory/unlisted';
import { pfFacts, vfFacts } from '../../plan/difference';
import type { Step } from '../../plan/step';
import { specOf } from '../../plan/steps';
import type { StepRun } from '../port';

/** Whether there is anything on the host that a step must not reach: nobody comes to use a VF while a run goes on. */
export function isGuarded({ physicalFunctions }: Inventory): boolean {
  return physicalFunctions.some((pf) => mayCarryManagement(pf) || allVfs(pf).some(mayBeUsed));
}

/** Why a step must not run now: it reaches a VF that is in use, or a PF that carries the management; null: it may. */
export function refusalOf(step: Step, observed: Inventory, run: StepRun): string | null {
  if (specOf(step).reach === 'nothing') return null;
  const pf = pfFacts(observed, step.pf);
  if (pf === null) return null;
  if (mayCarryManagement(pf) && !run.allowManagement.includes(pf.address)) {
    return carriesManagement(pf) === true
      ? `${pf.address} carries the default route or the ssh session`
      : `whether ${pf.address} carries the management of the host is not known`;
  }
  const used = vfsReached(step, pf).filter(
    (vf) => mayBeUsed(vf) && !run.allowInUse.some((allowed) => allowed.pf === pf.address && allowed.vf === vf.index),
  );
  if (used.length === 0) return null;
  return used
    .map((vf) => `VF ${vf.index} of ${pf.address} (${vf.address || 'address not known'}) is in use: ${usersText(vf)}`)
    .join('; ');
}

/** Not known is never "no". */
function mayCarryManagement(pf: PhysicalFunctionFacts): boolean {
  return carriesManagement(pf) !== false;
}

function mayBeUsed({ users, usersUnknown }: VirtualFunctionFacts): boolean {
  return users.length > 0 || usersUnknown.length > 0;
}

/** VFs whose user notices the step. */
function vfsReached(step: Step, pf: PhysicalFunctionFacts): readonly VirtualFunctionFacts[] {
  const { reach, isUnnoticed } = specOf(step);
  if (isUnnoticed?.(step, pf) === true) return [];
  if (reach === 'all-vfs') return allVfs(pf);
  const vf = 'vf' in step ? vfFacts(pf, step.vf) : null;
  return vf === null ? [] : [vf];
}

function allVfs(pf: PhysicalFunctionFacts): readonly VirtualFunctionFacts[] {
  return [...pf.virtualFunctions, ...unlistedVfs(pf)];
}

function usersText({ users, usersUnknown }: VirtualFunctionFacts): string {
  const known = users.map(({ kind, detail }) => (detail === '' ? kind : `${kind} ${detail}`));
  return [...known, ...usersUnknown.map((text) => `not known ${text}`)].join(', ');
}

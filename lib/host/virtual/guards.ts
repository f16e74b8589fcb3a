import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../inventory/inventory';
import { carriesManagement } from '../../inventory/management';
import { unlistedVfs } from '../../inventory/unlisted';
import { eswitchModeOf, pfFacts, vfFacts } from '../../plan/difference';
import type { Step } from '../../plan/step';
import type { StepRun } from '../port';

/** Whether there is anything on the host that a step must not reach: nobody comes to use a VF while a run goes on. */
export function isGuarded({ physicalFunctions }: Inventory): boolean {
  return physicalFunctions.some((pf) => mayCarryManagement(pf) || allVfs(pf).some(mayBeUsed));
}

/** Why a step must not run now: it reaches a VF that is in use, or a PF that carries the management; null: it may. */
export function refusalOf(step: Step, observed: Inventory, run: StepRun): string | null {
  if (HARMLESS.has(step.kind)) return null;
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

/** Steps that reach no further than the kernel's list of modules, or only look. */
const HARMLESS: ReadonlySet<string> = new Set(['module-load', 'wait-link']);

/** VFs whose user notices the step. */
function vfsReached(step: Step, pf: PhysicalFunctionFacts): readonly VirtualFunctionFacts[] {
  if ('vf' in step) {
    const vf = vfFacts(pf, step.vf);
    if (vf === null || (step.kind === 'driver-bind' && step.driver !== null && vf.driver === step.driver)) return [];
    return [vf];
  }
  return changesWholePf(step, pf) ? allVfs(pf) : [];
}

function allVfs(pf: PhysicalFunctionFacts): readonly VirtualFunctionFacts[] {
  return [...pf.virtualFunctions, ...unlistedVfs(pf)];
}

function changesWholePf(step: Step, pf: PhysicalFunctionFacts): boolean {
  const netdev = pf.network?.interfaces[0];
  switch (step.kind) {
    case 'num-vfs':
      return step.numVfs !== pf.numVfs;
    case 'eswitch-mode':
      return step.mode !== eswitchModeOf(pf);
    case 'pf-mtu':
      return step.mtu !== netdev?.mtu;
    case 'pf-link':
      return !step.up && netdev?.adminUp !== false;
    default:
      return false;
  }
}

function usersText({ users, usersUnknown }: VirtualFunctionFacts): string {
  const known = users.map(({ kind, detail }) => (detail === '' ? kind : `${kind} ${detail}`));
  return [...known, ...usersUnknown.map((text) => `not known ${text}`)].join(', ');
}

import type { DriverTable } from '../catalog/driver-table';
import { isGuestSideDriver } from '../catalog/guest-side';
import { numVfsAnswer } from '../catalog/num-vfs-answer';
import { USE } from '../evidence/use';
import type { Inventory } from '../inventory/inventory';
import { mustHaveNetdev } from '../inventory/must-have-netdev';
import { carriesManagement } from '../inventory/management';
import { portStatesOf } from '../inventory/port-states';
import type { ConstructPath } from '../model/units';
import { factIn, rangeOf, rangeWords } from '../model/kernel-release';
import { portFix } from '../resolve/port-fix';
import type { ResolvedHost } from '../resolve/resolved';
import { CLASS_PLANS } from './class-plans';
import { pfFacts } from './difference';
import { type HostDraft, type PfDraft, type PlanOptions, startHost, startPf, type VfOwner, vfKey } from './draft';
import { withEnoughVfs } from './enough-vfs';
import { wantedMode } from './eswitch-order';
import type { HostPlan, TargetPf, TargetState } from './host-plan';
import { isVfio } from '../model/vfio-drivers';
import { elsewhereText, machineIdentity } from './identity';
import { PLAN_REFUSAL_TEXTS, refuse } from './refusals';
import type { Step } from './step';
import { specOf } from './steps';
import { guardUse } from './use';
import { addStepsWithModules } from './vf-driver';
import { planDomains } from './vm';

export { type PlanOptions, type VfOwner, vfKey } from './draft';

/** The host that a plan is for. */
export interface PlannedHost {
  /** Path of the host construct. */
  readonly path: ConstructPath;
  readonly name: string;
  /** No inventory was read: the observed state is presumed. */
  readonly presumed: boolean;
  /** What is known of its drivers; it goes into the plan. */
  readonly drivers: DriverTable;
}

const NO_OPTIONS: PlanOptions = { allowDisrupt: [], owners: new Map(), refuseUnknown: false };

/**
 * The fewest steps from what is observed to what is wanted, PF by PF in the order of addresses, each in the order of
 * its driver; none where nothing differs. While the link of a PF with new VFs trains, which takes seconds, the others
 * are worked on. The same target and observation give the same plan.
 *
 * A plan that would harm somebody, or cannot work, still lists its steps and says in `refusals` why it must not run.
 */
export function planHost(
  host: PlannedHost,
  target: TargetState,
  observed: Inventory,
  options: Partial<PlanOptions> = {},
): HostPlan {
  const draft = startHost(target, observed, host, { ...NO_OPTIONS, ...options });
  for (const pf of target.physicalFunctions) planPf(draft, pf);
  return {
    planVersion: 1,
    host: host.path,
    name: host.name,
    presumed: host.presumed,
    ...machineOf(observed),
    drivers: host.drivers,
    target,
    steps: [...draft.steps, ...draft.stepsWithLinks],
    disruptions: draft.disruptions,
    refusals: draft.refusals,
    ...(draft.notes.size > 0 && { notes: [...draft.notes] }),
  };
}

/** Names of the drivers that the PFs of a target are on, or are to be on. */
export function driversOf({ physicalFunctions }: TargetState, observed: Inventory): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { driver, address } of physicalFunctions) {
    for (const name of [driver, pfFacts(observed, address)?.driver ?? null]) if (name !== null) names.add(name);
  }
  return names;
}

/** Who owns the VFs of a resolved host, for `planHost`. */
export function ownersOf(host: ResolvedHost): ReadonlyMap<string, VfOwner> {
  const owners = new Map<string, VfOwner>();
  for (const pf of host.physicalFunctions) {
    const address = pf.facts?.address;
    if (address === undefined) continue;
    for (const pool of pf.pools) {
      for (const { path, vf, wanted } of pool.attachments) {
        if (vf !== null) owners.set(vfKey(address, vf), { attachment: path, vm: wanted.vm });
      }
    }
  }
  return owners;
}

function machineOf(observed: Inventory): Pick<HostPlan, 'machine'> {
  const machine = machineIdentity(observed);
  return machine === null ? {} : { machine };
}

function planPf(host: HostDraft, target: TargetPf): void {
  for (const note of target.notes ?? []) host.notes.add(note);
  const observed = pfFacts(host.observed, target.address);
  if (observed === null) {
    const { address, path } = target;
    const message = `${address} is not on the host${elsewhereText(target, host.observed)}`;
    const fix = PLAN_REFUSAL_TEXTS[0]?.fix ?? '';
    host.refusals.push({ ruleId: 'PLAN-001', pf: address, constructPath: path, message, fix });
    return;
  }
  const pf = startPf(host, withEnoughVfs(target, observed), observed);
  CLASS_PLANS[target.deviceClass].plan(pf);
  planDomains(pf);
  addStepsWithModules(pf);
  guardVfCount(pf);
  guardRemoval(pf);
  guardPort(pf);
  guardMode(pf);
  noteRepresentors(pf);
  guardNetdev(pf);
  guardRateNodes(pf);
  guardAddresses(pf);
  guardManagement(pf);
  guardUse(pf);
}

/** What `sriov_numvfs` would refuse, after 0 was written and every VF was gone. */
function guardVfCount(pf: PfDraft): void {
  if (!pf.creates && !pf.destroys) return;
  const { observed, target } = pf;
  const { address, driver, totalVfs } = observed;
  if (totalVfs === null && isGuestSideDriver(driver)) {
    const message = `${address} is itself the NIC of a guest (${driver}) and shows no SR-IOV capability`;
    refuse(pf, 'CAP-007', message, 'Take its numVfs and pools out; to hand it on whole, set assignedToVm');
  } else if (totalVfs === null) {
    refuse(pf, 'PCI-005', `${address} shows no SR-IOV capability`, 'Turn SR-IOV on in the BIOS and in the card');
  } else if (target.numVfs > totalVfs) {
    const message = `${target.numVfs} VFs are wanted on ${address}, sriov_totalvfs says ${totalVfs}`;
    refuse(pf, 'CAP-001', message, `Lower the number of VFs to ${totalVfs}`);
  }
  if (driver === null && pf.host.presumed) {
    const message = `which driver ${address} is on is not known: the host was not read, and the catalog has no such device`;
    refuse(
      pf,
      'PLAN-003',
      message,
      'Give the host an inventory, or name the device of the PF (sriov devices lists them)',
    );
  } else if (driver === null || isVfio(driver)) {
    refuse(pf, 'PLAN-003', `${address} is on ${driver ?? 'no driver'}, which cannot create or remove VFs`);
  } else if (factIn(pf.driver.createsVfs, pf.kernel) === false) {
    const range = rangeOf(pf.driver.createsVfs, pf.kernel);
    const where = range === null ? 'when sriov_numvfs is written' : `in ${rangeWords(range.kernel)}`;
    const fix = range === null ? 'Make them in the way of the driver (sriov devices tells it)' : 'Take a later kernel';
    const message = `${address} is on ${driver}, which makes no VFs ${where}`;
    refuse(pf, 'CAP-010', message, `${fix}, and read the inventory again`);
  }
}

/** Of a driver that lets go of no VFs: they go with it alone. */
function guardRemoval(pf: PfDraft): void {
  const { host, creates, driver, kernel, observed, target } = pf;
  const removes = pf.destroys && observed.numVfs > 0;
  if (driver.keepsVfs === undefined || !(removes || creates)) return;
  const keeps = factIn(driver.keepsVfs, kernel);
  if (keeps === false) return;
  const range = rangeOf(driver.keepsVfs, kernel);
  const kernels = range?.isCertain === true ? ` in ${rangeWords(range.kernel)}` : '';
  const { address } = target;
  const wayOut = `its driver off ${address} and back (echo ${address} to unbind, then to bind of /sys/bus/pci/drivers/${driver.name}) or reboot the host`;
  if (keeps === null) {
    host.notes.add(
      `whether ${driver.name} of this kernel lets VFs of ${address} go is not known; where it does not (EINVAL), take ${wayOut}`,
    );
  } else if (removes) {
    const message = `the VFs of ${address} are to go, and ${driver.name} keeps those that it has made${kernels} (EINVAL)`;
    refuse(pf, 'CAP-011', message, `Take ${wayOut}, with nothing that uses it, and read the inventory again`);
  } else {
    host.notes.add(
      `${driver.name} keeps the VFs that it makes of ${address}${kernels}: no plan and no rollback takes them away; to be rid of them, take ${wayOut}`,
    );
  }
}

/** What the driver refuses while its port is as it is. One that is down is set up first. */
function guardPort(pf: PfDraft): void {
  const { network } = pf.observed;
  const uplink = network?.interfaces[0];
  if (!pf.creates || network === null || uplink === undefined) return;
  const states = { ...portStatesOf(uplink, network), down: false };
  const answer = numVfsAnswer(pf.driver.numVfsRefusals, states, pf.kernel);
  if (answer.is !== 'refused') return;
  const { errno, when } = answer.by;
  const message = `${pf.driver.name} makes no VFs on ${pf.target.address} (${errno}): ${when}`;
  refuse(pf, 'CAP-014', message, portFix(answer.by, uplink));
}

/** The mode that the driver has only while there are VFs, or only of PFs with a netdev of their own. */
function guardMode(pf: PfDraft): void {
  const { target, observed, driver } = pf;
  if (!pf.steps.some((step) => step.kind === 'eswitch-mode' && step.mode === 'switchdev')) return;
  const { joinedPfs } = observed.network ?? {};
  if (joinedPfs !== undefined && factIn(driver.joinedPfsStayLegacy ?? false, pf.kernel) === true) {
    const shared = `${target.address} is to have switchdev mode, and its netdev stands for ${joinedPfs.join(', ')} as well, which ${driver.name} of this kernel refuses (EPERM)`;
    refuse(pf, 'ESW-002', shared, 'Leave eswitchMode out, or turn Socket Direct off in the firmware of the card');
  }
  const needsVfs = factIn(driver.switchdevNeedsVfs ?? false, pf.kernel) === true;
  if (!needsVfs || target.numVfs > 0) return;
  const message = `${target.address} is to have switchdev mode without VFs, which ${driver.name} of this kernel refuses (EPERM)`;
  refuse(pf, 'ESW-002', message, 'Set numVfs, or leave eswitchMode out until there are VFs');
}

/** What no plan connects: in switchdev mode a VF reaches its representor and nothing else, unless that is switched. */
function noteRepresentors(pf: PfDraft): void {
  const { target, observed } = pf;
  if (target.numVfs === 0 || wantedMode(target, observed) !== 'switchdev') return;
  const isNew = pf.creates || pf.steps.some((step) => step.kind === 'eswitch-mode');
  if (!isNew) return;
  pf.host.notes.add(
    `VFs of ${target.address} in switchdev mode have no network until their representors (a netdev for each, devlink port show tells them) are up and in a bridge or in Open vSwitch with the port: no plan does that`,
  );
}

/** VFs of a PF whose netdev is gone, or has failed, do not come to life; the kernel waits minutes for each of some drivers. */
function guardNetdev(pf: PfDraft): void {
  const { network, driver, users, totalVfs, numVfs } = pf.observed;
  if (network === null || network.interfaces.length > 0 || driver === null || pf.host.presumed) return;
  if (!pf.steps.some(touches) || !mustHaveNetdev({ driver, totalVfs, numVfs })) return;
  const { address } = pf.target;
  if (users.some(({ detail }) => detail === USE.netdevElsewhere.says())) {
    const message = `the network interface of ${address} is in another network namespace, where something else uses it`;
    refuse(pf, 'PLAN-008', message, 'Bring it back into the namespace of the host, or take another PF');
    return;
  }
  const message = `driver ${driver} is bound to ${address}, and there is no network interface: the device has failed, or the driver on it`;
  refuse(pf, 'PLAN-008', message);
}

/** Where all VFs go first, the nodes go with them. */
function guardRateNodes(pf: PfDraft): void {
  const { rateNodes = [] } = pf.observed.network ?? {};
  if (rateNodes.length === 0 || pf.destroys || !pf.steps.some(({ kind }) => kind === 'eswitch-mode')) return;
  const { address } = pf.target;
  const nodes = rateNodes.map((name) => `pci/${address}/${name}`).join(', ');
  refuse(pf, 'PLAN-009', `the eswitch mode of ${address} changes, and there are rate nodes: ${nodes}`);
}

function guardAddresses(pf: PfDraft): void {
  // Without the capability there are no VFs, and no places of theirs: that is refused.
  if (pf.withoutAddress.length === 0 || pf.observed.totalVfs === null) return;
  const { vfOffset, vfStride } = pf.observed;
  const vfs = [...new Set(pf.withoutAddress)].sort((a, b) => a - b);
  const which = vfs.length === 1 ? `VF ${vfs[0]}` : `${vfs.length} VFs (${vfs[0]} to ${vfs[vfs.length - 1]})`;
  const message =
    vfOffset === null || vfStride === null
      ? `address of ${which} of ${pf.target.address} is not known: the inventory has no VF offset and stride`
      : `address of ${which} of ${pf.target.address} is not known: offset ${vfOffset} and stride ${vfStride} give none`;
  refuse(pf, 'PLAN-002', message);
}

/** Whether it changes anything of the PF or its VFs. */
function touches(step: Step): boolean {
  return specOf(step).reach !== 'nothing';
}

function guardManagement(pf: PfDraft): void {
  if (pf.target.allowManagement === true) return;
  const touching = pf.steps.filter(touches).length;
  if (touching === 0) return;
  const steps = touching === 1 ? '1 step touches' : `${touching} steps touch`;
  const carries = carriesManagement(pf.observed);
  const { managementEvidence = [] } = pf.observed.network ?? {};
  const why = managementEvidence.length > 0 ? ` (${managementEvidence.join('; ')})` : '';
  const fix = "Move the host's management to another port, or set allowManagement of the PF";
  if (carries === true) {
    refuse(
      pf,
      'OPS-001',
      `${pf.target.address} carries the default route or the ssh session${why}, and ${steps} it`,
      fix,
    );
  } else if (carries === null && pf.host.refusesUnknown) {
    const message = `whether ${pf.target.address} carries the management of the host is not known${why}, and ${steps} it`;
    refuse(pf, 'OPS-001', message, fix);
  }
}

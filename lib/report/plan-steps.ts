import { formatMbps } from '../model/numbers';
import type { VfIndex } from '../model/units';
import { ALL_VLANS, isReceivedOnly, type VlanList, withoutReceived } from '../model/vlan-list';
import type { Disruption, HostPlan } from '../plan/host-plan';
import type { NumVfsStep, Step, VfSetting } from '../plan/step';
import { counted, ranges } from './line';

/** One line of a plan: one step, or the steps that give several VFs the same. */
export interface PlanLine {
  /** Places of its steps in the plan, from 0. */
  readonly steps: readonly number[];
  readonly text: string;
}

/** What a step does to one VF: with its value, and for several VFs that each get a value of their own. */
interface VfAction {
  readonly exact: string;
  readonly alike: string;
}

type VfStep = Extract<Step, { readonly vf: VfIndex }>;

/** Steps that stand together and belong to one PF. */
export interface PfSteps {
  readonly pf: string;
  readonly lines: readonly PlanLine[];
}

/** The steps of a plan in words, in their order; runs of steps on VFs are told VF by VF, those alike together. */
export function planSections(plan: HostPlan): PfSteps[] {
  const sections: { pf: string; lines: PlanLine[] }[] = [];
  for (let at = 0; at < plan.steps.length;) {
    const { pf } = plan.steps[at];
    let section = sections.at(-1);
    if (section?.pf !== pf) {
      section = { pf, lines: [] };
      sections.push(section);
    }
    const run = vfRun(plan.steps, at);
    if (run.length === 0) {
      section.lines.push({ steps: [at], text: pfStepText(plan.steps[at], plan) });
      at += 1;
    } else {
      section.lines.push(...vfLines(run, at));
      at += run.length;
    }
  }
  return sections;
}

/** The steps on VFs of one PF that begin here. */
function vfRun(steps: readonly Step[], start: number): VfStep[] {
  const run: VfStep[] = [];
  for (let at = start; at < steps.length; at += 1) {
    const step = steps[at];
    if (!('vf' in step) || step.pf !== steps[start].pf) break;
    run.push(step);
  }
  return run;
}

interface VfGroup {
  readonly vfs: VfIndex[];
  readonly steps: number[];
  readonly actions: VfAction[][];
}

function vfLines(run: readonly VfStep[], offset: number): PlanLine[] {
  const byVf = new Map<VfIndex, { steps: number[]; actions: VfAction[] }>();
  run.forEach((step, i) => {
    const of = byVf.get(step.vf) ?? { steps: [], actions: [] };
    byVf.set(step.vf, of);
    of.steps.push(offset + i);
    of.actions.push(vfAction(step));
  });
  const groups = new Map<string, VfGroup>();
  for (const [vf, { steps, actions }] of byVf) {
    const likeness = actions.map((action) => action.alike).join(', ');
    const group = groups.get(likeness) ?? { vfs: [], steps: [], actions: [] };
    groups.set(likeness, group);
    group.vfs.push(vf);
    group.steps.push(...steps);
    group.actions.push(actions);
  }
  return [...groups.values()].map((group) => ({
    steps: group.steps.sort((a, b) => a - b),
    text: `VF ${ranges(group.vfs.sort((a, b) => a - b))}: ${actionsText(group.actions)}`,
  }));
}

/** The exact value where all VFs of the group share it. */
function actionsText([first, ...others]: readonly VfAction[][]): string {
  return first
    .map((action, i) => (others.every((actions) => actions[i].exact === action.exact) ? action.exact : action.alike))
    .join(', ');
}

function vfAction(step: VfStep): VfAction {
  switch (step.kind) {
    case 'vf-setting':
      return settingAction(step.setting);
    case 'vf-vlans':
      return shared(vlansText(step.allowed));
    case 'vf-mtu':
      return shared(`MTU ${step.mtu}`);
    case 'vf-msix':
      return shared(counted(step.vectors, 'MSI-X vector'));
    case 'nvme-resource':
      return shared(counted(step.count, step.resource === 'vq' ? 'virtual queue' : 'virtual interrupt'));
    case 'secondary-state':
      return shared(step.online ? 'controller online' : 'controller offline');
    case 'namespace-attach':
      return step.attached
        ? { exact: `namespace ${step.nsid} attached`, alike: 'a namespace of its own attached' }
        : { exact: `namespace ${step.nsid} detached`, alike: 'a namespace detached' };
    case 'vm-detach':
      return { exact: `taken from domain ${step.domain}`, alike: 'taken from its domain' };
    case 'vm-attach':
      return { exact: `given back to domain ${step.domain}`, alike: 'given back to its domain' };
    case 'driver-bind':
      return shared(step.driver === null ? 'no driver' : `driver ${step.driver}`);
  }
}

/** A setting of a VF with its value, `VLAN 100`. */
export function settingText(setting: VfSetting): string {
  return settingAction(setting).exact;
}

function settingAction(setting: VfSetting): VfAction {
  switch (setting.name) {
    case 'mac':
      return { exact: `MAC ${setting.mac}`, alike: 'a MAC of its own' };
    case 'vlan':
      return shared(vlanText(setting.vlan, setting.qos, setting.protocol));
    case 'spoofCheck':
      return shared(`spoof check ${setting.on ? 'on' : 'off'}`);
    case 'trust':
      return shared(`trust ${setting.on ? 'on' : 'off'}`);
    case 'queryRss':
      return shared(`RSS query ${setting.on ? 'on' : 'off'}`);
    case 'linkState':
      return shared(`link state ${setting.state}`);
    case 'rate':
      return shared(rateText(setting.minTxMbps, setting.maxTxMbps));
  }
}

function shared(text: string): VfAction {
  return { exact: text, alike: text };
}

/** A list of VLANs in words, `VLANs 100,200-210 alone`. */
export function vlansText(allowed: VlanList): string {
  if (isReceivedOnly(allowed)) return `VLANs ${withoutReceived(allowed)} alone to receive in, any to send into`;
  return allowed === ALL_VLANS ? 'no list of VLANs' : `VLANs ${allowed} alone`;
}

function vlanText(vlan: number, qos: number, protocol: string): string {
  if (vlan === 0) return 'no VLAN';
  const priority = qos === 0 ? '' : ` with priority ${qos}`;
  return protocol === '802.1Q' ? `VLAN ${vlan}${priority}` : `VLAN ${vlan}${priority} (${protocol})`;
}

function rateText(min: number, max: number): string {
  if (min === 0 && max === 0) return 'no transmit rates';
  const parts = [
    ...(min > 0 ? [`at least ${formatMbps(min)}`] : []),
    ...(max > 0 ? [`at most ${formatMbps(max)}`] : []),
  ];
  return `transmits ${parts.join(' and ')}`;
}

/** One step in words, without its PF. */
export function pfStepText(step: Step, plan: HostPlan): string {
  switch (step.kind) {
    case 'module-load':
      return `load module ${step.module}`;
    case 'eswitch-mode':
      return `set eswitch mode ${step.mode}`;
    case 'drivers-autoprobe':
      return step.enabled ? 'let drivers bind to new VFs' : 'keep drivers from binding to new VFs';
    case 'num-vfs':
      return numVfsText(step, plan);
    case 'pf-link':
      return step.up ? 'bring the PF up' : 'bring the PF down';
    case 'pf-mtu':
      return `set the MTU of the PF to ${step.mtu}`;
    case 'wait-link':
      return `wait up to ${step.timeoutSeconds} s for the link`;
    default:
      return `VF ${step.vf}: ${vfAction(step).exact}`;
  }
}

/** Says what is lost at the step that loses it: the first change of the number of VFs. */
function numVfsText(step: NumVfsStep, plan: HostPlan): string {
  const lost = plan.disruptions.filter(({ pf, effect }) => pf === step.pf && effect === 'recreate');
  const first = plan.steps.find((other) => other.kind === 'num-vfs' && other.pf === step.pf);
  const what =
    step.numVfs === 0 ? `destroy all VFs of ${step.pf}` : `create ${counted(step.numVfs, 'VF')} on ${step.pf}`;
  if (lost.length === 0 || first !== step) return what;
  return `${what} (destroys ${counted(lost.length, 'existing VF')}: ${ownersText(lost)})`;
}

/** `VF 0 of vm1, VF 1-3 without a known user`. */
export function ownersText(disruptions: readonly Disruption[]): string {
  const byOwner = new Map<string, VfIndex[]>();
  for (const disruption of disruptions) {
    const owner = ownerOf(disruption);
    const vfs = byOwner.get(owner) ?? [];
    byOwner.set(owner, vfs);
    vfs.push(disruption.vf);
  }
  return [...byOwner].map(([owner, vfs]) => `VF ${ranges(vfs.sort((a, b) => a - b))} ${owner}`).join(', ');
}

function ownerOf({ vm, attachment, users }: Disruption): string {
  const owner = vm ?? attachment;
  if (owner !== undefined) return `of ${owner}`;
  return users.length > 0 ? 'of an unknown user' : 'without a known user';
}

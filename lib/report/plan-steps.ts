import type { VfIndex } from '../model/units';
import type { Disruption, HostPlan } from '../plan/host-plan';
import type { NumVfsStep, Step } from '../plan/step';
import { specOf } from '../plan/steps';
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

/** `3`, `3-34`, or `3..34` for steps with others between them. */
export function stepNumbers(steps: readonly number[]): string {
  const text = ranges(steps.map((step) => step + 1));
  return text.includes(',') ? `${steps[0] + 1}..${steps[steps.length - 1] + 1}` : text;
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
  const { words, wordsOfMany = words } = specOf<VfStep>(step);
  return { exact: words(step), alike: wordsOfMany(step) };
}

/** One step in words, without its PF. */
export function pfStepText(step: Step, plan: HostPlan): string {
  const words = specOf(step).words(step);
  if ('vf' in step) return `VF ${step.vf}: ${words}`;
  return step.kind === 'num-vfs' ? `${words}${lossText(step, plan)}` : words;
}

/** Says what is lost at the step that loses it: the first change of the number of VFs. */
function lossText(step: NumVfsStep, plan: HostPlan): string {
  const lost = plan.disruptions.filter(({ pf, effect }) => pf === step.pf && effect === 'recreate');
  const first = plan.steps.find((other) => other.kind === 'num-vfs' && other.pf === step.pf);
  if (lost.length === 0 || first !== step) return '';
  return ` (destroys ${counted(lost.length, 'existing VF')}: ${ownersText(lost)})`;
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

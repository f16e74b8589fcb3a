import type { Disruption, HostPlan } from '../plan/host-plan';
import { numVfsFor } from '../plan/enough-vfs';
import type { StepOutcome } from '../simulate/kernel/outcome';
import type { Difference, PlanSimulation } from '../simulate/kernel/simulate';
import { counted, oneLine } from './line';
import { type Palette, PLAIN } from './palette';
import { type PlanLine, planSections, stepNumbers } from './plan-steps';
import { table } from './table';

/** Up to this many differences and disruptions are told one by one. */
const MOST = 20;

/**
 * A host plan in words: its steps by PF with their numbers, what they disrupt, why it must not run, and, with a
 * simulation, the result of every step and where the host ends. Ends with a newline.
 */
export function renderPlan(plan: HostPlan, simulation: PlanSimulation | null = null, palette: Palette = PLAIN): string {
  const blocks = [headOf(plan, palette)];
  for (const { pf, lines } of planSections(plan)) {
    blocks.push([pfHead(plan, pf, palette), ...stepLines(lines, simulation, palette)].join('\n'));
  }
  if (plan.disruptions.length > 0) blocks.push(disruptionsText(plan.disruptions, palette));
  if (plan.refusals.length > 0) blocks.push(refusalsText(plan, palette));
  if (plan.notes !== undefined) blocks.push(plan.notes.map((note) => `note: ${oneLine(note)}`).join('\n'));
  if (simulation !== null) blocks.push(simulationText(plan, simulation, palette));
  return `${blocks.join('\n\n')}\n`;
}

function headOf(plan: HostPlan, palette: Palette): string {
  const title = palette.bold(oneLine(`${plan.name} [${plan.host}]`));
  const pfs = new Set(plan.steps.map((step) => step.pf)).size;
  const steps =
    plan.steps.length === 0
      ? 'nothing to do, the host is as wanted'
      : `${counted(plan.steps.length, 'step')} on ${counted(pfs, 'physical function')}`;
  const presumed = plan.presumed ? '\nno inventory was read: the plan presumes a fresh host' : '';
  return `${title}: ${steps}${presumed}`;
}

function pfHead(plan: HostPlan, address: string, palette: Palette): string {
  const target = plan.target.physicalFunctions.find((pf) => pf.address === address);
  const driver = target?.driver == null ? '' : `, ${target.driver}`;
  const path = target === undefined ? '' : ` [${target.path}]`;
  return palette.bold(oneLine(`${address}${driver}${path}`));
}

function stepLines(lines: readonly PlanLine[], simulation: PlanSimulation | null, palette: Palette): string[] {
  const numbers = lines.map((line) => stepNumbers(line.steps));
  const width = Math.max(...numbers.map((number) => number.length));
  return lines.map((line, i) => {
    const result = simulation === null ? '' : resultOf(line, simulation, palette);
    return `  ${numbers[i].padStart(width)}  ${oneLine(line.text)}${result}`;
  });
}

/** The result of a line's steps: nothing to say when all worked. */
function resultOf(line: PlanLine, { outcomes }: PlanSimulation, palette: Palette): string {
  const results = line.steps.map((step) => outcomes[step] as StepOutcome | undefined);
  const failed = results.find((outcome) => outcome !== undefined && !outcome.ok);
  if (failed !== undefined && !failed.ok) {
    const { errno, nvmeStatus, message } = failed.error;
    const code = errno ?? (nvmeStatus === undefined ? undefined : `NVMe status 0x${nvmeStatus.toString(16)}`);
    return palette.error(`: fails${code === undefined ? '' : ` with ${code}`}: ${oneLine(message)}`);
  }
  if (results.includes(undefined)) return palette.warning(': not run');
  if (results.every((outcome) => outcome?.ok === true && !outcome.changed)) return palette.dim(': ok, changes nothing');
  return palette.ok(': ok');
}

const EFFECTS: Readonly<Record<Disruption['effect'], string>> = {
  recreate: 'destroyed',
  rebind: 'given another driver',
  change: 'changed in place',
};

/** Which VFs are taken away or changed, and from whom. */
export function disruptionsText(disruptions: readonly Disruption[], palette: Palette): string {
  const held = disruptions.filter(({ vm, attachment, users }) => vm ?? attachment ?? users[0]);
  const free = disruptions.length - held.length;
  if (held.length === 0) return `disrupts no known user: ${counted(free, 'VF')} without one`;
  const rows = held
    .slice(0, MOST)
    .map(({ pf, vf, address, effect, vm, attachment, users }) => [
      `VF ${vf} of ${pf}`,
      address,
      EFFECTS[effect],
      oneLine(vm ?? ''),
      oneLine(attachment ?? ''),
      users.length === 0 ? 'not seen in use' : oneLine(users.join(', ')),
    ]);
  const more = held.length > MOST ? [`  and ${held.length - MOST} more`] : [];
  const others = free > 0 ? [`  and ${counted(free, 'VF')} without a known user`] : [];
  const head = ['VF', 'address', 'is', 'VM', 'attachment', 'use'];
  return [palette.warning('disrupts'), table(head, rows, { indent: '  ', head: palette.dim }), ...more, ...others].join(
    '\n',
  );
}

function refusalsText(plan: HostPlan, palette: Palette): string {
  const lines = plan.refusals.map(({ ruleId, constructPath, message, fix }) =>
    oneLine(`${ruleId} [${constructPath}] ${message}. ${fix}.`),
  );
  return [palette.error('must not run'), ...lines.map((line) => `  ${line}`)].join('\n');
}

function simulationText(plan: HostPlan, simulation: PlanSimulation, palette: Palette): string {
  const lines = [verdictOf(plan, simulation, palette)];
  const notes = new Set(simulation.outcomes.flatMap((outcome) => (outcome.ok && outcome.note ? [outcome.note] : [])));
  for (const note of notes) lines.push(`  note: ${oneLine(note)}`);
  if (!simulation.refused) {
    for (const pf of simulation.astray)
      lines.push(`  ${oneLine(pf)}: the plan has steps for it, its target does not have it`);
    for (const difference of simulation.differences.slice(0, MOST)) lines.push(`  ${differenceText(difference)}`);
    const more = simulation.differences.length - MOST;
    if (more > 0) lines.push(`  and ${counted(more, 'more difference')}`);
  }
  return [...lines, countsText(plan, simulation)].join('\n');
}

function verdictOf(plan: HostPlan, { reached, refused, outcomes }: PlanSimulation, palette: Palette): string {
  if (refused) return palette.error('simulated: not run, since the plan must not');
  const done = outcomes.filter((outcome) => outcome.ok).length;
  const steps = `${done} of ${counted(plan.steps.length, 'step')} done`;
  if (reached) return palette.ok(`simulated: ${steps}, the host ends as wanted`);
  return palette.error(`simulated: ${steps}, the host does not end as wanted`);
}

/** `VF 0 of 0000:3b:00.0: trust is false, wanted is true`. */
export function differenceText({ pf, vf, field, wanted, found }: Difference): string {
  const what = vf === undefined ? pf : `VF ${vf} of ${pf}`;
  const is = found === null ? 'not known' : String(found);
  return oneLine(`${what}: ${field} is ${is}, wanted is ${wanted === null ? 'none' : String(wanted)}`);
}

/** VFs of every PF that has some, or is to have. */
function countsText(plan: HostPlan, { end }: PlanSimulation): string {
  const targets = new Map(plan.target.physicalFunctions.map((pf) => [pf.address, pf]));
  const counts = end.physicalFunctions.flatMap((facts) => {
    const { address, numVfs } = facts;
    const target = targets.get(address);
    const wanted = target === undefined ? undefined : numVfsFor(target, facts);
    if (numVfs === 0 && wanted === undefined) return [];
    const missed = wanted === undefined || wanted === numVfs ? '' : ` (wanted ${wanted})`;
    return [`${address} ${numVfs}${missed}`];
  });
  return `VFs at the end: ${counts.length === 0 ? 'none' : counts.join(', ')}`;
}

import type { FunctionClass } from '../device-class';
import type { DriverBehaviour } from '../catalog/behaviour';
import { driverIn } from '../catalog/driver-table';
import { InputError } from '../model/errors';
import { normalizePciAddress } from '../model/pci';
import type { MachineIdentity } from '../model/identity';
import type { PciAddress } from '../model/units';
import type { HostPlan, TargetPf } from '../plan/host-plan';
import { retriesOn } from '../plan/setting-retries';
import type { Step, StepKind } from '../plan/step';
import { STEP_SPECS } from '../plan/steps';
import { CORE } from '../shell/core';
import { SAME_HOST, SAME_HOST_TOOLS, sameCardLine, sameMachineLine, tellsItsCard } from '../shell/identity';
import { detours } from '../shell/detours';
import { LOCK } from '../shell/lock.sh.generated';
import { NAMESPACE, NVME } from '../shell/nvme.sh.generated';
import { IPLINK, IPLINK_AGAIN, NETDEV, PASSES, PUT_VFS, PUT_VFS_AGAIN, SET_VFS } from '../shell/pf.sh.generated';
import { busyLine } from '../shell/retries';
import { UnsafeValue, wholeNumber } from '../shell/safe-values';
import { partsFor, stepLine } from '../shell/steps';
import { BEFORE_TOOLS, keptKinds } from './before';
import { CLASS_PARTS } from './class-parts';
import { CONTROLLERS, HOOKS, NAMESPACES, NUM_VFS } from './hooks.sh.generated';
import { MAIN } from './main.sh.generated';
import { bootUnit, bootUnitName, linkUnit, linkUnitName, STATE_FOLDER } from './persistence';
import { BOOT, LINK_COMES, NO_BOOT, NO_LINK, UNBOOT } from './persistence.sh.generated';

/** What comes with a part in scripts: there it does otherwise than in runs. */
const HOOK_OF: ReadonlyMap<string, string> = new Map([
  [SET_VFS, NUM_VFS],
  [NVME, CONTROLLERS],
  [NAMESPACE, NAMESPACES],
]);

function withHook(part: string): readonly string[] {
  const hook = HOOK_OF.get(part);
  return hook === undefined ? [part] : [part, hook];
}

const ALWAYS_NEEDED = ['awk', 'date', 'dd', 'grep', 'id', 'ip', 'ls', 'readlink', 'sed', 'sleep'];

/** How VFs come back after a reboot. */
export type ScriptPersistence =
  /** By a systemd unit, which runs the script for `plan`: from a fresh boot to what is wanted; see `planBoot`. */
  | { readonly by: 'systemd'; readonly plan: HostPlan }
  /** Not by us: a unit that was installed before is removed. */
  | { readonly by: 'others' };

/** A script in three texts, which stand one after another. */
export interface PfScript {
  readonly head: string;
  /** Functions that know nothing of the PF, in their order: the same for all PFs that need the same ones; see `textOf`. */
  readonly library: readonly string[];
  readonly own: string;
}

/**
 * A POSIX shell script that carries out the steps of a host plan for one PF, in their order; for dash and busybox sh.
 *
 * It may be run as often as one likes: what is as wanted is left alone. Nothing is written when a VF in use would be
 * touched that the plan has not allowed, or the host's management. Every value is read back. Exit codes: 0 all is as
 * wanted, 1 refused before anything was changed, 2 failed, with the error of kernel or tool.
 *
 * Before its first change it keeps on the host what is there, and itself: run with the word `restore`, that copy brings
 * it back and forgets it.
 *
 * A plan that refuses to touch the PF gives a script that says why and exits with 1.
 *
 * @param persistence default: left as it is
 * @throws InputError for a plan with a value that must not stand in a script
 */
export function renderPfScript(plan: HostPlan, pf: PciAddress, persistence?: ScriptPersistence): string {
  const { head, library, own } = pfScript(plan, pf, persistence);
  return `${head}${textOf(library)}${own}`;
}

/** The same, for those who keep what many scripts share once. */
export function pfScript(plan: HostPlan, pf: PciAddress, persistence?: ScriptPersistence): PfScript {
  const where = `${plan.host}/${pf}`;
  if (normalizePciAddress(pf) !== pf) {
    throw new InputError(where, `${JSON.stringify(pf)} is no PCI address`, 'Name the PF as 0000:3b:00.0');
  }
  const boot = persistence?.by === 'systemd' ? persistence.plan : undefined;
  const refusals = [...plan.refusals, ...(boot?.refusals ?? [])].filter((refusal) => refusal.pf === pf);
  if (refusals.length > 0) return withoutLibrary(plan, pf, refusalLines(pf, refusals));
  const steps = plan.steps.filter((step) => step.pf === pf);
  if (steps.length === 0 && persistence === undefined) {
    return withoutLibrary(plan, pf, [`echo 'sriov ${pf}: as wanted, nothing to do'`]);
  }
  const bootSteps = boot?.steps.filter((step) => step.pf === pf) ?? [];
  return fullScript(plan, pf, steps, persistence && { by: persistence.by, steps: bootSteps });
}

/** What a boot without carrier puts off, where the driver does not take it. */
function setsRate(step: Step): boolean {
  return step.kind === 'vf-setting' && step.setting.name === 'rate';
}

/** What tries again where the driver may be busy, in place of what does not. */
const AGAIN: ReadonlyMap<string, string> = new Map([
  [IPLINK, IPLINK_AGAIN],
  [PUT_VFS, PUT_VFS_AGAIN],
]);

/** The same parts, with those that try again where the driver may be busy, and what they are to know. */
function withRetries(
  library: ReadonlySet<string>,
  driver: DriverBehaviour,
): { readonly parts: readonly string[]; readonly busy: readonly string[] } {
  const retries = retriesOn(driver).map(({ settings, numVfs, ...retry }) => ({
    ...retry,
    settings: library.has(IPLINK) ? settings : [],
    ...(numVfs === true && library.has(PUT_VFS) && { numVfs }),
  }));
  const busy = busyLine(retries);
  if (busy === null) return { parts: [...library], busy: [] };
  return { parts: [...[...library].map((part) => AGAIN.get(part) ?? part), PASSES], busy: [busy] };
}

interface PfPersistence {
  readonly by: ScriptPersistence['by'];
  readonly steps: readonly Step[];
}

function fullScript(plan: HostPlan, pf: PciAddress, steps: readonly Step[], persistence?: PfPersistence): PfScript {
  const where = `${plan.host}/${pf}`;
  const boot = persistence?.by === 'systemd' ? persistence.steps : undefined;
  const target = plan.target.physicalFunctions.find((candidate) => candidate.address === pf);
  const kinds = new Set([...steps, ...(boot ?? [])].map((step) => step.kind));
  const stepParts = new Set([...partsFor(kinds)].flatMap(withHook));
  const driver = driverIn(plan.drivers, target?.driver ?? null);
  const ofClass = CLASS_PARTS[functionClassOf(target, kinds)];
  const identity = sameHostLines(plan.machine, target, where);
  const library = new Set([
    CORE,
    HOOKS,
    ...(identity.length > 0 ? [SAME_HOST] : []),
    ...ofClass.evidence,
    LOCK,
    ...stepParts,
    ...ofClass.before(target?.driver ?? null, driver),
    UNBOOT,
    ...(boot === undefined ? [NO_BOOT] : [BOOT, boot.some(setsRate) ? LINK_COMES : NO_LINK]),
    MAIN,
  ]);
  const { parts, busy } = withRetries(library, driver);
  const tools = new Set([
    ...ALWAYS_NEEDED,
    ...(identity.length > 0 ? SAME_HOST_TOOLS : []),
    ...BEFORE_TOOLS,
    ...[...kinds].flatMap((kind) => STEP_SPECS[kind].tools),
  ]);
  if (boot !== undefined) tools.add('chmod').add('sync').add('sleep');
  const lines = stepLines(steps, where);
  const own = [
    `H=${STATE_FOLDER}/${pf} CONF=/etc ETC=/etc/systemd/system SYSTEMD=/run/systemd/system R=/run/cdktf-sriov LIBVIRT=/run/libvirt UDEV=/run/udev/data UNIT=${bootUnitName(pf)} LINK=${linkUnitName(pf)}`,
    `PF=${pf} ALLOW='${allowedVfs(plan, pf)}' MGMT=${target?.allowManagement === true ? '1' : "''"}`,
    `KINDS='${keptKinds(steps, driver).join(' ')}' TOOLS='${[...tools].sort().join(' ')}'`,
    ...busy,
    ...(driver.msixAdded === 0 ? [] : [`ADDED=${wholeNumber(driver.msixAdded)}`]),
    shellFunction('same_host', identity),
    `UNTOLD='${tellsItsCard(target?.identity ?? {}) ? '' : UNTOLD}'`,
    ...stepFunctions(lines, persistence),
    ...(boot === undefined ? [] : bootFunctions(pf, lines, stepLines(boot, where), stepParts)),
    // Nothing runs before the bracket has come, and nothing behind it: the file may be written anew while it runs.
    '{ main "$@"; exit; }',
  ];
  return { head: opening(plan, pf), library: parts, own: textOf(own) };
}

/** The parts of a script as they stand in it. */
export function textOf(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}

/** What is compared before the first write, whichever word the script is run with. */
function sameHostLines(machine: MachineIdentity = {}, target: TargetPf | undefined, where: string): string[] {
  const { address = '', identity = {} } = target ?? {};
  try {
    const lines = [sameMachineLine(machine), sameCardLine({ address, ...identity })];
    return lines.filter((line) => line !== null);
  } catch (error) {
    if (!(error instanceof UnsafeValue)) throw error;
    throw error.at(`${where}/identity`);
  }
}

/** Said before something is changed. */
const UNTOLD = 'the plan knows no permanent MAC and no serial number of this PF: an equal card here is taken for it';

/** A plan without a target tells the class by its steps. */
function functionClassOf(target: TargetPf | undefined, kinds: ReadonlySet<StepKind>): FunctionClass {
  if (target !== undefined) return target.deviceClass;
  return kinds.has('nvme-resource') || kinds.has('secondary-state') || kinds.has('namespace-attach') ? 'nvme' : 'net';
}

function stepFunctions(lines: readonly string[], persistence: PfPersistence | undefined): string[] {
  if (persistence === undefined) return [shellFunction('steps', lines)];
  return [
    shellFunction('wanted', lines),
    shellFunction('steps', ['wanted', persistence.by === 'systemd' ? 'boot' : 'unboot']),
  ];
}

/** The unit, and the steps at boot: most often those of the plan. */
function bootFunctions(
  pf: PciAddress,
  lines: readonly string[],
  bootLines: readonly string[],
  parts: ReadonlySet<string>,
): string[] {
  const same = lines.length === bootLines.length && lines.every((line, i) => line === bootLines[i]);
  const folder = parts.has(NETDEV) ? 'net' : parts.has(NVME) ? 'nvme' : 'driver';
  return [
    `boot_unit() { cat <<'END'\n${bootUnit(pf)}END\n}`,
    `link_unit() { cat <<'END'\n${linkUnit(pf)}END\n}`,
    shellFunction('boot_steps', [`await ${folder}`, 'same_once', ...(same ? ['wanted'] : bootLines)]),
  ];
}

function shellFunction(name: string, lines: readonly string[]): string {
  return `${name}() {\n  ${(lines.length === 0 ? [':'] : lines).join('\n  ')}\n}`;
}

function stepLines(steps: readonly Step[], where: string): string[] {
  const takenBack = detours(steps);
  const lines = steps.map((step, i) => checkedLine(step, i, where));
  return lines.map((line, i) => {
    const reasons = takenBack.get(i);
    if (reasons === undefined) return line;
    const met = reasons.map((reason) => `met ${lines[reason]}`).join(' && ');
    return reasons.length === 1 ? `${met} || ${line}` : `{ ${met}; } || ${line}`;
  });
}

function checkedLine(step: Step, index: number, where: string): string {
  try {
    return stepLine(step);
  } catch (error) {
    if (!(error instanceof UnsafeValue)) throw error;
    throw error.at(`${where}/steps/${index}`);
  }
}

/** VFs in use that the plan changes nevertheless: it would hold a refusal unless each was allowed by name. */
function allowedVfs(plan: HostPlan, pf: PciAddress): string {
  const allowed = plan.disruptions.filter((disruption) => disruption.pf === pf && disruption.users.length > 0);
  return ` ${allowed.map((disruption) => `${wholeNumber(disruption.vf)} `).join('')}`;
}

function refusalLines(pf: PciAddress, refusals: HostPlan['refusals']): string[] {
  const lines = refusals.map(({ ruleId, message, fix }) => `${ruleId} ${message}. ${fix}.`);
  return [...lines.map((line) => `printf 'sriov ${pf}: refused: %s\\n' ${shellQuoted(line)} >&2`), 'exit 1'];
}

function withoutLibrary(plan: HostPlan, pf: PciAddress, lines: readonly string[]): PfScript {
  return { head: opening(plan, pf), library: [], own: textOf(lines) };
}

function opening(plan: HostPlan, pf: PciAddress): string {
  const host = plan.host.replaceAll(/[^ -~]/g, '?');
  return `#!/bin/sh\n# PF ${pf} of ${host}. Exit codes: 0 as wanted, 1 refused, nothing changed, 2 failed.\n`;
}

/** The text as one word of a shell command, on one line. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ').replaceAll("'", `'\\''`)}'`;
}

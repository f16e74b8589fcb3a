import type { HostIdentity } from '../model/identity';
import type { PciAddress, VfIndex } from '../model/units';
import type { PfRetries } from '../plan/setting-retries';
import type { Step } from '../plan/step';
import { specOf } from '../plan/steps';
import { CORE } from './core';
import { SAME_HOST, SAME_HOST_TOOLS, sameCardLine, sameMachineLine } from './identity';
import { EVIDENCE } from './evidence';
import { LOCK } from './lock.sh.generated';
import { RUN } from './run.sh.generated';
import { RUN_STEPS } from './run-steps.sh.generated';
import { IPLINK, IPLINK_AGAIN, PASSES, PUT_VFS, PUT_VFS_AGAIN } from './pf.sh.generated';
import { busyLine, retrySeconds, vfRetrySeconds } from './retries';
import { partsFor, settingsOf, stepLine } from './steps';
import { pciAddress, wholeNumber } from './safe-values';

/** Folders of the host; tests have others. */
export interface HostFolders {
  readonly sys: string;
  readonly proc: string;
  readonly dev: string;
  /** Configuration: the machine id. */
  readonly etc: string;
  /** What libvirt keeps of domains that run. */
  readonly libvirt: string;
  /** What udev keeps of devices. */
  readonly udev: string;
  /** Modules of kernels, a folder for each release. */
  readonly modules: string;
  /** Journals; lasts over a boot. */
  readonly state: string;
  /** Locks; gone with a boot. */
  readonly locks: string;
}

export const HOST_FOLDERS: HostFolders = {
  sys: '/sys',
  proc: '/proc',
  dev: '/dev',
  etc: '/etc',
  libvirt: '/run/libvirt',
  udev: '/run/udev/data',
  modules: '/lib/modules',
  state: '/var/lib/cdktf-sriov',
  locks: '/run/cdktf-sriov',
};

/** Steps, and what may be touched by them. */
export interface StepScript {
  readonly steps: readonly Step[];
  readonly allowInUse: readonly { readonly pf: PciAddress; readonly vf: VfIndex }[];
  readonly allowManagement: readonly PciAddress[];
  /** Settings of VFs that drivers may refuse for a moment, by PF. @default none: every error is final */
  readonly retries?: readonly PfRetries[];
  /** What is said of the run in its journal: one line. */
  readonly record: string;
}

export interface RunScript extends StepScript {
  readonly id: string;
  /** `user@machine` of the client. */
  readonly client: string;
  /** Word that lines of the script begin with. */
  readonly mark: string;
  readonly after: string | null;
  readonly afterEnded?: boolean;
  readonly identity: HostIdentity;
  readonly folders: HostFolders;
  /** Script that looks at the host after steps that have all worked. */
  readonly readBack?: string;
  readonly watchdog?: StepScript & { readonly seconds: number };
}

/** Id of the run that the watchdog of a run makes. */
export function watchdogRunId(id: string): string {
  return `${id}-watchdog`;
}

/**
 * The script of a run, for `sh -s` in dash, busybox sh and bash. Nothing of it runs before its last line has come.
 *
 * @throws UnsafeValue for a step with a value that must not stand in a script
 */
export function runScript(run: RunScript): string {
  const { folders, readBack, watchdog } = run;
  const kinds = new Set([...run.steps, ...(watchdog?.steps ?? [])].map(({ kind }) => kind));
  return [
    ...[CORE, ...EVIDENCE, SAME_HOST, LOCK, RUN, RUN_STEPS, PASSES, IPLINK_AGAIN, PUT_VFS_AGAIN],
    ...[...partsFor(kinds)].filter((part) => part !== IPLINK && part !== PUT_VFS),
    `S=${quoted(folders.sys)} P=${quoted(folders.proc)} D=${quoted(folders.dev)} CONF=${quoted(folders.etc)} LIBVIRT=${quoted(folders.libvirt)} UDEV=${quoted(folders.udev)} B=$S/bus/pci/devices`,
    `STATE=${quoted(folders.state)} R=${quoted(folders.locks)}`,
    `M=${word(run.mark)} RUN=${word(run.id)} AFTER=${run.after === null ? "''" : word(run.after)}`,
    `AFTER_ENDED=${run.afterEnded === undefined ? '-' : run.afterEnded ? '1' : "''"}`,
    `CLIENT=${quoted(run.client)} TOOLS='${['date', 'dd', 'head', 'readlink', 'sleep', 'tail', ...SAME_HOST_TOOLS].join(' ')}' DO=1`,
    `READ_BACK=${readBack === undefined ? "''" : 1}`,
    // In a process of its own, which has its own functions.
    ...(readBack === undefined ? [] : [`read_back() (\n${readBack}\n)`]),
    `WATCHDOG=${watchdog === undefined ? "''" : wholeNumber(watchdog.seconds)}`,
    sameHost(run.identity),
    ...stepFunctions('run', run.id, run),
    ...(watchdog === undefined ? [] : stepFunctions('watchdog', watchdogRunId(run.id), watchdog)),
    'main "$@"',
    '',
  ].join('\n');
}

function sameHost({ machine, cards }: HostIdentity): string {
  const lines = [sameMachineLine(machine), ...cards.map(sameCardLine)].filter((line) => line !== null);
  return `same_host() {\n${[...lines, ':'].join('\n')}\n}`;
}

function stepFunctions(name: string, id: string, steps: StepScript): string[] {
  const journal = `dd of="$1" conv=fsync 2>/dev/null <<'END-${word(id)}'\n${id}\n${steps.record}\nEND-${id}`;
  const lines = stepLines(steps);
  return [`begin_${name}() {\n${journal}\n}`, `work_${name}() {\n${[...lines, ':'].join('\n')}\n}`];
}

/** Lines that carry the steps out in their order: settings of VFs in rows, everything else one by one. */
function stepLines({ steps, allowInUse, allowManagement, retries = [] }: StepScript): string[] {
  const lines: string[] = [];
  const listed = lastForControllers(steps);
  let pf: PciAddress | null = null;
  let ofPf: PfRetries['retries'] = [];
  const limit = (step: Step): number => {
    const again = step.kind === 'num-vfs' ? vfRetrySeconds(ofPf) : retrySeconds(settingsOf(step), ofPf);
    return specOf(step).limitSeconds(step) + again;
  };
  for (let i = 0; i < steps.length;) {
    const step = steps[i] as Step;
    if (step.pf !== pf) {
      ({ pf } = step);
      const allowed = allowInUse.filter((use) => use.pf === step.pf).map(({ vf }) => `${wholeNumber(vf)} `);
      lines.push(`pf ${pciAddress(step.pf)} ' ${allowed.join('')}' ${allowManagement.includes(step.pf) ? '1' : "''"}`);
      ofPf = retries.find((one) => one.pf === pf)?.retries ?? [];
      const busy = busyLine(ofPf);
      if (busy !== null) lines.push(busy);
    }
    const row = rowFrom(steps, i);
    if (row.length > 0) {
      const seconds = row.reduce((sum, setting) => sum + limit(setting), 0);
      lines.push(`row ${i} ${seconds} ${row.map((setting) => `'${stepLine(setting).slice('vf '.length)}'`).join(' ')}`);
      i += row.length;
    } else {
      lines.push(`step ${i} ${limit(step)} ${listed.has(i) ? 'listed ' : ''}${stepLine(step)}`);
      i++;
    }
  }
  return lines;
}

/** Settings of VFs of one PF that follow each other, each at most once: what was set is read back after the row. */
function rowFrom(steps: readonly Step[], start: number): Step[] {
  const row: Step[] = [];
  const seen = new Set<string>();
  for (let i = start; i < steps.length; i++) {
    const step = steps[i];
    if (step?.kind !== 'vf-setting' || step.pf !== steps[start]?.pf) break;
    const thing = `${step.vf} ${step.setting.name}`;
    if (seen.has(thing)) break;
    seen.add(thing);
    row.push(step);
  }
  return row;
}

/** Last steps for the secondary controllers of a drive before its VFs go, or before another PF is turned to. */
function lastForControllers(steps: readonly Step[]): Set<number> {
  const found = new Set<number>();
  let last: number | null = null;
  const close = (): void => {
    if (last !== null) found.add(last);
    last = null;
  };
  for (const [i, step] of steps.entries()) {
    if (i > 0 && (step.pf !== steps[i - 1]?.pf || step.kind === 'num-vfs')) close();
    if (step.kind === 'nvme-resource' || step.kind === 'secondary-state') last = i;
  }
  close();
  return found;
}

/** Any text as one word of the shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A value that was checked before: anything else is a mistake of ours. */
function word(text: string): string {
  if (/^[A-Za-z0-9-]{1,128}$/.test(text)) return text;
  throw new RangeError(`${JSON.stringify(text)} must be of letters, digits and dashes`);
}

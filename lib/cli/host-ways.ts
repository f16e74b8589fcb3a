import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf } from '../host/file-names';
import { readJsonFile } from '../host/files';
import { type HostShell, shellHere, shellOverSsh, type SshOptions } from '../host/linux';
import { paceOf } from '../host/virtual';
import { parseInventory } from '../inventory/parse';
import { InputError } from '../model/errors';
import { quoted } from '../model/text';
import type { HostPlan } from '../plan/host-plan';
import type { HostWay, PlannedWay } from '../rollout';
import type { HostOptions } from './host-options';
import { observedFor, planNamed, type PlanOnDisk, plansOf } from './out-folder';

/** An out folder or plan file, or plans that are at hand. */
export type LiveTarget = string | readonly PlanOnDisk[];

/** Stands for the name of a host in the plan. */
const PLACEHOLDER = '{host}';

/**
 * The plans of the hosts that a command is to work on, and how these are reached. Nothing is connected yet.
 *
 * @param newHosts whether a virtual host that is not there yet is one that has just been made: what only reads takes it for
 *   a mistake, unless `--from` says what it is
 * @throws InputError for a target that cannot be read, and for options that do not say which host is where
 */
export function hostWays(target: LiveTarget, options: HostOptions, newHosts: 'made' | 'mistaken'): PlannedWay[] {
  const wayOf = givenWay(options);
  const plans = typeof target === 'string' ? chosen(target, plansOf(target), options) : target;
  return plans.map((plan) => ({ plan: plan.plan, way: wayOf(plan, { count: plans.length, newHosts }) }));
}

/** The hosts of a command: how many there are, and what virtual hosts are that are not there yet. */
interface Together {
  readonly count: number;
  readonly newHosts: 'made' | 'mistaken';
}

type WayOf = (plan: PlanOnDisk, together: Together) => HostWay;

/** The option that asks for a kind of way, and how the way to a host follows from it; null: it is not given. */
const WAYS: Readonly<
  Record<
    HostWay['kind'],
    {
      readonly option: string;
      readonly value?: string;
      /** Options that say something of this way alone, by what they are given as. */
      readonly alone?: Readonly<Partial<Record<keyof HostOptions, string>>>;
      of(options: HostOptions): WayOf | null;
    }
  >
> = {
  ssh: {
    option: '--ssh',
    value: 'DEST',
    alone: { sshConfig: '--ssh-config', sshOption: '--ssh-option', sudo: '--sudo', timeout: '--timeout' },
    of: (options) => {
      const { ssh } = options;
      if (ssh === undefined) return null;
      return ({ plan }, { count }) => ({ kind: 'ssh', ssh: sshOptions(plan, count, ssh, options) });
    },
  },
  here: {
    option: '--local',
    of: ({ local }) => {
      if (local !== true) return null;
      return (_, { count }) => {
        if (count === 1) return { kind: 'here' };
        throw tooManyForHere(count);
      };
    },
  },
  virtual: {
    option: '--virtual',
    value: 'FILE',
    alone: { from: '--from' },
    of: ({ virtual, from }) => {
      if (virtual === undefined) return null;
      if (virtual === '') throw new InputError('--virtual', 'the path is empty', 'Give the path of a file or folder');
      return (plan, { count, newHosts }) => virtualWay(plan, count, virtual, from, newHosts);
    },
  },
};

/** @throws InputError unless one kind of way is asked for */
function givenWay(options: HostOptions): WayOf {
  const all = Object.values(WAYS);
  const [given, another] = all.flatMap((way) => way.of(options) ?? []);
  if (given !== undefined && another === undefined) {
    refuseOthers(options);
    return given;
  }
  const problem =
    given === undefined ? 'no host is given' : `more than one of ${listed(all.map(({ option }) => option))} is given`;
  const words = all.map(({ option, value }) => (value === undefined ? option : `${option} ${value}`));
  throw new InputError('command line', problem, `Give one of ${listed(words)}`);
}

/** @throws InputError for an option of a way that is not asked for: nothing would come of it */
function refuseOthers(options: HostOptions): void {
  for (const { option, value, alone = {}, of } of Object.values(WAYS)) {
    if (of(options) !== null) continue;
    for (const [name, other] of Object.entries(alone)) {
      const stated = options[name as keyof HostOptions];
      if (stated === undefined || (Array.isArray(stated) && stated.length === 0)) continue;
      const words = value === undefined ? option : `${option} ${value}`;
      throw new InputError(other, `it goes with ${option}, which is not given`, `Leave it out, or give ${words}`);
    }
  }
}

/** `a, b and c`. */
function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/**
 * Shells of the hosts that a command has something else to do on than a plan. Nothing is connected yet.
 *
 * @param concerns what is to be done, for each host that it is to be done on
 * @throws InputError as `hostWays`, and for virtual hosts, which have no programs
 */
export function hostShells<T extends { readonly plan: HostPlan }>(
  target: string,
  options: HostOptions,
  concerns: (plans: readonly HostPlan[]) => readonly T[],
): { readonly on: T; readonly shell: HostShell }[] {
  const { ssh, local, virtual } = options;
  if (virtual !== undefined) {
    throw new InputError(
      '--virtual',
      'domains are changed by the libvirt of a host, and a virtual host has none',
      'Reach a host with --ssh or --local',
    );
  }
  if ((ssh === undefined) === (local !== true)) {
    const given = ssh === undefined ? 'no host is given' : 'both --ssh and --local are given';
    throw new InputError('command line', given, 'Give one of --ssh DEST and --local');
  }
  refuseOthers(options);
  const all = concerns(chosen(target, plansOf(target), options).map(({ plan }) => plan));
  if (ssh === undefined && all.length > 1) throw tooManyForHere(all.length);
  return all.map((on) => ({
    on,
    shell: ssh === undefined ? shellHere() : shellOverSsh(sshOptions(on.plan, all.length, ssh, options)),
  }));
}

function chosen(target: string, plans: readonly PlanOnDisk[], { host }: HostOptions): readonly PlanOnDisk[] {
  if (plans.length === 0) throw new InputError(target, 'there is no plan in it', 'Declare a host and synthesise again');
  return host === undefined ? plans : [planNamed(host, plans)];
}

function tooManyForHere(count: number): InputError {
  return new InputError('--local', `there are ${count} hosts, and this is one of them`, 'Say which with --host NAME');
}

function sshOptions({ name }: HostPlan, count: number, dest: string, options: HostOptions): SshOptions {
  if (count > 1 && !dest.includes(PLACEHOLDER)) {
    const fix = `Write ${PLACEHOLDER} where its name belongs, as in root@${PLACEHOLDER}, or pick one with --host NAME`;
    throw new InputError('--ssh', `${dest} is one host, and there are ${count}`, fix);
  }
  if (dest.includes(PLACEHOLDER) && !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new InputError(
      '--ssh',
      `${quoted(name)} is no name that ssh takes`,
      'Pick the host with --host and write its address',
    );
  }
  return {
    destination: dest.replaceAll(PLACEHOLDER, name),
    options: options.sshOption,
    ...(options.sshConfig !== undefined && { configFile: options.sshConfig }),
    ...(options.timeout !== undefined && { connectTimeoutSeconds: options.timeout }),
    ...(options.sudo === true && { sudo: true }),
  };
}

function virtualWay(
  plan: PlanOnDisk,
  count: number,
  path: string,
  from: string | undefined,
  newHosts: 'made' | 'mistaken',
): HostWay {
  const file = virtualFile(plan, count, path);
  const initial = () => {
    if (from !== undefined) {
      return { inventory: parseInventory(readJsonFile(from), from), source: from, presumed: false };
    }
    if (newHosts === 'mistaken') throw noVirtualHost(plan.plan, file);
    return {
      inventory: observedFor(plan),
      source: 'the inventory that the plan was made for',
      presumed: plan.plan.presumed,
    };
  };
  return { kind: 'virtual', virtual: { file, initial, pace: paceOf(process.env) } };
}

function noVirtualHost({ name }: HostPlan, file: string): InputError {
  const fix =
    'Give the path that sriov apply was given, which makes virtual hosts, or with --from what a new one begins as';
  return new InputError('--virtual', `there is no virtual host ${quoted(file, 200)} for ${quoted(name)}`, fix);
}

/** In a folder each host has a file that is called by its path. */
function virtualFile({ plan }: PlanOnDisk, count: number, path: string): string {
  const isFolder = existsSync(path) ? statSync(path).isDirectory() : path.endsWith('/') || count > 1;
  if (!isFolder) {
    if (count === 1) return path;
    throw new InputError(
      '--virtual',
      `${path} is one file, and there are ${count} hosts`,
      'Give a folder, or --host NAME',
    );
  }
  return join(path, `${fileNameOf(plan.host)}.json`);
}

import { isBlocking } from '../../lib/model/finding';
import { EMPTY_LOCK } from '../../lib/model/lock';
import { parseLockFile } from '../../lib/lock/parse';
import { serializeLockFile } from '../../lib/lock/serialize';
import type { Resolution } from '../../lib/resolve/resolve';
import { type App, type Manner, newVm, ownersOf, type Pf, type Pool, startApp, synth, type Vm } from './edited-app';

/**
 * An owner never moves without an error, whatever is done to an app. What is drawn are sequences of edits, each with a
 * synth behind it: of attachments, pools, PFs, hosts, stacks and constructs around hosts.
 *
 * A VF is known by its machine, the address of its PF and its index, and an owner by its VM, whatever the constructs
 * are called.
 */

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];

/** Edits by what they do to the app; each gets two numbers to choose with, and says whom it moves by name. */
export const EDITS: Readonly<Record<string, (app: App, n: number, m: number) => readonly string[] | void>> = {
  'add a VM': (app, n, m) => {
    const pool = pick(poolsOf(app), n);
    if (pool !== undefined && pool.vms.length < pool.count) pool.vms.push(...newVms(app, `new${n}x${m}`));
  },
  'remove a VM': (app, n, m) => {
    const pool = pick(poolsOf(app), n);
    pool?.vms.splice(m % Math.max(1, pool.vms.length), 1);
  },
  'reverse the VMs of a pool': (app, n) => {
    pick(poolsOf(app), n)?.vms.reverse();
  },
  'grow a pool': (app, n, m) => {
    const pool = pick(poolsOf(app), n);
    if (pool !== undefined) pool.count = Math.min(12, pool.count + 1 + (m % 3));
  },
  'shrink a pool': (app, n, m) => {
    const pool = pick(poolsOf(app), n);
    if (pool !== undefined) pool.count = Math.max(0, pool.count - 1 - (m % 3));
  },
  'rename a pool': (app, n, m) => {
    const pool = pick(poolsOf(app), n);
    if (pool !== undefined) pool.name = `pool${n}x${m}`;
  },
  'declare a pool before the others': (app, n, m) => {
    pick(pfsOf(app), n)?.pools.unshift({
      name: `first${n}x${m}`,
      count: 1 + (m % 4),
      vms: newVms(app, `first${n}x${m}`),
    });
  },
  'take a pool out': (app, n, m) => {
    const pf = pick(pfsOf(app), n);
    if (pf !== undefined && pf.pools.length > 1) pf.pools.splice(m % pf.pools.length, 1);
  },
  'change the order of pools': (app, n) => {
    pick(pfsOf(app), n)?.pools.reverse();
  },
  'put a VM in another pool of its PF': (app, n, m) => {
    const pf = pick(pfsOf(app), n);
    const [from, to] = pf?.pools ?? [];
    const vm = from?.vms.splice(m % Math.max(1, from.vms.length), 1);
    if (vm !== undefined && to !== undefined) to.vms.push(...vm);
  },
  'put a VM on another PF': (app, n, m) => {
    const pf = pick(pfsOf(app), n);
    const from = pick(pf?.pools ?? [], m);
    const to = pfsOf(app).find((it) => it !== pf)?.pools[0];
    const [vm] = to === undefined ? [] : (from?.vms.splice(0, 1) ?? []);
    if (vm !== undefined) to?.vms.push(vm);
    return vm && [vm.who];
  },
  'rename an attachment': (app, n, m) => {
    const vm = pick(vmsOf(app), n);
    if (vm !== undefined) vm.id = `id${n}x${m}`;
  },
  'exchange the ids of two attachments': (app, n) => {
    const [one, other] = pick(poolsOf(app), n)?.vms ?? [];
    if (one === undefined || other === undefined) return;
    // Of several VFs of one VM nothing but the id tells which is which: who has the other id is the other one.
    if (one.name !== other.name) [one.id, other.id] = [other.id, one.id];
  },
  'rename a VM': (app, n, m) => {
    const vm = pick(vmsOf(app), n);
    if (vm !== undefined) vm.name = `vm${n}x${m}`;
  },
  'give a VM one more VF of its PF': (app, n, m) => {
    const pf = pick(pfsOf(app), n);
    const vm = pick(pf?.pools[0]?.vms ?? [], m);
    const id = `more${n}x${m}`;
    if (vm !== undefined) {
      const more = newVms(app, id).map((it) => ({ ...it, name: vm.name }));
      pick(pf?.pools ?? [], m)?.vms.push(...more);
    }
  },
  'put a card in another slot': (app, n, m) => {
    const host = pick(app, n);
    if (host !== undefined) host.slots[m % 2] = `0000:${(n + 100).toString(16)}:00.${m % 2}`;
  },
  'let two cards change places': (app, n) => {
    pick(app, n)?.slots.reverse();
  },
  'lose or take the inventory of a host': (app, n) => {
    const host = pick(app, n);
    if (host !== undefined) host.isRead = !host.isRead;
  },
  'let another manage a PF, or no longer': (app, n) => {
    const pf = pick(pfsOf(app), n);
    if (pf !== undefined) pf.externallyManaged = !pf.externallyManaged;
  },
  'rename a PF': (app, n, m) => {
    const pf = pick(pfsOf(app), n);
    if (pf !== undefined) pf.name = `pf${n}x${m}`;
  },
  'change the names of two PFs': (app, n) => {
    const [one, other] = pick(app, n)?.pfs ?? [];
    if (one !== undefined && other !== undefined) [one.name, other.name] = [other.name, one.name];
  },
  'give a PF the name of one that goes': (app, n) => {
    const host = pick(app, n);
    const [one, other] = host?.pfs ?? [];
    if (host === undefined || one === undefined || other === undefined) return;
    other.name = one.name;
    host.pfs = [other];
  },
  'change the order of PFs': (app, n) => {
    pick(app, n)?.pfs.reverse();
  },
  'take a PF out': (app, n, m) => {
    const host = pick(app, n);
    if (host !== undefined && host.pfs.length > 1) host.pfs.splice(m % host.pfs.length, 1);
  },
  'rename a host': (app, n, m) => {
    const host = pick(app, n);
    if (host !== undefined) host.name = `node${n}x${m}`;
  },
  'take a host out': (app, n) => {
    if (app.length > 1) app.splice(n % app.length, 1);
  },
  'change the order of hosts': (app) => {
    app.reverse();
  },
  'wrap a host in a construct': (app, n, m) => {
    const host = pick(app, n);
    if (host !== undefined) host.wrap = m % 3 === 0 ? null : `row${n}x${m}`;
  },
  'wrap all hosts': (app, n) => {
    for (const host of app) host.wrap = `zone${n}`;
  },
  'rename a stack': (app, n, m) => {
    const stack = pick(app, n)?.stack;
    for (const host of app) if (host.stack === stack) host.stack = `rack${n}x${m}`;
  },
  'put a host in a stack of its own': (app, n, m) => {
    const host = pick(app, n);
    if (host !== undefined) host.stack = `stack${n}x${m}`;
  },
};

function pfsOf(app: App): Pf[] {
  return app.flatMap(({ pfs }) => pfs);
}

function poolsOf(app: App): Pool[] {
  return pfsOf(app).flatMap(({ pools }) => pools);
}

/** A VM that is not there yet; none where it is. */
function newVms(app: App, id: string): Vm[] {
  return vmsOf(app).some(({ who }) => who === id) ? [] : [newVm(id)];
}

function vmsOf(app: App): Vm[] {
  return poolsOf(app).flatMap(({ vms }) => vms);
}

export interface Outcome {
  readonly moved: readonly string[];
  readonly errors: readonly string[];
}

export interface Synthesised {
  readonly app: App;
  readonly resolution: Resolution;
}

/** Owners that are still declared and have another VF or MAC, or none. @param meant who is moved by name */
export function changesOf(
  before: Synthesised,
  after: Synthesised,
  manner: Manner,
  meant: readonly string[] = [],
): string[] {
  const owners = ownersOf(after.app, after.resolution, manner);
  const declared = new Set(vmsOf(after.app).map(({ who }) => who));
  return [...ownersOf(before.app, before.resolution, manner)].flatMap(([who, { vf, mac }]) => {
    if (!declared.has(who) || meant.includes(who)) return [];
    const now = owners.get(who);
    if (now?.vf !== vf) return [`${who} from ${vf} to ${now?.vf ?? 'none'}`];
    return mac === undefined || now.mac === mac ? [] : [`${who} from ${mac} to ${now.mac ?? 'none'}`];
  });
}

/** One of `EDITS`, with the numbers that it chooses by. */
export interface Edit {
  readonly what: string;
  readonly n: number;
  readonly m: number;
}

/** Carries the edits out, each with a synth behind it; one that is refused is taken back, as people would. */
export function runEdits(edits: readonly Edit[], manner: Manner): Outcome {
  let app = startApp();
  let resolution = synth(app, EMPTY_LOCK, manner);
  const moved: string[] = [];
  const errors: string[] = [];
  for (const { what, n, m } of edits) {
    const next = structuredClone(app);
    const meant = EDITS[what]?.(next, n, m) ?? [];
    const { lock } = parseLockFile(serializeLockFile(resolution.lock));
    const after = synth(next, lock, manner);
    // Names that clash are the business of another rule.
    const blocking = after.findings.filter(isBlocking);
    if (blocking.length > 0) {
      errors.push(...blocking.map(({ ruleId }) => `${what}: ${ruleId}`));
      continue;
    }
    for (const change of changesOf({ app, resolution }, { app: next, resolution: after }, manner, meant)) {
      moved.push(`${what}: ${change}`);
    }
    app = next;
    resolution = after;
  }
  return { moved, errors };
}

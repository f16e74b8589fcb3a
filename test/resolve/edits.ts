import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { isBlocking } from '../../lib/model/finding';
import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import { parseLockFile, serializeLockFile } from '../../lib/model/lock-file';
import type { WantedHost } from '../../lib/model/wanted';
import { resolveFleet, type Resolution } from '../../lib/resolve/resolve';
import { inventory, nicFacts } from '../support/facts';

/**
 * An owner never moves without an error, whatever is done to an app. What is drawn are sequences of edits, each with a
 * synth behind it: of attachments, pools, PFs, hosts, stacks and constructs around hosts.
 *
 * A VF is known by its machine, the address of its PF and its index, and an owner by its VM, whatever the constructs
 * are called.
 */

interface Pool {
  name: string;
  count: number;
  vms: string[];
}

interface Pf {
  name: string;
  address: string;
  pools: Pool[];
}

interface Host {
  name: string;
  /** Which machine it is: what its inventory says. */
  readonly machine: number;
  wrap: string | null;
  stack: string;
  pfs: Pf[];
}

type App = Host[];

const ADDRESSES = ['0000:3b:00.0', '0000:3b:00.1'];

function startApp(): App {
  return [0, 1].map((machine) => ({
    name: `kvm${machine}`,
    machine,
    wrap: null,
    stack: 'rack',
    pfs: ADDRESSES.map((address, n) => ({
      name: `port${n}`,
      address,
      pools: ['a', 'b'].map((name) => ({ name, count: 4, vms: [0, 1].map((vm) => `vm${machine}${n}${name}${vm}`) })),
    })),
  }));
}

const macOf = (machine: number, address: string) => `3c:fd:fe:00:0${machine}:0${ADDRESSES.indexOf(address)}`;

/** What a host of the app reads of its machine; without permanent MACs nothing but addresses tells PFs apart. */
function inventoryOf({ machine }: Host, withMacs: boolean) {
  const facts = ADDRESSES.map((address) => {
    const pf = nicFacts({ address });
    const interfaces = pf.network?.interfaces.map((netdev) => ({
      ...netdev,
      permanentMac: withMacs ? macOf(machine, address) : null,
    }));
    return { ...pf, network: pf.network && { ...pf.network, interfaces: interfaces ?? [] } };
  });
  return inventory(facts);
}

function wantedOf(host: Host): WantedHost {
  const path = [host.stack, host.wrap, host.name].filter((part) => part !== null).join('/');
  const pools = host.pfs.flatMap((pf) => pf.pools.map((pool) => ({ pool, at: `${path}/${pf.name}/${pool.name}` })));
  return {
    path,
    name: host.name,
    labels: {},
    policy: {},
    unresolved: [],
    physicalFunctions: host.pfs.map((pf) => ({
      path: `${path}/${pf.name}`,
      selector: { address: pf.address },
      externallyManaged: false,
      conditions: {},
      unresolved: [],
      pools: pf.pools.map(({ name, count }) => ({
        path: `${path}/${pf.name}/${name}`,
        count,
        settings: {},
        use: {},
        unresolved: [],
      })),
    })),
    attachments: pools.flatMap(({ pool, at }) =>
      pool.vms.map((vm) => ({ path: `${at}/${vm}`, vm, pool: at, overrides: {}, use: {}, unresolved: [] })),
    ),
  };
}

function synth(app: App, lock: LockFile, withMacs: boolean): Resolution {
  const hosts = app.map((host) => ({ wanted: wantedOf(host), inventory: inventoryOf(host, withMacs) }));
  return resolveFleet({ hosts, catalog: DEFAULT_CATALOG, lock, stacks: [...new Set(app.map(({ stack }) => stack))] });
}

/** VF of each VM: machine, address and index. A VM is in one place at a time. */
function ownersOf(app: App, { hosts }: Resolution): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [n, host] of hosts.entries()) {
    for (const { wanted, pfPath, vf, mac } of host.attachments) {
      const address = host.physicalFunctions.find((pf) => pf.path === pfPath)?.wanted.selector.address;
      if (vf !== null) owners.set(wanted.vm, `${app[n]?.machine} ${address} VF ${vf} ${mac}`);
    }
  }
  return owners;
}

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];

/** Edits by what they do to the app; each gets two numbers to choose with, and says whom it moves by name. */
export const EDITS: Readonly<Record<string, (app: App, n: number, m: number) => readonly string[] | void>> = {
  'add a VM': (app, n, m) => {
    const pool = pick(poolsOf(app), n);
    if (pool !== undefined && pool.vms.length < pool.count) pool.vms.push(`new${n}x${m}`);
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
    pick(pfsOf(app), n)?.pools.unshift({ name: `first${n}x${m}`, count: 1 + (m % 4), vms: [`first${n}x${m}`] });
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

export interface Outcome {
  readonly moved: readonly string[];
  readonly errors: readonly string[];
}

/** One of `EDITS`, with the numbers that it chooses by. */
export interface Edit {
  readonly what: string;
  readonly n: number;
  readonly m: number;
}

/** Carries the edits out, each with a synth behind it; one that is refused is taken back, as people would. */
export function runEdits(edits: readonly Edit[], withMacs: boolean): Outcome {
  let app = startApp();
  let resolution = synth(app, EMPTY_LOCK, withMacs);
  const moved: string[] = [];
  const errors: string[] = [];
  for (const { what, n, m } of edits) {
    const next = structuredClone(app);
    EDITS[what]?.(next, n, m);
    const { lock } = parseLockFile(serializeLockFile(resolution.lock));
    const after = synth(next, lock, withMacs);
    // Names that clash are the business of another rule.
    const blocking = after.findings.filter(isBlocking);
    if (blocking.length > 0) {
      errors.push(...blocking.map(({ ruleId }) => `${what}: ${ruleId}`));
      continue;
    }
    const owners = ownersOf(next, after);
    for (const [vm, vf] of ownersOf(app, resolution)) {
      const now = owners.get(vm);
      if (now !== undefined && now !== vf) moved.push(`${what}: ${vm} from ${vf} to ${now}`);
    }
    app = next;
    resolution = after;
  }
  return { moved, errors };
}

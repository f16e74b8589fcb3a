import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import type { LockFile } from '../../lib/model/lock';
import type { WantedHost } from '../../lib/model/wanted';
import { resolveFleet, type Resolution } from '../../lib/resolve/resolve';
import { inventory, nicFacts } from '../support/facts';

export interface Vm {
  /** Who has the VF, whatever VM and attachment are called. */
  readonly who: string;
  name: string;
  /** Id of the attachment. */
  id: string;
}

export interface Pool {
  name: string;
  count: number;
  vms: Vm[];
}

export interface Pf {
  name: string;
  /** Which card of its machine it is. */
  readonly card: number;
  externallyManaged: boolean;
  pools: Pool[];
}

export interface Host {
  name: string;
  /** Which machine it is: what its inventory says. */
  readonly machine: number;
  /** Addresses of its cards. */
  readonly slots: string[];
  /** Somebody has taken its inventory. */
  isRead: boolean;
  wrap: string | null;
  stack: string;
  pfs: Pf[];
}

export type App = Host[];

/** How an app is written, and what is known of its hosts. */
export interface Manner {
  /** Inventories have permanent MACs; without them nothing but addresses tells PFs apart. */
  readonly withMacs: boolean;
  /** Attachments stand in the stack, not in their pools: their paths do not change with those of the PFs. */
  readonly apart: boolean;
  readonly appName?: string;
}

const ADDRESSES = ['0000:3b:00.0', '0000:3b:00.1'];

export function newVm(id: string): Vm {
  return { who: id, name: id, id };
}

/** Two hosts with two cards each. @param machines which ones @param names the machines whose names hosts and VMs have */
export function startApp(stack = 'rack', machines: readonly number[] = [0, 1], names = { hosts: 0, vms: 0 }): App {
  return machines.map((machine, n) => ({
    name: `kvm${names.hosts + n}`,
    machine,
    slots: [...ADDRESSES],
    isRead: true,
    wrap: null,
    stack,
    pfs: [0, 1].map((card) => ({
      name: `port${card}`,
      card,
      externallyManaged: false,
      pools: ['a', 'b'].map((name) => ({
        name,
        count: 4,
        vms: [0, 1].map((vm) => newVm(`vm${names.vms + n}${card}${name}${vm}`)),
      })),
    })),
  }));
}

/** What a host of the app reads of its machine. */
function inventoryOf({ machine, slots, isRead }: Host, { withMacs }: Manner) {
  if (!isRead) return null;
  const facts = slots.map((address, card) => {
    const pf = nicFacts({ address });
    const interfaces = pf.network?.interfaces.map((netdev) => ({
      ...netdev,
      permanentMac: withMacs ? `3c:fd:fe:00:0${machine}:0${card}` : null,
    }));
    return { ...pf, network: pf.network && { ...pf.network, interfaces: interfaces ?? [] } };
  });
  return inventory(facts);
}

function wantedOf(host: Host, manner: Manner): WantedHost {
  const path = hostPath(host);
  return {
    path,
    name: host.name,
    labels: {},
    policy: {},
    unresolved: [],
    physicalFunctions: host.pfs.map((pf) => ({
      path: `${path}/${pf.name}`,
      selector: { address: host.slots[pf.card] },
      externallyManaged: pf.externallyManaged,
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
    attachments: placesOf(host, manner).map(({ vm, path, pool }) => ({
      path,
      vm: vm.name,
      pool,
      overrides: {},
      use: {},
      unresolved: [],
    })),
  };
}

function hostPath({ stack, wrap, name }: Host): string {
  return [stack, wrap, name].filter((part) => part !== null).join('/');
}

/** Every VM of a host with the paths of its attachment and its pool. */
function placesOf(host: Host, { apart }: Manner) {
  return host.pfs.flatMap(({ name, card, pools }) =>
    pools.flatMap((pool) => {
      const at = `${hostPath(host)}/${name}/${pool.name}`;
      return pool.vms.map((vm) => ({ vm, card, pool: at, path: `${apart ? host.stack : at}/${vm.id}` }));
    }),
  );
}

export function synth(app: App, lock: LockFile, manner: Manner): Resolution {
  const hosts = app.map((host) => ({ wanted: wantedOf(host, manner), inventory: inventoryOf(host, manner) }));
  const stacks = [...new Set(app.map(({ stack }) => stack))];
  return resolveFleet({ hosts, catalog: DEFAULT_CATALOG, lock, stacks, app: manner.appName });
}

interface Owned {
  /** Machine, card and index. */
  readonly vf: string;
  /** None where it is not known whether the card is a NIC. */
  readonly mac: string | undefined;
}

/** What each owner has. */
export function ownersOf(app: App, { hosts, lock }: Resolution, manner: Manner): Map<string, Owned> {
  const owners = new Map<string, Owned>();
  for (const [n, host] of app.entries()) {
    const resolved = new Map(hosts[n]?.attachments.map((it) => [it.wanted.path, it]));
    for (const { vm, card, path } of placesOf(host, manner)) {
      const { vf = null, mac } = resolved.get(path) ?? {};
      if (vf === null) continue;
      // Who is not given a MAC now still has the one of the lock file.
      const own = mac ?? lock.attachments[path]?.mac;
      owners.set(vm.who, { vf: `VF ${vf} of card ${card} in machine ${host.machine}`, mac: own });
    }
  }
  return owners;
}

import { carryOut, type LivePlan, planLive, planRollback } from '../../lib/apply';
import type { HostPort } from '../../lib/host/port';
import type { Inventory } from '../../lib/inventory/inventory';
import { differences } from '../../lib/plan/difference';
import type { HostPlan } from '../../lib/plan/host-plan';

/** A host whose clients can be killed, at points that it knows. */
export interface KillableHost {
  /** A client of the host in the state that all begins with. */
  fresh(): Promise<HostPort>;
  /**
   * Kills the work at one point after the other, each time on a host in the state that all begins with, and hands the
   * host over as the kill left it, to each of the checks.
   *
   * @returns how many points there were
   */
  afterEachKill(work: (port: HostPort) => Promise<unknown>, checks: readonly AfterKill[]): Promise<number>;
}

/** @param at where the work was killed, for messages */
export type AfterKill = (port: HostPort, at: string) => Promise<void>;

/** What was shown. */
export interface KillCount {
  readonly points: number;
  readonly resumed: number;
  readonly rolledBack: number;
}

export const NO_KILLS: KillCount = { points: 0, resumed: 0, rolledBack: 0 };

export function sumOf(counts: readonly KillCount[]): KillCount {
  return counts.reduce(
    (a, b) => ({
      points: a.points + b.points,
      resumed: a.resumed + b.resumed,
      rolledBack: a.rolledBack + b.rolledBack,
    }),
    NO_KILLS,
  );
}

/**
 * Kills an apply at every point there is. Each time a second apply must reach what is wanted, and, on a host as the same
 * kill left it, a rollback must reach what was there before; VFs that are in use and were not named are never lost.
 *
 * @param allowDisrupt attachments and VFs that may be taken from their users
 */
export async function killEverywhere(
  host: KillableHost,
  plan: HostPlan,
  allowDisrupt: readonly string[] = [],
): Promise<KillCount> {
  const options = { allowDisrupt, forceManagement: true };
  const { inventory: initial } = await (await host.fresh()).observe();
  const keeps = usersNotIn(initial, allowDisrupt);
  const wantedBack = JSON.stringify(stateOf(initial, plan, initial));
  let resumed = 0;
  let rolledBack = 0;

  const resume: AfterKill = async (port, at) => {
    expectUsers(await inventoryOf(port), keeps, at);
    const live = await planLive(port, plan, options);
    await expectDone(port, live, `apply after a kill ${at}`);
    const end = await inventoryOf(port);
    expect({ at, missing: differences(plan.target, end) }).toEqual({ at, missing: [] });
    expectUsers(end, keeps, at);
    const again = await planLive(port, plan, options);
    expect({ at, steps: again.plan.steps }).toEqual({ at, steps: [] });
    resumed += 1;
  };
  const rollBack: AfterKill = async (port, at) => {
    const back = await planRollback(port, plan, options);
    if (!('nothing' in back)) await expectDone(port, back, `rollback after a kill ${at}`);
    const end = await inventoryOf(port);
    const state = stateOf(end, plan, initial);
    // Comparing text is quicker; the matcher says what differs.
    if (JSON.stringify(state) !== wantedBack)
      expect({ at, state }).toEqual({ at, state: stateOf(initial, plan, initial) });
    expectUsers(end, keeps, at);
    rolledBack += 1;
  };
  // A run that comes to its end on its own must be a good one, or killing it shows nothing.
  const whole = await host.fresh();
  await expectDone(whole, await planLive(whole, plan, options), 'apply without a kill');
  const work = async (port: HostPort) => carryOut(port, await planLive(port, plan, options));
  const points = await host.afterEachKill(work, [resume, rollBack]);
  return { points, resumed, rolledBack };
}

async function inventoryOf(port: HostPort): Promise<Inventory> {
  return (await port.observe()).inventory;
}

async function expectDone(port: HostPort, live: LivePlan, what: string): Promise<void> {
  const result = await carryOut(port, live);
  const ok = result.status === 'done' || result.status === 'unchanged';
  if (ok) return;
  const { outcomes, differences: missing } = live.simulation;
  const { status } = result;
  throw new Error(
    `${what}: ${JSON.stringify({ status, refusals: live.plan.refusals, last: outcomes.at(-1), missing })}`,
  );
}

type Users = ReadonlyMap<string, string>;

/** VFs in use that were not named, and who uses them. */
function usersNotIn(inventory: Inventory, allowed: readonly string[]): Users {
  const users = new Map<string, string>();
  for (const pf of inventory.physicalFunctions) {
    for (const vf of pf.virtualFunctions) {
      if (vf.users.length > 0 && !allowed.includes(vf.address)) users.set(vf.address, JSON.stringify(vf));
    }
  }
  return users;
}

/** In use by the same, on the same driver, with the same settings. */
function expectUsers(inventory: Inventory, keeps: Users, at: string): void {
  const now = usersNotIn(inventory, []);
  for (const [address, vf] of keeps) expect({ at, vf: now.get(address) }).toEqual({ at, vf });
}

/**
 * What a rollback answers for: the PFs of the plan with their VFs. What was not known at first cannot be compared; an
 * override beside the driver, MSI-X counts that a driver chose, IOMMU groups and names of interfaces are not brought back, and
 * a port that was down stays up where VFs of it are in use.
 */
export function stateOf(inventory: Inventory, plan: HostPlan, initial: Inventory): object {
  const addresses = plan.target.physicalFunctions.map(({ address }) => address);
  return Object.fromEntries(
    addresses.map((address) => {
      const pf = pfAt(inventory, address);
      const first = pfAt(initial, address);
      const netdev = pf.network?.interfaces[0];
      const firstNetdev = first.network?.interfaces[0];
      return [
        address,
        {
          numVfs: pf.numVfs,
          driversAutoprobe: pf.driversAutoprobe,
          eswitchMode: pf.network?.eswitchMode,
          adminUp: firstNetdev?.adminUp == null || staysUp(first) ? null : netdev?.adminUp,
          mtu: firstNetdev?.mtu == null ? null : netdev?.mtu,
          vfs: pf.virtualFunctions.map((vf) => {
            const known = first.virtualFunctions.find(({ index }) => index === vf.index);
            const controller = pf.nvme?.secondaryControllers.find((one) => one.vf === vf.index);
            return {
              index: vf.index,
              driver: vf.driver,
              network: knownFields(vf.network, known?.network),
              controller,
            };
          }),
          namespaces: pf.nvme?.namespaces.map(({ nsid, controllers }) => {
            const known = first.nvme?.namespaces.find((one) => one.nsid === nsid)?.controllers ?? null;
            return { nsid, controllers: known === null ? null : controllers };
          }),
        },
      ];
    }),
  );
}

function staysUp({ network, virtualFunctions }: Inventory['physicalFunctions'][number]): boolean {
  return network?.interfaces[0]?.adminUp === false && virtualFunctions.some(({ users }) => users.length > 0);
}

function pfAt(inventory: Inventory, address: string): Inventory['physicalFunctions'][number] {
  const pf = inventory.physicalFunctions.find((one) => one.address === address);
  if (pf === undefined) throw new Error(`no PF ${address}`);
  return pf;
}

function knownFields(now: object | null, first: object | null | undefined): object | null {
  if (now === null || first == null) return null;
  const known = Object.entries(first).flatMap(([name, value]) => (value === null ? [] : [name]));
  return Object.fromEntries(Object.entries(now).filter(([name]) => known.includes(name)));
}

import type { Inventory } from '../../lib/inventory/inventory';
import type fc from '../support/properties';
import type { PciAddress } from '../../lib/model/units';
import { isVfio } from '../../lib/model/vfio-drivers';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';
import type { LabHost } from '../lab/lab';
import { differences } from './agreement';
import type { Bench } from './bench';
import { hazardOf } from './hazards';
import { Lockstep } from './lockstep';
import { requestOf } from './real/requests';
import { resultOf } from './real/outcome';
import { RealHost, type RealState } from './real/real-host';
import { SessionLost } from './real/session';
import { resetOperations } from './reset';
import { type Sequence, sequences } from './sequences';

const VFIO_MODULE = 'vfio-pci';
const PASSES = 4;
const LINK_SECONDS = 30;

/** An emulated host that sequences begin on afresh: always in the same state, but for links that are on their way. */
export class BenchHost implements Bench {
  private readonly starts = new Map<boolean, Inventory>();
  private boots = 0;
  private last: Lockstep | null = null;

  private constructor(
    private readonly host: RealHost,
    private readonly say: (text: string) => void,
  ) {}

  public static async start(lab: LabHost, say: (text: string) => void): Promise<BenchHost> {
    const bench = new BenchHost(await RealHost.start(lab), say);
    await bench.learnStarts();
    return bench;
  }

  /** How often the host had to be booted again because it did not come back to its start. */
  public get reboots(): number {
    return this.boots;
  }

  /** The state that sequences begin in. */
  public startState(withoutVfio = false): Inventory {
    const start = this.starts.get(withoutVfio);
    if (start === undefined) throw new Error('the host has not been looked at');
    return start;
  }

  public sequences(turn: number, length: number): fc.Arbitrary<Sequence> {
    return sequences(this.startState(), turn, length);
  }

  /**
   * Brings the host to its start, and the model beside it.
   *
   * @throws SessionLost when that fails after a reboot too
   */
  public async begin(withoutVfio: boolean): Promise<Lockstep> {
    let state = await this.toStart(withoutVfio);
    if (state === null) {
      this.say('the host does not come back to its start: it is booted again');
      await this.reboot();
      state = await this.toStart(withoutVfio);
      if (state === null) throw new SessionLost(['reset'], 'the host is not as at its start even after a reboot');
    }
    this.last = new Lockstep(this.host, state, this.startState(withoutVfio), linkless(state.inventory));
    return this.last;
  }

  public async reboot(): Promise<void> {
    this.boots += 1;
    this.last = null;
    await this.host.reboot();
  }

  public close(): Promise<void> {
    this.host.close();
    return Promise.resolve();
  }

  private async learnStarts(): Promise<void> {
    const state = await this.observe();
    for (const { address, network } of state.inventory.physicalFunctions) {
      if (network !== null) await this.must({ do: 'ip-link', pf: address, up: true });
    }
    for (const withoutVfio of [true, false]) {
      await this.setVfio(!withoutVfio);
      await this.settle((await this.observe()).inventory);
      this.starts.set(withoutVfio, (await this.observe()).inventory);
    }
  }

  /** null: it did not get there. */
  private async toStart(withoutVfio: boolean): Promise<RealState | null> {
    const start = this.startState(withoutVfio);
    const { last } = this;
    this.last = null;
    let now = last?.inventory ?? (await this.observe()).inventory;
    for (let pass = 0; pass < PASSES; pass++) {
      const operations = resetOperations(now, start);
      if (pass === 0 && last?.hidesShares !== false) operations.push(...primaryShares(now));
      for (const operation of operations) await this.perform(operation, now);
      if (now.host.modules?.includes('vfio_pci') === withoutVfio) await this.setVfio(!withoutVfio);
      const state = await this.observe();
      const all = new Set(state.inventory.physicalFunctions.map(({ address }) => address));
      if (differences(start, state.inventory, all).length === 0) return state;
      await this.settle(state.inventory);
      now = (await this.observe()).inventory;
    }
    const { inventory } = await this.observe();
    for (const text of differences(start, inventory, new Set())) this.say(`  left over: ${text}`);
    return null;
  }

  private async setVfio(loaded: boolean): Promise<void> {
    const { code } = await this.host.perform(
      loaded ? ['run', 'modprobe', VFIO_MODULE] : ['run', 'modprobe', '-r', VFIO_MODULE],
    );
    if (code !== 0) this.say(`modprobe of ${VFIO_MODULE} ended with ${code}`);
  }

  /** Failures show in the state afterwards. */
  private async perform(operation: KernelOperation, now: Inventory): Promise<void> {
    if (hazardOf(operation, now) !== null) return;
    await this.host.perform(requestOf(operation));
    await this.host.perform(['rest']);
  }

  private async must(operation: KernelOperation): Promise<void> {
    const result = resultOf(await this.host.perform(requestOf(operation)));
    if (!result.ok) throw new Error(`${JSON.stringify(operation)}: ${result.text}`);
  }

  private async observe(): Promise<RealState> {
    return this.host.observe();
  }

  private async settle(inventory: Inventory): Promise<void> {
    for (const pf of linkless(inventory)) await this.host.perform(['carrier', pf, String(LINK_SECONDS)]);
  }
}

/** What the primary controller is to hold after its next reset is nowhere to be read. */
function primaryShares(now: Inventory): KernelOperation[] {
  return now.physicalFunctions
    .filter(({ nvme, totalVfs }) => nvme !== null && totalVfs !== null)
    .flatMap(({ address: pf, nvme }): KernelOperation[] => {
      const controllerId = nvme?.controllerId ?? 0;
      const give = { do: 'virt-mgmt', pf, controllerId, action: 1, count: 0 } as const;
      const holds = (nvme?.capabilities?.vqPrimary ?? 0) + (nvme?.capabilities?.viPrimary ?? 0) > 0;
      return [{ ...give, resource: 0 }, { ...give, resource: 1 }, ...(holds ? [{ do: 'reset', pf } as const] : [])];
    });
}

/** Ports that are up and have no carrier. */
function linkless({ physicalFunctions }: Inventory): Set<PciAddress> {
  const found = physicalFunctions.filter(({ driver, network }) => {
    const netdev = network?.interfaces[0];
    return driver !== null && !isVfio(driver) && netdev?.adminUp === true && netdev.carrier !== true;
  });
  return new Set(found.map(({ address }) => address));
}

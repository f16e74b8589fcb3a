import type { HostPort } from '../../lib/host/port';
import { HostUnreachable } from '../../lib/host/unreachable';
import {
  APPLY,
  type Approval,
  type FinishedHost,
  planAll,
  type RolloutEvent,
  type RolloutHost,
  rollOut,
  type Task,
} from '../../lib/rollout';
import type { RolloutOptions } from '../../lib/rollout/roll-out';
import type { HostPlan } from '../../lib/plan/host-plan';
import type { Inventory } from '../../lib/inventory/inventory';
import { igbHost, igbPlan } from '../apply/hosts';
import { MemoryHost } from '../apply/memory-host';

/** Some hosts in memory, and what a rollout on them says. */
export class Fleet {
  public readonly hosts: RolloutHost[] = [];
  public readonly events: RolloutEvent[] = [];
  /** Names of the hosts that were asked about, of each question. */
  public readonly asked: string[][] = [];
  private readonly memory = new Map<string, MemoryHost>();

  /** @param change of the port that reaches it */
  public add(name: string, of: { readonly plan?: HostPlan; readonly is?: Inventory } = {}): HostPort {
    const memory = new MemoryHost(of.is ?? igbHost());
    const port = memory.connect();
    this.memory.set(name, memory);
    this.hosts.push({ plan: { ...(of.plan ?? igbPlan()), name, host: `rack1/${name}` }, port });
    return port;
  }

  /** A host that does not answer. */
  public addUnreachable(name: string): void {
    const port = this.add(name);
    port.observe = () => Promise.reject(new HostUnreachable(port.name, 'Connection refused', 'Check that sshd runs'));
  }

  public async rollOut(task: Task = APPLY, options: Partial<RolloutOptions> = {}): Promise<readonly FinishedHost[]> {
    const approve: Approval = async (ready) => {
      this.asked.push(ready.map(({ host }) => host.plan.name));
      return (await options.approve?.(ready)) ?? true;
    };
    const all: RolloutOptions = { parallel: 1, listen: (event) => this.events.push(event), ...options, approve };
    return rollOut(await planAll(this.hosts, task, all), task, all);
  }

  /** `planned kvm01`, `step kvm01`, ...: what happened, each once in a row. */
  public get told(): string[] {
    const lines = this.events.map(({ kind, one }) => `${kind} ${one.host.plan.name}`);
    return lines.filter((line, n) => line !== lines[n - 1]);
  }

  /** VFs that a host has now. */
  public vfsOf(name: string): number {
    return this.memory.get(name)?.state.inventory.physicalFunctions[0]?.numVfs ?? -1;
  }

  /** Time passes on all hosts: a later run starts later. */
  public wait(milliseconds: number): void {
    for (const host of this.memory.values()) host.clock += milliseconds;
  }
}

/** `kvm01 done`, ... */
export function verdicts(done: readonly FinishedHost[]): string[] {
  return done.map(({ host, verdict }) => `${host.plan.name} ${verdict.status}`);
}

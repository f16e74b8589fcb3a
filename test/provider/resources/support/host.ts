import { isObject, type Value } from '../../../../lib/provider/cty/value';
import { HostUnreachable } from '../../../../lib/host/unreachable';
import type { HostPort } from '../../../../lib/host/port';
import type { Inventory, PhysicalFunctionFacts } from '../../../../lib/inventory/inventory';
import { sriovProvider } from '../../../../lib/provider/resources/provider';
import { Sessions } from '../../../../lib/provider/resources/session/sessions';
import { providerCalls } from '../../../../lib/provider/schema';
import type { Step } from '../../../../lib/plan/step';
import type { StepOutcome } from '../../../../lib/simulate/kernel/outcome';
import { MemoryHost } from '../../../apply/memory-host';
import { FakeCore, QUIET, type Managed, type Planned } from '../../support/core/fake-core';

export const NOTHING: Managed = { state: null, private: new Uint8Array() };

type Written = { readonly [name: string]: unknown };

/** HCL as a host gives it: objects that stand for maps are Maps. */
export function hcl(value: unknown, isMap = false): Value {
  if (Array.isArray(value)) return value.map((each) => hcl(each));
  if (value instanceof Map || value === null || typeof value !== 'object') return value as Value;
  // Unknown is an object of a class of its own.
  if (Object.getPrototypeOf(value) !== Object.prototype) return value as Value;
  const entries = Object.entries(value).map(([name, each]) => [name, hcl(each, MAPS.has(name))] as const);
  const opened = isMap ? new Map(entries.map(([name, each]) => [name, each])) : Object.fromEntries(entries);
  return opened as Value;
}

const MAPS: ReadonlySet<string> = new Set(['pools', 'vms', 'waivers', 'acknowledge']);

/** A host with the provider in front of it, as Terraform sees it: each command is a core of its own. */
export class ManagedHost {
  public readonly memory: MemoryHost;
  /** Looks and runs on the host so far. */
  public looks = 0;
  public runs = 0;
  public managed: Managed = NOTHING;
  public isReached = true;
  public beforeLook: () => void = () => undefined;
  public beforeRun: () => void = () => undefined;
  /** Milliseconds by the clock of the sessions. */
  public clock = 0;
  /** What was logged as info, line by line. */
  public readonly infos: string[] = [];
  private failing: Step['kind'] | null = null;

  public constructor(inventory: Inventory) {
    this.memory = new MemoryHost(inventory);
  }

  /** @param provider configuration of the provider */
  public command(provider: Written = { local: true }): Promise<FakeCore> {
    const calls = providerCalls(sriovProvider(() => this.sessions()));
    const context = { ...QUIET, log: { ...QUIET.log, info: (line: string) => void this.infos.push(line) } };
    return FakeCore.start(calls, 'sriov_physical_function', hcl(provider), context);
  }

  private sessions(): Sessions {
    return new Sessions(
      () => this.counted(this.memory.connect()),
      () => null,
      () => this.clock,
    );
  }

  /** Refreshes and plans, as `plan` does. */
  public async plan(config: Written | null): Promise<Planned> {
    const core = await this.command();
    const from = await core.refresh(this.managed);
    this.managed = from;
    return core.plan(from, config === null ? null : hcl(config));
  }

  /** Plans, and applies what was planned in a command of its own. @param known the configuration at apply @default the same */
  public async apply(config: Written | null, known: Written | null = config): Promise<Planned> {
    const plan = await this.plan(config);
    const core = await this.command();
    this.managed = await core.apply(this.managed, plan, known === null ? null : hcl(known));
    return plan;
  }

  public async import(id: string): Promise<void> {
    this.managed = await (await this.command()).import(id);
  }

  public get state(): Record<string, Value> {
    if (!isObject(this.managed.state)) throw new Error('there is no state');
    return { ...this.managed.state };
  }

  public get pf(): PhysicalFunctionFacts {
    const [pf] = this.memory.state.inventory.physicalFunctions;
    if (pf === undefined) throw new Error('there is no PF');
    return pf;
  }

  /** Somebody changes the host by hand. */
  public byHand(change: (pf: PhysicalFunctionFacts) => PhysicalFunctionFacts | null): void {
    const { state } = this.memory;
    const physicalFunctions = state.inventory.physicalFunctions.flatMap((pf) => change(pf) ?? []);
    this.memory.state = { ...state, inventory: { ...state.inventory, physicalFunctions } };
  }

  /** The device answers no step of this kind. */
  public failsAt(kind: Step['kind']): void {
    this.failing = kind;
  }

  private counted(port: HostPort): HostPort {
    return {
      name: port.name,
      roundTrips: 0,
      observe: (only) => {
        this.looks += 1;
        this.beforeLook();
        if (!this.isReached) {
          return Promise.reject(new HostUnreachable(port.name, 'no route to host', 'Look at the network'));
        }
        return port.observe(only);
      },
      run: async (run, listen) => {
        this.runs += 1;
        this.beforeRun();
        const at = run.steps.findIndex(({ kind }) => kind === this.failing);
        const step = run.steps[at];
        if (step === undefined) return port.run(run, listen);
        const end = await port.run({ ...run, steps: run.steps.slice(0, at) }, listen);
        const failure = { ok: false, step, error: { errno: 'EIO', message: 'the device does not answer' } };
        return {
          status: 'failed',
          outcomes: [...(end.status === 'finished' ? end.outcomes : []), failure as StepOutcome],
        };
      },
      confirm: (id) => port.confirm(id),
      history: () => port.history(),
      noteUnchanged: (id, after) => port.noteUnchanged(id, after),
      close: () => port.close(),
    };
  }
}

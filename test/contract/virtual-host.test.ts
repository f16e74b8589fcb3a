import type { HostPort, StepRun } from '../../lib/host/port';
import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { Step } from '../../lib/plan/step';
import { igbHost, PF } from '../apply/hosts';
import { MemoryHost } from '../apply/memory-host';
import { type ContractHost, holdsTheHostPort } from './host-port';

class VirtualContractHost implements ContractHost {
  public readonly pf = PF;
  public readonly confirmSeconds = 1;
  private readonly memory = new MemoryHost(igbHost({ vfs: [{}, {}, {}] }));

  public connect(client: string): HostPort {
    return this.memory.connect(undefined, { client, pace: 0.1 });
  }

  public kept(): string {
    return JSON.stringify(this.memory.state);
  }

  /** The link is away for as long as it is waited for. */
  public held(): { readonly steps: readonly Step[]; readonly release: () => void } {
    this.change(({ network }) => ({
      network: network && { ...network, interfaces: network.interfaces.map((each) => ({ ...each, carrier: false })) },
    }));
    const steps: Step[] = [
      { kind: 'drivers-autoprobe', pf: PF, enabled: false },
      { kind: 'wait-link', pf: PF, timeoutSeconds: 2 },
    ];
    return { steps, release: () => {} };
  }

  public async kill(run: StepRun, at: number): Promise<void> {
    const port = this.memory.connect((point) => {
      if (point.at === 'before' && point.index === at) throw new Error('killed');
    });
    await expect(port.run(run)).rejects.toThrow('killed');
    this.memory.killClients();
  }

  public use(vf: number): () => void {
    const set = (users: readonly { readonly kind: 'vfio'; readonly detail: string }[]) =>
      this.change(({ virtualFunctions }) => ({
        virtualFunctions: virtualFunctions.map((each) => (each.index === vf ? { ...each, users } : each)),
      }));
    set([{ kind: 'vfio', detail: 'qemu 4711' }]);
    return () => set([]);
  }

  public manage(): void {
    this.change(({ network }) => ({ network: network && { ...network, carriesManagement: true } }));
  }

  public async pass(seconds: number): Promise<void> {
    this.memory.clock += seconds * 1000;
  }

  public async close(): Promise<void> {}

  private change(change: (pf: PhysicalFunctionFacts) => Partial<PhysicalFunctionFacts>): void {
    const { state } = this.memory;
    const physicalFunctions = state.inventory.physicalFunctions.map((pf) => ({ ...pf, ...change(pf) }));
    const inventory: Inventory = { ...state.inventory, physicalFunctions };
    this.memory.state = { ...state, inventory };
  }
}

describe('the virtual host keeps the promises of a host port', () =>
  holdsTheHostPort(() => new VirtualContractHost(), { manage: (host) => host.manage() }));

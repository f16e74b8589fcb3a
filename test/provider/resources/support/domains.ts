import { rmSync } from 'node:fs';
import type { HostPort } from '../../../../lib/host/port';
import type { Inventory } from '../../../../lib/inventory/inventory';
import { isObject, type Value } from '../../../../lib/provider/cty/value';
import type { Connection } from '../../../../lib/provider/resources/connection/connection';
import { sriovProvider } from '../../../../lib/provider/resources/provider';
import { Sessions } from '../../../../lib/provider/resources/session/sessions';
import { providerCalls } from '../../../../lib/provider/schema';
import { MemoryHost } from '../../../apply/memory-host';
import { LibvirtOfFiles } from '../../../host/libvirt/support/libvirt-of-files';
import { FakeCore, type Managed, type Planned } from '../../support/core/fake-core';
import { hcl, NOTHING } from './host';

type Written = Readonly<Record<string, unknown>>;

/** A host with libvirt, and the provider in front of it; each command is a core of its own. */
export class HostWithDomains {
  public readonly libvirt = new LibvirtOfFiles();
  public readonly memory: MemoryHost;
  public managed: Managed = NOTHING;
  /** Looks at the host so far. */
  public looks = 0;

  public constructor(inventory: Inventory) {
    this.memory = new MemoryHost(inventory);
  }

  /** Cores of one command for these types of resources: they share what the provider has seen. */
  public async command<const T extends string>(...types: readonly T[]): Promise<Readonly<Record<T, FakeCore>>> {
    const sessions = new Sessions(
      (connection) => this.at(connection).port(),
      (connection) => this.at(connection).libvirt,
      () => 0,
      () => this.quiet(),
    );
    const calls = providerCalls(sriovProvider(() => sessions));
    const cores = await Promise.all(
      types.map(async (type) => [type, await FakeCore.start(calls, `sriov_${type}`, hcl({ local: true }))]),
    );
    return Object.fromEntries(cores) as Readonly<Record<T, FakeCore>>;
  }

  /** Ends when no other call is at work for long enough. */
  public quiet: () => Promise<unknown> = () => Promise.resolve();

  /** Another host, that ssh leads to. */
  public other: HostWithDomains | null = null;

  private at({ kind }: Connection): HostWithDomains {
    return kind === 'ssh' && this.other !== null ? this.other : this;
  }

  private port(): HostPort {
    const port = this.memory.connect();
    return {
      name: port.name,
      roundTrips: 0,
      observe: (only) => {
        this.looks += 1;
        return port.observe(only);
      },
      run: (run, listen) => port.run(run, listen),
      confirm: (id) => port.confirm(id),
      history: () => port.history(),
      noteUnchanged: (id, after) => port.noteUnchanged(id, after),
      close: () => port.close(),
    };
  }

  public async plan(config: Written | null): Promise<Planned> {
    const { vm_attachment: core } = await this.command('vm_attachment');
    this.managed = await core.refresh(this.managed);
    return core.plan(this.managed, config === null ? null : hcl(config));
  }

  /** @param known the configuration at apply @default the same */
  public async apply(config: Written | null, known: Written | null = config): Promise<Planned> {
    const plan = await this.plan(config);
    const { vm_attachment: core } = await this.command('vm_attachment');
    this.managed = await core.apply(this.managed, plan, known === null ? null : hcl(known));
    return plan;
  }

  public async import(id: string): Promise<void> {
    const { vm_attachment: core } = await this.command('vm_attachment');
    this.managed = await core.import(id);
  }

  public get state(): Readonly<Record<string, Value>> {
    if (!isObject(this.managed.state)) throw new Error('there is no state');
    return this.managed.state;
  }

  /** Which of the VFs the domains have, as they run and as they are defined. */
  public get attached() {
    return { live: this.libvirt.has('live'), config: this.libvirt.has('config') };
  }

  public remove(): void {
    rmSync(this.libvirt.root, { recursive: true });
  }
}

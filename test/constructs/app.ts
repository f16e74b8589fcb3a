import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { HostInventory, LinkState, Persistence, Sriov, SriovHost, type SriovHostProps } from 'cdktf-sriov';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { Finding } from '../../lib/model/finding';
import type { LockFile } from '../../lib/model/lock';
import { inventory, interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';

/** An app in a folder of its own, with a lock file there. */
export class TestApp {
  public readonly folder = mkdtempSync(join(tmpdir(), 'sriov-test-'));
  public readonly outdir = join(this.folder, 'out');
  public readonly lockFile = join(this.folder, 'sriov.lock.json');
  public readonly app: App;

  public constructor(
    options: { readonly frozenLock?: boolean; readonly folder?: string; readonly skipValidation?: boolean } = {},
  ) {
    if (options.folder !== undefined) {
      rmSync(this.folder, { recursive: true });
      this.folder = options.folder;
      this.outdir = join(this.folder, 'out');
      this.lockFile = join(this.folder, 'sriov.lock.json');
    }
    this.app = new App({ outdir: this.outdir, skipValidation: options.skipValidation });
    Sriov.of(this.app).configure({ lockFile: this.lockFile, print: false, frozenLock: options.frozenLock ?? false });
  }

  public stack(id = 'rack1'): TerraformStack {
    return new TerraformStack(this.app, id);
  }

  /** Findings of the last synth, from the file that it writes. */
  public get findings(): readonly Finding[] {
    return this.json('out/sriov-findings.json').findings;
  }

  public get lock(): LockFile {
    return this.json('sriov.lock.json');
  }

  public stackJson(id = 'rack1') {
    return this.json(`out/stacks/${id}/cdk.tf.json`);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into documents of any shape
  public json(path: string): any {
    return JSON.parse(readFileSync(join(this.folder, path), 'utf8'));
  }

  public dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Settings that leave nothing to find fault with. */
export const TIDY = { spoofCheck: true, trust: false, linkState: LinkState.AUTO } as const;

/** A host with one 25 GbE port and one NVMe SSD. */
export function healthyHost(stack: TerraformStack, id = 'kvm01', props: SriovHostProps = {}): SriovHost {
  return new SriovHost(stack, id, {
    inventory: HostInventory.fromObject(
      inventory([ownNic(id), nvmeFacts(id === 'kvm01' ? {} : { serial: `SN-${id}` })]),
    ),
    persistence: Persistence.EXTERNAL,
    ...props,
  });
}

/** Each host has a port, and a drive, of its own: a machine is declared once. */
function ownNic(host: string): PhysicalFunctionFacts {
  const nic = nicFacts();
  if (host === 'kvm01') return nic;
  const digits = createHash('sha256').update(host).digest('hex');
  const mac = `3c:fd:fe:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
  return {
    ...nic,
    network: nic.network && { ...nic.network, interfaces: [interfaceFacts({ mac, permanentMac: mac })] },
  };
}

/** Text of the error that `work` throws. */
export function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was thrown');
}

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostPort, StepRun } from '../../lib/host/port';
import { HostUnreachable } from '../../lib/host/unreachable';
import type { Step } from '../../lib/plan/step';
import { autoprobe, carrier, PF, SmallHost } from '../host/linux/support/small-host';
import { describeInShells, type Shell, SHELLS } from '../support/shells';
import { type ContractHost, holdsTheHostPort } from './host-port';

jest.setTimeout(120_000);

/** Lets every process of the session go but what fails to connect. */
const REFUSING = "echo 'ssh: connect to host small port 22: Connection refused' >&2; exit 255";

class SmallContractHost implements ContractHost {
  public readonly pf = PF;
  public readonly confirmSeconds = 2;
  private readonly small: SmallHost;

  public constructor(shell: Shell) {
    this.small = new SmallHost(shell);
    const facts = { class: '0x020000', vendor: '0x8086', device: '0x10c9', sriov_totalvfs: '7' };
    for (const [name, text] of Object.entries(facts)) this.small.write(`sys/bus/pci/devices/${PF}/${name}`, text);
  }

  public connect(client: string): HostPort {
    return this.small.port({ client });
  }

  public kept(): string {
    return this.small.kept();
  }

  public held(): { readonly steps: readonly Step[]; readonly release: () => void } {
    writeFileSync(this.small.carrierFile, '0\n');
    const release = () => writeFileSync(this.small.carrierFile, '1\n');
    return { steps: [autoprobe(false), carrier(60)], release };
  }

  public async kill(run: StepRun, at: number): Promise<void> {
    const running = this.small.port().run(run, ({ kind, index }) => {
      if (kind === 'started' && index === at) process.kill(this.small.pid, 'SIGKILL');
    });
    await expect(running).rejects.toThrow(HostUnreachable);
  }

  public use(vf: number): () => void {
    if (vf !== 1) throw new Error('the program in place of ip gives an address to VF 1 alone');
    const file = join(this.small.root, 'busy');
    writeFileSync(file, '');
    return () => rmSync(file);
  }

  public manage(): void {
    this.small.write('routes', 'default via 192.0.2.254 dev nic proto static');
  }

  public unreachable(): HostPort {
    return this.small.port({}, `${REFUSING} #`);
  }

  public silent(): HostPort {
    return this.small.port({ silenceSeconds: 1 }, 'exec sleep 30 #');
  }

  public pass(seconds: number): Promise<void> {
    return new Promise((done) => setTimeout(done, seconds * 1000));
  }

  public close(): Promise<void> {
    return this.small.remove();
  }
}

describeInShells('the Linux host keeps the promises of a host port in %s', SHELLS, (shell) =>
  holdsTheHostPort(() => new SmallContractHost(shell), {
    unreachable: (host) => host.unreachable(),
    silent: (host) => host.silent(),
    manage: (host) => host.manage(),
  }),
);

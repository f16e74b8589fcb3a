import type { HostPort, StepRun } from '../../lib/host/port';
import { HostUnreachable } from '../../lib/host/unreachable';
import type { Step } from '../../lib/plan/step';
import { IGB, igbVf } from '../conformance/emulated-host';
import { type ContractHost, holdsTheHostPort } from '../contract/host-port';
import { describeWithLab } from '../lab/available';
import type { LabHost } from '../lab/lab';
import { LivePort, whenStarted } from './support/live-port';
import { nic } from './support/steps';

/** As the host is to be before each test. What is so already costs next to nothing. */
const BEGINNING: readonly Step[] = [
  nic.autoprobe(true),
  nic.up(),
  nic.vfs(3),
  ...[0, 1, 2].map((vf) => nic.set(vf, { name: 'trust', on: false })),
];

class EmulatedContractHost implements ContractHost {
  public readonly pf = IGB;
  public readonly confirmSeconds = 6;

  public constructor(
    private readonly host: LabHost,
    private readonly live: LivePort,
    private readonly clients: Map<string, HostPort>,
  ) {}

  /** Connections stay from test to test: to make one takes the host seconds. */
  public connect(client: string): HostPort {
    const port = this.clients.get(client) ?? this.live.another({ client });
    this.clients.set(client, port);
    return port;
  }

  public kept(): string {
    return this.must('ls -l --full-time /run/cdktf-sriov /var/lib/cdktf-sriov');
  }

  public held(): { readonly steps: readonly Step[]; readonly release: () => void } {
    const release = () => void this.must(`ip link set dev ${this.netdev(IGB)} up`);
    return { steps: [nic.autoprobe(false), nic.up(false), nic.carrier(60)], release };
  }

  public async kill(run: StepRun, at: number): Promise<void> {
    const running = this.live.port.run(
      run,
      whenStarted(at, () => this.must(`${NEWEST_LOCK}; read -r pid _ <"$lock"; kill -9 "$pid"`)),
    );
    await expect(running).rejects.toThrow(HostUnreachable);
  }

  public use(vf: number): () => void {
    const dev = this.netdev(igbVf(vf));
    this.must(`ip addr add 192.0.2.1/24 dev ${dev} && ip link set dev ${dev} up`);
    return () => void this.must(`ip link set dev ${dev} down && ip addr flush dev ${dev}`);
  }

  public unreachable(): HostPort {
    return this.live.another({ options: ['Port=1'] });
  }

  public pass(seconds: number): Promise<void> {
    return new Promise((done) => setTimeout(done, seconds * 1000));
  }

  public async close(): Promise<void> {}

  private netdev(address: string): string {
    return this.must(`ls /sys/bus/pci/devices/${address}/net`).trim();
  }

  private must(command: string): string {
    const { status, stdout, stderr } = this.host.ssh(command);
    if (status !== 0) throw new Error(`${command}: ${stderr}`);
    return stdout;
  }
}

const NEWEST_LOCK =
  'n=0; for f in /run/cdktf-sriov/lock.*; do [ "${f##*.}" -gt "$n" ] && n=${f##*.}; done; lock=/run/cdktf-sriov/lock.$n';

describeWithLab('the emulated host keeps the promises of a host port', 'flat', (host) => {
  let live: LivePort;
  const clients = new Map<string, HostPort>();
  beforeAll(() => (live = new LivePort(host())));
  afterAll(() => live.close());

  holdsTheHostPort(
    async () => {
      live.last = undefined;
      await live.finish(BEGINNING);
      return new EmulatedContractHost(host(), live, clients);
    },
    { unreachable: (emulated) => emulated.unreachable() },
  );
});

import { type JsonRecord, recordOf, recordsOf, textIn } from '../../../lib/inventory/read/json';
import { readVfNetworks } from '../../../lib/inventory/read/vf-network';
import { NEW_NETDEV } from '../../../lib/simulate/kernel/netdev';
import type { KernelOperation } from '../../../lib/simulate/kernel/operation';
import type { LabHost } from '../../lab/lab';
import type fc from '../../support/properties';
import type { Bench, Pair } from '../bench';
import { requestOf } from '../real/requests';
import { type Answer, type Request, Session, SessionLost } from '../real/session';
import type { Sequence } from '../sequences';
import { type NicState, NetdevsimPair, MOST_VFS, PF } from './pair';
import { netdevsimSequences } from './sequences';

const BUS = '/sys/bus/netdevsim';
const DEBUGFS = '/sys/kernel/debug';
const DEVICE_ID = '10';
const DEVICE = `netdevsim${DEVICE_ID}`;
const FOLDER = `${BUS}/devices/${DEVICE}`;
const REQUEST_LIMIT_MS = 60_000;

/**
 * A host with the kernel's simulated NIC: a judge of what all NICs have from the kernel's core, which is VF attributes by
 * rtnetlink, the eswitch mode by devlink, and a netdev for each VF in switchdev mode. It has no PCI function, so the model has
 * one in its place.
 */
export class NetdevsimBench implements Bench {
  public reboots = 0;
  private netdev = '';

  private constructor(
    private readonly lab: LabHost,
    private session: Session,
  ) {}

  public static async start(lab: LabHost): Promise<NetdevsimBench> {
    const bench = new NetdevsimBench(lab, await Session.open(lab));
    await bench.make();
    return bench;
  }

  public sequences(_turn: number, length: number): fc.Arbitrary<Sequence> {
    return netdevsimSequences(length);
  }

  public async begin(): Promise<Pair> {
    await this.setMode('legacy');
    await this.must(['write', `${FOLDER}/sriov_numvfs`, '0']);
    await this.forgetVfs();
    await this.must(['ip', this.netdev, 'up', 'mtu', String(NEW_NETDEV.mtu)]);
    return new NetdevsimPair(this, this.lab.kernel);
  }

  public async reboot(): Promise<void> {
    this.reboots += 1;
    this.session.close();
    await this.lab.reboot();
    this.session = await Session.open(this.lab);
    await this.make();
  }

  /** The host is without the device then, as it was. */
  public async close(): Promise<void> {
    await this.must(['write', `${BUS}/del_device`, DEVICE_ID]);
    await this.must(['run', 'umount', DEBUGFS]);
    this.session.close();
  }

  public async perform(operation: KernelOperation): Promise<Answer> {
    const request = requestOf(operation).map((word) => this.place(word));
    if (operation.do !== 'write-numvfs' || operation.text !== '0') return this.send(request);
    const { eswitchMode } = await this.observe();
    const answer = await this.send(request);
    if (answer.code === 0) {
      await this.forgetVfs();
      // It goes back to legacy mode with its last VF, which drivers of NICs do not.
      if (eswitchMode !== null) await this.setMode(eswitchMode);
    }
    return answer;
  }

  public async observe(): Promise<NicState> {
    const links = recordsOf(JSON.parse((await this.must(['links'])).lines.join('')));
    const shown = await this.must(['run', 'devlink', '-j', 'dev', 'eswitch', 'show', `netdevsim/${DEVICE}`]);
    const modes = recordOf(recordOf(JSON.parse(shown.lines.join(''))).dev);
    const own = links.find(({ ifname }) => ifname === this.netdev) ?? {};
    const networks = readVfNetworks([this.netdev], { linkOf: () => own });
    return {
      eswitchMode: textIn(recordOf(modes[`netdevsim/${DEVICE}`]), 'mode'),
      representors: links
        .map(vfOfRepresentor)
        .filter((vf) => vf !== null)
        .sort(),
      vfs: [...networks].sort(([a], [b]) => a - b).map(([, network]) => network),
      adminUp: Array.isArray(own.flags) && own.flags.includes('UP'),
      mtu: typeof own.mtu === 'number' ? own.mtu : null,
    };
  }

  private async make(): Promise<void> {
    await this.must(['run', 'mount', '-t', 'debugfs', 'debugfs', DEBUGFS]);
    await this.must(['write', `${BUS}/new_device`, `${DEVICE_ID}\\00401`]);
    const { lines } = await this.must(['run', 'ls', `${FOLDER}/net`]);
    this.netdev = lines[0] ?? '';
  }

  private async setMode(mode: string): Promise<void> {
    await this.must(['run', 'devlink', 'dev', 'eswitch', 'set', `netdevsim/${DEVICE}`, 'mode', mode]);
  }

  /** Drivers of NICs do so themselves; netdevsim keeps the settings of VFs that are gone until their most is set anew. */
  private async forgetVfs(): Promise<void> {
    await this.must(['write', `${DEBUGFS}/netdevsim/${DEVICE}/max_vfs`, String(MOST_VFS)]);
  }

  /** A word of a request to a PCI function, for this device. */
  private place(word: string): string {
    if (word === PF) return this.netdev;
    return word.replace(`/sys/bus/pci/devices/${PF}`, FOLDER).replace(`pci/${PF}`, `netdevsim/${DEVICE}`);
  }

  private send(request: Request): Promise<Answer> {
    return this.session.send(request, REQUEST_LIMIT_MS);
  }

  private async must(request: Request): Promise<Answer> {
    const answer = await this.send(request);
    if (answer.code !== 0) throw new SessionLost(request, answer.lines.join(' '));
    return answer;
  }
}

/** VF that a netdev stands for; null: it is no representor. */
function vfOfRepresentor({ phys_port_name: name }: JsonRecord): number | null {
  const [, vf] = typeof name === 'string' ? (/^pf0vf(\d+)$/.exec(name) ?? []) : [];
  return vf === undefined ? null : Number(vf);
}

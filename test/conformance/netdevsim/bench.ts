import { rateNodesIn } from '../../../lib/inventory/read/devlink';
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
const HANDLE = `netdevsim/${DEVICE}`;
/** File of what devlink is asked at every look: a program costs more to start than to answer. */
const QUESTIONS = '/run/netdevsim-questions';
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
    for (const node of (await this.observe()).rateNodes) {
      await this.must(['run', 'devlink', 'port', 'function', 'rate', 'del', `${HANDLE}/${node}`]);
    }
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
    await this.must(['run', 'rm', QUESTIONS]);
    this.session.close();
  }

  public async perform(operation: KernelOperation): Promise<Answer> {
    const request = requestOf(operation).map((word) => this.place(word));
    if (operation.do !== 'write-numvfs' || operation.text !== '0') return this.send(request);
    const before = await this.observe();
    const answer = await this.send(request);
    if (answer.code === 0) await this.forgetVfs();
    // It goes back to legacy mode with its last VF, which drivers of NICs do not.
    const after = await this.observe();
    if (before.eswitchMode !== null && after.eswitchMode !== before.eswitchMode) await this.setMode(before.eswitchMode);
    return answer;
  }

  public async observe(): Promise<NicState> {
    const links = recordsOf(JSON.parse((await this.must(['links'])).lines.join('')));
    const { lines } = await this.must(['run', 'devlink', '-j', '-b', QUESTIONS]);
    const [rates, eswitch] = JSON.parse(`[${lines.join('')}]`) as unknown[];
    const modes = recordOf(recordOf(eswitch).dev);
    const own = links.find(({ ifname }) => ifname === this.netdev) ?? {};
    const networks = readVfNetworks([this.netdev], { linkOf: () => own });
    return {
      eswitchMode: textIn(recordOf(modes[HANDLE]), 'mode'),
      rateNodes: rateNodesIn(rates, HANDLE),
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
    // The handle of one question would be that of the next.
    const questions = ['port function rate show', `dev eswitch show ${HANDLE}`];
    await this.must([
      'run',
      'sh',
      '-c',
      `printf '%s\\n' ${questions.map((each) => `"${each}"`).join(' ')} >${QUESTIONS}`,
    ]);
  }

  private async setMode(mode: string): Promise<void> {
    await this.must(['run', 'devlink', 'dev', 'eswitch', 'set', HANDLE, 'mode', mode]);
  }

  /** Drivers of NICs do so themselves; netdevsim keeps the settings of VFs that are gone until their most is set anew. */
  private async forgetVfs(): Promise<void> {
    await this.must(['write', `${DEBUGFS}/netdevsim/${DEVICE}/max_vfs`, String(MOST_VFS)]);
  }

  /** A word of a request to a PCI function, for this device. */
  private place(word: string): string {
    if (word === PF) return this.netdev;
    return word.replace(`/sys/bus/pci/devices/${PF}`, FOLDER).replace(`pci/${PF}`, HANDLE);
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

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAPTURE_SCRIPT } from '../../../lib/host/capture';
import { openTree } from '../../../lib/host/files/open-tree';
import type { Inventory } from '../../../lib/inventory/inventory';
import { readInventory } from '../../../lib/inventory/read/reader';
import type { SysfsTree } from '../../../lib/inventory/read/tree';
import type { PciAddress } from '../../../lib/model/units';
import type { KernelOperation } from '../../../lib/simulate/kernel/operation';
import type { LabHost } from '../../lab/lab';
import type { CommandResult } from '../../lab/ssh';
import { type Observation, Told } from './observation';
import { type RealResult, resultOf } from './outcome';
import { requestOf } from './requests';
import { type Answer, type Request, Session, SessionLost } from './session';
import { UnchangingFiles } from './state-tree';

/** What takes longer than this hangs. */
const REQUEST_LIMIT_MS = 60_000;
const CAPTURE_LIMIT_MS = 180_000;

/** The emulated host at one moment. */
export interface RealState {
  readonly inventory: Inventory;
  /** How often each PF's port lost its carrier since its driver was bound. */
  readonly linksLost: ReadonlyMap<PciAddress, number>;
}

type Operated = readonly [RealResult, RealState];

/** An emulated host under operations: a session with its agent, and the files that operations do not change. */
export class RealHost {
  private readonly told = new Told();
  /** What was sent before anybody asked for it. */
  private early: { readonly operation: KernelOperation; readonly operated: Promise<Operated> } | null = null;

  private constructor(
    private readonly lab: LabHost,
    private session: Session,
    private readonly files: UnchangingFiles,
    private readonly pfs: readonly PciAddress[],
  ) {}

  /** Looks at the whole host once, with all VFs: their files are needed later. */
  public static async start(lab: LabHost): Promise<RealHost> {
    const session = await Session.open(lab);
    await setAllNumVfs(lab, '$(cat "$pf/sriov_totalvfs")');
    const full = await capture(lab);
    await setAllNumVfs(lab, '0');
    const pfs = readInventory(full).inventory.physicalFunctions.map(({ address }) => address);
    const host = new RealHost(lab, session, new UnchangingFiles(full), pfs);
    await host.greet();
    return host;
  }

  /** A new agent is told what to look at. */
  private async greet(): Promise<void> {
    await this.perform(['pfs', ...this.pfs]);
  }

  /** Boots the host again, after it has stopped to answer. */
  public async reboot(): Promise<void> {
    this.session.close();
    await this.lab.reboot();
    this.session = await Session.open(this.lab);
    this.told.forget();
    await this.greet();
  }

  public async perform(request: Request): Promise<Answer> {
    return this.session.send(request, REQUEST_LIMIT_MS);
  }

  /**
   * Carries an operation out and looks at the host, both in one round trip.
   *
   * @param next sent along with it, so that the host has no time in between; to be asked for next
   */
  public async operate(operation: KernelOperation, next: KernelOperation | null = null): Promise<Operated> {
    const sent = this.early?.operation === operation ? this.early.operated : this.send(operation);
    this.early = next === null ? null : { operation: next, operated: this.send(next) };
    return sent;
  }

  private send(operation: KernelOperation): Promise<Operated> {
    const operated = Promise.all([this.perform(requestOf(operation)).then(resultOf), this.observe()]);
    // Whoever asks for it hears of a lost session.
    operated.catch(() => undefined);
    return operated;
  }

  /** @param byTools nvme-cli is asked where the agent otherwise asks the controllers itself */
  public async observe(byTools = false): Promise<RealState> {
    const { code, lines } = await this.perform(byTools ? ['observe', 'tools'] : ['observe']);
    if (code !== 0) throw new SessionLost(['observe'], lines.join(' '));
    this.told.take(lines);
    const { observation } = this.told;
    const { inventory } = readInventory(this.files.with(observation));
    return { inventory, linksLost: linksLostOf(inventory, observation) };
  }

  public close(): void {
    this.session.close();
  }
}

/** @param numVfs in the shell's words */
async function setAllNumVfs(lab: LabHost, numVfs: string): Promise<void> {
  const command = `for pf in /sys/bus/pci/devices/*; do
    if [ -e "$pf/sriov_numvfs" ]; then echo "${numVfs}" >"$pf/sriov_numvfs" || exit 1; fi
  done`;
  must(await lab.sshAsync(command, '', REQUEST_LIMIT_MS), 'sriov_numvfs');
}

/** The product's own capture of the whole host. */
async function capture(lab: LabHost): Promise<SysfsTree> {
  const answer = await lab.sshAsync(
    'sh -s - /tmp/capture.tar && base64 /tmp/capture.tar',
    CAPTURE_SCRIPT,
    CAPTURE_LIMIT_MS,
  );
  must(answer, 'capture');
  const file = join(lab.folder, 'capture.tar');
  writeFileSync(file, Buffer.from(answer.stdout, 'base64'));
  return openTree(file);
}

function must({ status, stderr }: CommandResult, what: string): void {
  if (status !== 0) throw new SessionLost([what], `ssh ended with ${status}: ${stderr.trim()}`);
}

function linksLostOf(inventory: Inventory, { files }: Observation): ReadonlyMap<PciAddress, number> {
  const lost = new Map<PciAddress, number>();
  for (const { address, network } of inventory.physicalFunctions) {
    const name = network?.interfaces[0]?.name;
    const count = files.get(`sys/bus/pci/devices/${address}/net/${name}/carrier_down_count`);
    if (count !== undefined) lost.set(address, Number(count));
  }
  return lost;
}

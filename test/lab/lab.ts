import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bootWithTries } from './boot';
import { buildImage } from './image';
import { DEFAULT_KERNEL, type KernelSeries, nameOfHost } from './kernels';
import { withLimit } from './limits';
import {
  bootLimitsMs,
  type Clock,
  consoleSize,
  freePort,
  makeDisks,
  mayComeUpNextTime,
  startMachine,
  waitUntilUp,
} from './qemu';
import { recordEvent } from './record';
import { recordRun, startTimeOf } from './runs';
import { type SshAccess, sshAccess } from './ssh';
import { imageOf, TOPOLOGIES, type TopologyName } from './topologies';

/**
 * Emulated SR-IOV hosts: a real Linux kernel with igb NICs and NVMe SSDs under QEMU, in software emulation unless
 * SRIOV_LAB_KVM=1 asks for KVM. Ports are on 127.0.0.1 only.
 */
export interface LabHost extends SshAccess {
  readonly topology: TopologyName;
  readonly kernel: KernelSeries;
  /** Run folder: disks, console.log, qemu.log, ssh_config, known_hosts. */
  readonly folder: string;
  readonly port: number;
  /** Process id of QEMU; null while the power is off. */
  readonly pid: () => number | null;
  /** Takes the power away, as pulling the plug does: what was not written to a disk is lost. */
  readonly kill: () => Promise<void>;
  /** Writes the disks out, takes the power away unless it is off, and boots again with the same disks and port. */
  readonly reboot: () => Promise<void>;
  /** Ends the host for good. */
  readonly stop: () => void;
}

export interface LabOptions {
  /** Run folder, which stays; by default a temporary one that goes with the host. */
  readonly folder?: string;
  /** Port on 127.0.0.1 that leads to the ssh server. @default a free one */
  readonly port?: number;
  /** The host lives on when this process ends. @default false */
  readonly detached?: boolean;
  /**
   * NIC that ssh comes in by: a virtio one of its own, or the PF with the MAC 52:54:00:aa:00:01.
   * @default 'virtio'
   */
  readonly management?: 'virtio' | 'pf';
  /** Series of the kernel that it boots. @default '6.1' */
  readonly kernel?: KernelSeries;
  /** Kernel modules to load at boot. @default igb, igbvf, nvme, vfio-pci and what the topology adds */
  readonly modules?: readonly string[];
  /** Whose time it lives in. @default 'real' */
  readonly clock?: Clock;
  /** Tries of the first boot that the caller makes fail: they are not the emulation's. @default 0 */
  readonly provokedTries?: number;
  /** Told when QEMU ends by itself while the host is up. */
  readonly onEnd?: (end: QemuEnd) => void;
}

/** How QEMU ended. */
export interface QemuEnd {
  /** null: it exited by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
}

const MODULES = ['igb', 'igbvf', 'nvme', 'vfio-pci'];
const KILL_LIMIT_MS = 30_000;
const FOLDER_PREFIX = 'sriov-lab-';

/** Builds the image unless it is there, boots a host, and waits until its modules are loaded. */
export async function bootLab(name: TopologyName, options: LabOptions = {}): Promise<LabHost> {
  const topology = TOPOLOGIES[name];
  const { kernel = DEFAULT_KERNEL } = options;
  await buildImage(imageOf(name), kernel);
  const folder = options.folder ?? temporaryFolder();
  mkdirSync(folder, { recursive: true });
  makeDisks(topology, folder, kernel);
  const port = options.port ?? (await freePort());
  const access = sshAccess(folder, port, kernel);
  const { detached = false, management = 'virtio', clock = 'real' } = options;
  const { modules = [...MODULES, ...(topology.modules ?? [])] } = options;

  let qemu: ChildProcess | null = null;
  const endNow = () => qemu?.kill('SIGKILL');
  let isUp = false;
  const cleanUp = () => {
    isUp = false;
    endNow();
    process.off('exit', cleanUp);
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const kill = async () => {
    const running = qemu;
    qemu = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((done) => running.once('exit', done));
    // A detached one does not keep this process from ending, and this must be waited for.
    running.ref();
    running.kill('SIGKILL');
    await withLimit(ended, KILL_LIMIT_MS, `QEMU (process ${running.pid}) does not end though it was killed`);
  };
  const machine = () => {
    let offset = 0;
    let started: ChildProcess;
    return {
      start: () => {
        offset = consoleSize(folder);
        started = startMachine(topology, folder, { port, detached, management, kernel, modules, clock });
        qemu = started;
        if (started.pid !== undefined) recordRun(folder, { topology: name, kernel, port, pid: started.pid });
        started.once('exit', (exitCode, signal) => {
          if (qemu === started && isUp) options.onEnd?.({ exitCode, signal });
        });
      },
      waitUntilUp: (limitMs: number) => waitUntilUp(folder, started, offset, limitMs),
      kill,
      mayComeUpNextTime: () => mayComeUpNextTime(started),
    };
  };
  const boot = async (provokedTries = 0) => {
    isUp = false;
    const say = (text: string) => void process.stderr.write(`${nameOfHost(name, kernel)} ${text}\n`);
    const { tries, failure } = await bootWithTries(machine(), bootLimitsMs(), say);
    recordEvent({ event: 'boot', host: nameOfHost(name, kernel), tries: tries - provokedTries, up: failure === null });
    if (failure !== null) throw failure;
    isUp = true;
  };

  if (!detached) process.on('exit', cleanUp);
  try {
    await boot(options.provokedTries);
  } catch (error) {
    cleanUp();
    throw error;
  }
  return {
    topology: name,
    kernel,
    folder,
    port,
    ...access,
    pid: () => (qemu === null || qemu.exitCode !== null || qemu.signalCode !== null ? null : (qemu.pid ?? null)),
    kill,
    reboot: async () => {
      if (qemu !== null) await access.sshAsync('sync', '', 30_000);
      await kill();
      await boot();
    },
    stop: cleanUp,
  };
}

/** Shows a host that another process runs as one of this process', until the returned function is called. */
export function showRunFolder(folder: string): () => void {
  const link = join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-${basename(folder)}`);
  rmSync(link, { force: true });
  symlinkSync(folder, link);
  return () => rmSync(link, { force: true });
}

/** Named after this process, so that the folders of processes that were killed are known and go. */
function temporaryFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && startTimeOf(Number(owner)) === undefined)
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
}

export type { TopologyName } from './topologies';

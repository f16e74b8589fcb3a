import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execFileSync, spawn, UNLIMITED } from '../support/child';
import { imageFolder } from './image';
import type { KernelSeries } from './kernels';
import { MANAGEMENT_MACS, type Topology } from './topologies';

/** What of a boot the caller chooses. */
export interface MachineOptions {
  /** A free port on 127.0.0.1 that leads to the ssh server of the host. */
  readonly port: number;
  /** Lives on when the process that started it ends. */
  readonly detached: boolean;
  /** NIC that the connection from outside comes in by. */
  readonly management: 'virtio' | 'pf';
  readonly kernel: KernelSeries;
  /** Kernel modules to load at boot. */
  readonly modules: readonly string[];
  /** Whose time the host lives in. */
  readonly clock: Clock;
}

/**
 * `real`: its clock is that of the world. `own`: its clock counts the instructions of its one processor at a time, and
 * jumps to the next timer when there are none to do, so that nothing on the host ever waits: links come back at once.
 * It then keeps a processor of this machine busy even while it is idle. Software emulation only.
 */
export type Clock = 'real' | 'own';

const DISK_BYTES = 256 * 2 ** 20;
/**
 * Software emulation takes 5 to 20 s; a machine under load takes ten times that. A host that hangs is not waited for as
 * long at first.
 */
const BOOT_LIMITS_MS = [90_000, 90_000, 180_000] as const;
/** KVM takes 2 s, or cannot run the kernel at all: nested hypervisors exist that stop at its first instructions. */
const KVM_BOOT_LIMITS_MS = [15_000] as const;
const COPY_LIMIT_MS = 60_000;
const UP = 'INIT-DONE';

/** How long each try of a boot may take. */
export const bootLimitsMs = (): readonly number[] => (usesKvm() ? KVM_BOOT_LIMITS_MS : BOOT_LIMITS_MS);

const usesKvm = () => process.env.SRIOV_LAB_KVM === '1';
export const consoleFile = (folder: string) => join(folder, 'console.log');
const logFile = (folder: string) => join(folder, 'qemu.log');

/** The disks of a host, in its run folder: they outlive a loss of power. */
export function makeDisks(topology: Topology, folder: string, kernel: KernelSeries): void {
  for (let n = 1; n <= topology.disks; n++) {
    writeFileSync(diskFile(folder, n), '');
    truncateSync(diskFile(folder, n), DISK_BYTES);
  }
  execFileSync('cp', ['--sparse=always', join(imageFolder(kernel), 'state.img'), stateFile(folder)], {
    timeout: COPY_LIMIT_MS,
  });
}

export const diskFile = (folder: string, n: number) => join(folder, `disk${n}.img`);
const stateFile = (folder: string) => join(folder, 'state.img');

/** Starts QEMU in a run folder. */
export function startMachine(topology: Topology, folder: string, options: MachineOptions): ChildProcess {
  const log = openSync(logFile(folder), 'a');
  const command = ['qemu-system-x86_64', ...machineArguments(topology, folder, options)];
  // The kernel ends QEMU with the process that started it, however that one ends.
  const [program = '', ...args] = options.detached ? command : ['setpriv', '--pdeathsig', 'KILL', ...command];
  const qemu = spawn(program, args, { stdio: ['ignore', log, log], detached: options.detached, ...UNLIMITED });
  closeSync(log);
  if (options.detached) qemu.unref();
  return qemu;
}

function machineArguments(topology: Topology, folder: string, options: MachineOptions): string[] {
  const kvm = usesKvm();
  const image = imageFolder(options.kernel);
  return [
    ...['-M', kvm ? 'q35,kernel-irqchip=split' : 'q35', ...(kvm ? ['-accel', 'kvm'] : emulation(options.clock))],
    ...['-cpu', kvm ? 'host' : 'max', '-m', topology.memory, '-smp', processors(topology, options.clock)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-chardev', `file,id=console,path=${consoleFile(folder)},append=on`, '-serial', 'chardev:console'],
    ...['-kernel', join(image, 'vmlinux'), '-initrd', join(image, initrdOf(topology))],
    ...['-append', kernelArguments(topology, options)],
    ...['-device', 'virtio-rng-pci', ...managementNetwork(options)],
    ...topology.devices((n) => diskFile(folder, n)),
    // After all others, so that the addresses of those are what they would be without it.
    ...['-drive', `file=${stateFile(folder)},format=raw,if=none,id=state`],
    ...['-device', 'virtio-blk-pci,bus=pcie.0,drive=state,serial=state'],
    ...(topology.image === 'virt' ? rootDisk(image) : []),
  ];
}

function initrdOf({ image }: Topology): string {
  return image === 'netdevsim' ? 'initrd-netdevsim.cpio' : 'initrd.cpio';
}

/** One at a time is faster alone. */
function processors({ processors: wanted }: Topology, clock: Clock): string {
  return clock === 'own' && !wanted.includes('sockets') ? '1' : wanted;
}

function emulation(clock: Clock): string[] {
  return clock === 'real'
    ? ['-accel', 'tcg,thread=multi']
    : ['-accel', 'tcg,thread=single', '-icount', 'shift=0,sleep=off'];
}

function kernelArguments(topology: Topology, options: MachineOptions): string {
  return [
    'console=ttyS0 loglevel=4 panic=-1 random.trust_cpu=on mitigations=off',
    // On a busy machine the timer is late, which the kernel takes for a broken interrupt controller.
    'no_timer_check',
    topology.kernelArguments,
    `mods=${options.modules.join(',')}`,
    'lab.state=state',
    ...(topology.image === 'virt' ? ['lab.root=root'] : []),
    ...(options.management === 'pf' ? [`lab.mgmt=${MANAGEMENT_MACS.pf}`] : []),
  ].join(' ');
}

/** User network whose only way in is the forwarded port, and out of which nothing leads. */
function managementNetwork(options: MachineOptions): string[] {
  const user = ['-netdev', `user,id=mgmt,restrict=on,hostfwd=tcp:127.0.0.1:${options.port}-:22`];
  if (options.management === 'pf') return [...user, '-netdev', 'hubport,id=hmgmt,hubid=1,netdev=mgmt'];
  return [...user, '-device', `virtio-net-pci,netdev=mgmt,mac=${MANAGEMENT_MACS.virtio},romfile=`];
}

/** Root file system of the host with libvirt; what is written to it is lost at the end. */
function rootDisk(image: string): string[] {
  return [
    ...['-drive', `file=${join(image, 'virt.img')},format=raw,if=none,id=root,snapshot=on`],
    ...['-device', 'virtio-blk-pci,bus=pcie.0,drive=root,serial=root'],
  ];
}

/**
 * Whether a boot that failed is worth another try. QEMU with several threads fails an assertion of its own
 * (`iotlb_to_section`) in one boot of some hundred, and in as few it loses a timer, upon which the kernel hangs. An exit
 * code is QEMU's word that it was started wrongly.
 */
export const mayComeUpNextTime = (qemu: ChildProcess | null) => !usesKvm() && qemu?.exitCode === null;

/** Waits until the host says on its console, from `offset` on, that it is up. */
export async function waitUntilUp(folder: string, qemu: ChildProcess, offset: number, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    if (consoleText(folder, offset).includes(UP)) return;
    if (qemu.exitCode !== null || qemu.signalCode !== null) throw bootFailure(folder, 'ended early');
    await new Promise((done) => setTimeout(done, 50));
  }
  throw bootFailure(folder, `did not come up within ${limitMs / 1000} s`);
}

function bootFailure(folder: string, what: string): Error {
  const kvm = usesKvm() ? ' under KVM; where KVM cannot run it, unset SRIOV_LAB_KVM for software emulation' : '';
  return new Error(`the emulated host ${what}${kvm}\n${lastWords(folder)}`);
}

export const consoleSize = (folder: string) =>
  existsSync(consoleFile(folder)) ? statSync(consoleFile(folder)).size : 0;

function consoleText(folder: string, offset: number): string {
  return existsSync(consoleFile(folder)) ? readFileSync(consoleFile(folder)).subarray(offset).toString() : '';
}

function lastWords(folder: string): string {
  return [logFile(folder), consoleFile(folder)]
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(-10))
    .join('\n');
}

/** A port of 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}

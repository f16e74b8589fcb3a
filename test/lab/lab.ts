import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPOLOGIES, type TopologyName } from './topologies';

/**
 * Emulated SR-IOV hosts: a real Linux kernel with igb NICs and NVMe SSDs under QEMU, in software emulation unless
 * SRIOV_LAB_KVM=1 asks for KVM. Ports are on 127.0.0.1 only.
 */
export interface LabHost {
  readonly topology: TopologyName;
  readonly folder: string;
  readonly port: number;
  /** Arguments of ssh up to and including the destination. */
  readonly sshArguments: readonly string[];
  /** Runs a command line on the host. */
  readonly ssh: (command: string, input?: string | Buffer) => { status: number; stdout: string; stderr: string };
  readonly stop: () => void;
}

const IMAGE_FOLDER = process.env.SRIOV_LAB_IMAGE ?? join(process.cwd(), '.cache', 'lab', 'image');
const BOOT_TIMEOUT_MS = 90_000;

/** What the lab needs and this machine lacks, with the Debian package; empty when all is there. */
export function missingTools(): string[] {
  const tools = {
    'qemu-system-x86_64': 'qemu-system-x86 (8.0 or newer)',
    mmdebstrap: 'mmdebstrap',
    cpio: 'cpio',
    xz: 'xz-utils',
    zstd: 'zstd',
    ssh: 'openssh-client',
    depmod: 'kmod',
  };
  const missing = Object.entries(tools).filter(([tool]) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
  if (missing.length > 0) return missing.map(([, name]) => name);
  const version = execFileSync('qemu-system-x86_64', ['--version'], { encoding: 'utf8' });
  const major = Number(/version (\d+)/.exec(version)?.[1] ?? 0);
  return major >= 8 ? [] : [`qemu-system-x86 8.0 or newer (this is ${major}; Debian 12 has it in bookworm-backports)`];
}

/** Builds the image unless it is there, boots a host, and waits until its modules are loaded. */
export async function bootLab(topology: TopologyName): Promise<LabHost> {
  execFileSync(join(__dirname, 'build-image.sh'), [IMAGE_FOLDER], { stdio: ['ignore', 'ignore', 2] });
  const folder = mkdtempSync(join(tmpdir(), 'sriov-lab-'));
  const port = await freePort();
  const qemu = startQemu(topology, folder, port);
  const stop = () => {
    qemu.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitForConsole(join(folder, 'console.log'), qemu);
  } catch (error) {
    stop();
    throw error;
  }
  return labHost(topology, folder, port, stop);
}

function labHost(topology: TopologyName, folder: string, port: number, stop: () => void): LabHost {
  const key = readFileSync(join(IMAGE_FOLDER, 'host_ed25519.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${key}\n`);
  const identity = join(IMAGE_FOLDER, 'id_ed25519');
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${knownHosts}`,
    'ConnectTimeout=20',
  ];
  const sshArguments = [
    '-p',
    String(port),
    '-i',
    identity,
    ...options.flatMap((option) => ['-o', option]),
    'root@127.0.0.1',
  ];
  const ssh: LabHost['ssh'] = (command, input) => {
    const { status, stdout, stderr } = spawnSync('ssh', [...sshArguments, command], { input, maxBuffer: 2 ** 28 });
    return { status: status ?? -1, stdout: stdout.toString(), stderr: stderr.toString() };
  };
  return { topology, folder, port, sshArguments, ssh, stop };
}

function startQemu(name: TopologyName, folder: string, port: number): ChildProcess {
  const topology = TOPOLOGIES[name];
  const disk = (n: number) => join(folder, `disk${n}.img`);
  for (let n = 1; n <= topology.disks; n++) {
    writeFileSync(disk(n), '');
    truncateSync(disk(n), 256 * 2 ** 20);
  }
  const modules = 'mods=igb,igbvf,nvme,vfio-pci';
  const common = 'console=ttyS0 loglevel=4 panic=-1 random.trust_cpu=on mitigations=off';
  const log = openSync(join(folder, 'qemu.log'), 'a');
  const arguments_ = [
    ...['-M', 'q35', '-accel', process.env.SRIOV_LAB_KVM === '1' ? 'kvm' : 'tcg,thread=multi', '-cpu', 'max'],
    ...['-m', topology.memory, '-smp', topology.processors],
    ...[
      '-nodefaults',
      '-no-user-config',
      '-display',
      'none',
      '-no-reboot',
      '-serial',
      `file:${join(folder, 'console.log')}`,
    ],
    ...['-kernel', join(IMAGE_FOLDER, 'vmlinux'), '-initrd', join(IMAGE_FOLDER, 'initrd.cpio')],
    ...['-append', `${common} ${topology.kernelArguments} ${modules}`],
    ...['-device', 'virtio-rng-pci', '-netdev', `user,id=mgmt,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ...['-device', 'virtio-net-pci,netdev=mgmt,mac=52:54:00:00:00:01,romfile='],
    ...topology.devices(disk),
  ];
  const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...arguments_], {
    stdio: ['ignore', log, log],
  });
  process.on('exit', () => qemu.kill('SIGKILL'));
  return qemu;
}

async function waitForConsole(file: string, qemu: ChildProcess): Promise<void> {
  const deadline = Date.now() + BOOT_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (existsSync(file) && readFileSync(file, 'utf8').includes('INIT-DONE')) return;
    if (qemu.exitCode !== null) throw new Error(`QEMU ended with ${qemu.exitCode}; see qemu.log beside ${file}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`the emulated host did not come up within ${BOOT_TIMEOUT_MS / 1000} s; see ${file}`);
}

function freePort(): Promise<number> {
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

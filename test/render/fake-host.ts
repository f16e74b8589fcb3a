import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from '../support/child';
import type { Shell } from '../support/shells';

/** Programs that stand in for dd, ip, nvme, devlink and modprobe and act on a folder as the kernel would. */
const BIN = join(__dirname, 'fake-host');
/** What those share. */
const HELPERS = ['bind', 'spend', 'trunk', 'vfaddr'];
/**
 * Those that scripts call by name run as functions of the shell, which spares half of the processes; busybox sh would
 * besides take its own dd, id and sleep before those on PATH. ip and modprobe are looked for on PATH.
 */
const FUNCTIONS = ['dd', 'id', 'sleep', 'nvme', 'devlink', 'virsh', 'systemctl'];
const CALL_OF_IP = 'ip() { "$IP" "$@"; }';

/** A program as a function, in a shell of its own as programs are. */
function shellFunction(program: string, name = program): string {
  const [, ...lines] = readFileSync(join(BIN, program), 'utf8').split('\n');
  return `${name}() (\nset +u\n${lines.join('\n').replaceAll(/"\$BIN\/(\w+)"/g, 'fake_$1')})\n`;
}

const PRELUDE = [
  ...HELPERS.map((name) => shellFunction(name, `fake_${name}`)),
  ...FUNCTIONS.map((name) => shellFunction(name)),
].join('');

export const PF = '0000:3b:00.0';
const DEVICE = `sys/bus/pci/devices/${PF}`;

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that looks like the /sys, /proc and /dev of a host with one PF, and reacts to a rendered script. */
export class FakeHost {
  public readonly root = mkdtempSync(join(tmpdir(), 'sriov-fake-'));

  public constructor(kind: 'nic' | 'nvme' = 'nic') {
    this.write(`${DEVICE}/sriov_totalvfs`, '64');
    this.write(`${DEVICE}/sriov_numvfs`, '0');
    this.write(`${DEVICE}/sriov_vf_total_msix`, '64');
    this.write(`${DEVICE}/sriov_drivers_autoprobe`, '1');
    for (const folder of ['vf', 'addr', 'attached', 'nvme', 'dev', 'sys/class/net', 'sys/module']) this.folder(folder);
    for (const driver of ['native', 'vfio-pci']) this.write(`sys/bus/pci/drivers/${driver}/bind`, '');
    for (const file of ['log', 'failures', 'routes']) writeFileSync(join(this.root, file), '');
    this.write('proc/mounts', 'sysfs /sys sysfs rw 0 0');
    this.folder('proc/1/fd');
    this.write('proc/sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000000');
    this.write('uid', '0');
    this.write('eswitch', 'legacy');
    writeFileSync(join(this.root, 'config'), configSpace(5));
    if (kind === 'nic') this.addNic();
    else this.addDrive();
  }

  /** Runs a script, with the fake folders for the real ones. */
  public run(script: string, shell: Shell, word?: 'restore' | 'boot' | 'link'): Run {
    const root = this.root;
    const moved = this.moved(script);
    const file = join(root, 'script.sh');
    writeFileSync(file, PRELUDE + moved);
    const [command = shell, ...args] = shell.split(' ');
    const env = { PATH: `${BIN}:${process.env.PATH}`, ROOT: root, BIN };
    const { status, stdout, stderr } = spawnSync(command, [...args, file, ...(word === undefined ? [] : [word])], {
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr: stderr.replaceAll(root, '') };
  }

  private moved(script: string): string {
    const moved = script
      .replace('S=/sys P=/proc D=/dev', `S=${this.root}/sys P=${this.root}/proc D=${this.root}/dev`)
      // Whether a process lives is asked of the real kernel.
      .replaceAll(/"\$P\/(self|\$1)\/stat"/g, '"/proc/$1/stat"')
      .replace(/^H=.*$/m, (line) => line.replaceAll('=/', `=${this.root}/`));
    if (!moved.includes(`S=${this.root}/sys`)) throw new Error('the script names its folders in another way');
    if (!moved.includes(CALL_OF_IP)) throw new Error('the script calls ip in another way');
    return moved.replace(CALL_OF_IP, () => shellFunction('ip'));
  }

  /** What was changed since the last call. */
  public changes(): string[] {
    const log = this.read('log').trimEnd();
    writeFileSync(join(this.root, 'log'), '');
    return log === '' ? [] : log.replaceAll('/sys/bus/pci/devices/', '').replaceAll('/sys/bus/pci/', '').split('\n');
  }

  public read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  public write(path: string, text: string): void {
    this.folder(dirname(path));
    writeFileSync(join(this.root, path), `${text}\n`);
  }

  /** Driver of a VF; null: none. */
  public driverOf(address: string): string | null {
    const link = join(this.root, 'sys/bus/pci/devices', address, 'driver');
    return existsSync(link) ? (readlinkSync(link).split('/').pop() ?? null) : null;
  }

  public get numVfs(): number {
    return Number(this.read(`${DEVICE}/sriov_numvfs`));
  }

  /** A process that holds the vfio group of VF `index`. */
  public openVfio(index: number, process = 'qemu-system-x86'): void {
    this.folder('proc/4242/fd');
    this.write('proc/4242/comm', process);
    symlinkSync(`${this.root}/dev/vfio/${100 + index}`, join(this.root, 'proc/4242/fd/9'));
  }

  public closeVfio(): void {
    rmSync(join(this.root, 'proc/4242'), { recursive: true });
  }

  /** Makes the nth change from now on fail, once. */
  public failAfter(changes: number): void {
    this.write('budget', String(changes));
  }

  /** State that a script is to reach, for comparing two hosts. */
  public state(): string {
    const devices = 'sys/bus/pci/devices';
    return [
      ...[`${DEVICE}/sriov_numvfs`, `${DEVICE}/sriov_drivers_autoprobe`, 'eswitch'].map((file) => this.read(file)),
      ...['nvme', 'attached'].flatMap((folder) => this.list(folder).map((name) => this.read(`${folder}/${name}`))),
      ...this.list('vf').map((vf) => `${vf}: ${this.settingsOf(vf)}`),
      ...this.list(devices).flatMap((address) => [
        `${address} ${this.driverOf(address)} ${this.readIfThere(`${devices}/${address}/driver_override`)}`,
        createHash('sha256')
          .update(this.readIfThere(`${devices}/${address}/config`, 'latin1'))
          .digest('hex'),
        ...this.list(`${devices}/${address}/sriov`).flatMap((vf) =>
          ['trunk', 'vlan_anti_spoof'].map((file) => this.readIfThere(`${devices}/${address}/sriov/${vf}/${file}`)),
        ),
        ...this.list(`${devices}/${address}/net`).map((n) => this.read(`${devices}/${address}/net/${n}/mtu`)),
      ]),
    ].join('\n');
  }

  /** The last value of each setting of a VF. */
  private settingsOf(vf: string): string {
    const lines = this.read(`vf/${vf}`).split('\n').filter(Boolean);
    return JSON.stringify([...new Map(lines.map((line) => [line.split(' ')[0], line])).values()].sort());
  }

  private list(folder: string): string[] {
    const path = join(this.root, folder);
    return existsSync(path) ? readdirSync(path).sort() : [];
  }

  private readIfThere(path: string, encoding: BufferEncoding = 'utf8'): string {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), encoding) : '';
  }

  /** The PF's driver is one that is built beside the kernel, and makes a list of VLANs for each VF from now on. */
  public keepsVlanLists(driver: 'i40e' | 'mlx5_core'): this {
    this.folder(`sys/bus/pci/drivers/${driver}`);
    symlinkSync(`../../drivers/${driver}`, join(this.root, DEVICE, 'driver'));
    this.write('lists', '');
    return this;
  }

  /** What `sriov/N/trunk` of a VF shows. */
  public trunkOf(vf: number): string {
    return this.read(`${DEVICE}/sriov/${vf}/trunk`).trimEnd();
  }

  /** Takes away what scripts have kept. */
  public forget(): void {
    rmSync(join(this.root, 'var'), { recursive: true, force: true });
  }

  public copy(): FakeHost {
    const other = new FakeHost();
    rmSync(other.root, { recursive: true });
    cpSync(this.root, other.root, { recursive: true, verbatimSymlinks: true });
    return other;
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private addNic(): void {
    this.write(`${DEVICE}/net/ens1f0/flags`, '0x1003');
    this.write(`${DEVICE}/net/ens1f0/mtu`, '1500');
    this.write(`${DEVICE}/net/ens1f0/carrier`, '1');
    this.write('class', '0x020000');
    symlinkSync(`../../bus/pci/devices/${PF}/net/ens1f0`, join(this.root, 'sys/class/net/ens1f0'));
  }

  private addDrive(): void {
    this.folder(`${DEVICE}/nvme/nvme0`);
    this.write('class', '0x010802');
    this.write('attached/1', '0');
    for (let controller = 1; controller <= 8; controller++) this.write(`nvme/${controller}`, '0 0 0');
  }

  private folder(path: string): void {
    mkdirSync(join(this.root, path), { recursive: true });
  }
}

/** 256 bytes with an MSI-X capability of so many vectors at 0x40. */
function configSpace(vectors: number): Uint8Array {
  const config = new Uint8Array(256);
  config.set([0x40], 0x34);
  config.set([17, 0, vectors - 1, 0], 0x40);
  return config;
}

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linuxOverSsh, type SshOptions } from '../../../../lib/host/linux';
import type { HostPort } from '../../../../lib/host/port';
import type { Step, VfSetting } from '../../../../lib/plan/step';
import { HOST_FOLDERS, type HostFolders } from '../../../../lib/shell/run-script';
import type { Shell } from '../../../support/shells';

export const PF = '0000:3b:00.0';
const DEVICE = `sys/bus/pci/devices/${PF}`;

/**
 * A folder that looks like a host with one NIC of three VFs, whose files hold what is written to them; processes, time
 * and boot are those of this machine. Scripts come to it by a program in place of ssh.
 */
export class SmallHost {
  public readonly root = mkdtempSync(join(tmpdir(), 'sriov-small-'));
  public readonly folders: HostFolders;
  private readonly ports: HostPort[] = [];

  public constructor(private readonly shell: Shell) {
    this.folders = {
      ...HOST_FOLDERS,
      sys: join(this.root, 'sys'),
      dev: join(this.root, 'dev'),
      etc: join(this.root, 'etc'),
      libvirt: join(this.root, 'libvirt'),
      state: join(this.root, 'state'),
      locks: join(this.root, 'locks'),
    };
    this.write(`${DEVICE}/sriov_drivers_autoprobe`, '1');
    this.write(`${DEVICE}/sriov_numvfs`, '3');
    this.write(`${DEVICE}/net/nic/carrier`, '1');
    this.write('sys/class/net/nic/carrier', '1');
    for (const vf of [0, 1, 2]) {
      this.write(`vf/${vf}`, 'trust off');
      const address = `0000:3b:01.${vf}`;
      this.write(`sys/bus/pci/devices/${address}/class`, '0x020000');
      this.write(`sys/bus/pci/devices/${address}/net/vf${vf}/mtu`, '1500');
      symlinkSync(`../${address}`, join(this.root, DEVICE, `virtfn${vf}`));
    }
    writeFileSync(join(this.root, 'log'), '');
  }

  /** @param filter what the script goes through on its way to the shell */
  public port(options: Partial<SshOptions> = {}, filter?: string): HostPort {
    const program = join(this.root, `ssh-${this.ports.length}`);
    const shell = filter === undefined ? `exec ${this.shell} -s` : `${filter} | ${this.shell} -s`;
    const lines = [
      '#!/bin/sh',
      'case " $* " in *" -G "* | *" -O exit "*) exit 0 ;; esac',
      `echo $$ >'${this.root}/pid'`,
      `export ROOT='${this.root}' PATH='${__dirname}':"$PATH"`,
      shell,
    ];
    writeFileSync(program, `${lines.join('\n')}\n`);
    chmodSync(program, 0o755);
    const port = linuxOverSsh({ destination: 'small', program, folders: this.folders, client: 'me@here', ...options });
    this.ports.push(port);
    return port;
  }

  /** Process that a session runs in: the shell itself, or what filters its script. */
  public get pid(): number {
    return Number(readFileSync(join(this.root, 'pid'), 'utf8'));
  }

  public write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), `${text}\n`);
  }

  /** The VF has an MSI-X capability of so many vectors, and a file that changes their number. */
  public hasVectors(vf: number, vectors: number): void {
    const device = join(this.root, `sys/bus/pci/devices/0000:3b:01.${vf}`);
    const config = new Uint8Array(256);
    config.set([0x40], 0x34);
    config.set([17, 0, vectors - 1, 0], 0x40);
    writeFileSync(join(device, 'config'), config);
    writeFileSync(join(device, 'sriov_vf_msix_count'), '');
  }

  /**
   * The PF's driver is one that is built beside the kernel, and makes a list of VLANs for each VF. Returns the filter for
   * `port` that lets writes to it be taken as the driver takes them.
   */
  public keepsVlanLists(driver: 'i40e' | 'mlx5_core'): string {
    mkdirSync(join(this.root, 'sys/bus/pci/drivers', driver), { recursive: true });
    symlinkSync(`../../drivers/${driver}`, join(this.root, DEVICE, 'driver'));
    for (const vf of [0, 1, 2]) {
      mkdirSync(join(this.root, DEVICE, `sriov/${vf}`), { recursive: true });
      writeFileSync(this.trunkFile(vf), '');
      if (driver === 'i40e') this.write(`${DEVICE}/sriov/${vf}/vlan_anti_spoof`, 'off');
    }
    const trunk = join(__dirname, '../../../render/fake-host/trunk');
    const put = `put() { case $1 in */trunk) ${trunk} "$1" "$2" || fail "writing $2 to $1: Invalid argument" ;; *) echo "$2" >"$1" ;; esac; }`;
    return `sed -u 's#^main "[$]@"$#${put}\\n&#'`;
  }

  public trunkFile(vf: number): string {
    return join(this.root, DEVICE, `sriov/${vf}/trunk`);
  }

  /** What ip was told to set. */
  public get settings(): string[] {
    return readFileSync(join(this.root, 'log'), 'utf8').split('\n').filter(Boolean);
  }

  public get autoprobe(): string {
    return readFileSync(join(this.root, DEVICE, 'sriov_drivers_autoprobe'), 'utf8').trim();
  }

  public get autoprobeFile(): string {
    return join(this.root, DEVICE, 'sriov_drivers_autoprobe');
  }

  public get carrierFile(): string {
    return join(this.root, 'sys/class/net/nic/carrier');
  }

  /** The last journal, without its time. */
  public journal(): string[] {
    const names = existsSync(this.folders.state) ? readdirSync(this.folders.state) : [];
    const last = names.sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1])).at(-1);
    if (last === undefined) return [];
    const lines = readFileSync(join(this.folders.state, last), 'utf8').split('\n').slice(0, -1);
    return lines.filter((line) => !line.startsWith('at ') && !line.startsWith('{'));
  }

  /** What lies in the folders of journals and locks, with the time of each file. */
  public kept(): string {
    const folders = [this.folders.state, this.folders.locks].filter((folder) => existsSync(folder));
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    return files.map((file) => `${file} ${statSync(file).mtimeMs}`).join('\n');
  }

  public async remove(): Promise<void> {
    for (const port of this.ports) await port.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

export const set = (vf: number, setting: VfSetting): Step => ({ kind: 'vf-setting', pf: PF, vf, setting });
export const trust = (vf: number): Step => set(vf, { name: 'trust', on: true });
export const autoprobe = (enabled: boolean): Step => ({ kind: 'drivers-autoprobe', pf: PF, enabled });
export const carrier = (timeoutSeconds: number): Step => ({ kind: 'wait-link', pf: PF, timeoutSeconds });

export async function until(isSo: () => boolean, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!isSo() && Date.now() < end) await new Promise((done) => setTimeout(done, 100));
}

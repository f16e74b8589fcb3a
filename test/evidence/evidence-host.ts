import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST_FOLDERS, type HostFolders } from '../../lib/shell/run-script';
import { HostTree } from '../inventory/support/host-tree';

export const PF = '0000:3b:00.0';
/** VF 0, which the rows are about. */
export const VF = '0000:3b:01.0';
const VF_PATH = `sys/devices/pci0000:00/${VF}`;
const VIRTUAL = 'sys/devices/virtual/net';

interface Netdev {
  readonly kind?: string;
  readonly up: boolean;
  readonly addresses: readonly string[];
  readonly master?: string;
  readonly lower?: string;
  /** Interfaces upon it in other network namespaces, which are up. */
  readonly elsewhere?: number;
}

/**
 * A host with one PF and two VFs, from which files, outputs of commands and open files are made in the forms that each
 * executor reads: one description, so that all are asked about the same host.
 */
export class EvidenceHost {
  public readonly tree = new HostTree();
  private readonly netdevs = new Map<string, Netdev>([['lo', { up: true, addresses: ['127.0.0.1/8 host'] }]]);
  private readonly routes: string[] = [];
  private readonly open: string[] = [];
  private readonly domains: string[] = [];
  public session = '';
  /** What udev found, by number of the block device; absent: it has not looked. */
  private readonly found = new Map<string, readonly [type: string, label?: string]>();
  /** Commands and tables that do not answer. */
  public readonly broken = new Set<'addresses' | 'routes' | 'mounts' | 'processes'>();

  public constructor(kind: 'nic' | 'drive', vfDriver: string | null, pf: { driver?: string; numVfs?: number } = {}) {
    const isNic = kind === 'nic';
    const files = isNic ? { class: '0x020000\n' } : { class: '0x010802\n' };
    const { driver = isNic ? 'ice' : 'nvme', numVfs = 2 } = pf;
    const path = this.tree.pf({ address: PF, numVfs, vfGroup: 100, vfDriver, driver, files });
    if (!isNic) {
      for (const vf of [VF, '0000:3b:01.1']) this.tree.file(`sys/devices/pci0000:00/${vf}/class`, '0x010802\n');
      this.tree.folder('sys/class/block').folder(`${path}/nvme/nvme0`);
    } else this.netdev('pf0', path);
    for (const name of [driver, vfDriver]) if (name !== null) this.tree.file(`sys/bus/pci/drivers/${name}/unbind`, '');
    this.tree.file('proc/swaps', 'Filename Type Size Used Priority\n');
  }

  /** A netdev of VF 0, up. */
  public vfNetdev(change: Partial<Netdev> = {}): this {
    this.netdev('vf0', VF_PATH, change);
    return this;
  }

  public netdev(name: string, path: string | null, change: Partial<Netdev> = {}): this {
    const netdev: Netdev = { up: true, addresses: [], ...change };
    this.netdevs.set(name, netdev);
    const folder = path === null ? `${VIRTUAL}/${name}` : `${path}/net/${name}`;
    this.tree.file(`${folder}/flags`, netdev.up ? '0x1003\n' : '0x1002\n');
    if (path !== null) this.tree.link(`${folder}/device`, `../../../${path.split('/').at(-1)}`);
    this.tree.classLink('net', name, folder);
    const { lower, master, kind } = netdev;
    if (kind === 'macvtap') this.tree.folder(`${folder}/macvtap/tap9`);
    if (lower !== undefined) this.stack(lower, name);
    if (master !== undefined) {
      this.stack(name, master);
      this.tree.link(`sys/class/net/${name}/master`, `../${master}`);
    }
    return this;
  }

  /** What lies upon a netdev: `kind` as `ip` calls it. */
  public upon(lower: string, name: string, kind: string, change: Partial<Netdev> = {}): this {
    return this.netdev(name, null, { kind, lower, ...change });
  }

  public route(text: string): this {
    this.routes.push(text);
    return this;
  }

  /** A process that holds a file below /dev open. */
  public holds(file: string): this {
    this.open.push(file);
    return this;
  }

  public domain(xml: string): this {
    this.domains.push(xml);
    return this;
  }

  /** Namespace 1 of VF 0, as a block device. */
  public namespace(options: { readonly path?: string; readonly block?: string } = {}): this {
    const { path = 'nvme1n1', block = 'nvme1n1' } = options;
    this.tree.file(`${VF_PATH}/nvme/nvme1/${path}/nsid`, '1\n');
    this.tree.classLink('nvme', 'nvme1', `${VF_PATH}/nvme/nvme1`);
    return this.block(block);
  }

  public block(name: string, dev = '259:1'): this {
    this.tree.file(`sys/devices/virtual/block/${name}/dev`, `${dev}\n`);
    this.tree.classLink('block', name, `sys/devices/virtual/block/${name}`);
    return this;
  }

  /** What udev found on a block device: a type of file system and its label; none: nothing. */
  public udev(number: string, type = '-', label = '-'): this {
    this.found.set(number, [type, label]);
    return this;
  }

  /** What the reader finds: a capture of the host. */
  public capture(): HostTree {
    const { tree } = this;
    if (!this.broken.has('mounts') && !tree.entries.has('proc/mounts'))
      tree.file('proc/mounts', 'proc /proc proc rw 0 0\n');
    tree.file('proc/net/dev_mcast', this.listeners());
    const remark = this.broken.has('processes') ? '# processes of other users could not be looked at\n' : '';
    tree.file('cmd/device-open.txt', remark + this.open.map((file) => `/dev/${file} 4242 qemu vm-a\n`).join(''));
    const found = [...this.found].map(([number, [type, label]]) => `${number} ${type} ${label}\n`);
    tree.file('cmd/udev-blocks.txt', found.join(''));
    tree.file('cmd/ssh-connection.txt', this.session === '' ? '' : `- - ${this.session} 22\n`);
    for (const [i, xml] of this.domains.entries()) tree.file(`cmd/virsh-${i}.xml`, xml);
    for (const [name, json] of Object.entries(this.ipJson())) if (json !== null) tree.file(`cmd/${name}.json`, json);
    return tree;
  }

  /** The host as folders, with programs that answer as it would. */
  public writeTo(): LiveEvidenceHost {
    const root = mkdtempSync(join(tmpdir(), 'sriov-evidence-'));
    this.capture();
    for (const path of [...this.tree.entries.keys()]) if (path.startsWith('cmd/')) this.tree.entries.delete(path);
    this.tree
      .file('proc/4242/comm', 'qemu\n')
      .file('proc/4242/cmdline', 'qemu\0-name\0guest=vm-a\0')
      .folder('proc/4242/fd');
    this.tree
      .file('proc/sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000000\n')
      .file('proc/uptime', '9.0 9.0\n');
    for (const [i, xml] of this.domains.entries()) this.tree.file(`libvirt/qemu/vm-${i}.xml`, xml);
    for (const [number, [type, label]] of this.found) {
      const lines = [
        'S:disk/by-id/nvme-x',
        'I:7',
        ...(type === '?' ? ['E:ID_FS_AMBIVALENT=filesystem:ext4:1.0 raid:zfs:5000'] : []),
        ...(type === '-' || type === '?' ? [] : [`E:ID_FS_TYPE=${type}`, `E:ID_FS_LABEL=${label}`]),
        'E:ID_FS_USAGE=filesystem',
      ];
      this.tree.file(`udev/b${number}`, `${lines.join('\n')}\n`);
    }
    this.tree.writeTo(root);
    for (const [i, file] of this.open.entries())
      symlinkSync(`${root}/dev/${file}`, join(root, `proc/4242/fd/${i + 9}`));
    mkdirSync(join(root, 'bin'));
    mkdirSync(join(root, 'answers'));
    const json = this.ipJson();
    const answer = (name: string, text: string | null): void => {
      if (text !== null) writeFileSync(join(root, 'answers', name), text);
    };
    answer('batch', json['ip-addr'] === null ? null : `${json['ip-link']}\n${json['ip-addr']}\n`);
    answer('routes.json', json['ip-route-all']);
    answer('addr', this.broken.has('addresses') ? null : this.addressLines());
    answer(
      'routes',
      this.broken.has('routes') ? null : this.routes.map((route) => `default via 192.0.2.1 ${route}\n`).join(''),
    );
    for (const kind of ['vrf', 'openvswitch']) {
      const names = [...this.netdevs].filter(([, netdev]) => netdev.kind === kind);
      answer(kind, names.map(([name], i) => `${i + 40}: ${name}: <UP> mtu 1500\n`).join(''));
    }
    program(root, 'id', 'echo 0');
    program(root, 'nvme', 'exit 1');
    program(root, 'ip', IP);
    if (this.broken.has('processes')) program(root, 'ls', LS);
    return { root, session: this.session, remove: () => rmSync(root, { recursive: true, force: true }) };
  }

  /** As the kernel counts: each netdev that is up once, once for what it lies upon, and once for each that lies upon it. */
  private listeners(): string {
    const up = [...this.netdevs].filter(([name, netdev]) => netdev.up && name !== 'lo');
    return up
      .flatMap(([name, { elsewhere = 0, lower: below, master }], i) => {
        const ofBond = master !== undefined && this.netdevs.get(master)?.kind === 'bond' ? 1 : 0;
        const count =
          1 + (below === undefined ? 0 : 1) + elsewhere + ofBond + up.filter(([, { lower }]) => lower === name).length;
        return ['01005e000001', '333300000001'].map(
          (group) => `${String(i + 2).padEnd(4)} ${name.padEnd(15)} ${String(count).padEnd(5)} 0     ${group}\n`,
        );
      })
      .join('');
  }

  private stack(lower: string, upper: string): void {
    const at = (name: string): string => this.placeOf(name);
    this.tree.link(`${at(lower)}/upper_${upper}`, `../${upper}`);
    this.tree.link(`${at(upper)}/lower_${lower}`, `../${lower}`);
  }

  private placeOf(name: string): string {
    const link = this.tree.entries.get(`sys/class/net/${name}`);
    return typeof link === 'object' && 'link' in link ? `sys/${link.link.replace('../../', '')}` : `${VIRTUAL}/${name}`;
  }

  private ipJson(): Record<'ip-link' | 'ip-addr' | 'ip-route-all', string | null> {
    const links = [...this.netdevs].map(([ifname, { kind, up, master, lower }]) => ({
      ifname,
      flags: up ? ['BROADCAST', 'UP'] : ['BROADCAST'],
      ...(master !== undefined && { master }),
      ...(lower !== undefined && { link: lower }),
      ...(kind !== undefined && { linkinfo: { info_kind: kind } }),
    }));
    const addresses = [...this.netdevs].map(([ifname, netdev]) => ({
      ifname,
      addr_info: netdev.addresses.map((text) => {
        const [, local, scope = 'global'] = /^([^/]*)\/\d+ ?(\w+)?$/.exec(text) ?? [];
        return { local, scope };
      }),
    }));
    const routes = this.routes.map((text) => ({ dst: 'default', dev: /dev (\S+)/.exec(text)?.[1] }));
    return {
      'ip-link': JSON.stringify(links),
      'ip-addr': this.broken.has('addresses') ? null : JSON.stringify(addresses),
      'ip-route-all': this.broken.has('routes') ? null : JSON.stringify(routes),
    };
  }

  /** `ip -o addr show up`. */
  private addressLines(): string {
    const lines: string[] = [];
    for (const [name, { up, addresses }] of this.netdevs) {
      for (const text of up ? addresses : []) {
        const [address = '', scope = 'global'] = text.split(' ');
        lines.push(`2: ${name}    ${address.includes(':') ? 'inet6' : 'inet'} ${address} scope ${scope} ${name}\n`);
      }
    }
    return lines.join('');
  }
}

export interface LiveEvidenceHost {
  readonly root: string;
  readonly session: string;
  readonly remove: () => void;
}

export function foldersOf({ root }: LiveEvidenceHost): HostFolders {
  return {
    ...HOST_FOLDERS,
    ...{ sys: join(root, 'sys'), proc: join(root, 'proc'), dev: join(root, 'dev') },
    ...{
      libvirt: join(root, 'libvirt'),
      udev: join(root, 'udev'),
      modules: join(root, 'modules'),
      state: join(root, 'state'),
      locks: join(root, 'locks'),
    },
  };
}

/** Names of commands are those that executors call; a file that is not there is a command that fails. */
const IP = `d=\${0%/*}/../answers
case $* in
  -V) echo 'ip utility, iproute2-6.1.0' ;;
  '-j -d -batch -') cat "$d/batch" ;;
  '-j route show table all default') cat "$d/routes.json" ;;
  '-o addr show up') cat "$d/addr" ;;
  'route show table all default') cat "$d/routes" ;;
  '-o link show type '*) cat "$d/$5" ;;
  *) echo "unexpected: ip $*" >&2; exit 99 ;;
esac 2>/dev/null`;

/** The kernel does not let every process be looked at. */
const LS = `echo "ls: cannot open directory '/proc/1/fd': Permission denied" >&2\nexec /bin/ls "$@"`;

function program(root: string, name: string, text: string): void {
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

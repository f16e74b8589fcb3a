import type { SysfsTree } from '../../../lib/inventory/read/tree';
import { type Content, HostTree } from '../../inventory/support/host-tree';
import { MemoryTree } from '../../inventory/support/memory-tree';
import type { Observation } from './observation';

const FUNCTIONS = 'sys/bus/pci/devices';
const DRIVERS = 'sys/bus/pci/drivers';
const GROUPS = 'sys/kernel/iommu_groups';

/**
 * What operations change, and what would contradict it (`uevent` names the driver as well). All else is as it was when
 * the whole host was captured.
 */
const CHANGEABLE = [
  /^proc\/modules$/,
  /^cmd\/(ip-link|nvme\d+-.*)\.json$/,
  /^sys\/(bus\/pci\/(devices|drivers)|class\/(net|nvme)|module|kernel\/iommu_groups)\//,
  /^sys\/devices\/pci.*\/(net|nvme|vfio-dev)(\/|$)/,
  /^sys\/devices\/pci.*\/(uevent|driver|driver_override|iommu_group|virtfn\d+)$/,
  /^sys\/devices\/pci.*\/sriov_(numvfs|totalvfs|drivers_autoprobe)$/,
];

/** Files of a host that no operation changes, of VFs too, and where links lead while they are there. */
export class UnchangingFiles {
  private readonly entries = new Map<string, Content>();
  /** Folder of each function below `sys/devices`, by address. */
  private readonly places = new Map<string, string>();
  /** Address of VFs by the path of the link from their PF. */
  private readonly vfs = new Map<string, string>();
  private readonly groupType: string;

  /** @param tree the whole host, while all VFs exist */
  public constructor(tree: SysfsTree) {
    this.copy(tree, '');
    for (const address of tree.list(FUNCTIONS)) this.learn(tree, address);
    const [group] = tree.list(GROUPS);
    this.groupType = tree.readText(`${GROUPS}/${group}/type`)?.trim() ?? 'DMA';
  }

  /** The host as it was seen now. VFs that do not exist now have files, but no link leads there. */
  public with({ names, files, commands }: Observation): SysfsTree {
    const host = new HostTree();
    for (const [path, content] of this.entries) host.entries.set(path, content);
    for (const name of names) this.place(host, name);
    for (const [path, text] of files) host.file(this.fileAt(path), `${text}\n`);
    for (const [name, text] of commands) host.file(`cmd/${name}.json`, text);
    return new MemoryTree(host);
  }

  /** What the name of a file or folder tells of the links that belong to it. */
  private place(host: HostTree, name: string): void {
    const [parent, last] = split(name);
    const [owner] = split(parent);
    if (parent === FUNCTIONS) host.link(name, `../../../${this.folderOf(last).slice('sys/'.length)}`);
    else if (owner === DRIVERS) host.link(`${this.folderOf(last)}/driver`, `bus/pci/drivers/${split(parent)[1]}`);
    else if (parent.endsWith('/devices') && parent.startsWith(`${GROUPS}/`)) {
      host.link(name, `../../../../${this.folderOf(last).slice('sys/'.length)}`);
      host.link(`${this.folderOf(last)}/iommu_group`, owner);
      host.file(`${owner}/type`, `${this.groupType}\n`);
    } else if (owner === FUNCTIONS && last.startsWith('virtfn')) {
      host.link(this.fileAt(name), `../${this.vfs.get(name) ?? ''}`);
    } else {
      const path = this.fileAt(name);
      host.folder(path);
      const [, kind] = /\/(net|nvme)$/.exec(parent) ?? [];
      if (kind !== undefined) host.classLink(kind, last, path);
    }
  }

  /** A path below `sys/bus/pci/devices` as the path of the file itself. */
  private fileAt(path: string): string {
    if (!path.startsWith(`${FUNCTIONS}/`)) return path;
    const [address = '', ...rest] = path.slice(FUNCTIONS.length + 1).split('/');
    const vf = rest.length > 1 ? this.vfs.get(`${FUNCTIONS}/${address}/${rest[0]}`) : undefined;
    return vf === undefined
      ? [this.folderOf(address), ...rest].join('/')
      : [this.folderOf(vf), ...rest.slice(1)].join('/');
  }

  private folderOf(address: string): string {
    const folder = this.places.get(address);
    if (folder === undefined)
      throw new Error(`the host has a function ${address} that it did not have with all its VFs`);
    return folder;
  }

  private learn(tree: SysfsTree, address: string): void {
    const path = `${FUNCTIONS}/${address}`;
    const folder = tree.realPath(path);
    if (folder !== null) this.places.set(address, folder);
    for (const name of tree.list(path).filter((entry) => entry.startsWith('virtfn'))) {
      const target = tree.readLink(`${path}/${name}`);
      if (target !== null) this.vfs.set(`${path}/${name}`, split(target)[1]);
    }
  }

  private copy(tree: SysfsTree, path: string): void {
    for (const name of tree.list(path)) {
      const child = path === '' ? name : `${path}/${name}`;
      if (CHANGEABLE.some((pattern) => pattern.test(child))) continue;
      const target = tree.readLink(child);
      const bytes = target === null ? tree.readBytes(child) : null;
      if (target !== null) this.entries.set(child, { link: target });
      else if (bytes !== null) this.entries.set(child, bytes);
      else {
        this.entries.set(child, 'folder');
        this.copy(tree, child);
      }
    }
  }
}

/** Folder and name. */
function split(path: string): [string, string] {
  const at = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
}

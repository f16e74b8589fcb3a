import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vfAddress } from '../../../lib/model/pci';

/** What stands at a path: content, a link, or an empty folder. */
export type Content = string | Uint8Array | { readonly link: string } | 'folder';

export interface FunctionSketch {
  readonly address: string;
  /** Ports above, farthest first. */
  readonly below?: readonly string[];
  readonly hostBridge?: string;
  readonly driver?: string | null;
  readonly group?: number | null;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface PfSketch extends FunctionSketch {
  readonly numVfs?: number;
  readonly totalVfs?: number;
  readonly offset?: number;
  readonly stride?: number;
  readonly vfDriver?: string | null;
  /** Groups of the VFs, from this number on. */
  readonly vfGroup?: number | null;
  readonly netdev?: string | null;
  readonly withoutVirtfn?: boolean;
  readonly withoutPhysfn?: boolean;
}

/** Files of a made-up host, to be read from memory, a folder or an archive. */
export class HostTree {
  public readonly entries = new Map<string, Content>();

  public file(path: string, content: string | Uint8Array): this {
    this.entries.set(path, content);
    return this;
  }

  public link(path: string, target: string): this {
    this.entries.set(path, { link: target });
    return this;
  }

  public folder(path: string): this {
    this.entries.set(path, 'folder');
    return this;
  }

  /** Removes a path and everything below it. */
  public without(path: string): this {
    for (const known of [...this.entries.keys()]) {
      if (known === path || known.startsWith(`${path}/`)) this.entries.delete(known);
    }
    return this;
  }

  public json(name: string, value: unknown): this {
    return this.file(`cmd/${name}.json`, JSON.stringify(value));
  }

  /** A function with its links to bus, driver and group; the path of its folder. */
  public function(sketch: FunctionSketch): string {
    const { address, below = [], driver = null, group = null } = sketch;
    const path = ['sys/devices', sketch.hostBridge ?? `pci${address.split(':')[0]}:00`, ...below, address].join('/');
    const up = '../'.repeat(path.split('/').length - 1);
    for (const [name, content] of Object.entries({ vendor: '0x8086\n', device: '0x159b\n', class: '0x020000\n' })) {
      this.file(`${path}/${name}`, content);
    }
    for (const [name, content] of Object.entries(sketch.files ?? {})) this.file(`${path}/${name}`, content);
    this.link(`sys/bus/pci/devices/${address}`, `../../../${path.slice('sys/'.length)}`);
    this.link(`${path}/subsystem`, `${up}bus/pci`);
    if (driver !== null) this.link(`${path}/driver`, `${up}bus/pci/drivers/${driver}`);
    if (group !== null) {
      this.link(`${path}/iommu_group`, `${up}kernel/iommu_groups/${group}`);
      this.file(`sys/kernel/iommu_groups/${group}/type`, 'DMA\n');
      this.link(`sys/kernel/iommu_groups/${group}/devices/${address}`, `../../../../${path.slice('sys/'.length)}`);
    }
    return path;
  }

  /** A port of a bridge. */
  public bridge(address: string, secondary: number, subordinate: number, below: readonly string[] = []): string {
    return this.function({
      address,
      below,
      driver: 'pcieport',
      files: {
        class: '0x060400\n',
        secondary_bus_number: `${secondary}\n`,
        subordinate_bus_number: `${subordinate}\n`,
        current_link_speed: '16.0 GT/s PCIe\n',
        current_link_width: '8\n',
        max_link_speed: '32.0 GT/s PCIe\n',
        max_link_width: '16\n',
      },
    });
  }

  /** A PF with its VFs. */
  public pf(sketch: PfSketch): string {
    const { numVfs = 0, offset = 8, stride = 1, netdev = null } = sketch;
    const path = this.function({
      driver: 'ice',
      ...sketch,
      files: {
        sriov_totalvfs: `${sketch.totalVfs ?? Math.max(numVfs, 64)}\n`,
        sriov_numvfs: `${numVfs}\n`,
        sriov_offset: `${offset}\n`,
        sriov_stride: `${stride}\n`,
        sriov_vf_device: '1889\n',
        sriov_drivers_autoprobe: '1\n',
        numa_node: '0\n',
        ari_enabled: '1\n',
        current_link_speed: '16.0 GT/s PCIe\n',
        current_link_width: '8\n',
        max_link_speed: '16.0 GT/s PCIe\n',
        max_link_width: '16\n',
        driver_override: '(null)\n',
        ...sketch.files,
      },
    });
    if (netdev !== null) this.netdev(path, netdev);
    for (let index = 0; index < numVfs; index++) this.vf(path, sketch, index, offset, stride);
    return path;
  }

  /** A netdev of a function. */
  public netdev(devicePath: string, name: string, files: Readonly<Record<string, string>> = {}): string {
    const path = `${devicePath}/net/${name}`;
    const attributes = {
      address: '3c:fd:fe:00:00:01\n',
      addr_assign_type: '0\n',
      mtu: '1500\n',
      flags: '0x1003\n',
      carrier: '1\n',
      speed: '25000\n',
      dev_port: '0\n',
      type: '1\n',
      ...files,
    };
    for (const [file, content] of Object.entries(attributes)) this.file(`${path}/${file}`, content);
    return this.classLink('net', name, path);
  }

  /** `sys/class/KIND/NAME` leading to a folder; the folder. */
  public classLink(kind: string, name: string, path: string): string {
    this.link(`sys/class/${kind}/${name}`, `../../${path.slice('sys/'.length)}`);
    return path;
  }

  /** Writes everything below a folder. */
  public writeTo(root: string): void {
    const made = new Set<string>();
    for (const [path, content] of this.entries) {
      const full = join(root, path);
      const parent = content === 'folder' ? full : dirname(full);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      if (content === 'folder') continue;
      if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(full, content);
      else symlinkSync(content.link, full);
    }
  }

  private vf(pfPath: string, pf: PfSketch, index: number, offset: number, stride: number): void {
    const address = vfAddress(pf.address, offset, stride, index);
    if (address === null) throw new Error(`VF ${index} of ${pf.address} has no address`);
    const { vfDriver = 'iavf', vfGroup = null } = pf;
    const path = this.function({
      address,
      below: pf.below,
      hostBridge: pf.hostBridge,
      driver: vfDriver,
      group: vfGroup === null ? null : vfGroup + index,
      files: { device: '0x1889\n', numa_node: '0\n', driver_override: '(null)\n' },
    });
    if (pf.withoutVirtfn !== true) this.link(`${pfPath}/virtfn${index}`, `../${address}`);
    if (pf.withoutPhysfn !== true) this.link(`${path}/physfn`, `../${pf.address}`);
  }
}

import { parsePciAddress } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import { LINK } from '../blank';
import type { PcieLinkFacts } from '../inventory';
import { integerOf, wordOf } from './attributes';
import { configOf, type PciDevice, type PciDevices, portsAbove } from './pci-devices';
import type { Reading } from './tree';

/** Widths that PCI Express has; the kernel prints 0, 63 or 255 where it does not know. */
const WIDTHS: ReadonlySet<number> = new Set([1, 2, 4, 8, 12, 16, 32]);

interface BusRange {
  readonly secondaryBus: number;
  readonly subordinateBus: number;
}

/** PCIe links of functions and of the ports above them; ports are shared, so each is read once. */
export class PcieLinks {
  private readonly links = new Map<PciAddress, PcieLinkFacts>();
  private readonly ranges = new Map<PciAddress, BusRange | null>();
  private bySecondaryBus: ReadonlyMap<string, PciDevice> | null = null;

  public constructor(
    private readonly reading: Reading,
    private readonly devices: PciDevices,
  ) {}

  public of(device: PciDevice): PcieLinkFacts {
    const known = this.links.get(device.address);
    if (known !== undefined) return known;
    const { path } = device;
    const link = {
      address: device.address,
      speedGTs: this.speed(`${path}/current_link_speed`),
      width: this.width(`${path}/current_link_width`),
      maxSpeedGTs: this.speed(`${path}/max_link_speed`),
      maxWidth: this.width(`${path}/max_link_width`),
    };
    this.links.set(device.address, link);
    return link;
  }

  /** Links of the ports above, nearest first. */
  public above(device: PciDevice): PcieLinkFacts[] {
    return this.ports(device).map((address) => {
      const port = this.devices.get(address);
      return port === undefined ? { ...LINK, address } : this.of(port);
    });
  }

  /** Highest bus number below the port above; null on a root bus. */
  public subordinateBus(device: PciDevice): number | null {
    const [nearest] = this.ports(device);
    const port = nearest === undefined ? undefined : this.devices.get(nearest);
    return port === undefined ? null : (this.busRange(port)?.subordinateBus ?? null);
  }

  private ports(device: PciDevice): PciAddress[] {
    // Without the folders of the ports above, as when the bus folder holds copies, bus numbers tell the way up.
    return device.path.startsWith('sys/devices/') ? portsAbove(device) : this.portsByBus(device);
  }

  private portsByBus(device: PciDevice): PciAddress[] {
    this.bySecondaryBus ??= this.bridges();
    const ports: PciAddress[] = [];
    let bus = busOf(device.address);
    for (let port = this.bySecondaryBus.get(bus); port !== undefined; port = this.bySecondaryBus.get(bus)) {
      if (ports.includes(port.address)) break;
      ports.push(port.address);
      bus = busOf(port.address);
    }
    return ports;
  }

  private bridges(): ReadonlyMap<string, PciDevice> {
    const found = new Map<string, PciDevice>();
    for (const device of this.devices.values()) {
      const range = device.physfn !== null ? null : this.busRange(device);
      const domain = device.address.slice(0, device.address.indexOf(':'));
      if (range !== null && range.secondaryBus > 0) found.set(busKey(domain, range.secondaryBus), device);
    }
    return found;
  }

  private busRange(port: PciDevice): BusRange | null {
    let range = this.ranges.get(port.address);
    if (range === undefined) {
      range = this.readBusRange(port);
      this.ranges.set(port.address, range);
    }
    return range;
  }

  private readBusRange(port: PciDevice): BusRange | null {
    const secondaryBus = integerOf(this.reading, `${port.path}/secondary_bus_number`, 0, 255);
    const subordinateBus = integerOf(this.reading, `${port.path}/subordinate_bus_number`, 0, 255);
    if (secondaryBus !== null && subordinateBus !== null) return { secondaryBus, subordinateBus };
    // Kernels before 4.13 have no such files.
    return configOf(this.reading, port)?.bridge ?? null;
  }

  /** `16.0 GT/s PCIe`, on older kernels `8 GT/s`; null for `Unknown`. */
  private speed(path: string): number | null {
    const value = Number.parseFloat(wordOf(this.reading, path) ?? '');
    return value > 0 && Number.isFinite(value) ? value : null;
  }

  private width(path: string): number | null {
    const value = integerOf(this.reading, path, 0, 255);
    return value !== null && WIDTHS.has(value) ? value : null;
  }
}

function busOf(address: PciAddress): string {
  const domain = address.slice(0, address.indexOf(':'));
  return busKey(domain, parsePciAddress(address)?.bus ?? 0);
}

function busKey(domain: string, bus: number): string {
  return `${domain}:${bus}`;
}

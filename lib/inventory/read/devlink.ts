import type { PciAddress, VfIndex } from '../../model/units';
import type { NetworkFacts } from '../inventory';
import { MAX_NAME_LENGTH, oneLine } from '../../model/text';
import { commandJson, type JsonRecord, recordOf, textIn } from './json';
import type { Reading } from './tree';

/** What `devlink` prints about PCI functions. */
export class Devlink {
  /** Functions whose driver has devlink; null: `devlink dev` was not run. */
  private readonly known: ReadonlySet<string> | null;
  /** By handle of the device, once it was asked for. */
  private migratable: ReadonlyMap<string, ReadonlyMap<VfIndex, boolean>> | null = null;

  public constructor(private readonly reading: Reading) {
    const { dev } = recordOf(commandJson(reading, 'devlink-dev'));
    this.known = typeof dev === 'object' && dev !== null ? new Set(Object.keys(dev)) : null;
  }

  /**
   * Mode of the embedded switch. Drivers without devlink have no other mode than legacy: it is devlink that switches.
   *
   * @param driver driver that is bound; without one there is no switch to speak of
   */
  public eswitchModeOf(address: PciAddress, driver: string | null): NetworkFacts['eswitchMode'] {
    if (this.isWithout(address)) return driver === null ? null : 'legacy';
    const { dev } = recordOf(commandJson(this.reading, `devlink-eswitch-${address}`));
    const mode = textIn(recordOf(recordOf(dev)[`pci/${address}`]), 'mode');
    return mode === 'legacy' || mode === 'switchdev' ? mode : null;
  }

  /** Whether the port of each VF of a function is migratable; VFs of which the port does not tell are left out. */
  public migratableVfsOf(address: PciAddress): ReadonlyMap<VfIndex, boolean> {
    this.migratable ??= migratableIn(commandJson(this.reading, 'devlink-port'));
    return this.migratable.get(`pci/${address}`) ?? NO_VFS;
  }

  /** Nodes of the rate tree of a function, by name. */
  public rateNodesOf(address: PciAddress): readonly string[] {
    return rateNodesIn(commandJson(this.reading, 'devlink-rate'), `pci/${address}`);
  }

  /** Serial number of the card as its driver reports it. */
  public serialOf(address: PciAddress): string | null {
    const facts = this.infoOf(address);
    return textIn(facts, 'board.serial_number') ?? textIn(facts, 'serial_number');
  }

  /** Versions of what runs on the card, by name; none where nothing tells. */
  public runningVersionsOf(address: PciAddress): JsonRecord {
    return recordOf(recordOf(this.infoOf(address).versions).running);
  }

  private infoOf(address: PciAddress): JsonRecord {
    if (this.isWithout(address)) return {};
    const { info } = recordOf(commandJson(this.reading, `devlink-info-${address}`));
    return recordOf(recordOf(info)[`pci/${address}`]);
  }

  private isWithout(address: PciAddress): boolean {
    return this.known !== null && !this.known.has(`pci/${address}`);
  }
}

const NO_VFS: ReadonlyMap<VfIndex, boolean> = new Map();

/** What `devlink port show` tells of the functions behind the ports of VFs, by handle of the device. VFs of other hosts are external. */
function migratableIn(shown: unknown): ReadonlyMap<string, ReadonlyMap<VfIndex, boolean>> {
  const found = new Map<string, Map<VfIndex, boolean>>();
  for (const [place, value] of Object.entries(recordOf(recordOf(shown).port))) {
    const port = recordOf(value);
    const state = textIn(recordOf(port.function), 'migratable');
    if (port.flavour !== 'pcivf' || port.external === true || typeof port.vfnum !== 'number') continue;
    if (state !== 'enable' && state !== 'disable') continue;
    const handle = place.slice(0, place.lastIndexOf('/'));
    found.set(handle, (found.get(handle) ?? new Map<VfIndex, boolean>()).set(port.vfnum, state === 'enable'));
  }
  return found;
}

/** Nodes among what `devlink port function rate show` prints of the rate objects of all devices. @param handle of the device */
export function rateNodesIn(shown: unknown, handle: string): readonly string[] {
  const found = Object.entries(recordOf(recordOf(shown).rate)).flatMap(([place, rate]) =>
    place.startsWith(`${handle}/`) && textIn(recordOf(rate), 'type') === 'node' ? [place.slice(handle.length + 1)] : [],
  );
  // They are for people: no command is made of them.
  return found.map((name) => oneLine(name).slice(0, MAX_NAME_LENGTH)).sort();
}

import type { IConstruct } from 'constructs';
import { type Catalog, DEFAULT_CATALOG } from '../../catalog/catalog';
import { type DeviceOverride, withOverrides } from '../../catalog/overrides';
import type { OverrideFile } from '../../catalog/format';
import { checkDeviceOverrides, parseDeviceOverrides } from '../../catalog/parse-overrides';
import { FILE_001 } from '../../evaluate/app-rules';
import { readJsonFile, readTextFile } from '../../host/files';
import { INVENTORY_AGE_DAYS } from '../../evaluate/inventory-use';
import type { Inventory } from '../../inventory/inventory';
import { parseInventory } from '../../inventory/parse';
import { asTemplate } from '../../inventory/template';
import { InputError } from '../../model/errors';
import type { Finding } from '../../model/finding';
import type { SriovOptions } from '../sriov';
import type { HostSource } from './fleet';
import { LockStore } from './lock-store';

/** Where an inventory comes from. */
export interface InventorySource {
  readonly file?: string;
  readonly value?: unknown;
  /** A model of several hosts. @default false */
  readonly isTemplate?: boolean;
}

/**
 * What the app says besides its constructs: files and overrides. A file that cannot be used becomes a finding, so that
 * everything else is judged in the same run.
 */
export class FleetInputs {
  public readonly lockStore: LockStore;
  private readonly inventories = new Map<unknown, Inventory | null>();
  private readonly overrides: { readonly path: string; readonly file?: string; readonly device?: DeviceOverride }[] =
    [];
  private readonly said: Finding[] = [];
  private readonly problems = new Map<string, Finding>();
  private readonly templates = new Map<Inventory, Inventory>();
  private printing = true;
  private maxAgeDays = INVENTORY_AGE_DAYS;
  private failures = false;

  public constructor(
    private readonly root: IConstruct,
    private readonly changed: () => void,
  ) {
    this.lockStore = new LockStore(root);
  }

  /** Whether warnings go to standard error in process. */
  public get print(): boolean {
    return this.printing;
  }

  /** Inventories may be so old. */
  public get maxInventoryAgeDays(): number {
    return this.maxAgeDays;
  }

  /** Whether the out folder says what is left after a failure. */
  public get predictFailures(): boolean {
    return this.failures;
  }

  /** What could not be read so far, and what is no property of an argument. */
  public get findings(): readonly Finding[] {
    return [...this.said, ...this.problems.values(), ...this.lockStore.findings];
  }

  /** What is wrong with an argument. */
  public say(findings: readonly Finding[]): void {
    this.said.push(...findings);
    this.changed();
  }

  public configure(options: SriovOptions): void {
    this.printing = options.print ?? this.printing;
    this.maxAgeDays = options.maxInventoryAgeDays ?? this.maxAgeDays;
    this.failures = options.predictFailures ?? this.failures;
    this.lockStore.configure(options);
    this.changed();
  }

  public addOverridesFile(file: string): void {
    this.overrides.push({ path: this.root.node.path, file });
    this.changed();
  }

  public addOverride(path: string, device: DeviceOverride): void {
    this.overrides.push({ path, device });
    this.changed();
  }

  /** The host's inventory; null when there is none or it cannot be used. */
  public inventory(host: HostSource): Inventory | null {
    const source = host._inventorySource;
    if (source === null) return null;
    const inventory = this.read(host, source);
    if (inventory === null || source.isTemplate !== true) return inventory;
    const template = this.templates.get(inventory) ?? asTemplate(inventory);
    this.templates.set(inventory, template);
    return template;
  }

  private read(host: HostSource, source: InventorySource): Inventory | null {
    const key = source.file ?? source.value;
    const known = this.inventories.get(key);
    if (known !== undefined) return known;
    const inventory = this.attempt(host.node.path, () => {
      const where = source.file ?? host.node.path;
      return parseInventory(source.file === undefined ? source.value : readJsonFile(source.file), where);
    });
    this.inventories.set(key, inventory);
    return inventory;
  }

  /** Whether the host has an inventory that cannot be used, which is a finding. */
  public isUnreadable(host: HostSource): boolean {
    return host._inventorySource !== null && this.inventory(host) === null;
  }

  /** The built-in catalog with everything the app adds. */
  public catalog(): Catalog {
    return this.overrides.reduce((catalog, { path, file, device }) => {
      const changed = this.attempt(path, () => {
        if (file !== undefined) return withOverrides(catalog, parseDeviceOverrides(readTextFile(file), file));
        return withOverrides(catalog, checkDeviceOverrides(overridesOf(device), path || 'app'));
      });
      return changed ?? catalog;
    }, DEFAULT_CATALOG);
  }

  /** How many documents of devices and drivers the app has. */
  public get overrideCount(): number {
    return this.overrides.length;
  }

  /** What the app adds to the catalog, as documents of JSON, for who has the built-in one. */
  public deviceOverrides(): string[] {
    return this.overrides.flatMap(({ path, file, device }) => {
      if (file === undefined) return [JSON.stringify(overridesOf(device))];
      return this.attempt(path, () => JSON.stringify(readJsonFile(file))) ?? [];
    });
  }

  private attempt<T>(constructPath: string, work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const message = `${error.where}: ${error.problem}`;
      this.problems.set(message, {
        ruleId: FILE_001.id,
        severity: FILE_001.severity,
        constructPath,
        message,
        fix: error.fix,
      });
      return null;
    }
  }
}

function overridesOf(device: DeviceOverride | undefined): OverrideFile {
  return { catalogVersion: 1, devices: device === undefined ? [] : [device] };
}

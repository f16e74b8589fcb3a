import type { BlockDemand, Demand, Guarantee, NetworkDemand } from '../../../model/demand';
import { parseMac } from '../../../model/mac';
import { normalizePciAddress } from '../../../model/pci';
import type { QatService } from '../../../model/qat-services';
import type { VfSettings, VfUse } from '../../../model/settings';
import { SETTING_NAMES } from '../../../model/vf-settings';
import type {
  MigrationMethod,
  PfConditions,
  PfSelector,
  WantedAttachment,
  WantedHost,
  WantedPhysicalFunction,
  WantedPool,
} from '../../../model/wanted';
import type { CtyNumber } from '../../cty/number';
import { USE } from '../../../resolve/shapes';
import { type ConfigOf, UNKNOWN } from '../../schema';
import { type Given, isOpen, Statements } from '../known';
import { camelCase, snakeCase } from '../snake-case';
import { CONDITIONS, POLICY } from './decisions';
import { Places } from './paths';
import type { PhysicalFunctionSchema } from './schema';
import { type GroupName, groupOf } from './setting-attributes';
import { USE_ATTRIBUTES } from './use-attributes';

export type Config = ConfigOf<PhysicalFunctionSchema>;
type PoolConfig = Known<ElementOf<Known<Config['pools']>>>;
type VmConfig = Known<ElementOf<Known<PoolConfig['vms']>>>;
type DemandConfig = Known<VmConfig['demand']>;
type GuaranteeConfig = Known<VmConfig['guarantee']>;
type Known<T> = Exclude<T, null | ConfigUnknown>;
type ConfigUnknown = Extract<Config['num_vfs'], object>;
type ElementOf<M> = M extends ReadonlyMap<string, infer V> ? V : never;

/** A configuration as the library takes it. */
export interface Wanted {
  readonly host: WantedHost;
  readonly places: Places;
  /** Attributes that are not known yet, as people write them. */
  readonly open: readonly string[];
  /** Which pools or VMs there are is not known yet: nothing can be judged. */
  readonly isShapeless: boolean;
}

/** Defaults as the constructs have them. */
const FRAME_BYTES = 1518;
const BLOCK_BYTES = 4096;
const QUEUE_DEPTH = 32;

/**
 * A host with the one PF of the configuration. The paths of its constructs begin with the name of the host, then say how the
 * PF is named, then its pools and VMs.
 *
 * @param hostName of the host that was looked at
 */
export function wantedOf(config: Config, hostName: string): Wanted {
  const reader = new ConfigReader(config, hostName);
  return reader.wanted();
}

class ConfigReader {
  private readonly places: Places;
  private readonly open: string[] = [];
  private isShapeless = false;

  public constructor(
    private readonly config: Config,
    private readonly hostName: string,
  ) {
    this.places = new Places(`${hostName}/${pfName(config)}`);
  }

  public wanted(): Wanted {
    const { hostName: path } = this;
    const policy = new Statements();
    const stated = {
      ...partsOf(Object.keys(POLICY), policy.take('policy', this.config.policy) ?? {}, policy),
      ...policy.part('persistence', this.config.persistence),
    };
    const pf = this.pf();
    const attachments = this.poolEntries().flatMap(([name, pool]) => this.attachments(name, pool));
    this.note('', policy.unresolved);
    return {
      host: {
        path,
        name: path,
        labels: {},
        policy: stated as WantedHost['policy'],
        physicalFunctions: [pf],
        attachments,
        unresolved: policy.unresolved,
      },
      places: this.places,
      open: this.open,
      isShapeless: this.isShapeless,
    };
  }

  private pf(): WantedPhysicalFunction {
    const { config } = this;
    const given = new Statements();
    const selector: PfSelector = {
      ...given.part('address', written(config.address, normalizePciAddress)),
      ...given.part('permanentMac', written(config.permanent_mac, parseMac)),
      ...given.part('serial', config.serial),
      ...given.part('slot', config.slot),
    };
    const services = given.take('qatServices', config.qat_services);
    if (services?.some(isOpen) === true) given.unresolved.push('qatServices');
    const pf = {
      path: this.places.pf,
      selector,
      ...given.part('numVfs', config.num_vfs),
      ...given.part('eswitchMode', config.eswitch_mode as Given<'legacy' | 'switchdev'>),
      ...given.part('driversAutoprobe', config.drivers_autoprobe),
      ...given.part('adminUp', config.admin_up),
      ...given.part('mtu', config.mtu),
      ...given.part('allowManagement', config.allow_management),
      ...given.part('device', config.device),
      ...given.part('linkType', config.link_type as Given<'ethernet' | 'infiniband'>),
      ...given.part('guaranteeHeadroom', asNumber(config.guarantee_headroom)),
      ...given.part('assignedToVm', config.assigned_to_vm),
      ...given.part('vfTokenProvided', config.vf_token_provided),
      ...(services !== undefined && !services.some(isOpen) && { qatServices: services as readonly QatService[] }),
      externallyManaged: false,
      conditions: conditionsOf(config.conditions, given),
      pools: this.poolEntries().map(([name, pool]) => this.pool(name, pool)),
      unresolved: given.unresolved,
    };
    this.note('', given.unresolved);
    return pf;
  }

  private pool(name: string, config: PoolConfig): WantedPool {
    const given = new Statements();
    const settings = settingsOf(config.settings, given);
    // What a lock file says of a pool; see `lockOf`.
    given.take('vfs', config.vfs);
    const isDefault = settings.driver === undefined && !given.unresolved.includes('driver');
    const waivers = given.take('waivers', config.waivers);
    const pool = {
      path: this.places.pool(name),
      count: given.take('count', config.count) ?? 0,
      ...given.part('firstVf', config.first_vf),
      ...given.part('reserve', config.reserve),
      ...given.part('namespaceBytes', config.namespace_bytes),
      ...given.part('migrationMethod', config.migration_method as Given<MigrationMethod>),
      ...(waivers !== undefined && { waivers: camelKeys(waivers) }),
      settings: isDefault ? { ...settings, driver: 'vfio-pci' } : settings,
      ...(isDefault && { driverIsDefault: true as const }),
      use: useOf(config.use, given),
      unresolved: given.unresolved,
    };
    this.noteIn(`pools[${JSON.stringify(name)}].`, given.unresolved, config);
    return pool;
  }

  private attachments(pool: string, config: PoolConfig): WantedAttachment[] {
    return this.entries<VmConfig>(config.vms, `pools[${JSON.stringify(pool)}].vms`).map(([name, vm]) => {
      const given = new Statements();
      const overrides = settingsOf(vm.settings, given);
      const attachment = {
        path: this.places.vm(pool, name),
        vm: given.take('vm', vm.vm) ?? name,
        pool: `${this.places.pf}/${pool}`,
        ...given.part('pinnedVf', vm.pinned_vf),
        ...given.part('vmNumaNode', vm.vm_numa_node),
        ...given.part('migratable', vm.migratable),
        ...given.part('migrationMethod', vm.migration_method as Given<MigrationMethod>),
        overrides,
        use: useOf(vm.use, given),
        ...this.amounts(vm, given),
        unresolved: given.unresolved,
      };
      this.noteIn(`pools[${JSON.stringify(pool)}].vms[${JSON.stringify(name)}].`, given.unresolved, vm);
      return attachment;
    });
  }

  private amounts(vm: VmConfig, given: Statements): Pick<WantedAttachment, 'demand' | 'guarantee'> {
    const demand = given.take('demand', vm.demand);
    const guarantee = given.take('guarantee', vm.guarantee);
    const inside = new Statements();
    const wanted = demand === undefined ? undefined : demandOf(demand as DemandConfig, inside);
    const guaranteed = guarantee === undefined ? undefined : guaranteeOf(guarantee as GuaranteeConfig, inside);
    if (inside.unresolved.length > 0) {
      given.unresolved.push('demand');
      return {};
    }
    return {
      ...(wanted !== undefined && { demand: wanted }),
      ...(guaranteed !== undefined && { guarantee: guaranteed }),
    };
  }

  private poolEntries(): (readonly [string, PoolConfig])[] {
    return this.entries<PoolConfig>(this.config.pools, 'pools');
  }

  /** Objects of a map, in the order of their names. */
  private entries<T>(map: Given<ReadonlyMap<string, unknown>>, what: string): (readonly [string, T])[] {
    if (map === null) return [];
    if (isOpen(map) || [...map.values()].some(isOpen)) {
      if (!this.open.includes(what)) this.open.push(what);
      this.isShapeless = true;
      return [];
    }
    return [...map].sort(([a], [b]) => (a < b ? -1 : 1)) as [string, T][];
  }

  private note(prefix: string, names: readonly string[]): void {
    for (const name of names) this.open.push(`${prefix}${snakeCase(name)}`);
  }

  /** The same for a pool or VM, of which settings and use are objects of their own. */
  private noteIn(prefix: string, names: readonly string[], config: Readonly<Record<GroupName, unknown>>): void {
    const places = names.map((name) => {
      const group = groupOf(name);
      if (group === null) return snakeCase(name) as string;
      return isOpen(config[group]) ? group : `${group}.${snakeCase(name)}`;
    });
    for (const place of new Set(places)) this.open.push(`${prefix}${place}`);
  }
}

/** As the library writes it; what is none is left to the rules. */
function written(value: Given<string>, normal: (text: string) => string | null): Given<string> {
  return typeof value === 'string' ? (normal(value) ?? value) : value;
}

/** How the configuration names the PF. */
function pfName({ permanent_mac, serial, slot, address }: Config): string {
  const stated = [permanent_mac, serial, slot, address].find((value) => typeof value === 'string');
  return typeof stated === 'string' ? stated.toLowerCase().replaceAll('/', '-') : 'pf';
}

/** Settings of a pool or VM; while the object is not known, none of them is. */
function settingsOf(config: Given<object>, given: Statements): VfSettings {
  if (isOpen(config)) given.unresolved.push(...SETTING_NAMES);
  if (config === null || isOpen(config)) return {};
  const stated = config as Readonly<Record<string, Given<boolean | number | string>>>;
  return Object.assign(
    {},
    ...SETTING_NAMES.map((name) => given.part(name, stated[snakeCase(name)] ?? null)),
  ) as VfSettings;
}

/** None while one of them is not known, as rules have it. */
function conditionsOf(config: Given<object>, given: Statements): PfConditions {
  const inside = new Statements();
  const conditions = partsOf(Object.keys(CONDITIONS), given.take('conditions', config) ?? {}, inside);
  if (inside.unresolved.length === 0) return conditions;
  given.unresolved.push('conditions');
  return {};
}

/** Numbers of a configuration that a double cannot hold are rounded to one. */
const asNumber = (value: Given<CtyNumber>): Given<number> => (value === null || isOpen(value) ? value : Number(value));

function useOf(config: Given<object>, given: Statements): VfUse {
  if (isOpen(config)) given.unresolved.push(...USE.keys());
  return config === null || isOpen(config) ? {} : partsOf(Object.keys(USE_ATTRIBUTES), config, given);
}

/** Values of attributes under the names of the model. */
function partsOf(attributes: readonly string[], config: object, given: Statements): object {
  const stated = config as Readonly<Record<string, Given<unknown>>>;
  return Object.assign(
    {},
    ...attributes.map((name) => given.part(camelCase(name), closedList(stated[name] ?? null))),
  ) as object;
}

/** A list of which something is not known yet is not known itself. */
const closedList = (value: Given<unknown>): Given<unknown> =>
  Array.isArray(value) && value.some(isOpen) ? UNKNOWN : value;

/** Of an NVMe drive where operations are stated, else of a NIC. */
function demandOf(config: DemandConfig, given: Statements): Demand {
  const amount = (name: string, value: Given<unknown>, usual: number) => Number(given.take(name, value) ?? usual);
  if (config.iops !== null) {
    const block: BlockDemand = {
      kind: 'block',
      iops: amount('iops', config.iops, 0),
      blockBytes: amount('blockBytes', config.block_bytes, BLOCK_BYTES),
      readShare: amount('readShare', config.read_share, 1),
      queueDepth: amount('queueDepth', config.queue_depth, QUEUE_DEPTH),
    };
    return block;
  }
  const network: NetworkDemand = {
    kind: 'network',
    txMbps: amount('txMbps', config.tx_mbps, 0),
    rxMbps: amount('rxMbps', config.rx_mbps, 0),
    frameBytes: amount('frameBytes', config.frame_bytes, FRAME_BYTES),
  };
  return network;
}

function guaranteeOf(config: GuaranteeConfig, given: Statements): Guarantee {
  const amount = <K extends keyof Guarantee>(name: K, value: Given<unknown>): { readonly [P in K]?: number } => {
    const stated = given.take(name, value);
    return (stated === undefined ? {} : { [name]: Number(stated) }) as { readonly [P in K]?: number };
  };
  return {
    ...amount('txMbps', config.tx_mbps),
    ...amount('rxMbps', config.rx_mbps),
    ...amount('iops', config.iops),
  };
}

/** Names of the model by those of attributes. */
const CAMEL = new Map(SETTING_NAMES.map((name) => [snakeCase(name) as string, name as string]));

function camelKeys(waivers: ReadonlyMap<string, unknown>): Readonly<Record<string, string>> {
  return Object.fromEntries([...waivers].map(([name, reason]) => [CAMEL.get(name) ?? name, String(reason)]));
}

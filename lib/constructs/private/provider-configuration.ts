import type { SriovPhysicalFunctionConfig, SriovPhysicalFunctionPools } from '../../bindings/sriov';
import type { HostResult } from '../../evaluate/evaluate';
import type { Inventory, PhysicalFunctionFacts } from '../../inventory/inventory';
import type { Demand } from '../../model/demand';
import type { Finding } from '../../model/finding';
import { isWithin, lastPart } from '../../model/lock';
import { parsePciAddress } from '../../model/pci';
import type { ConstructPath } from '../../model/units';
import { ADDRESSES } from '../../model/vf-settings';
import { formatRanges } from '../../model/vf-ranges';
import { SETTINGS, USE } from '../../resolve/shapes';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf, ResolvedPool } from '../../resolve/resolved';

type VmConfig = NonNullable<
  Exclude<SriovPhysicalFunctionPools['vms'], { toString(): string; resolve: unknown }>
>[string];

/** What a construct states of a property, references included; nothing where it states none. */
export type StatedValue = (path: ConstructPath, name: string) => unknown;

/** What of a PF the provider's resource says. */
export type Carried = Omit<SriovPhysicalFunctionConfig, 'host' | 'onDestroy' | 'provider' | 'dependsOn'>;

/**
 * The arguments of `sriov_physical_function` with which the provider wants of a PF what the synth wants of it. The lock file has given
 * out VFs and addresses, and each is said: the provider gives out none by itself. What is a reference is passed on.
 *
 * @param findings of the synth: what was accepted of them is accepted there
 */
export function providerConfiguration(
  { resolved }: Pick<HostResult, 'resolved'>,
  pf: ResolvedPf,
  findings: readonly Finding[],
  stated: StatedValue,
): Carried {
  const { wanted } = pf;
  const { pools: _pools, path, movedFrom: _moved, externallyManaged: _managed, unresolved, ...own } = wanted;
  const { selector: _selector, conditions, qatServices, ...properties } = own;
  const { persistence } = resolved.wanted.policy;
  return {
    ...properties,
    ...selectorOf(pf, resolved.inventory),
    ...(qatServices !== undefined && { qatServices: [...qatServices] }),
    ...(Object.keys(conditions).length > 0 && { conditions: conditions as SriovPhysicalFunctionConfig['conditions'] }),
    ...passedOn(path, unresolved, stated),
    policy: policyOf(resolved, stated),
    ...(persistence !== undefined && { persistence }),
    ...passedOn(resolved.path, resolved.wanted.unresolved, stated),
    ...optionalMap('pools', Object.fromEntries(poolsOf(pf, stated))),
    ...optionalList('allowDisrupt', allowDisruptOf(resolved, pf)),
    ...optionalMap('acknowledge', acknowledged(findings, resolved.path, path)),
  };
}

/** A name of an interface moves; the card that has it now does not. */
function selectorOf(
  { wanted, facts }: ResolvedPf,
  { physicalFunctions }: Inventory,
): Pick<Carried, 'address' | 'permanentMac' | 'serial' | 'slot'> {
  const { interfaceName, ...selector } = wanted.selector;
  if (interfaceName === undefined || Object.keys(selector).length > 0 || facts === null) return selector;
  const permanentMac = permanentMacOf(facts);
  const isItsOwn = physicalFunctions.filter((other) => permanentMacOf(other) === permanentMac).length === 1;
  return permanentMac !== null && isItsOwn ? { permanentMac } : { address: facts.address };
}

const permanentMacOf = ({ network }: PhysicalFunctionFacts) => network?.interfaces[0]?.permanentMac ?? null;

function policyOf({ wanted, multiTenant }: ResolvedHost, stated: StatedValue): Carried['policy'] {
  const { persistence: _p, allowDisrupt: _a, kernelArguments, ...policy } = wanted.policy;
  return {
    ...policy,
    // Tenants of other PFs count, which the provider does not see.
    multiTenant,
    ...(kernelArguments !== undefined && { kernelArguments: [...kernelArguments] }),
    ...passedOn(wanted.path, wanted.unresolved, stated),
  };
}

function poolsOf(pf: ResolvedPf, stated: StatedValue): [string, SriovPhysicalFunctionPools][] {
  const nameOf = namesOf(
    pf.path,
    pf.pools.map(({ path }) => path),
  );
  const vmNameOf = namesOf(
    pf.path,
    pf.pools.flatMap(({ attachments }) => attachments.map(({ path }) => path)),
  );
  return pf.pools.map((pool) => {
    const { path, wanted, attachments } = pool;
    const { count, reserve, namespaceBytes, settings, waivers, unresolved } = wanted;
    const vms = attachments.map((attachment): [string, VmConfig] => {
      const name = vmNameOf(attachment.path);
      return [name, vmOf(attachment, name, stated)];
    });
    return [
      nameOf(path),
      {
        count,
        ...placeOf(pool),
        ...(reserve !== undefined && { reserve }),
        ...(namespaceBytes !== undefined && { namespaceBytes }),
        ...(waivers !== undefined && { waivers: { ...waivers } }),
        ...migrationOf(pool),
        ...inGroups({ ...plainUse(wanted.use), ...settings, ...passedOn(path, unresolved, stated) }),
        ...optionalMap('vms', Object.fromEntries(vms)),
      } as SriovPhysicalFunctionPools,
    ];
  });
}

/** What was stated where a reference decides on its VFs, or there are none. */
function placeOf({ ranges, wanted }: ResolvedPool): Pick<SriovPhysicalFunctionPools, 'firstVf' | 'vfs'> {
  const [only, ...others] = ranges;
  if (only === undefined || wanted.unresolved.includes('count') || wanted.unresolved.includes('firstVf')) {
    return wanted.firstVf === undefined ? {} : { firstVf: wanted.firstVf };
  }
  return others.length > 0 ? { vfs: formatRanges(ranges) } : { firstVf: only.first };
}

/** VFs that move their state are prepared for it; VMs of other hosts may be the reason, which the provider does not see. */
function migrationOf({ movesState, wanted }: ResolvedPool): Pick<SriovPhysicalFunctionPools, 'migrationMethod'> {
  const migrationMethod = movesState ? 'vfio' : wanted.migrationMethod;
  return migrationMethod === undefined ? {} : { migrationMethod };
}

function vmOf(attachment: ResolvedAttachment, name: string, stated: StatedValue): VmConfig {
  const { path, wanted, vf } = attachment;
  const { vm, overrides, vmNumaNode, migratable, migrationMethod, demand, guarantee, unresolved } = wanted;
  const addresses = ADDRESSES.flatMap((address) =>
    attachment[address] === null ? [] : [[address, attachment[address]]],
  );
  return {
    ...(vm !== name && { vm }),
    ...(vf !== null && { pinnedVf: vf }),
    ...(vmNumaNode !== undefined && { vmNumaNode }),
    ...(migratable !== undefined && { migratable }),
    ...(migrationMethod !== undefined && { migrationMethod }),
    ...(demand !== undefined && { demand: demandOf(demand) }),
    ...(guarantee !== undefined && { guarantee }),
    ...inGroups({
      ...plainUse(wanted.use),
      ...overrides,
      ...Object.fromEntries(addresses),
      ...passedOn(path, unresolved, stated),
    }),
  } as VmConfig;
}

/** Settings and use are objects of their own in pools and VMs. */
function inGroups(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(properties);
  const within = (names: ReadonlyMap<string, unknown>) => entries.filter(([name]) => names.has(name));
  return {
    ...Object.fromEntries(entries.filter(([name]) => !SETTINGS.has(name) && !USE.has(name))),
    ...optionalMap('settings', Object.fromEntries(within(SETTINGS))),
    ...optionalMap('use', Object.fromEntries(within(USE))),
  };
}

function demandOf({ kind: _kind, ...demand }: Demand): VmConfig['demand'] {
  return demand;
}

function plainUse({ guestVlans, ...use }: ResolvedPool['wanted']['use']) {
  return { ...use, ...(guestVlans !== undefined && { guestVlans: [...guestVlans] }) };
}

/** Properties whose value is a reference, with it. Those that the resource has no argument for it leaves out, which is said (`OUT-008`). */
function passedOn(
  path: ConstructPath,
  unresolved: readonly string[],
  stated: StatedValue,
): Readonly<Record<string, unknown>> {
  const entries = unresolved.flatMap((name) => {
    const value = stated(path, name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

/** The last part of each path, or all of it below the PF where that of another is the same. */
function namesOf(pf: ConstructPath, paths: readonly ConstructPath[]): (path: ConstructPath) => string {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(lastPart(path), (counts.get(lastPart(path)) ?? 0) + 1);
  const below = (path: ConstructPath) => (isWithin(path, pf) ? path.slice(pf.length + 1) : path);
  return (path) => (counts.get(lastPart(path)) === 1 ? lastPart(path) : below(path));
}

/** VMs as `vms` calls them, and VFs by address. */
function allowDisruptOf({ wanted }: ResolvedHost, pf: ResolvedPf): string[] {
  const attachments = pf.pools.flatMap((pool) => pool.attachments.map(({ path }) => path));
  const nameOf = namesOf(pf.path, attachments);
  return (wanted.policy.allowDisrupt ?? []).flatMap((name) => {
    if (parsePciAddress(name) !== null) return [name];
    if (attachments.includes(name)) return [nameOf(name)];
    // One that is taken out of the app, which the state knows.
    return isWithin(name, pf.path) ? [lastPart(name)] : [];
  });
}

function acknowledged(findings: readonly Finding[], host: ConstructPath, pf: ConstructPath): Record<string, string> {
  const accepted = findings.flatMap(({ ruleId, constructPath, acknowledged: by }) =>
    by !== undefined && (constructPath === host || isWithin(constructPath, pf)) ? [[ruleId, by.reason]] : [],
  );
  return Object.fromEntries(accepted) as Record<string, string>;
}

const optionalMap = <K extends string, V extends object>(name: K, map: V) =>
  (Object.keys(map).length === 0 ? {} : { [name]: map }) as { readonly [P in K]?: V };

const optionalList = <K extends string>(name: K, list: string[]) =>
  (list.length === 0 ? {} : { [name]: list }) as { readonly [P in K]?: string[] };

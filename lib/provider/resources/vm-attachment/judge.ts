import type { Catalog } from '../../../catalog/catalog';
import { driverIn, driverTable } from '../../../catalog/driver-table';
import { deviceAt, type Domain, findDomain, type LibvirtHost, type Reach, type VfPlace } from '../../../host/libvirt';
import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import type { PciAddress } from '../../../model/units';
import { isVfio } from '../../../model/vfio-drivers';
import { userAlias } from '../../../render/libvirt';
import { isOpen } from '../known';
import type { Seen } from '../observed/look';
import { stableName } from '../physical-function/identity';
import { type Device, elementOf, isSameDevice, normalized, oneLineOf } from './device';
import {
  aliasFindings,
  alreadyThere,
  type Change,
  driverFindings,
  type Finding,
  impossibleVf,
  iommuFindings,
  noDomain,
  noVfYet,
  reachFindings,
  useFindings,
  vfGone,
} from './findings';
import { findVf, type NamedVf } from './find-vf';
import { afterLeaving, type Holder, holderFindings, holdersOf, type LeavingOf } from './holders';
import type { Config, KnownConfig, State } from './schema';

/** What a configuration comes to on its host as that was seen. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** Other domains that have the VF which is to be attached. */
  readonly holders: readonly Holder[];
  /** Null: it must not be done, or too little is known yet. */
  readonly wanted: Wanted | null;
  /** Attributes that are not known before the apply. */
  readonly unknown: readonly string[];
}

export interface Wanted {
  readonly domain: Domain;
  /** Null: it is not on the host, and nothing is to be attached. */
  readonly vf: VfPlace | null;
  readonly values: Values;
  /** What the state says is taken away first: another domain, VF or element is wanted. */
  readonly moves: boolean;
  /** Where the VF is missing. */
  readonly missing: { readonly live: boolean; readonly config: boolean };
}

/** What the provider computes. */
export type Values = Device & Pick<State, 'domain_uuid' | 'live' | 'persistent' | 'xml'>;

export interface Question {
  readonly config: Config;
  /** Null for an attachment that is new. */
  readonly prior: State | null;
  /** Whether an attachment of the state is known to have put a VF into a domain: one that is replaced is planned as a new one. */
  readonly isOwn?: (domainUuid: string, address: PciAddress) => boolean;
  /** How plans of this command take VFs out of domains. @default none does */
  readonly leavingOf?: LeavingOf;
  readonly seen: Seen;
  readonly libvirt: LibvirtHost;
  readonly catalog: Catalog;
}

/** Finds domain and VF, says what would hurt, and what comes of an apply. Nothing is written. */
export function judge(question: Question): Judgement {
  const { config, seen, libvirt } = question;
  const found = findVf(config, seen);
  const { domain: name } = config;
  const unknown = [
    ...(isOpen(name) ? ['domain'] : []),
    ...(found.kind === 'open' ? found.unknown : []),
    ...openNames(config),
  ];
  const domain = isOpen(name) ? null : findDomain(libvirt, name);
  const findings = [
    ...(isOpen(name) || domain !== null ? [] : [noDomain(name, libvirt, seen.name)]),
    ...(found.kind === 'impossible' ? [impossibleVf(found)] : []),
  ];
  if (domain === null || found.kind === 'open' || found.kind === 'impossible' || unknown.length > 0) {
    return { findings, holders: [], wanted: null, unknown };
  }
  return judgeKnown(config as KnownConfig, domain, found, question);
}

function judgeKnown(config: KnownConfig, domain: Domain, asFound: NamedVf, question: Question): Judgement {
  const { catalog } = question;
  const prior = question.prior === null ? null : normalized(question.prior);
  const { found, all } = heldBy(asFound, domain, prior, question);
  const isHandedOut = found.kind === 'there' && handsToVms(found.pf, catalog);
  const device = deviceFor(config, prior, found, isHandedOut);
  const moves =
    prior !== null && (prior.domain_uuid !== domain.uuid || device === null || !isSameDevice(device, prior));
  const { live, persistent, missing } = placeIn(domain, device?.address ?? null, config.reach, moves);
  const isNeeded = prior === null || moves || missing.live || missing.config;
  if (device === null || found.kind === 'absent') {
    const findings = found.kind === 'absent' ? [isNeeded ? noVfYet(found) : vfGone(found)] : [];
    if (device === null || isNeeded) return { findings, holders: [], wanted: null, unknown: [] };
    return { findings, holders: [], wanted: wantedOf(device, domain, { live, persistent }), unknown: [] };
  }
  const change = { config, device, domain, found, prior, isLive: missing.live, isHandedOut };
  const wanted = wantedOf(device, domain, { live, persistent });
  const vf = { pf: found.pf.address, index: found.vf.index };
  const holders = isNeeded ? all : [];
  return {
    findings: isNeeded ? changeFindings(change, moves, holders, question) : [],
    holders,
    wanted: { ...wanted, vf, moves, missing },
    unknown: [],
  };
}

/** Who else has the VF, and the VF as it is once they have let go of it. */
function heldBy(found: NamedVf, domain: Domain, prior: State | null, { libvirt, leavingOf = () => null }: Question) {
  if (found.kind === 'absent') return { found, all: [] };
  const all = holdersOf(found.address, domain, prior, libvirt, leavingOf);
  return { found: afterLeaving(found, all), all };
}

/** With nothing to be done. */
function wantedOf(device: Device, domain: Domain, where: Pick<State, 'live' | 'persistent'>): Wanted {
  const values = { ...device, ...where, domain_uuid: domain.uuid, xml: oneLineOf(elementOf(device)) };
  return { domain, vf: null, values, moves: false, missing: { live: false, config: false } };
}

function changeFindings(
  change: Change,
  moves: boolean,
  holders: readonly Holder[],
  { seen, libvirt, isOwn = () => false }: Question,
): Finding[] {
  const { prior, domain, found, config } = change;
  return [
    ...(prior === null || moves ? reachFindings(domain, config.reach) : []),
    ...iommuFindings(change, seen),
    ...holderFindings(found, domain, holders, seen.name),
    ...(prior === null && !isOwn(domain.uuid, found.address) ? alreadyThere(found.address, domain) : []),
    ...aliasFindings(change),
    ...driverFindings(change),
    ...useFindings(change, libvirt, seen.name),
  ];
}

const OF_DEVICE = ['reach', 'managed', 'alias', 'interface', 'standby_alias'] as const;

function openNames(config: Config): string[] {
  return OF_DEVICE.filter((name) => {
    const value = config[name];
    return isOpen(value) || (typeof value === 'object' && value !== null && Object.values(value).some(isOpen));
  });
}

/** What is not stated stays as it is, or is chosen for a VF that is there; null: it cannot be chosen yet. */
function deviceFor(
  { managed, alias, interface: nic, standby_alias }: KnownConfig,
  prior: State | null,
  found: NamedVf,
  isHandedOut: boolean,
): Device | null {
  const stated = { interface: nic === null ? null : { mac: nic.mac, vlan: nic.vlan ?? 0 }, standby_alias };
  if (prior !== null && (found.address === null || prior.address === found.address)) {
    return { address: prior.address, managed: managed ?? prior.managed, alias: alias ?? prior.alias, ...stated };
  }
  if (found.kind === 'absent') return null;
  const { address, pf, vf } = found;
  return {
    address,
    managed: managed ?? !(isVfio(vf.driver) || isHandedOut),
    alias: alias ?? userAlias(stableName(pf), vf.index),
    ...stated,
  };
}

/** Whether the vendor's own driver hands VFs to VMs, as that of vGPUs does. */
function handsToVms({ driver }: PhysicalFunctionFacts, catalog: Catalog): boolean {
  return driverIn(driverTable(catalog, driver === null ? [] : [driver]), driver).nativeHandsToVms;
}

/** Where the VF is to be, and where it is not yet. The domain that does not run has nothing as it runs. */
function placeIn(domain: Domain, address: string | null, reach: Reach, moves: boolean) {
  const has = (devices: Domain['live']): boolean => address !== null && !moves && deviceAt(devices, address) !== null;
  const [hasLive, hasConfig] = [has(domain.live), has(domain.config)];
  const live = reach === 'config' ? hasLive : domain.live !== null;
  const persistent = reach === 'live' ? hasConfig : domain.config !== null;
  return { live, persistent, missing: { live: live && !hasLive, config: persistent && !hasConfig } };
}

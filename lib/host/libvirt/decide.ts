import { quoted } from '../../model/text';
import type { ConstructPath, PciAddress, VfIndex } from '../../model/units';
import type { PassedDevice } from './domain-xml';
import { type Domain, findDomain, type LibvirtHost, type VfOnHost } from './look';

/** An attachment that is to be in its domain, or no longer. */
export interface DomainAttachment {
  readonly attachment: ConstructPath;
  /** Name or UUID. */
  readonly domain: string;
  /** Null, for detaching: it is known by its address, whether it is still there or not. */
  readonly vf: VfPlace | null;
  /** By the plan; null where only the host can tell. */
  readonly address: PciAddress | null;
  /** Driver that the VF must be on before it is attached; null: libvirt takes it from whichever it is on. */
  readonly driver: string | null;
  /** The element for the domain. */
  readonly xml: (address: PciAddress) => string;
}

/** A VF, as its PF has it. */
export interface VfPlace {
  readonly pf: PciAddress;
  readonly index: VfIndex;
}

/** What of a domain is changed: what it has now, what it has when it is started, or both as far as they exist. */
export type Reach = 'live' | 'config' | 'both';

/** What is to be done for one attachment. */
export type Decision =
  | { readonly kind: 'refused'; readonly problem: string; readonly fix: string }
  | { readonly kind: 'nothing'; readonly note: string }
  | {
      readonly kind: 'change';
      readonly uuid: string;
      readonly address: PciAddress;
      readonly live: PassedDevice | true | null;
      readonly config: PassedDevice | true | null;
    };

/** What attaching takes; `true` in `live` and `config` says where the VF is to come. */
export function decideAttach(wanted: DomainAttachment, host: LibvirtHost, reach: Reach): Decision {
  const { driver } = wanted;
  const vf = vfText(wanted);
  const found = foundVf(wanted, host);
  const address = found?.address ?? null;
  if (address === null) return refused(`${vf} is not there`, APPLY_FIRST);
  if (wanted.address !== null && wanted.address !== address) {
    return refused(`${vf} is at ${address}, the plan says ${wanted.address}`, READ_AGAIN);
  }
  const place = placeOf(wanted, host, reach);
  if ('kind' in place) return place;
  const { domain } = place;
  const holder = otherHolder(host, domain, address);
  if (holder !== null) return refused(`${vf} (${address}) ${holder}`, 'Detach it there first');
  const live = missing(place.live, domain.live, address);
  const config = missing(place.config, domain.config, address);
  if (live === null && config === null) return nothing(`domain ${domain.name} has it already`);
  if (live === true && driver !== null && found?.driver !== driver) {
    const is = found?.driver ?? 'no driver';
    return refused(`${vf} (${address}) is on ${is}, not on ${driver}`, APPLY_FIRST);
  }
  return { kind: 'change', uuid: domain.uuid, address, live, config };
}

function missing(reached: boolean, devices: readonly PassedDevice[] | null, address: PciAddress): true | null {
  return reached && deviceAt(devices, address) === null ? true : null;
}

/** What detaching takes: the devices that are to go. */
export function decideDetach(wanted: DomainAttachment, host: LibvirtHost, reach: Reach): Decision {
  const address = foundVf(wanted, host)?.address ?? wanted.address;
  if (address === null) return nothing(`${vfText(wanted)} is not there`);
  const place = placeOf(wanted, host, reach);
  if ('kind' in place) return place;
  const { domain } = place;
  const live = place.live ? deviceAt(domain.live, address) : null;
  const config = place.config ? deviceAt(domain.config, address) : null;
  if (live !== null || config !== null) return { kind: 'change', uuid: domain.uuid, address, live, config };
  const holder = otherHolder(host, domain, address);
  return nothing(`domain ${domain.name} does not have it${holder === null ? '' : `; it ${holder}`}`);
}

function foundVf({ vf }: DomainAttachment, { vfs }: LibvirtHost): VfOnHost | undefined {
  return vf === null ? undefined : vfs.get(`${vf.pf}/${vf.index}`);
}

function vfText({ vf, address }: DomainAttachment): string {
  return vf === null ? `VF ${address ?? 'without an address'}` : `VF ${vf.index} of ${vf.pf}`;
}

interface Place {
  readonly domain: Domain;
  readonly live: boolean;
  readonly config: boolean;
}

function placeOf({ domain: name }: DomainAttachment, host: LibvirtHost, reach: Reach): Place | Decision {
  const domain = findDomain(host, name);
  if (domain === null) {
    const names = host.domains.map((each) => quoted(each.name)).sort();
    const there = names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
    return refused(
      `there is no libvirt domain ${quoted(name)}`,
      `Define the domain, or give the VM of the attachment its name (${there})`,
    );
  }
  if (reach === 'live' && domain.live === null)
    return refused(`domain ${domain.name} does not run`, 'Leave --live out');
  if (reach === 'config' && domain.config === null) {
    return refused(`domain ${domain.name} is transient: it has no definition that lasts`, 'Leave --config out');
  }
  return {
    domain,
    live: reach !== 'config' && domain.live !== null,
    config: reach !== 'live' && domain.config !== null,
  };
}

/** How another domain has the function, to follow its name; null where none has. */
export function otherHolder(host: Pick<LibvirtHost, 'domains'>, but: Domain, address: PciAddress): string | null {
  for (const domain of host.domains) {
    if (domain === but) continue;
    if (deviceAt(domain.live, address) !== null) return `is held by domain ${domain.name}, which runs`;
    if (deviceAt(domain.config, address) !== null) return `stands in the definition of domain ${domain.name}`;
  }
  return null;
}

/** The function in a domain; null where it has not. */
export function deviceAt(devices: readonly PassedDevice[] | null, address: PciAddress): PassedDevice | null {
  return devices?.find((device) => device.address === address) ?? null;
}

const APPLY_FIRST = 'Bring the host to what the plan wants first (sriov apply)';
const READ_AGAIN = 'Read the inventory of the host again and synthesise';

function refused(problem: string, fix: string): Decision {
  return { kind: 'refused', problem, fix };
}

function nothing(note: string): Decision {
  return { kind: 'nothing', note };
}

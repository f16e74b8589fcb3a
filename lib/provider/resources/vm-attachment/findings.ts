import { deviceAt, type Domain, type LibvirtHost, type Reach } from '../../../host/libvirt';
import { quoted } from '../../../model/text';
import type { PciAddress } from '../../../model/units';
import { isVfio } from '../../../model/vfio-drivers';
import { iommuFix } from '../../../rules/shared/iommu-fix';
import { attribute, type AttributePath } from '../../schema';
import type { Seen } from '../observed/look';
import type { Device } from './device';
import type { AbsentVf, ImpossibleVf, VfThere } from './find-vf';
import type { KnownConfig, State } from './schema';

export interface Finding {
  /** What is absent may come to be before the apply, which refuses it otherwise. */
  readonly severity: 'error' | 'absent' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly path: AttributePath;
}

/** Something that is to be attached. */
export interface Change {
  readonly config: KnownConfig;
  readonly device: Device;
  readonly domain: Domain;
  readonly found: VfThere;
  readonly prior: State | null;
  /** The domain is to have it as it runs. */
  readonly isLive: boolean;
  /** The vendor's own driver hands it to VMs. */
  readonly isHandedOut: boolean;
}

const DOMAIN = [attribute('domain')];

export function noDomain(name: string, { domains }: LibvirtHost, host: string): Finding {
  const names = domains.map((domain) => quoted(domain.name)).sort();
  const there = names.length === 0 ? 'It has none now' : `It has ${names.join(', ')}`;
  return {
    severity: 'absent',
    summary: `There is no libvirt domain ${quoted(name)}`,
    detail: `${host} has no domain of this name or UUID. ${there}. Where this run defines it, let the attachment depend on it; else correct the name.`,
    path: DOMAIN,
  };
}

export function impossibleVf({ problem, fix, path }: ImpossibleVf): Finding {
  return error('There is no such VF', problem, fix, path);
}

export function noVfYet({ problem, path }: AbsentVf): Finding {
  return {
    severity: 'absent',
    summary: 'The VF is not there yet',
    detail: `${problem}. Where this run makes it, let the attachment depend on that, such as by sriov_physical_function.uplink.vms["web1"].address; else make it first.`,
    path,
  };
}

export function vfGone({ problem, path }: AbsentVf): Finding {
  return {
    severity: 'warning',
    summary: 'The VF is gone from its host',
    detail: `${problem}. The domain still has it in its definition, and does not start while it is not there.`,
    path,
  };
}

export function reachFindings(domain: Domain, reach: Reach): Finding[] {
  const path = [attribute('reach')];
  if (reach === 'live' && domain.live === null) {
    const fix = 'Start it, or take reach = "both"';
    return [error('The domain does not run', `Domain ${domain.name} does not run, and reach is live`, fix, path)];
  }
  if (reach === 'config' && domain.config === null) {
    const problem = `Domain ${domain.name} is transient: it has no definition, and reach is config`;
    return [error('The domain has no definition', problem, 'Define it, or take reach = "live"', path)];
  }
  return [];
}

const ADDRESS = [attribute('address')];

/** VFIO gives nothing to a VM past an IOMMU. */
export function iommuFindings({ found }: Change, { name, inventory }: Seen): Finding[] {
  if (inventory.host.iommu.enabled !== false) return [];
  const problem = `The IOMMU of ${name} is off, without which VFIO hands ${found.address} to no VM`;
  return [error('The host hands no VF to a VM', problem, iommuFix(inventory.host, name, 'plan again'), ADDRESS)];
}

export function alreadyThere(address: PciAddress, domain: Domain): Finding[] {
  if (deviceAt(domain.live, address) === null && deviceAt(domain.config, address) === null) return [];
  const problem = `Domain ${domain.name} has ${address}, and no attachment of the state is known to have put it there`;
  return [error('The domain has the VF already', problem, `Import it by the id ${domain.name}/${address}`, ADDRESS)];
}

export function aliasFindings({ device: { address, alias }, domain, prior }: Change): Finding[] {
  if (alias === null) return [];
  const other = [...(domain.live ?? []), ...(domain.config ?? [])].find(
    (device) => device.alias === alias && device.address !== address,
  );
  const isOwn = other !== undefined && prior?.domain_uuid === domain.uuid && prior.address === other.address;
  if (other === undefined || isOwn) return [];
  const problem = `Domain ${domain.name} has ${other.address} under the alias ${alias}`;
  return [
    error('Another device has the alias', problem, 'Detach that one, or state another alias', [attribute('alias')]),
  ];
}

/** libvirt takes a VF that it does not manage from a driver of VFIO alone. */
export function driverFindings({
  config,
  device: { managed, address },
  found,
  isLive,
  isHandedOut,
}: Change): Finding[] {
  const { driver } = found.vf;
  const path = [attribute('managed')];
  if (config.managed === true && isVfio(driver)) {
    const detail = `${address} is on ${driver}. When the domain ends, libvirt gives a managed VF to its native driver, and whoever binds it to ${driver} finds it otherwise. Leave managed out, or set it to false.`;
    return [{ severity: 'warning', summary: 'libvirt takes the VF from its driver of VFIO', detail, path }];
  }
  if (managed || isHandedOut || isVfio(driver)) return [];
  const problem = `${address} is on ${driver ?? 'no driver'}, and libvirt takes a VF that is not managed from a driver of VFIO alone`;
  const fix = 'Bind it to vfio-pci (driver of its pool in sriov_physical_function), or set managed to true';
  if (isLive) return [error('The driver of the VF hands it to no VM', problem, fix, path)];
  return [
    { severity: 'warning', summary: 'The domain does not start with the VF', detail: `${problem}. ${fix}.`, path },
  ];
}

export function useFindings(
  { device: { managed, address }, found }: Change,
  { domains }: LibvirtHost,
  host: string,
): Finding[] {
  // Who has it as a domain is said by `holderFindings`, unless it is this one.
  if (domains.some(({ live }) => deviceAt(live, address) !== null)) return [];
  const { users, usersUnknown } = found.vf;
  const by = users.map(({ detail }) => detail).join('; ');
  if (by !== '') {
    const fix = 'Take it out of use there, or give the attachment another VF';
    return [error('The VF is in use', `${address} is used on ${host}: ${by}`, fix, ADDRESS)];
  }
  if (!managed || usersUnknown.length === 0) return [];
  const problem = `It is not known whether ${address} is used on ${host}, from whose driver libvirt would take it: ${usersUnknown.join('; ')}`;
  const fix = 'Reach the host as root, or bind the VF to vfio-pci and set managed to false';
  return [error('The VF may be in use', problem, fix, ADDRESS)];
}

function error(summary: string, problem: string, fix: string, path: AttributePath): Finding {
  return { severity: 'error', summary, detail: `${problem}. ${fix}.`, path };
}

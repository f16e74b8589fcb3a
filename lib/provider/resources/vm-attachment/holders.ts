import { deviceAt, type Domain, type LibvirtHost, otherHolder, UNPLUG_SECONDS } from '../../../host/libvirt';
import type { PciAddress } from '../../../model/units';
import { attribute } from '../../schema';
import type { Leaving } from '../session/planned-host';
import type { VfThere } from './find-vf';
import type { Finding } from './findings';
import type { State } from './schema';

/** A domain other than the wanted one that has the VF. */
export interface Holder {
  readonly domain: Domain;
  /** Whether a plan of this command takes the VF out of it: `may` where that plan knows too little yet. */
  readonly plan: 'leaves' | 'may' | 'stays';
}

/** How plans of this command take a VF out of a domain; null: none does. */
export type LeavingOf = (domainUuid: string, address: PciAddress) => Leaving | null;

/** @param prior the attachment before its change, which takes its own VF away by itself */
export function holdersOf(
  address: PciAddress,
  wanted: Pick<Domain, 'uuid'>,
  prior: State | null,
  { domains }: LibvirtHost,
  leavingOf: LeavingOf,
): Holder[] {
  return domains.flatMap((domain): Holder[] => {
    const isOwn = prior?.address === address && prior.domain_uuid === domain.uuid;
    const [live, config] = [deviceAt(domain.live, address) !== null, deviceAt(domain.config, address) !== null];
    if (domain.uuid === wanted.uuid || isOwn || !(live || config)) return [];
    const leaving = leavingOf(domain.uuid, address);
    if (leaving === null || (live && !leaving.live) || (config && !leaving.config)) return [{ domain, plan: 'stays' }];
    return [{ domain, plan: leaving.isSure ? 'leaves' : 'may' }];
  });
}

/** The VF as it is once it has left the domains: libvirt gives back what it manages, to no driver of VFIO. */
export function afterLeaving(found: VfThere, holders: readonly Holder[]): VfThere {
  const isGivenBack = holders.some(
    ({ domain, plan }) => plan !== 'stays' && deviceAt(domain.live, found.address)?.managed === true,
  );
  return isGivenBack ? { ...found, vf: { ...found.vf, driver: null } } : found;
}

const ADDRESS = [attribute('address')];

export function holderFindings(
  { address, pf, vf }: VfThere,
  wanted: Domain,
  holders: readonly Holder[],
  host: string,
): Finding[] {
  return holders.map(({ domain, plan }): Finding => {
    const has = otherHolder({ domains: [domain] }, wanted, address) ?? `is that of domain ${domain.name}`;
    const problem = `VF ${vf.index} of PF ${pf.address} (${address}) of ${host} ${has}`;
    switch (plan) {
      case 'leaves':
        return {
          severity: 'warning',
          summary: 'The VF comes from another domain',
          detail: `${problem}. Another attachment of this plan takes it out there, and this one waits for that${guestOf(domain, address)}. Where it does not happen, this one is not attached.`,
          path: ADDRESS,
        };
      case 'may':
        return {
          severity: 'warning',
          summary: 'Another domain may keep the VF',
          detail: `${problem}. Whether the other attachment takes it out there is not known before the apply, which waits for that${guestOf(domain, address)} and does not attach it otherwise.`,
          path: ADDRESS,
        };
      case 'stays':
        return { severity: 'error', summary: 'Another domain has the VF', detail: `${problem}. ${FIX}`, path: ADDRESS };
    }
  });
}

const FIX =
  'No attachment that is planned or applied here takes it out there. Detach it there first, or give the attachment another VF. Where another sriov_vm_attachment put it there, remove or change that one in the same plan, without -target; an engine that works on one resource at a time (-parallelism=1) may come to this one first, and needs depends_on or a run before.';

const guestOf = (domain: Domain, address: PciAddress): string =>
  deviceAt(domain.live, address) === null ? '' : `: its guest has ${UNPLUG_SECONDS} s to let go of it`;

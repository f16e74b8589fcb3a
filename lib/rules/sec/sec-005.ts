import type { VfUse } from '../../model/settings';
import { ALL_VLANS, holdsVlan, sharedVlan, type VlanList } from '../../model/vlan-list';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { portVlan } from '../shared/inherited';
import { describeTenants, sharedByTenants } from '../shared/tenancy';
import { withoutVfs } from '../shared/vfs';
import { heldToVlans } from '../shared/vlan-lists';

export const SEC_005: Rule = {
  id: 'SEC-005',
  title: 'it is decided whether VFs of different tenants may talk to each other inside the NIC',
  severity: 'warning',
  protects:
    'Frames from VF to VF of one port are switched in the NIC and never reach a firewall outside it. Port VLANs that no ' +
    'two tenants share keep them apart, and so do lists of allowed VLANs; a VF without one tags its frames into any VLAN.',
  source: 'DPDK guide of i40e (VEB); measured on igb: a port VLAN hides a VF from its untagged siblings',
  fix: 'Give each tenant a vlan of its own, VFs without one included, or state conditions.vfToVf',
  on: 'physicalFunction',
  check: (pf, host) => {
    // In switchdev mode the rules of the host's own switch decide.
    if (pf.deviceClass !== 'net' || pf.eswitchMode === 'switchdev') return NOT_APPLICABLE;
    const shared = sharedByTenants(pf, host);
    if (shared !== true) return shared === false ? NOT_APPLICABLE : shared;
    if (pf.virtualFunctions.length === 0) return withoutVfs(pf);
    if (pf.wanted.conditions.vfToVf !== undefined) return COMPLIANT;
    const tokenConditions = tokenAmong(pf.wanted.unresolved, 'conditions');
    if (tokenConditions) return tokenConditions;
    const meeting = meetingOf(pf, host);
    if (meeting === null) return COMPLIANT;
    if (typeof meeting !== 'string') return meeting;
    return violation({
      message: `${describeTenants(pf)} reach each other inside the NIC ${meeting}, and it is not stated whether they may (${describePf(pf)})`,
      pointer: 'conditions.vfToVf',
      found: 'not stated',
      limit: 'allowed or isolated',
    });
  },
};

/**
 * One place of the port in which a VF is by itself: a port VLAN, or the VLANs into which its guest may tag, all of them
 * where nothing holds it.
 */
type Place = number | VlanList;

/**
 * Where VFs of several tenants meet, in words; null when each has a port VLAN of its own. A guest without a port VLAN
 * tags its frames as it likes, so it reaches every VLAN of the port, or those of the list that it is held to.
 */
function meetingOf(pf: ResolvedPf, host: ResolvedHost) {
  const anyone = host.wanted.policy.multiTenant === true;
  const users = new Map<Place, VfUse[]>();
  let token: ReturnType<typeof tokenAmong>;
  for (const vf of pf.virtualFunctions) {
    if (vf.use.tenant === undefined && !anyone) continue;
    const open = tokenAmong(vf.unresolved, 'vlan', 'allowedVlans');
    if (open) {
      token = open;
      continue;
    }
    const vlan = portVlan(vf, pf);
    const place = vlan === 0 ? heldToVlans(vf, pf) : vlan;
    const same = users.get(place) ?? [];
    if (same.some((other) => mayBeStrangers(other, vf.use))) return placeText(place);
    same.push(vf.use);
    users.set(place, same);
  }
  return reachedByTags(users) ?? token ?? null;
}

function placeText(place: Place): string {
  if (place === ALL_VLANS) return 'without a VLAN';
  return typeof place === 'number' ? `in VLAN ${place}` : `in VLANs ${place}, which both may use`;
}

function reachedByTags(users: ReadonlyMap<Place, readonly VfUse[]>): string | null {
  for (const [reach, taggers] of users) {
    if (typeof reach === 'number') continue;
    for (const [place, residents] of users) {
      // A guest that nothing holds reaches those that are held; the other way round it is asked as the tagger.
      if (place === reach || place === ALL_VLANS) continue;
      for (const tagger of taggers) {
        const vlan = vlanInto(place, reach, tagger);
        if (vlan === null || !residents.some((other) => mayBeStrangers(tagger, other))) continue;
        const whose = tagger.tenant === undefined ? 'a VF' : `a VF of tenant ${tagger.tenant}`;
        const which = reach === ALL_VLANS ? 'without a port VLAN' : `with allowed VLANs ${reach}`;
        return `in VLAN ${vlan}, whose tag ${whose} ${which} may put on its frames`;
      }
    }
  }
  return null;
}

/** A VLAN of the place whose tag the guest may and, where it is trusted, will put on its frames; null: there is none. */
function vlanInto(place: Place, reach: VlanList, tagger: VfUse): number | null {
  if (typeof place === 'number') return holdsVlan(reach, place) && tags(tagger, place) ? place : null;
  if (tagger.trustedTenant !== true) return sharedVlan(reach, place);
  return tagger.guestVlans?.find((vlan) => holdsVlan(reach, vlan) && holdsVlan(place, vlan)) ?? null;
}

/** A guest that is trusted tags what it is said to tag; another one is held to nothing. */
function tags({ trustedTenant, guestVlans }: VfUse, vlan: number): boolean {
  return trustedTenant !== true || guestVlans?.includes(vlan) === true;
}

/** Two VFs of different tenants, or of tenants that nobody named, one of whom is not trusted. */
function mayBeStrangers(a: VfUse, b: VfUse): boolean {
  if (a.trustedTenant === true && b.trustedTenant === true) return false;
  return a.tenant !== b.tenant || a.tenant === undefined;
}

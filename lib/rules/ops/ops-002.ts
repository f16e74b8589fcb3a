import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../../inventory/inventory';
import { unlistedVfs } from '../../inventory/unlisted';
import { describePf, type ResolvedHost, type ResolvedPf, type ResolvedVf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { changesOf, recreation } from '../shared/changes';
import { vfAt } from '../shared/vfs';
import { counted, listed } from '../shared/words';

export const OPS_002: Rule = {
  id: 'OPS-002',
  title: 'no VF in use is taken away or changed, unless that is allowed by name',
  severity: 'error',
  protects:
    'A running VM silently loses its NIC or disk, or the write to sriov_numvfs blocks until the VM ends (39 s measured).',
  source: 'open VFIO groups, libvirt domains, netdevs and mounts of the host',
  fix: 'Drain these VMs first, or name the attachments or VFs in allowDisrupt of the host',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (host.presumed) return unknown('VFs in use now, which only an inventory tells');
    const { facts } = pf;
    if (facts === null || facts.numVfs === 0) return NOT_APPLICABLE;
    const used = facts.virtualFunctions.filter((vf) => vf.users.length > 0);
    if (used.length === 0) return unseen(pf, facts);
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    const why = recreation(pf);
    const hit = used.flatMap((vf) => describeHit(vf, vfAt(pf, vf.index), why !== null, pf, host) ?? []);
    if (hit.length === 0) return unseen(pf, facts);
    return violation({
      message:
        why === null
          ? `${counted(hit.length, 'VF')} in use would be changed: ${listed(hit, 8)} (${describePf(pf)})`
          : `${why}, which destroys ${counted(hit.length, 'VF')} in use: ${listed(hit, 8)} (${describePf(pf)})`,
      found: String(hit.length),
      limit: '0',
      limitSource: `users of the VFs of ${facts.address}`,
    });
  },
};

/** What the inventory could not see; an apply looks again, and refuses what it cannot see. */
function unseen(pf: ResolvedPf, facts: PhysicalFunctionFacts): Verdict {
  const vfs = [...facts.virtualFunctions, ...unlistedVfs(facts)];
  const hidden = vfs.filter(({ usersUnknown }) => usersUnknown.length > 0);
  const [first] = hidden;
  if (first === undefined || (recreation(pf) === null && !hidden.some((vf) => isChanged(vf, pf)))) return COMPLIANT;
  return unknown(`users of ${counted(hidden.length, 'VF')} that would be changed: ${first.usersUnknown[0]}`);
}

function isChanged({ index }: VirtualFunctionFacts, pf: ResolvedPf): boolean {
  const vf = vfAt(pf, index);
  return vf !== undefined && changesOf(vf, pf).length > 0;
}

/** `VF 3 (0000:3b:01.3, domain vm1; rack1/kvm01/vm1)`; undefined when nothing happens to it or it is allowed. */
function describeHit(
  { index, address, users }: VirtualFunctionFacts,
  vf: ResolvedVf | undefined,
  recreated: boolean,
  pf: ResolvedPf,
  host: ResolvedHost,
): string | undefined {
  const owner = vf?.attachment?.path;
  const allowed = host.wanted.policy.allowDisrupt;
  if (allowed?.includes(address) || (owner !== undefined && allowed?.includes(owner))) return undefined;
  const changes = recreated || vf === undefined ? [] : changesOf(vf, pf);
  if (!recreated && changes.length === 0) return undefined;
  const who = users.map(({ kind, detail }) => `${kind} ${detail}`).join(' and ');
  const what = changes.length > 0 ? `; ${changes.join(', ')}` : '';
  return `VF ${index} (${address}, ${who}${owner === undefined ? '' : `; ${owner}`}${what})`;
}

import { VF_UNSEEN } from '../../evidence/use';
import type { VirtualFunctionFacts } from '../../inventory/inventory';
import { claimantOf, describeUsers, holdersOf, isHostUse } from '../../resolve/holders';
import { describePf, type ResolvedAttachment, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  tokenAmong,
  unknown,
  type Verdict,
  type Verdicts,
  violation,
  unknownToken,
} from '../rule';
import { vfAt } from '../shared/vfs';
import { counted, listed } from '../shared/words';

export const OPS_010: Rule = {
  id: 'OPS-010',
  title: 'the VF of an attachment is held by no other VM, and not by the host',
  severity: 'error',
  protects:
    'A VF that another VM holds cannot be opened by a second one (EBUSY), and what the plan sets on it reaches the VM that ' +
    'has it now. VFs that are held are given to no new attachment; the owner by the lock file is never moved silently.',
  source: 'open VFIO groups, libvirt domains, netdevs and mounts of the host; vfio gives a group to one user at a time',
  fix: 'Take the VF from its holder, or give the attachment another VF',
  on: 'attachment',
  check: (attachment, pf, host) => {
    if (host.presumed || pf.facts === null) return NOT_APPLICABLE;
    return attachment.vf === null ? judgePool(attachment, pf) : judgeVf(attachment, attachment.vf, pf, host);
  },
};

function judgeVf(attachment: ResolvedAttachment, index: number, pf: ResolvedPf, host: ResolvedHost): Verdicts {
  const facts = vfAt(pf, index)?.facts ?? null;
  if (facts === null) return index < (pf.facts?.numVfs ?? 0) ? unknown(VF_UNSEEN) : COMPLIANT;
  if (facts.users.length === 0) return facts.usersUnknown.length === 0 ? COMPLIANT : facts.usersUnknown.map(unknown);
  const { wanted, settings, path } = attachment;
  const { others, unclear } = holdersOf(facts.users, claimantOf(wanted, settings));
  const place = `VF ${index} (${facts.address})`;
  if (others.length > 0) {
    const isAllowed = [facts.address, path].some((name) => host.wanted.policy.allowDisrupt?.includes(name));
    const givesWay = isAllowed && others.every(isHostUse);
    return violation({
      message: `${place} is held by ${describeUsers(others)}, so that ${wanted.vm} cannot have it (${describePf(pf)})`,
      found: describeUsers(others),
      limit: `${wanted.vm}, or no user`,
      limitSource: `users of ${facts.address}`,
      fix: `Take the VF from its holder, or give the attachment another one: ${remedy(attachment)}`,
      ...(givesWay && { severity: 'warning' as const }),
    });
  }
  // The native driver's netdev, or its mounts, are what such a VF is for.
  const open = settings.driver === 'native' ? unclear.filter((user) => !isHostUse(user)) : unclear;
  if (open.length === 0) return COMPLIANT;
  if (wanted.unresolved.includes('vm')) return unknownToken(['vm']);
  return violation({
    message: `${place} is in use by ${describeUsers(open)}, and nothing says whether that is ${wanted.vm} (${describePf(pf)})`,
    severity: 'warning',
    found: describeUsers(open),
    limit: `${wanted.vm}, or no user`,
    limitSource: `users of ${facts.address}`,
    fix: `Make sure that ${wanted.vm} is the user, or give the attachment another VF: ${remedy(attachment)}`,
  });
}

/** How an attachment comes to another VF; without a word an owner keeps what it has. */
function remedy({ wanted }: ResolvedAttachment): string {
  return wanted.pinnedVf === undefined
    ? 'set pinnedVf, or delete its entry from the lock file'
    : 'set pinnedVf to one that is free';
}

/** An attachment that was left without a VF because the rest of its pool is held. */
function judgePool(attachment: ResolvedAttachment, pf: ResolvedPf): Verdict {
  const { wanted, poolPath } = attachment;
  const token = tokenAmong(wanted.unresolved, 'pinnedVf');
  if (token !== undefined) return token;
  if (wanted.pinnedVf !== undefined) return NOT_APPLICABLE;
  const held = pf.virtualFunctions.flatMap((vf) => {
    const isFree = vf.pool.path === poolPath && vf.attachment === null;
    return isFree && vf.facts !== null && vf.facts.users.length > 0 ? [heldText(vf.facts)] : [];
  });
  if (held.length === 0) return NOT_APPLICABLE;
  return violation({
    message: `no VF is left for ${wanted.vm}: ${counted(held.length, 'VF')} of the pool without an attachment ${held.length === 1 ? 'is' : 'are'} in use: ${listed(held, 8)} (${describePf(pf)})`,
    found: '0 free VFs',
    limit: 'at least 1',
    limitSource: `users of the VFs of ${pf.facts?.address}`,
    fix: 'Take a VF from its holder, or raise count of the pool',
  });
}

function heldText({ index, address, users }: VirtualFunctionFacts): string {
  return `VF ${index} (${address}) by ${describeUsers(users)}`;
}

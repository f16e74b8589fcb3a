import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type Unknown,
  unknown,
  type Verdict,
  type Violation,
  violation,
  unknownToken,
} from '../rule';
import { cardOf } from '../../resolve/cards';
import { nameOf } from '../shared/port';

export const BOND_002: Rule = {
  id: 'BOND-002',
  title: 'redundant VFs of a VM from different PFs',
  severity: 'warning',
  protects: 'Two VFs of one port fail together, and so do two ports of one card: the pair then protects from nothing.',
  source: 'sriov-network-device-plugin issue 207: both VFs of a pair came from one PF',
  fix: 'Take one VF of the pair from a pool of another physical function',
  on: 'host',
  check(host) {
    const { pairs, token } = pairsOf(host);
    if (pairs.length === 0) return token ?? NOT_APPLICABLE;
    const byPath = new Map(host.physicalFunctions.map((pf) => [pf.path, pf]));
    const verdicts: Verdict[] = pairs.flatMap((pair) => judged(pair, byPath) ?? []);
    if (token !== undefined) verdicts.push(token);
    return verdicts.length > 0 ? verdicts : COMPLIANT;
  },
};

/** Attachments of one VM with one haGroup. */
interface Pair {
  readonly group: string;
  readonly vm: string;
  readonly members: ResolvedAttachment[];
}

function pairsOf(host: ResolvedHost): { readonly pairs: readonly Pair[]; readonly token: Unknown | undefined } {
  const pairs = new Map<string, Pair>();
  let token: Unknown | undefined;
  for (const attachment of host.attachments) {
    const { haGroup: group, vm, unresolved } = attachment.wanted;
    if (group === undefined) {
      if (unresolved.includes('haGroup')) token ??= unknownToken(['haGroup']);
      continue;
    }
    const key = JSON.stringify([vm, group]);
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, { group, vm, members: [attachment] });
    else known.members.push(attachment);
  }
  return { pairs: [...pairs.values()], token };
}

function judged(pair: Pair, byPath: ReadonlyMap<string, ResolvedPf>): Violation | Unknown | undefined {
  const { members, vm, group } = pair;
  const [first] = members;
  if (first === undefined) return undefined;
  if (members.length === 1) {
    return violation({
      message: `haGroup ${group} of ${vm} has one VF only`,
      path: first.path,
      pointer: 'haGroup',
      found: '1 VF',
      limit: 'at least 2 VFs',
      fix: `Give ${vm} a second attachment with haGroup ${group} from another physical function, or leave haGroup out`,
    });
  }
  return samePf(pair, byPath) ?? sameCard(pair, byPath);
}

function samePf({ members, vm, group }: Pair, byPath: ReadonlyMap<string, ResolvedPf>): Violation | undefined {
  const owners = new Map<string, ResolvedAttachment>();
  for (const member of members) {
    const other = owners.get(member.pfPath);
    owners.set(member.pfPath, member);
    if (other === undefined) continue;
    const pf = byPath.get(member.pfPath);
    return violation({
      message: `two VFs of haGroup ${group} of ${vm} come from one physical function, ${pf ? nameOf(pf) : member.pfPath}: ${other.path} and ${member.path}`,
      path: member.path,
      pointer: 'haGroup',
      found: 'one physical function',
      limit: 'different physical functions',
    });
  }
  return undefined;
}

function sameCard(
  { members, vm, group }: Pair,
  byPath: ReadonlyMap<string, ResolvedPf>,
): Violation | Unknown | undefined {
  if (!members.some(({ wanted }) => wanted.haAcrossCards === true)) return undefined;
  const owners = new Map<string, ResolvedAttachment>();
  for (const member of members) {
    const pf = byPath.get(member.pfPath);
    const card = pf === undefined ? null : cardOf(pf);
    if (card === null) return unknown('address of the PF');
    const other = owners.get(card);
    owners.set(card, member);
    if (other === undefined) continue;
    return violation({
      message: `two VFs of haGroup ${group} of ${vm} come from one card, ${card}: ${other.path} and ${member.path}`,
      path: member.path,
      pointer: 'haAcrossCards',
      found: 'one card',
      limit: 'different cards',
      limitSource: 'haAcrossCards of the attachment',
      fix: 'Take one VF of the pair from a pool on another card, or leave haAcrossCards out',
    });
  }
  return undefined;
}

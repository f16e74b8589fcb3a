import { namesNothing, parseGuid } from '../../model/guid';
import { quoted } from '../../model/text';
import { type GuidName, GUIDS } from '../../model/vf-settings';
import type { ResolvedAttachment } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Violation, violation } from '../rule';

export const IB_002: Rule = {
  id: 'IB-002',
  title: 'a GUID names one node or port',
  severity: 'error',
  protects:
    'All bits zero, or one, stand for no GUID: the subnet manager gives such a port no LID, and its link stays down. What is no GUID, ip refuses.',
  source:
    'iproute2, lib/utils.c (get_guid: eight octets with colons); InfiniBand Architecture Specification, GUIDs are EUI-64',
  fix: 'Give a GUID such as 02:5a:00:00:00:00:00:01, or leave it out to have one derived',
  on: 'attachment',
  check(attachment) {
    const violations = GUIDS.flatMap((name) => judged(name, attachment) ?? []);
    if (violations.length > 0) return violations;
    const token = tokenAmong(attachment.unresolved, ...GUIDS);
    if (token !== undefined) return token;
    return GUIDS.some((name) => attachment[name] !== null) ? COMPLIANT : NOT_APPLICABLE;
  },
};

function judged(name: GuidName, attachment: ResolvedAttachment): Violation | undefined {
  const text = attachment[name] ?? attachment.settings[name];
  if (text === undefined) return undefined;
  const guid = parseGuid(text);
  if (guid !== null && !namesNothing(guid)) return undefined;
  const kept = attachment.settings[name] === undefined;
  return violation({
    message: `${name} ${quoted(text)} ${guid === null ? 'is no GUID' : 'stands for no GUID'}`,
    pointer: name,
    found: quoted(text),
    limit: 'a GUID of one node or port',
    ...(kept && { fix: 'Take the entry of this attachment out of the lock file, so that a GUID is derived anew' }),
  });
}

import { GUIDS, VF_SETTINGS } from '../../model/vf-settings';
import { describePf, type ResolvedAttachment, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { driverAnswer } from '../../resolve/driver-context';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { answerUnknown, profileName, refusalWords } from '../shared/port';
import { joined } from '../shared/words';

export const IB_004: Rule = {
  id: 'IB-004',
  title: 'a VF on InfiniBand has GUIDs of its own',
  severity: 'warning',
  protects:
    'A new VF reports zero GUIDs: the subnet manager gives its port no LID, and the link of the guest stays down. What firmware makes up instead is another one each time, and no partition can be given to it.',
  source: 'Linux 6.12.117, drivers/infiniband/hw/mlx5/ib_virt.c (mlx5_ib_get_vf_guid: zero until one is set)',
  fix: 'Give the attachment nodeGuid and portGuid, or let the library manage the VF so that they are derived and kept in the lock file',
  on: 'attachment',
  check(attachment, pf, host) {
    if (pf.deviceClass !== 'net' || pf.linkType !== 'infiniband') return NOT_APPLICABLE;
    const token = tokenAmong(attachment.unresolved, ...GUIDS);
    if (token !== undefined) return token;
    const without = GUIDS.filter((name) => attachment[name] === null);
    if (without.length === 0) return judgeGiven(attachment, pf, host);
    const words = joined(without.map((name) => VF_SETTINGS[name].words));
    if (pf.wanted.externallyManaged) return withoutReport(attachment, pf, words);
    return refused(attachment, pf, host, words);
  },
};

/** They are given: whether the driver takes them no source may say. */
function judgeGiven({ portGuid, settings }: ResolvedAttachment, pf: ResolvedPf, host: ResolvedHost): Verdict {
  // What is stated is judged with all other settings (DRV-001).
  if (pf.wanted.externallyManaged || portGuid === null || settings.portGuid !== undefined) return COMPLIANT;
  const answer = driverAnswer(pf, host, VF_SETTINGS.portGuid.attribute, portGuid);
  return answer.is === 'unknown' ? answerUnknown(pf, host, 'takes GUIDs of VFs', answer) : COMPLIANT;
}

function withoutReport({ vf, wanted }: ResolvedAttachment, pf: ResolvedPf, words: string): Verdict {
  const found = pf.facts?.virtualFunctions.find(({ index }) => index === vf)?.network;
  if (found == null || GUIDS.every((name) => found[name] === undefined))
    return unknown(`GUIDs that the VF of ${wanted.vm} has`);
  return violation({
    message: `the VF of ${wanted.vm} has no ${words}: another manages it, and the host shows zeros (${describePf(pf)})`,
    pointer: 'portGuid',
    found: 'zero',
    limitSource: `ip link of ${pf.facts?.address}`,
    fix: `Have its manager set them: ip link set PF vf ${vf} node_guid and port_guid, before the VF is bound`,
  });
}

function refused({ wanted }: ResolvedAttachment, pf: ResolvedPf, host: ResolvedHost, words: string): Verdict {
  const answer = driverAnswer(pf, host, VF_SETTINGS.portGuid.attribute, '');
  const why = answer.is === 'refused' ? `: ${refusalWords(answer)}` : '';
  return violation({
    message: `the VF of ${wanted.vm} is given no ${words}: the driver ${profileName(pf)} takes none of VFs${why} (${describePf(pf)})`,
    pointer: 'portGuid',
    found: 'no GUID',
    ...(answer.is === 'refused' && { limitSource: answer.by.source }),
    fix: 'Let the subnet manager give VFs their GUIDs, and partitions by what it gave; or use a card whose driver takes them',
  });
}

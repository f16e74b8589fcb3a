import type { Finding } from '../model/finding';
import { isWithin, type LockFile, lockEntry, memberOf, vmOf } from '../model/lock';
import { compareNames, comparePlain } from '../model/order';
import type { ConstructPath } from '../model/units';
import { ADDRESSES, VF_SETTINGS } from '../model/vf-settings';
import type { RunAttachment } from './follow-attachments';
import { knownPfs, type RunPf, type RunScope } from './follow-pfs';
import { comparePfs, describeLockedPf, isOtherCard } from './pf-identity';
import { finding } from './rules';

/** Says of each PF that its path now means another card than the lock file knows (LOCK-013). */
export function judgeIdentities(pfs: readonly RunPf[], lock: LockFile): Finding[] {
  const records = Object.entries(lock.physicalFunctions ?? {});
  const owned = new Set(Object.values(lock.attachments).map(({ physicalFunction }) => physicalFunction));
  return pfs.flatMap(({ path, host, identity }) => {
    const was = memberOf(lock.physicalFunctions, path);
    if (was === undefined || !owned.has(path) || comparePfs(was, identity) !== 'different') return [];
    const isSame = (likeness: string) => likeness === 'certain' || likeness === 'likely';
    const nowAt = pfs.find((it) => it.path !== path && isSame(comparePfs(was, it.identity)))?.path;
    const before = records.find(([it, record]) => it !== path && isSame(comparePfs(record, identity)))?.[0];
    const message = `the PF was ${describeLockedPf(was)} by the lock file and is ${describeLockedPf(identity)} now`;
    if (nowAt === undefined && before === undefined) {
      return [
        finding('LOCK-013', {
          path,
          host,
          severity: 'warning',
          message: `${message}: its owners keep their VFs there`,
        }),
      ];
    }
    const names = [nowAt && `the former is ${nowAt} now`, before && `the latter was ${before}`].filter(Boolean);
    return [
      finding('LOCK-013', {
        path,
        host,
        message: `${message}; ${names.join(', ')}: whether the names or the cards changed cannot be told`,
        fix: `If the constructs were renamed, rename them in the lock file too with \`sriov lock mv OLD NEW\`; if the cards changed places, accept LOCK-013 on ${path}`,
      }),
    ];
  });
}

/** Says of VMs that changed places under the paths of their attachments, or that take over what another one had (LOCK-012). */
export function judgeVms(attachments: readonly RunAttachment[], lock: LockFile, read: LockFile): Finding[] {
  const changed = attachments.flatMap((attachment) => {
    const entry = lockEntry(lock, attachment.path);
    const was = entry && vmOf(attachment.path, entry);
    return was === undefined || was === attachment.vm ? [] : [{ attachment, was }];
  });
  return changed.flatMap(({ attachment, was }) => {
    const now = changed.find((it) => it.attachment.vm === was && it.attachment.pf === attachment.pf)?.attachment.path;
    const { path, host, vm } = attachment;
    if (now === undefined) {
      const entry = lockEntry(lock, path);
      // Without a name the entry has that of its id, which a token may have stood for, or a file of version 1.
      if (
        entry === undefined ||
        lockEntry(read, path)?.vm === undefined ||
        entry.physicalFunction !== attachment.pf ||
        attachment.isVmToken === true
      )
        return [];
      const addresses = ADDRESSES.filter((name) => entry[name] !== undefined).map(
        (name) => ` and the ${VF_SETTINGS[name].words}`,
      );
      return [
        finding('LOCK-012', {
          path,
          host,
          severity: 'warning',
          message: `the lock file has VM ${was} under this path, which is that of VM ${vm} now: it has VF ${entry.vf}${addresses.join('')} that ${was} had, whether that was renamed or replaced`,
          found: vm,
          fix: `Nothing, if the VM was renamed; if ${vm} is another one, give it another attachmentId or run \`sriov lock rm ${path}\``,
        }),
      ];
    }
    return [
      finding('LOCK-012', {
        path: attachment.path,
        host: attachment.host,
        message: `the lock file has VM ${was} under this path, which is at ${now} now, and the path is that of VM ${attachment.vm}`,
        found: attachment.vm,
        fix: 'Rename the entries with `sriov lock mv`, one of them to a name between, or leave the ids with their VMs',
      }),
    ];
  });
}

/** Says of owners whose PF is gone and whose pool is on one that the lock file does not know (LOCK-012). */
export function judgeUnexplained(
  attachments: readonly RunAttachment[],
  pfs: readonly RunPf[],
  before: LockFile,
  lock: LockFile,
): Finding[] {
  const declared = new Map(pfs.map((pf) => [pf.path, pf]));
  const known = knownPfs(pfs, before);
  const unexplained = new Map<
    ConstructPath,
    { readonly old: ConstructPath; readonly first: RunAttachment; count: number }
  >();
  for (const attachment of attachments) {
    const old = lockEntry(lock, attachment.path)?.physicalFunction;
    if (old === undefined || declared.has(old) || known.has(attachment.pf)) continue;
    const record = memberOf(lock.physicalFunctions, old);
    const now = declared.get(attachment.pf)?.identity;
    if (record !== undefined && now !== undefined && isOtherCard(record, now)) continue;
    const same = unexplained.get(attachment.pf);
    if (same === undefined) unexplained.set(attachment.pf, { old, first: attachment, count: 1 });
    else same.count += 1;
  }
  return [...unexplained].map(([path, { old, first, count }]) => {
    const owners = count === 1 ? first.path : `${first.path} and ${count - 1} more`;
    const record = memberOf(lock.physicalFunctions, old);
    const what = record === undefined ? '' : `, ${describeLockedPf(record)}`;
    return finding('LOCK-012', {
      path,
      host: first.host,
      message: `${owners} had VFs of ${old}${what}, which is gone: whether it is this PF cannot be told`,
      fix: `If it is, set movedFrom of the PF to ${old}; if the VMs are to go to another card, run \`sriov lock rm ${old}\``,
    });
  });
}

/** Says of PFs that are no longer declared: what becomes of their VFs (LOCK-009). */
export function judgeGone(
  gone: readonly ConstructPath[],
  pfs: readonly RunPf[],
  lock: LockFile,
  { stacks }: RunScope,
): Finding[] {
  const findings: Finding[] = [];
  const hosts = new Map<string, ConstructPath[]>();
  for (const path of gone) {
    const name = memberOf(lock.physicalFunctions, path)?.host ?? path;
    hosts.set(name, [...(hosts.get(name) ?? []), path]);
  }
  const names = new Set(pfs.map(({ host }) => host));
  for (const [host, lost] of [...hosts].sort(([a], [b]) => compareNames(a, b))) {
    findings.push(...takenOut(host, lost.sort(comparePlain), names.has(host), lock, stacks));
  }
  return findings;
}

function takenOut(
  host: string,
  lost: readonly ConstructPath[],
  isHostLeft: boolean,
  lock: LockFile,
  stacks: readonly ConstructPath[],
): Finding[] {
  const [first = ''] = lost;
  const described = lost.map((path) => memberOf(lock.physicalFunctions, path)?.address ?? path);
  const owners = Object.values(lock.attachments).filter(({ physicalFunction }) =>
    lost.includes(physicalFunction),
  ).length;
  const what = isHostLeft ? `${described.join(', ')} of ${host}` : `${host} (${described.join(', ')})`;
  const hostPath = first.slice(0, first.lastIndexOf('/'));
  const had = owners === 1 ? '1 attachment had a VF there' : `${owners} attachments had VFs there`;
  return [
    finding('LOCK-009', {
      path: stacks.find((stack) => isWithin(first, stack)) ?? first,
      message: `${what} is no longer declared; ${had}, and its VFs stay on the host as they are`,
      found: lost.join(', '),
      fix: `To take them down, run \`sriov decommission\` with the plan of a synth that still has them, or with an inventory of the host, --host ${hostPath} and --pf for each of them; or leave them to whatever manages the host now`,
    }),
  ];
}

/**
 * Says of stacks that the lock file gives to the app of this run, and that the run does not have (LOCK-009). Of an app without
 * a name nothing tells its stacks from those of others.
 */
export function judgeGoneStacks(lock: LockFile, { stacks, app }: RunScope): Finding[] {
  const gone = Object.entries(lock.apps ?? {}).filter(([stack, owner]) => owner === app && !stacks.includes(stack));
  return gone.flatMap(([stack]) => {
    const owners = Object.entries(lock.attachments).filter(
      ([path, { physicalFunction }]) => isWithin(path, stack) || isWithin(physicalFunction, stack),
    ).length;
    const pfs = Object.keys(lock.physicalFunctions ?? {}).filter((path) => isWithin(path, stack)).length;
    if (owners + pfs === 0) return [];
    const kept = `${pfs === 1 ? '1 PF' : `${pfs} PFs`} and ${owners === 1 ? '1 owner' : `${owners} owners`}`;
    return [
      finding('LOCK-009', {
        path: stack,
        message: `the stack ${stack} of the app ${app} is not in this run: the lock file keeps ${kept} of it, and its VFs stay on their hosts as they are`,
        found: stack,
        fix: `If it is gone for good, take its VFs down with \`sriov decommission\` and the plan of a synth that still has it, then run \`sriov lock rm ${stack}\`; if it was renamed, run \`sriov lock mv ${stack} NEW\``,
      }),
    ];
  });
}

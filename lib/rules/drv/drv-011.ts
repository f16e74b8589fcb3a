import type { DriverProfile } from '../../catalog/driver-profile';
import { evidenceOf } from '../../catalog/driver-evidence';
import { lessSureIn } from '../../catalog/read-at';
import type { OperationName } from '../../catalog/operations';
import { isInRange, type KernelRange, type KernelRelease, parseKernelRelease } from '../../model/kernel-release';
import { LINK_SETTINGS, SETTING_ROWS } from '../../model/vf-settings';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, type Violation, violation } from '../rule';
import { hasVfCount } from '../shared/count';
import { kernelWords, profileName } from '../shared/port';
import { joined } from '../shared/words';

export const DRV_011: Rule = {
  id: 'DRV-011',
  title: 'the driver of the PF is known on the kernel of the host',
  severity: 'info',
  protects:
    'Drivers differ by kernel: what one release takes, an earlier one refuses. Where its own was not looked at, that there is no finding says less.',
  source: 'catalog, sources of the driver profile: releases of Linux in which it was read or run',
  fix: 'Try the plan on one host of that kernel first: sriov apply reads back what it wrote, and sriov rollback undoes it',
  on: 'physicalFunction',
  check(pf, host) {
    const { profile } = pf;
    if (profile === null || host.presumed || pf.wanted.externallyManaged || !hasVfCount(pf)) return NOT_APPLICABLE;
    const known = releasesOf(profile);
    if (known === null) return NOT_APPLICABLE;
    const { first, last } = known;
    const { kernelRelease } = host.inventory.host;
    const release = parseKernelRelease(kernelRelease);
    const read = first === last ? `Linux ${first}` : `Linux ${first} to ${last}`;
    if (pf.facts?.driverOutOfTree === true) {
      return otherKernel(
        `the driver ${profileName(pf)} of the host is built beside the kernel, and that of the kernel was looked at, in ${read}: it may do otherwise, whatever the release (${describePf(pf)})`,
        'a module from elsewhere',
        read,
      );
    }
    if (release === null || release.isBackported) {
      return unknown(
        `whether the driver ${profileName(pf)} is that of ${read}, which was looked at: ${kernelWords(host)}`,
      );
    }
    const isBefore = isInRange({ before: first }, release);
    if (isInRange({ from: first, before: nextOf(last) } satisfies KernelRange, release) === true) {
      return within(pf, profile, release, read);
    }
    return otherKernel(
      `the host runs Linux ${kernelRelease}, and the driver ${profileName(pf)} was looked at in ${read}: ${isBefore === true ? 'it may have less' : 'it may do otherwise'} (${describePf(pf)})`,
      release.text,
      read,
    );
  },
};

/** In a kernel between those that were looked at, where some of it may not have been in all of them, or differs among them. */
function within(pf: ResolvedPf, profile: DriverProfile, release: KernelRelease, read: string): Verdict {
  const { unread, changed } = lessSureIn(profile, release);
  if (unread.length === 0 && changed.length === 0) return COMPLIANT;
  const driver = profileName(pf);
  const parts = [
    ...(unread.length > 0
      ? [`what it does with ${severalOf(unread)} was looked at in other releases of these alone`]
      : []),
    ...(changed.length > 0 ? [`${joined(changed.map(words))} changed in one of them that is not known`] : []),
  ];
  return otherKernel(
    `the host runs Linux ${release.text}, and the driver ${driver} was looked at in ${read}: ${parts.join('; ')} (${describePf(pf)})`,
    release.text,
    read,
  );
}

/** Most that are named one by one. */
const MOST_NAMED = 4;

function severalOf(names: readonly OperationName[]): string {
  return names.length > MOST_NAMED ? 'settings of VFs' : joined(names.map(words));
}

/** As the property is called that asks for it. */
function words(name: OperationName): string {
  return LINK_SETTINGS.find((one) => SETTING_ROWS[one].attribute === name) ?? name;
}

function otherKernel(message: string, found: string, limit: string): Violation {
  return violation({ message, found, limit, limitSource: DRV_011.source });
}

interface Releases {
  readonly first: string;
  readonly last: string;
}

/** Of each profile once: an app has few of them, and may have thousands of PFs. */
const RELEASES = new WeakMap<DriverProfile, Releases | null>();

/** First and last of the releases that the sources of a profile name; null: none. */
function releasesOf(profile: DriverProfile): Releases | null {
  const known = RELEASES.get(profile);
  if (known !== undefined) return known;
  const { run, read } = evidenceOf(profile);
  const ends = [run, read].flatMap((some) => [...some.slice(0, 1), ...some.slice(-1)]);
  const [first, last] = [ends.reduce(earlier, ends[0] ?? ''), ends.reduce(later, ends[0] ?? '')];
  const releases = ends.length === 0 ? null : { first, last };
  RELEASES.set(profile, releases);
  return releases;
}

function earlier(one: string, other: string): string {
  return isInRange({ before: other }, parseKernelRelease(one)) === true ? one : other;
}

function later(one: string, other: string): string {
  return isInRange({ before: other }, parseKernelRelease(one)) === true ? other : one;
}

/** The release after one, of the same series: `6.13` for `6.12`. */
function nextOf(release: string): string {
  const [major, minor] = release.split('.');
  return `${major}.${Number(minor) + 1}`;
}

import type { DriverProfile } from '../../catalog/driver-profile';
import { evidenceOf } from '../../catalog/driver-evidence';
import { isInRange, type KernelRange, parseKernelRelease } from '../../model/kernel-release';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Violation, violation } from '../rule';
import { hasVfCount } from '../shared/count';
import { kernelWords, profileName } from '../shared/port';

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
    if (release === null || release.isBackported) {
      return unknown(
        `whether the driver ${profileName(pf)} is that of ${read}, which was looked at: ${kernelWords(host)}`,
      );
    }
    const isBefore = isInRange({ before: first }, release);
    if (isInRange({ from: first, before: nextOf(last) } satisfies KernelRange, release) === true) return COMPLIANT;
    return otherKernel(
      `the host runs Linux ${kernelRelease}, and the driver ${profileName(pf)} was looked at in ${read}: ${isBefore === true ? 'it may have less' : 'it may do otherwise'} (${describePf(pf)})`,
      release.text,
      read,
    );
  },
};

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

import { compareReleases, type KernelRelease, parseKernelRelease } from '../model/kernel-release';
import { releasesNamed } from './driver-evidence';
import type { DriverProfile } from './driver-profile';
import { operationsOf } from './operation-flags';
import { answerOf, ETHERNET_OPERATIONS, type OperationCase, type OperationName, ORDINARY, STEADY } from './operations';

/** What is less sure of a driver in one release of Linux than in those that were looked at. */
export interface LessSure {
  /** Operations that were looked at in releases before this one alone, or after it. */
  readonly unread: readonly OperationName[];
  /** Operations that differ between releases before and after this one, and nobody knows since when. */
  readonly changed: readonly OperationName[];
}

/** Operations of which less is known in a release, as far as sources name releases of Linux. */
export function lessSureIn(profile: DriverProfile, release: KernelRelease): LessSure {
  const operations = operationsOf(profile);
  const unread: OperationName[] = [];
  const changed: OperationName[] = [];
  for (const name of ETHERNET_OPERATIONS) {
    const cases = operations[name];
    const read = releasesOf(cases);
    const [first, last] = [read[0], read.at(-1)];
    if (first === undefined || last === undefined) continue;
    if (compareReleases(release, first) < 0 || compareReleases(release, last) > 0) unread.push(name);
    else if (isOpenIn(cases, release)) changed.push(name);
  }
  return { unread, changed };
}

/** Whether it is the kernel that leaves open what becomes of an ordinary value. */
function isOpenIn(cases: readonly OperationCase[], kernel: KernelRelease): boolean {
  if (cases.every(({ when }) => when?.kernel === undefined)) return false;
  const answer = answerOf(cases, ORDINARY, { ...STEADY, kernel });
  if (answer.is !== 'unknown') return false;
  return answer.possible.length === 0;
}

/** Releases that the sources of cases name, from the first to the last. */
function releasesOf(cases: readonly OperationCase[]): readonly KernelRelease[] {
  const named = new Set(cases.flatMap(({ source }) => releasesNamed(source)));
  return [...named].flatMap((text) => parseKernelRelease(text) ?? []).sort(compareReleases);
}

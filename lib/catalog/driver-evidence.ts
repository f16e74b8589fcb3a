import type { DriverProfile } from './driver-profile';
import { operationsOf } from './operation-flags';
import { ETHERNET_OPERATIONS } from './operations';

/** How far what the catalog says of a driver was run, and what of it was only read. */
export interface DriverEvidence {
  /** VF operations, without those of InfiniBand alone, of which it is said what the driver does; null for a driver of no network cards, which have none. */
  readonly decidedOperations: number | null;
  /** Releases of Linux on which something of it was run, on an emulated device. */
  readonly run: readonly string[];
  /** Releases of Linux in whose source something of it was read. */
  readonly read: readonly string[];
  /** Something was read in source of which no release is named: that of the kernel, or the vendor's driver beside it. */
  readonly readElsewhere: boolean;
}

/** `Linux 6.1`, `Linux 6.1.192, 6.12.117 and 6.18.19`. */
const RELEASES = /\bLinux \d+\.\d+[\d.]*(?:(?:,| and) \d+\.\d+[\d.]*)*/g;
const RELEASE = /\b\d+\.\d+/g;
const RUN = /\bmeasured\b|\bQEMU\b/;
const SOURCE_TREE = /\btorvalds\/linux:|^[\w.-]+\/[\w.-]+(@\w+)?:/;

/** By the texts of all sources in the profile, part by part. */
export function evidenceOf(profile: DriverProfile): DriverEvidence {
  const run = new Set<string>();
  const read = new Set<string>();
  let readElsewhere = false;
  for (const part of sourcesIn(profile).flatMap((source) => source.split(/;\s+/))) {
    const releases = releasesIn(part);
    for (const release of releases) (RUN.test(part) ? run : read).add(release);
    readElsewhere ||= releases.length === 0 && SOURCE_TREE.test(part);
  }
  const operations = operationsOf(profile);
  const decided = ETHERNET_OPERATIONS.filter((name) => operations[name].length > 0).length;
  const hasOperations = profile.kind === 'net' || profile.kind === 'emulated-net';
  return {
    decidedOperations: hasOperations ? decided : null,
    run: inOrder(run),
    read: inOrder(read),
    readElsewhere,
  };
}

/** Releases of Linux that a source names, by their series: `6.1` for `Linux 6.1.192`. */
export function releasesNamed(source: string | undefined): readonly string[] {
  return source === undefined ? [] : releasesIn(source);
}

function releasesIn(part: string): string[] {
  return [...part.matchAll(RELEASES)].flatMap(([list]) => [...list.matchAll(RELEASE)].map(([release]) => release));
}

/** Texts under `source` and names that end so, at any depth. */
function sourcesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    typeof member === 'string' && /source$/i.test(name) ? [member] : sourcesIn(member),
  );
}

function inOrder(releases: ReadonlySet<string>): string[] {
  const number = (release: string) => {
    const [major = 0, minor = 0] = release.split('.').map(Number);
    return major * 1000 + minor;
  };
  return [...releases].sort((a, b) => number(a) - number(b));
}

/** Release of a kernel as `uname -r` says it, as far as it tells what the drivers of its tree do. */
export interface KernelRelease {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  /** Its maker puts drivers of later releases into it: the number says nothing about them. */
  readonly isBackported: boolean;
}

/** Releases from one on, up to but not including another, as `6.7`; what is absent is open. */
export interface KernelRange {
  readonly from?: string;
  readonly before?: string;
}

/** A value that changed with releases of the kernel: the first range that the release is in has it. */
export type ByKernel<T> = readonly { readonly kernel: KernelRange; readonly is: T }[];

const RELEASE = /^(\d+)\.(\d+)(?=[.+~_-]|$)/;

/**
 * Enterprise kernels, by their release: RHEL and what is built like it (`.el9`, Oracle's `el8uek`), SUSE Linux Enterprise and
 * openSUSE Leap (`-150500.55.7`, `-lp152.4`), openEuler, Anolis and TencentOS. Other distributions keep the drivers of the release.
 */
const BACKPORTED = /\.el\d|-lp\d{3}\.|-1[5-9]\d{4}\.|\.oe\d|\.an\d|\.tl\d/;

/** What `uname -r` says (`6.12.95+deb12-amd64`); null for what is no release, and where it was not read. */
export function parseKernelRelease(text: string | null): KernelRelease | null {
  const [, major, minor] = (text === null ? null : RELEASE.exec(text)) ?? [];
  if (text === null || major === undefined || minor === undefined) return null;
  return { text, major: Number(major), minor: Number(minor), isBackported: BACKPORTED.test(text) };
}

/** By series alone, as ranges have them: negative where the first is earlier. */
export function compareReleases(a: KernelRelease, b: KernelRelease): number {
  return a.major - b.major || a.minor - b.minor;
}

/** The release as a driver has it that is built beside the kernel: the number says nothing about it, as with drivers that a maker puts in. */
export function besideTheKernel(release: KernelRelease | null): KernelRelease | null {
  return release === null ? null : { ...release, isBackported: true };
}

/** Whether a release is in a range of the mainline's; null when it is not known, or backports drivers. */
export function isInRange({ from, before }: KernelRange, release: KernelRelease | null): boolean | null {
  if (from === undefined && before === undefined) return true;
  if (release === null || release.isBackported) return null;
  return (from === undefined || !isEarlier(release, from)) && (before === undefined || isEarlier(release, before));
}

/** What is the same in all releases, or changed with one; null: not known. */
export type KernelFact<T extends string | boolean> = T | null | ByKernel<T | null>;

/** What holds in a release; null where nothing is known to. */
export function factIn<T extends string | boolean>(fact: KernelFact<T>, release: KernelRelease | null): T | null {
  if (!isByKernel(fact)) return fact;
  for (const { kernel, is } of fact) {
    const holds = isInRange(kernel, release);
    if (holds === null) return null;
    if (holds) return is;
  }
  return null;
}

/**
 * The range of kernels that decides on a fact, or may as far as the release is known; null where none does, or where the fact is the
 * same in all kernels.
 */
export function rangeOf<T extends string | boolean>(
  fact: KernelFact<T>,
  release: KernelRelease | null,
): { readonly kernel: KernelRange; readonly value: T | null; readonly isCertain: boolean } | null {
  if (!isByKernel(fact)) return null;
  for (const { kernel, is } of fact) {
    const holds = isInRange(kernel, release);
    if (holds !== false) return { kernel, value: is, isCertain: holds === true };
  }
  return null;
}

/** `Linux 6.7 and later`, `Linux before 6.2`. */
export function rangeWords({ from, before }: KernelRange): string {
  if (from === undefined) return before === undefined ? 'every Linux' : `Linux before ${before}`;
  return before === undefined ? `Linux ${from} and later` : `Linux ${from} to before ${before}`;
}

function isByKernel<T extends string | boolean>(fact: KernelFact<T>): fact is ByKernel<T | null> {
  return typeof fact === 'object' && fact !== null;
}

function isEarlier({ major, minor }: KernelRelease, than: string): boolean {
  const other = parseKernelRelease(than);
  if (other === null) throw new Error(`"${than}" is no kernel release such as 6.7`);
  return major < other.major || (major === other.major && minor < other.minor);
}

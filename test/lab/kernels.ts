import type { TopologyName } from './topologies';

/** Series of Linux that the emulated hosts boot: Debian's kernels, the newest of each that apt knows. */
export const KERNELS = ['6.1', '6.12'] as const;
export type KernelSeries = (typeof KERNELS)[number];

/** What a host boots unless somebody says otherwise. */
export const DEFAULT_KERNEL: KernelSeries = '6.1';

export const isKernelSeries = (name: string): name is KernelSeries => (KERNELS as readonly string[]).includes(name);

/** For people: the default kernel goes without saying. */
export function nameOfHost(topology: TopologyName, kernel: KernelSeries): string {
  return kernel === DEFAULT_KERNEL ? topology : `${topology} with Linux ${kernel}`;
}

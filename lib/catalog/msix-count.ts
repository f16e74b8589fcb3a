import { factIn, type KernelFact, type KernelRelease } from '../model/kernel-release';

/**
 * Whether the driver of a PF takes `sriov_vf_msix_count`; null: not known. The kernel shows vectors to give out only where the
 * driver does (`sriov_vf_total_msix_show`): of one that has it in some releases that tells more than the release, as the driver
 * may be built beside the kernel.
 */
export function takesMsixCount(
  fact: KernelFact<boolean>,
  vfTotalMsix: number | null,
  kernel: KernelRelease | null,
): boolean | null {
  if (vfTotalMsix === 0) return false;
  const changed = typeof fact === 'object' && fact !== null;
  return changed && vfTotalMsix !== null ? true : factIn(fact, kernel);
}

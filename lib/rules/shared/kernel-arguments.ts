import { iommuPlatforms, type IommuPlatform } from '../../model/iommu-platforms';
import type { ResolvedHost } from '../../resolve/resolved';

/** Arguments that the operator is going to set: they hold after the next boot. */
export function plannedArguments(host: ResolvedHost): readonly string[] {
  return host.wanted.policy.kernelArguments ?? [];
}

/** Kinds of IOMMU that the host may have. */
export function platformsOf({ inventory }: ResolvedHost): readonly IommuPlatform[] {
  const { architecture, cpus } = inventory.host;
  return iommuPlatforms({ architecture, cpuModel: cpus.model });
}

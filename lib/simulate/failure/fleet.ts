import type { ConstructPath } from '../../model/units';
import type { ResolvedHost } from '../../resolve/resolved';
import type { FailurePrediction } from './failure';
import { predictFailures } from './failures';

/** Of every host by its path; hosts with one `failoverGroup` take each other's VMs in. */
export function predictFleetFailures(hosts: readonly ResolvedHost[]): ReadonlyMap<ConstructPath, FailurePrediction> {
  const groups = new Map<string, ResolvedHost[]>();
  for (const host of hosts) {
    const { failoverGroup } = host.wanted.policy;
    if (failoverGroup === undefined) continue;
    const known = groups.get(failoverGroup);
    if (known === undefined) groups.set(failoverGroup, [host]);
    else known.push(host);
  }
  return new Map(
    hosts.map((host) => [host.path, predictFailures(host, groups.get(host.wanted.policy.failoverGroup ?? '') ?? [])]),
  );
}

/** Of one host among those of its app. */
export function failuresWithin(host: ResolvedHost, all: readonly ResolvedHost[]): FailurePrediction {
  const { failoverGroup } = host.wanted.policy;
  const group = all.filter(
    ({ wanted }) => failoverGroup !== undefined && wanted.policy.failoverGroup === failoverGroup,
  );
  return predictFailures(host, group);
}

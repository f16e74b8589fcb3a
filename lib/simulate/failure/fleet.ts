import { grouped } from '../../model/grouped';
import type { ConstructPath } from '../../model/units';
import type { ResolvedHost } from '../../resolve/resolved';
import type { FailurePrediction } from './failure';
import { predictFailures } from './failures';

/** Of every host by its path; hosts with one `failoverGroup` take each other's VMs in. */
export function predictFleetFailures(hosts: readonly ResolvedHost[]): ReadonlyMap<ConstructPath, FailurePrediction> {
  const groups = grouped(hosts, failoverGroupOf);
  return new Map(hosts.map((host) => [host.path, predictFailures(host, groupIn(groups, host))]));
}

/** Of one host among those of its app. */
export function failuresWithin(host: ResolvedHost, all: readonly ResolvedHost[]): FailurePrediction {
  return predictFailures(host, groupIn(grouped(all, failoverGroupOf), host));
}

function failoverGroupOf({ wanted }: ResolvedHost): string | undefined {
  return wanted.policy.failoverGroup;
}

function groupIn(groups: ReadonlyMap<string | undefined, readonly ResolvedHost[]>, host: ResolvedHost) {
  const group = failoverGroupOf(host);
  return group === undefined ? [] : groups.get(group);
}

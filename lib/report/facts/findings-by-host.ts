import type { Finding } from '../../model/finding';
import type { HostPlan } from '../../plan/host-plan';
import { grouped } from '../../model/grouped';

interface OfHost {
  readonly plan: HostPlan;
}

/** Findings by the host that they are about: the one that their construct is below, else the one of their name. */
export function findingsByHost<T extends OfHost>(findings: readonly Finding[], inputs: readonly T[]) {
  const byPath = new Map(inputs.map((input) => [input.plan.host, input]));
  const byName = grouped(inputs, ({ plan }) => plan.name);
  const byHost = new Map<T, Finding[]>(inputs.map((input) => [input, []]));
  const others: Finding[] = [];
  for (const finding of findings) {
    const named = finding.host === undefined ? [] : (byName.get(finding.host) ?? []);
    const host = hostAbove(finding.constructPath, byPath) ?? (named.length === 1 ? named[0] : undefined);
    if (host === undefined) others.push(finding);
    else byHost.get(host)?.push(finding);
  }
  return { byHost, others };
}

function hostAbove<T>(path: string, byPath: ReadonlyMap<string, T>): T | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const host = byPath.get(at);
    if (host !== undefined) return host;
  }
  return undefined;
}

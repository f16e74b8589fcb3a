import type { TargetVf } from '../../../plan/host-plan';
import { CHOICES, FLAGS, GUIDS } from '../../../model/vf-settings';
import { snakeCase } from '../snake-case';

/** Names in `settings` of what a target manages of a VF; driver and MAC have attributes of their own. */
export function managedNames(target: TargetVf | undefined): ReadonlySet<string> {
  if (target === undefined) return NONE;
  const alike = (['vlan', 'rate', 'allowedVlans', 'mtu', 'msixVectors'] as const).filter(
    (name) => target[name] !== undefined,
  );
  const named = [...GUIDS, ...FLAGS, ...CHOICES].filter((name) => target[name] !== undefined);
  const { nvme } = target;
  const controller = nvme === undefined ? [] : ['virtualQueues', 'virtualInterrupts', 'online'];
  const namespaces = nvme !== undefined && nvme.namespaceIds.length > 0 ? ['namespaces'] : [];
  return new Set([...alike, ...named, ...controller, ...namespaces].map((name) => snakeCase(name) as string));
}

const NONE: ReadonlySet<string> = new Set();

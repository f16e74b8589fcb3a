import type { TargetVf } from '../../../plan/host-plan';
import { ADDRESSES, CHOICES, FLAGS } from '../../../model/vf-settings';
import { snakeCase } from '../snake-case';

/** Attributes of what a target manages of a VF. */
export function managedNames(target: TargetVf | undefined): ReadonlySet<string> {
  if (target === undefined) return NONE;
  const alike = (['driver', 'vlan', 'rate', 'allowedVlans', 'mtu', 'msixVectors'] as const).filter(
    (name) => target[name] !== undefined,
  );
  const named = [...ADDRESSES, ...FLAGS, ...CHOICES].filter((name) => target[name] !== undefined);
  const { nvme } = target;
  const controller = nvme === undefined ? [] : ['virtualQueues', 'virtualInterrupts', 'online'];
  const namespaces = nvme !== undefined && nvme.namespaceIds.length > 0 ? ['namespaces'] : [];
  return new Set([...alike, ...named, ...controller, ...namespaces].map((name) => snakeCase(name) as string));
}

const NONE: ReadonlySet<string> = new Set();

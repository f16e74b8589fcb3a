import { quoted } from '../model/text';
import { isKeptVlanList, isVlanList, VLAN_LIST_WORDS } from '../model/vlan-list';
import type { TargetState } from './host-plan';
import type { Step } from './step';

/** A list of VLANs that is not in its one text: in a file, no schema can tell. */
export interface BadVlanList {
  /** JSON pointer, from where the steps and states are. */
  readonly pointer: string;
  readonly problem: string;
}

/**
 * The first list of VLANs that is not in order, or names an id twice, with zeros in front, or out of range: shells would
 * take such a text for another list than the model does, and an empty list lets every VLAN pass.
 *
 * @param states by the names that they have beside the steps
 * @param ids `written`: as a user writes lists; `kept`: as hosts keep them, with the ids 0 and 4095, or to receive in alone
 */
export function badVlanList(
  steps: readonly Step[],
  states: Readonly<Record<string, TargetState | undefined>>,
  ids: 'written' | 'kept',
): BadVlanList | null {
  const isList = ids === 'written' ? isVlanList : isKeptVlanList;
  const bad = (pointer: string, found: string): BadVlanList => ({
    pointer,
    problem: `found ${quoted(found)}, expected ${WORDS[ids]}`,
  });
  for (const [name, state] of Object.entries(states)) {
    for (const [n, { virtualFunctions }] of (state?.physicalFunctions ?? []).entries()) {
      for (const [v, { allowedVlans }] of virtualFunctions.entries()) {
        if (allowedVlans === undefined || isList(allowedVlans)) continue;
        return bad(`/${name}/physicalFunctions/${n}/virtualFunctions/${v}/allowedVlans`, allowedVlans);
      }
    }
  }
  for (const [n, step] of steps.entries()) {
    if (step.kind === 'vf-vlans' && !isList(step.allowed)) return bad(`/steps/${n}/allowed`, step.allowed);
  }
  return null;
}

const ORDER = 'lowest first, apart from each other and without zeros in front';
const WORDS = {
  written: `${VLAN_LIST_WORDS}, ${ORDER}`,
  kept: `all, or VLAN ids and ranges from 0 to 4095, ${ORDER}`,
} as const;

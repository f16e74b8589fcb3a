import type { VirtualFunctionFacts } from '../inventory/inventory';
import type { ConstructPath } from '../model/units';
import { mayTouch, ownerOf, type PfDraft } from './draft';
import { isVfio } from '../model/vfio-drivers';
import type { TargetVf } from './host-plan';
import type { VmAttachStep } from './step';
import { effectOf } from './use';

/**
 * Takes VFs from the libvirt domains that hold them before the steps of the PF destroy or unbind them, and gives them
 * back afterwards: where that was allowed by name, else the plan is refused.
 *
 * A guest takes part in a hot-unplug and knows that its device is gone. Destroyed under it, the device vanishes from a
 * running VM for good, or the kernel waits for the VM to end (39 s measured).
 */
export function planDomains(pf: PfDraft): void {
  const held = pf.observed.virtualFunctions.flatMap((vf) => holding(pf, vf) ?? []);
  if (held.length === 0) return;
  pf.steps.unshift(...held.map((vf) => ({ kind: 'vm-detach' as const, ...place(pf, vf) })));
  for (const vf of held) giveBack(pf, vf);
}

interface HeldVf {
  readonly facts: VirtualFunctionFacts;
  readonly domain: string;
  /** undefined: no pool covers the VF, or it goes away. */
  readonly target: TargetVf | undefined;
}

function holding(pf: PfDraft, facts: VirtualFunctionFacts): HeldVf | undefined {
  const domain = facts.users.find((user) => user.kind === 'domain')?.detail;
  if (domain === undefined || domain === '' || !mayTouch(pf, facts)) return undefined;
  const effect = effectOf(pf, facts);
  if (effect === null || effect === 'change') return undefined;
  return { facts, domain, target: pf.vfsByIndex.get(facts.index)?.target };
}

function place(pf: PfDraft, { facts, domain }: HeldVf): Omit<VmAttachStep, 'kind'> {
  const attachment = ownerOf(pf, facts.index)?.attachment;
  const attachments: readonly ConstructPath[] | undefined = attachment === undefined ? undefined : [attachment];
  const { index: vf, address } = facts;
  return { pf: pf.target.address, vf, address, domain, ...(attachments && { attachments }) };
}

function giveBack(pf: PfDraft, held: HeldVf): void {
  const { target, domain, facts } = held;
  const name = `VF ${facts.index} of ${pf.target.address}`;
  if (facts.index >= pf.target.numVfs) {
    pf.host.notes.add(`${name} goes away: domain ${domain} does not get it back`);
  } else if (target?.driver === null || (target?.driver !== undefined && !isVfio(target.driver))) {
    const driver = target.driver ?? 'no driver';
    pf.host.notes.add(`${name} is to be on ${driver}: domain ${domain} does not get it back`);
  } else {
    const { mac, vlan } = target ?? {};
    pf.steps.push({ kind: 'vm-attach', ...place(pf, held), ...(mac && { mac }), ...(vlan && { vlan }) });
  }
}

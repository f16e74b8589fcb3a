import { driverIn } from '../catalog/driver-table';
import type { Inventory, PhysicalFunctionFacts } from '../inventory/inventory';
import type { PciAddress } from '../model/units';
import { eswitchModeOf, pfFacts } from './difference';
import type { Disruption, HostPlan } from './host-plan';

/** Whom a plan hits while it runs. */
export interface BlastRadius {
  /** VFs that go, and VFs that somebody holds and that change. */
  readonly vfs: readonly Disruption[];
  /** VMs that own those VFs, sorted, each once. */
  readonly vms: readonly string[];
  /** PFs whose own link goes, or may go, with everything that passes it. */
  readonly links: readonly LinkLoss[];
}

export interface LinkLoss {
  readonly pf: PciAddress;
  /** How long in all; null: not known, or until somebody sets the link up again. */
  readonly seconds: number | null;
  /** What the number comes from, or why there is none. */
  readonly reason: string;
}

export function blastRadius(plan: HostPlan, observed: Inventory): BlastRadius {
  const links: LinkLoss[] = [];
  for (const address of [...new Set(plan.steps.map((step) => step.pf))].sort()) {
    const pf = pfFacts(observed, address);
    const loss = pf === null ? null : linkLoss(pf, plan);
    if (loss !== null) links.push(loss);
  }
  const vms = plan.disruptions.flatMap(({ vm }) => vm ?? []);
  return { vfs: plan.disruptions, vms: [...new Set(vms)].sort(), links };
}

function linkLoss(pf: PhysicalFunctionFacts, { steps, drivers }: HostPlan): LinkLoss | null {
  const { address, driver } = pf;
  const netdev = pf.network?.interfaces[0];
  if (netdev === undefined || netdev.adminUp === false) return null;
  const own = steps.filter((step) => step.pf === address);
  if (own.some((step) => step.kind === 'pf-link' && !step.up)) {
    return { pf: address, seconds: null, reason: 'the plan sets the PF down' };
  }
  const unknown: string[] = [];
  const loss = driverIn(drivers, driver).linkLoss;
  const counts = own.filter(
    (step) => step.kind === 'num-vfs' && (step.numVfs === 0 ? loss?.onRemove : loss?.onCreate) !== false,
  ).length;
  if (counts > 0 && loss === null) {
    unknown.push(`whether ${driver ?? 'its driver'} restarts its port when VFs come or go`);
  } else if (counts > 0 && loss?.milliseconds === null) {
    unknown.push(`how long ${driver} takes to restart its port when VFs come or go, which it does (${loss.source})`);
  }
  if (own.some((step) => step.kind === 'pf-mtu')) unknown.push('how long a change of its MTU takes the port away');
  if (own.some((step) => step.kind === 'eswitch-mode' && step.mode !== eswitchModeOf(pf))) {
    unknown.push('how long a change of its eswitch mode takes the port away');
  }
  if (unknown.length > 0) return { pf: address, seconds: null, reason: `no source says ${unknown.join(', or ')}` };
  if (counts === 0 || loss?.milliseconds == null) return null;
  const each = loss.milliseconds / 1000;
  const times = counts === 1 ? 'once' : `${counts} times`;
  const reason = `${driver} restarts its port for about ${each} s when VFs come or go, here ${times} (${loss.source})`;
  return { pf: address, seconds: each * counts, reason };
}

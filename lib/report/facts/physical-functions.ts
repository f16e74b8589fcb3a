import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { comparePlain } from '../../model/order';
import type { HostPlan, TargetPf } from '../../plan/host-plan';
import { numVfsFor } from '../../plan/enough-vfs';
import type { AttachmentRecord } from '../../resolve/attachment-record';
import type { HeldVf, PfReport } from './facts';
import { grouped } from '../../model/grouped';

/** All PFs of the host, and those of attachments that were not found on it. */
export function physicalFunctionsOf(
  plan: HostPlan,
  found: readonly PhysicalFunctionFacts[],
  attachments: readonly AttachmentRecord[],
): PfReport[] {
  const targets = new Map(plan.target.physicalFunctions.map((pf) => [pf.address, pf]));
  const byPf = grouped(attachments, ({ pf, pfPath }) => pf ?? pfPath);
  const addresses = new Set(found.map(({ address }) => address));
  const missing = [...byPf.keys()].filter((key) => !addresses.has(key)).sort(comparePlain);
  return [
    ...found.map((facts) => foundPf(facts, targets.get(facts.address), byPf.get(facts.address) ?? [])),
    ...missing.map((key) => missingPf(byPf.get(key) ?? [])),
  ];
}

function foundPf(
  facts: PhysicalFunctionFacts,
  target: TargetPf | undefined,
  attachments: readonly AttachmentRecord[],
): PfReport {
  const netdev = facts.network?.interfaces[0];
  return {
    path: target?.path ?? attachments[0]?.pfPath ?? null,
    address: facts.address,
    interfaceName: netdev?.name ?? facts.nvme?.controller ?? null,
    deviceClass: facts.deviceClass,
    device: `${facts.vendorId}:${facts.deviceId}`,
    driver: facts.driver,
    linkMbps: netdev?.speedMbps ?? null,
    totalVfs: facts.totalVfs,
    numVfs: facts.numVfs,
    wantedVfs: target === undefined ? null : numVfsFor(target, facts),
    held: heldBy(attachments),
  };
}

function missingPf(attachments: readonly AttachmentRecord[]): PfReport {
  return {
    path: attachments[0].pfPath,
    address: attachments[0].pf,
    interfaceName: null,
    deviceClass: null,
    device: null,
    driver: null,
    linkMbps: null,
    totalVfs: null,
    numVfs: 0,
    wantedVfs: null,
    held: heldBy(attachments),
  };
}

function heldBy(attachments: readonly AttachmentRecord[]): HeldVf[] {
  return attachments
    .flatMap(({ vf, vm, tenant = null }) => (vf === null ? [] : [{ vf, vm, tenant }]))
    .sort((a, b) => a.vf - b.vf);
}

import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, violation } from '../rule';
import { pfAddress, pfDriver } from '../shared/pf';
import { joined } from '../shared/words';

const HOW_TO_GIVE =
  'give the measured value with its source as a device override, in code or in a JSON file (fields in `sriov devices --json`)';

export const CAP_008: Rule = {
  id: 'CAP-008',
  title: 'the device and its limits are known',
  severity: 'warning',
  protects: 'A rule without a limit cannot say that a plan fits: it is skipped, and the plan may fail on the host.',
  source: 'for many devices, NVMe SSDs above all, no vendor publishes SR-IOV limits: they stand in the device itself',
  fix: `Read the limits on a host that has the device (sriov inventory) and ${HOW_TO_GIVE}`,
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.numVfs === 0 || (pf.facts === null && !host.presumed)) return NOT_APPLICABLE;
    const verdicts: Verdict[] = [];
    if (pf.device === null) verdicts.push(unknownDevice(pf, host));
    else if (pf.totalVfs === null) verdicts.push(unknownLimits(pf, ['most VFs'], pf.device.name));
    const resources = unknownResources(pf);
    if (resources.length > 0) verdicts.push(unknownLimits(pf, resources, pf.device?.name ?? idsOf(pf)));
    return verdicts.length === 0 ? COMPLIANT : verdicts;
  },
};

function unknownDevice(pf: ResolvedPf, host: ResolvedHost): Verdict {
  const { totalVfs } = pf;
  const known =
    totalVfs === null
      ? 'nobody knows how many VFs it has'
      : `all that is known is that it has ${totalVfs.value} VFs at most (${totalVfs.source})`;
  return violation({
    message: `device ${idsOf(pf)} is not in the catalog: ${known}`,
    pointer: 'device',
    found: idsOf(pf),
    fix: host.presumed
      ? `Give the inventory of the host, or name the device of the catalog that it is, or ${HOW_TO_GIVE}`
      : `Add the device to the catalog: ${HOW_TO_GIVE}`,
  });
}

function unknownLimits(pf: ResolvedPf, limits: readonly string[], device: string): Verdict {
  const address = pfAddress(pf);
  return violation({
    message: `no source tells ${joined(limits)} of ${device}${address === null ? '' : ` (${address})`}`,
    pointer: 'device',
    limitSource: pf.device?.sriov.source ?? CAP_008.source,
  });
}

/** Limits of the secondary controllers that the pools need and that neither drive nor catalog tells. */
function unknownResources(pf: ResolvedPf): string[] {
  if (pf.deviceClass !== 'nvme' || pf.facts?.nvme?.capabilities != null) return [];
  const limits = pf.device?.nvme;
  const missing: string[] = [];
  if (limits?.vqFlexibleTotal == null && wants(pf, 'nvmeVirtualQueues')) missing.push('virtual queue resources');
  if (limits?.viFlexibleTotal == null && wants(pf, 'nvmeVirtualInterrupts'))
    missing.push('virtual interrupt resources');
  return missing;
}

function wants(pf: ResolvedPf, name: 'nvmeVirtualQueues' | 'nvmeVirtualInterrupts'): boolean {
  return pf.pools.some(
    (pool) =>
      pool.wanted.settings[name] !== undefined ||
      pool.attachments.some((attachment) => attachment.settings[name] !== undefined),
  );
}

/** `8086:159b`, else what the PF is known by. */
function idsOf(pf: ResolvedPf): string {
  if (pf.facts !== null && pf.facts.vendorId !== '' && pf.facts.deviceId !== '') {
    return `${pf.facts.vendorId}:${pf.facts.deviceId}`;
  }
  return pf.wanted.device ?? pfDriver(pf) ?? 'that is neither named nor read from a host';
}

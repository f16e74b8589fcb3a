import { DEVICE_CLASSES, deviceClassOf } from '../../device-class';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, violation } from '../rule';
import { pfAddress } from '../../resolve/resolved';
import { pfDriver } from '../shared/pf';
import { joined } from '../shared/words';

/** Names of what a device override in code states; a JSON file has them as in the catalog. */
type LimitName = 'maxVfsPerPf' | 'vqFlexibleTotal' | 'viFlexibleTotal';

const LIMIT_WORDS: Readonly<Record<LimitName, string>> = {
  maxVfsPerPf: 'most VFs',
  vqFlexibleTotal: 'virtual queue resources',
  viFlexibleTotal: 'virtual interrupt resources',
};

export const CAP_008: Rule = {
  id: 'CAP-008',
  title: 'the device and its limits are known',
  severity: 'warning',
  protects: 'A rule without a limit cannot say that a plan fits: it is skipped, and the plan may fail on the host.',
  source: 'for many devices, NVMe SSDs above all, no vendor publishes SR-IOV limits: they stand in the device itself',
  fix: `Read the limits on a host that has the device (sriov inventory) and ${howToGive('ID', ['maxVfsPerPf'])}`,
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.numVfs === 0 || (pf.facts === null && !host.presumed)) return NOT_APPLICABLE;
    const verdicts: Verdict[] = [];
    if (pf.device === null) verdicts.push(unknownDevice(pf, host));
    else if (pf.totalVfs === null && mayHaveVfs(pf, host)) verdicts.push(unknownLimits(pf, ['maxVfsPerPf']));
    const resources = unknownResources(pf);
    if (resources.length > 0) verdicts.push(unknownLimits(pf, resources));
    return verdicts.length === 0 ? COMPLIANT : verdicts;
  },
};

/** A function without the capability, as its host or the catalog says, has no limit either, and PCI-005 says so. */
function mayHaveVfs(pf: ResolvedPf, host: ResolvedHost): boolean {
  return pf.device?.sriov.supported !== false && (host.presumed || pf.facts?.totalVfs !== null);
}

function unknownDevice(pf: ResolvedPf, host: ResolvedHost): Verdict {
  const { totalVfs } = pf;
  const known =
    totalVfs === null
      ? 'how many VFs it has is not known'
      : `what is known of it is what its host tells, ${totalVfs.value} VFs at most (${totalVfs.source})`;
  const howTo = howToAdd(pf);
  return violation({
    message: `device ${idsOf(pf)} is not in the catalog: ${known}`,
    pointer: 'device',
    found: idsOf(pf),
    fix: host.presumed
      ? `Give the inventory of the host, or name the device of the catalog that it is, or ${howTo}`
      : `Add the device to the catalog: ${howTo}`,
  });
}

function unknownLimits(pf: ResolvedPf, names: readonly LimitName[]): Verdict {
  const address = pfAddress(pf);
  const limits = joined(names.map((name) => LIMIT_WORDS[name]));
  return violation({
    message: `no source tells ${limits} of ${pf.device?.name ?? idsOf(pf)}${address === null ? '' : ` (${address})`}`,
    pointer: 'device',
    limitSource: pf.device?.sriov.source ?? CAP_008.source,
    fix: `Read the limits on a host that has the device (sriov inventory) and ${howToGive(pf.device?.id ?? 'ID', names)}`,
  });
}

function howToGive(id: string, names: readonly LimitName[]): string {
  const values = names.map((name) => `${name}: N`).join(', ');
  return `give what you measured with Sriov.of(app).addDevice('${id}', { ${values}, source: 'where from' }), or in a JSON file with addDevicesFile (schemas/device-catalog.schema.json)`;
}

/** A device that is new to the catalog: an override of one that it has needs no more than the limits. */
function howToAdd({ facts, path, profile, ...pf }: ResolvedPf): string {
  const { addedAs } = DEVICE_CLASSES[facts === null ? pf.deviceClass : deviceClassOf(facts.classCode)];
  const driver = facts?.driver ?? null;
  if (driver !== null && profile === null) return howToAddWithDriver(driver, addedAs);
  const hasIds = facts !== null && facts.vendorId !== '' && facts.deviceId !== '';
  const stated = [
    "name: 'model'",
    "vendor: 'maker'",
    `deviceClass: DeviceClass.${addedAs.toUpperCase()}`,
    `pfDriver: '${driver ?? 'driver'}'`,
    ...(hasIds ? [`vendorId: '${facts.vendorId}'`, `deviceId: '${facts.deviceId}'`] : []),
    'maxVfsPerPf: N',
    "source: 'where from'",
  ];
  const named = hasIds ? '' : `, and name it as device of ${path}`;
  return `give what you measured with Sriov.of(app).addDevice('my-device', { ${stated.join(', ')} })${named}, or in a JSON file with addDevicesFile (schemas/device-catalog.schema.json)`;
}

/** Every device has a driver profile, and only a file states a new one; it may say nothing but what it is for. */
function howToAddWithDriver(driver: string, kind: string): string {
  const profile = `{ "name": ${JSON.stringify(driver)}, "kind": "${kind}", "source": "where from" }`;
  return `give what you measured in a JSON file with addDevicesFile (schemas/device-catalog.schema.json): the device, and under driverProfiles ${profile}, as the catalog has no profile of the driver ${driver}`;
}

/** Limits of the secondary controllers that the pools need and that neither drive nor catalog tells. */
function unknownResources(pf: ResolvedPf): LimitName[] {
  if (pf.deviceClass !== 'nvme' || pf.facts?.nvme?.capabilities != null) return [];
  const limits = pf.device?.nvme;
  const missing: LimitName[] = [];
  if (limits?.vqFlexibleTotal == null && wants(pf, 'nvmeVirtualQueues')) missing.push('vqFlexibleTotal');
  if (limits?.viFlexibleTotal == null && wants(pf, 'nvmeVirtualInterrupts')) missing.push('viFlexibleTotal');
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

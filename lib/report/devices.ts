import { operationsOf } from '../catalog/operation-flags';
import { conditionWords, isOfInfiniband, type OperationCase } from '../catalog/operations';
import { type ByKernel, rangeWords } from '../model/kernel-release';
import { VF_ATTRIBUTE_NAMES, type VfAttributeName } from '../model/vf-settings';
import { type Catalog, pciIdsText, profileOfDriver } from '../catalog/catalog';
import { CERTAINTIES, type Certainty, certaintyOf, certaintyOfSource } from '../catalog/certainty';
import type { CatalogDevice } from '../catalog/device';
import type { DriverProfile } from '../catalog/driver-profile';
import { table } from './table';

export interface DevicesOptions {
  /** JSON for machines instead of text. @default false */
  readonly json?: boolean;
  /** Catalog of the driver profiles; without it they are left out. */
  readonly catalog?: Catalog;
}

/** Up to this many devices are shown in full below the table. */
const DETAILED = 3;

/** What a catalog says of devices: a table, and every value with its source when they are few. Ends with a newline. */
export function renderDevices(devices: readonly CatalogDevice[], options: DevicesOptions = {}): string {
  const profiles = profilesOf(devices, options.catalog);
  if (options.json) {
    const certainty = Object.fromEntries(devices.map((device) => [device.id, certaintyOf(device)]));
    return `${JSON.stringify({ devices, certainty, driverProfiles: profiles }, null, 2)}\n`;
  }
  if (devices.length === 0) return 'no device of the catalog matches\n';
  const blocks = [tableOf(devices)];
  if (devices.length <= DETAILED) blocks.push(...devices.map(detailOf), ...profiles.map(profileOf));
  blocks.push(footerOf(devices));
  return `${blocks.join('\n\n')}\n`;
}

function profilesOf(devices: readonly CatalogDevice[], catalog: Catalog | undefined): DriverProfile[] {
  if (catalog === undefined) return [];
  const names = new Set(devices.map((device) => device.driver.profile));
  return [...names].flatMap((name) => profileOfDriver(catalog, name) ?? []);
}

function tableOf(devices: readonly CatalogDevice[]): string {
  const rows = devices.map((device) => [
    device.id,
    device.name,
    pciIdsText(device),
    device.driver.pf,
    device.driver.vf,
    device.sriov.supported === false ? 'none' : shown(device.sriov.maxVfsPerPf),
    device.sriov.supported === false ? 'none' : shown(device.sriov.maxVfsPerDevice),
    device.link.speedsGbps === null ? '?' : `${device.link.speedsGbps.join('/')}`,
    CERTAINTIES[certaintyOf(device).ids],
    CERTAINTIES[certaintyOf(device).vfs],
    device.userSource === undefined ? '' : 'yes',
  ]);
  const head = [
    'id',
    'name',
    'PCI ids',
    'PF driver',
    'VF driver',
    'VFs/PF',
    'VFs/card',
    'Gbit/s',
    'ids by',
    'VFs by',
    'overridden',
  ];
  const overridden = devices.some((device) => device.userSource !== undefined);
  const shownOf = (row: readonly string[]) => (overridden ? row : row.slice(0, -1));
  return table(shownOf(head), rows.map(shownOf));
}

function footerOf(devices: readonly CatalogDevice[]): string {
  const nameless = devices.filter(({ pf }) => pf.deviceId === null).length;
  const known = devices.length - nameless;
  const counts = [
    ...(known > 0 ? [counted(known, 'device')] : []),
    ...(nameless > 0
      ? [`${counted(nameless, 'entry', 'entries')} without PCI ids, which no PF of a host matches`]
      : []),
  ];
  const more = devices.length > DETAILED ? ` Name one, or narrow the query to ${DETAILED}, for all values.` : '';
  return [
    `${counts.join(', and ')}.`,
    '"?" is not known, in any source that was read; what a host itself says goes before the catalog.',
    `"ids by" and "VFs by" are the surest sources of the ids, and of how many VFs there are.${more}`,
  ].join(' ');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What is printed of one group: its values in words, and where they come from. */
interface Line {
  readonly label: string;
  readonly text: string;
  readonly source: string | null | undefined;
  readonly certainty?: Certainty;
}

/** A source, and how sure it is. */
function sourced(source: string | null | undefined): Pick<Line, 'source' | 'certainty'> {
  return source ? { source, certainty: certaintyOfSource(source) } : { source };
}

function pcieText({ gen, lanes, integrated, note, whyUnknown }: CatalogDevice['pcie']): string {
  const link =
    integrated === true
      ? 'none: it is part of a processor or chipset'
      : `generation ${shown(gen)}, ${shown(lanes)} lanes`;
  const why = gen === null || lanes === null ? whyUnknown : undefined;
  return [link, note, why].filter((text) => text !== undefined).join('; ');
}

function detailOf(device: CatalogDevice): string {
  const { pf, vf, driver, link, pcie, sriov, queues, rdma } = device;
  const vfIds = vf.deviceIds?.map((id) => `${pf.vendorId ?? '????'}:${id}`).join(', ');
  const further = pf.otherDeviceIds ? `, also ${pf.otherDeviceIds.map((id) => `${pf.vendorId}:${id}`).join(', ')}` : '';
  const subsystems = pf.knownSubsystemIds ? `; subsystems ${pf.knownSubsystemIds.join(', ')}` : '';
  const lines: Line[] = [
    { label: 'PCI ids', text: `${pciIdsText(device)}${further}${subsystems}`, ...sourced(pf.source) },
    { label: 'PCI ids of VFs', text: vfIds ?? '?', ...sourced(vf.source) },
    { label: 'drivers', text: `PF ${driver.pf}, VF ${driver.vf}`, source: driver.source },
    {
      label: 'VFs',
      text: [
        sriov.supported === false
          ? 'none: it has no SR-IOV capability'
          : `${shown(sriov.maxVfsPerPf)} per PF, ${shown(sriov.maxVfsPerDevice)} per card`,
        ...(sriov.note === null ? [] : [sriov.note]),
      ].join('; '),
      ...sourced(sriov.source),
    },
    { label: 'PCIe', text: pcieText(pcie), ...sourced(pcie.source) },
  ];
  if (device.class === 'net') {
    const speeds = link.speedsGbps === null ? '?' : link.speedsGbps.join(' or ');
    lines.push({ label: 'link', text: `${speeds} Gbit/s, ${shown(link.maxPorts)} ports`, ...sourced(link.source) });
    lines.push({ label: 'queues', text: queues === null ? '?' : pairs(queues), ...sourced(queues?.source) });
    lines.push({
      label: 'RDMA',
      text: rdma === null ? '?' : `PF ${shown(rdma.pf)}, VF ${shown(rdma.vf)}`,
      ...sourced(rdma?.source),
    });
  }
  for (const [label, group] of Object.entries({
    NVMe: device.nvme,
    performance: device.performance,
    ceilings: device.ceilings,
  })) {
    if (group) lines.push({ label, text: pairs(group), ...sourced(group.source) });
  }
  const user = device.userSource === undefined ? [] : [`  overridden: ${device.userSource}`];
  const note = device.note === null ? [] : [`  note: ${device.note}`];
  return [
    `${device.id}: ${device.name} (${device.vendor}, ${device.class})`,
    ...user,
    ...note,
    detailLines(lines),
  ].join('\n');
}

function profileOf(profile: DriverProfile): string {
  const { vfAttributes, eswitch, linkType, numVfs, msix, vfVlanList, queues, limits, guaranteeShares, vdpa, virtMgmt } =
    profile;
  const { behaviour, qatServices, vfQuotas, kernelDrivers = [], transientErrors = [] } = profile;
  const lines: Line[] = [];
  if (kernelDrivers.length > 0) lines.push({ label: 'kernel drivers', text: kernelDrivers.join(', '), source: null });
  if (profile.kind === 'net' || profile.kind === 'emulated-net') {
    lines.push({ label: 'VF attributes', text: attributesText(profile), source: vfAttributes?.source });
    for (const [name, cases] of Object.entries(profile.operations ?? {})) lines.push(...caseLines(name, cases));
  }
  const groups = {
    eswitch,
    'link type': linkType,
    numVfs,
    behaviour,
    'QAT services': qatServices,
    'VF quotas': vfQuotas,
    'MSI-X': msix,
    'VLAN list': vfVlanList,
    queues,
    'untrusted VF': limits,
    'guarantee shares': guaranteeShares,
    vDPA: vdpa,
    'virt-mgmt': virtMgmt,
  };
  for (const [label, group] of Object.entries(groups)) {
    if (group) lines.push({ label, text: pairs(group), source: group.source });
  }
  for (const { source, ...passing } of transientErrors) lines.push({ label: 'passes', text: pairs(passing), source });
  lines.push({ label: 'RDMA on VF', text: shown(profile.rdmaOnVf), source: profile.rdmaSource });
  const { liveMigrationVfioDriver: migration, liveMigrationNote } = profile;
  lines.push({
    label: 'live migration',
    text: [shown(migration), ...(liveMigrationNote ? [liveMigrationNote] : [])].join('; '),
    source: profile.liveMigrationSource,
  });
  const user = profile.userSource === undefined ? [] : [`  overridden: ${profile.userSource}`];
  const note = profile.note === undefined ? [] : [`  note: ${profile.note}`];
  return [`driver profile ${profile.name} (${profile.kind})`, ...user, ...note, detailLines(lines)].join('\n');
}

/** `takes mac, vlan; refuses minTxRate; by case trust; ? queryRss`, then what else the group says. */
function attributesText(profile: DriverProfile): string {
  const operations = operationsOf(profile);
  const kinds = new Map<string, string[]>([
    ['takes', []],
    ['refuses', []],
    ['by case', []],
    ['?', []],
  ]);
  for (const name of VF_ATTRIBUTE_NAMES) {
    // What there is on InfiniBand alone is said of drivers of which a source speaks.
    if (isOfInfiniband(name) && !saysAnything(profile, name)) continue;
    kinds.get(kindOf(operations[name]))?.push(name);
  }
  const parts = [...kinds].flatMap(([verb, names]) => (names.length > 0 ? [`${verb} ${names.join(', ')}`] : []));
  const rest = Object.entries(profile.vfAttributes ?? {}).filter(
    ([key, value]) => value !== null && !VF_ATTRIBUTE_NAMES.some((name) => name === key),
  );
  return [...parts, pairs(Object.fromEntries(rest))].filter(Boolean).join('; ');
}

function saysAnything({ vfAttributes, operations }: DriverProfile, name: VfAttributeName): boolean {
  return operations?.[name] !== undefined || (vfAttributes?.[name] ?? null) !== null;
}

function kindOf(cases: readonly OperationCase[]): 'takes' | 'refuses' | 'by case' | '?' {
  const [first] = cases;
  if (first === undefined) return '?';
  if (cases.length > 1 || first.when !== undefined) return 'by case';
  return first.does === 'taken' ? 'takes' : first.does === 'refused' ? 'refuses' : 'by case';
}

/** `trust  EOPNOTSUPP in switchdev mode`, a line a case. */
function caseLines(name: string, cases: readonly OperationCase[]): Line[] {
  return cases.map(({ when, does, errno = 'EOPNOTSUPP', unitMbps, reports, source }) => {
    const what = does === 'refused' ? errno : does === 'rounded' ? `in steps of ${unitMbps} Mbit/s` : does;
    const reported = reports === undefined ? '' : `and reported as ${reports === null ? 'nothing' : shown(reports)}`;
    return { label: name, text: [what, reported, conditionWords(when)].filter(Boolean).join(' '), source };
  });
}

/** `vqFlexibleTotal: ?; viFlexibleTotal: 64`. */
function pairs(group: object): string {
  return Object.entries(group)
    .filter(([key, value]) => key !== 'source' && value !== undefined)
    .map(([key, value]) => `${key}: ${shown(value)}`)
    .join('; ');
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '?';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (isOfKernel(value)) return `${shown(value.is)} in ${rangeWords(value.kernel)}`;
  if (typeof value === 'object') return `(${pairs(value)})`;
  return String(value);
}

/** What a fact is in a range of kernels. */
function isOfKernel(value: unknown): value is ByKernel<unknown>[number] {
  return typeof value === 'object' && value !== null && 'kernel' in value && 'is' in value;
}

function detailLines(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(({ label }) => label.length));
  return lines
    .flatMap(({ label, text, source, certainty }) => [
      `  ${label.padEnd(width)}  ${text}`,
      ...(source ? [`  ${''.padEnd(width)}  source: ${source}${certainty ? ` (${CERTAINTIES[certainty]})` : ''}`] : []),
    ])
    .join('\n');
}

import type { VfIndex } from '../model/units';
import { GPU_SETTINGS, quotaWords } from '../model/vf-settings';
import type { TargetPf, TargetVf } from '../plan/host-plan';
import { settingWords } from '../plan/setting-words';
import { settingsThatDiffer } from '../plan/vf-settings';
import { vlansText } from '../plan/vlan-lists';
import type { ResolvedPf, ResolvedPool } from '../resolve/resolved';
import { counted, oneLine, ranges } from './line';

/**
 * The desired state of one PF for whoever reviews a plan of Terraform, which shows each entry that changes: the number of
 * VFs under `pf`, what the VFs of a pool have in common under `pool <id>`, and owner and differences of single VFs under
 * `vf <index>`. A VF that is free and like its pool has no entry.
 */
export function targetSummary(pf: ResolvedPf, target: TargetPf): Record<string, string> {
  const summary: Record<string, string> = { pf: pfText(target) };
  for (const pool of pf.pools) {
    const indexes = new Set(pf.virtualFunctions.filter((vf) => vf.pool === pool).map(({ index }) => index));
    const vfs = target.virtualFunctions.filter(({ index }) => indexes.has(index)).map(describe);
    const common = commonOf(vfs);
    summary[`pool ${idOf(pool, pf)}`] = [placeOf(vfs), ...common.values()].join(', ');
    for (const vf of vfs) {
      const texts = [...vf.own, ...differences(vf, common)];
      if (texts.length > 0) summary[`vf ${vf.index}`] = texts.join(', ');
    }
  }
  return summary;
}

function pfText({ address, numVfs, eswitchMode, mtu, adminUp }: TargetPf): string {
  return [
    `${address}: ${counted(numVfs, 'VF')}`,
    ...(eswitchMode === undefined ? [] : [`eswitch mode ${eswitchMode}`]),
    ...(mtu === undefined ? [] : [`MTU ${mtu}`]),
    ...(adminUp === undefined ? [] : [adminUp ? 'link up' : 'link down']),
  ].join(', ');
}

interface DescribedVf {
  readonly index: VfIndex;
  /** What no other VF can have: its owner and its addresses. */
  readonly own: readonly string[];
  /** Name of the setting -> its words. */
  readonly settings: ReadonlyMap<string, string>;
}

function describe(vf: TargetVf): DescribedVf {
  const { index, vm, nvme, allowedVlans, mtu, msixVectors, migratable, driver } = vf;
  const settings = new Map<string, string>();
  const own = vm === undefined ? [] : [oneLine(vm)];
  for (const setting of settingsThatDiffer(vf, null)) {
    if ('mac' in setting || 'guid' in setting) own.push(settingWords(setting).exact);
    else settings.set(setting.name, settingWords(setting).exact);
  }
  if (allowedVlans !== undefined) settings.set('allowedVlans', vlansText(allowedVlans));
  if (mtu !== undefined) settings.set('mtu', `MTU ${mtu}`);
  if (msixVectors !== undefined) settings.set('msixVectors', counted(msixVectors, 'MSI-X vector'));
  if (migratable !== undefined) settings.set('migratable', migratable ? 'migratable' : 'not migratable');
  for (const name of GPU_SETTINGS) {
    const value = vf[name];
    if (value !== undefined) settings.set(name, quotaWords(name, value));
  }
  if (nvme !== undefined) {
    settings.set('virtualQueues', counted(nvme.virtualQueues, 'virtual queue'));
    settings.set('virtualInterrupts', counted(nvme.virtualInterrupts, 'virtual interrupt'));
    if (nvme.namespaceIds.length > 0) own.push(`namespace ${ranges(nvme.namespaceIds)}`);
  }
  if (driver !== undefined) settings.set('driver', driver === null ? 'no driver' : `driver ${driver}`);
  return { index, own, settings };
}

/** What most of the VFs have, by name of the setting. */
function commonOf(vfs: readonly DescribedVf[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { settings } of vfs) {
    for (const [name, text] of settings) {
      let texts = counts.get(name);
      if (texts === undefined) counts.set(name, (texts = new Map()));
      texts.set(text, (texts.get(text) ?? 0) + 1);
    }
  }
  const common = new Map<string, string>();
  for (const [name, texts] of counts) {
    for (const [text, count] of texts) if (count * 2 > vfs.length) common.set(name, text);
  }
  return common;
}

function differences({ settings }: DescribedVf, common: ReadonlyMap<string, string>): string[] {
  const others = [...settings].filter(([name, text]) => common.get(name) !== text).map(([, text]) => text);
  const missing = [...common.keys()].filter((name) => !settings.has(name)).map((name) => `${name} not managed`);
  return [...others, ...missing];
}

function placeOf(vfs: readonly DescribedVf[]): string {
  return vfs.length === 0 ? 'no VFs' : `VF ${ranges(vfs.map(({ index }) => index))}`;
}

/** Construct id of the pool, or its path where it stands elsewhere than below its PF. */
function idOf({ path }: ResolvedPool, pf: ResolvedPf): string {
  return oneLine(path.startsWith(`${pf.path}/`) ? path.slice(pf.path.length + 1) : path);
}

import { domainOf } from '../evidence/use';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../inventory/inventory';
import { ADDRESSES } from '../model/vf-settings';
import type { AdoptedAttachment, AdoptedHost, AdoptedPf, AdoptedPool, AdoptedSettings } from './adopted';
import { Names } from './names';
import { settingsOf, waiversOf } from './settings';

/**
 * What a host has, as constructs would state it without changing anything: every PF that has VFs, its VFs in pools of the same
 * settings, and the VMs whose VFs the inventory knows. What is not stated is not managed.
 *
 * @param file inventory file, as code names it
 */
export function adoptedHost(inventory: Inventory, file: string): AdoptedHost {
  const names = new Names();
  return {
    id: new Names().unused(inventory.host.hostname ?? file.replace(/^.*\/|\.json$/g, '')),
    file,
    physicalFunctions: inventory.physicalFunctions
      .filter(({ numVfs }) => numVfs > 0)
      .map((pf) => adoptedPf(pf, names.unused(nameOf(pf)))),
  };
}

function nameOf({ network, nvme, deviceClass, address }: PhysicalFunctionFacts): string {
  return network?.interfaces[0]?.name ?? nvme?.controller ?? `${deviceClass}-${address.replace(/^0000:/, '')}`;
}

function adoptedPf(facts: PhysicalFunctionFacts, id: string): AdoptedPf {
  const { address, numVfs, network, nvme, driversAutoprobe } = facts;
  const isIdle = ({ index }: VirtualFunctionFacts) =>
    nvme?.secondaryControllers.find(({ vf }) => vf === index)?.online === false;
  const virtualFunctions = facts.virtualFunctions.filter((vf) => !isIdle(vf));
  const names = new Names();
  const pools: AdoptedPool[] = [];
  for (const run of runsOf(virtualFunctions.map((vf) => ({ vf, settings: settingsOf(vf, nvme) })))) {
    const [{ vf, settings }] = run;
    const held = run.map((one) => attachmentOf(one.vf));
    pools.push({
      id: names.unused(poolName(settings)),
      firstVf: vf.index,
      count: run.length,
      settings,
      waivers: waiversOf(settings),
      attachments: identified(held.flatMap((one) => (typeof one === 'object' && one !== null ? [one] : []))),
      notes: held.flatMap((one) => (typeof one === 'string' ? [one] : [])),
    });
  }
  const eswitchMode = network?.eswitchMode === 'switchdev' ? 'switchdev' : null;
  const idle = facts.virtualFunctions.filter(isIdle).map(({ index }) => index);
  const notes =
    idle.length === 0
      ? []
      : [`Controllers of VF ${idle.join(', ')} are offline: a pool would give them queues and bring them online`];
  return { id, address, numVfs, driversAutoprobe, eswitchMode, pools, notes };
}

interface VfWithSettings {
  readonly vf: VirtualFunctionFacts;
  readonly settings: AdoptedSettings;
}

/** Neighbours with the same settings, in the order of their index. */
function runsOf(vfs: readonly VfWithSettings[]): [VfWithSettings, ...VfWithSettings[]][] {
  const runs: [VfWithSettings, ...VfWithSettings[]][] = [];
  for (const one of [...vfs].sort((a, b) => a.vf.index - b.vf.index)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const isNext = last !== undefined && last.vf.index + 1 === one.vf.index;
    if (run !== undefined && isNext && JSON.stringify(last.settings) === JSON.stringify(one.settings)) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

function poolName({ vlan, driver }: AdoptedSettings): string {
  if (typeof vlan === 'number') return `vlan${vlan}`;
  if (driver === 'native') return 'host';
  return driver === 'none' ? 'unbound' : 'vms';
}

/** The VM that has the VF; why it cannot be stated, in words; null: none is known. */
function attachmentOf(vf: VirtualFunctionFacts): AdoptedAttachment | string | null {
  const vm = vf.users.map(domainOf).find((name) => name !== null) ?? null;
  if (vm === null) return null;
  const set = ADDRESSES.flatMap((name) => {
    const value: unknown = (vf.network as Readonly<Record<string, unknown>> | null)?.[name];
    return typeof value === 'string' && /[1-9a-f]/i.test(value) ? [[name, value] as const] : [];
  });
  if (vf.network !== null && set.length === 0) {
    return `VF ${vf.index} is that of ${vm} and has no address of its own: attach it when it may be given one`;
  }
  return { vm, id: null, pinnedVf: vf.index, addresses: Object.fromEntries(set) };
}

/** Further VFs of a VM in one pool have ids of their own. */
function identified(attachments: readonly AdoptedAttachment[]): AdoptedAttachment[] {
  const names = new Names(attachments.map(({ vm }) => vm));
  const seen = new Set<string>();
  return attachments.map((one) => {
    const isFirst = !seen.has(one.vm);
    seen.add(one.vm);
    return isFirst ? one : { ...one, id: names.unused(one.vm) };
  });
}

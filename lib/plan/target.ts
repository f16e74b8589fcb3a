import type { PhysicalFunctionFacts, VfNetworkFacts } from '../inventory/inventory';
import type { VfDriver, VfSettings } from '../model/settings';
import type { ResolvedHost, ResolvedPf, ResolvedVf } from '../resolve/resolved';
import type { TargetPf, TargetState, TargetVf } from './host-plan';
import { targetController } from './target-nvme';

/** Most VFs that `sriov_numvfs` can hold: 16 bits. */
const MAX_NUM_VFS = 65_535;

/**
 * What a resolved host wants, in kernel terms; the planner and the simulation read this and no wanted host.
 *
 * Left out are PFs that cannot or must not be planned, each of which has a finding of its own: managed by someone else,
 * found on no host, or with a number of VFs that is no whole number from 0 to 65535. Settings that nobody stated stay
 * absent, which means not managed, with three exceptions:
 *
 * - `driversAutoprobe` is false where a pool manages the driver of its VFs and the PF does not say otherwise: with
 *   autoprobe the kernel binds the vendor's driver to every new VF first (125 VFs took 65 s).
 * - `adminUp` is true where an Ethernet PF with a netdev is to have VFs: drivers of VFs that probe while their PF is
 *   down invent random MACs (igbvf), or no VF comes into being (bnxt_en).
 * - NVMe secondary controllers get resources, see `targetController`.
 *
 * The half of a rate or port VLAN that nobody stated keeps the value observed, as `ip link` writes both halves at once.
 */
export function targetOf(host: ResolvedHost): TargetState {
  const physicalFunctions: TargetPf[] = [];
  for (const pf of host.physicalFunctions) {
    const target = targetPf(pf);
    if (target !== null) physicalFunctions.push(target);
  }
  physicalFunctions.sort((a, b) => (a.address < b.address ? -1 : Number(a.address > b.address)));
  return { physicalFunctions };
}

function targetPf(pf: ResolvedPf): TargetPf | null {
  const { facts, wanted, numVfs } = pf;
  if (wanted.externallyManaged || facts === null || numVfs === null) return null;
  if (!Number.isInteger(numVfs) || numVfs < 0 || numVfs > MAX_NUM_VFS) return null;
  const vfDriver = nativeVfDriver(pf, facts);
  const notes: string[] = [];
  const virtualFunctions = targetVfs(pf, facts, numVfs, vfDriver, notes);
  const autoprobe = wanted.driversAutoprobe ?? (managesDriver(pf) ? false : undefined);
  const adminUp = wanted.adminUp ?? (mustBeUp(pf, facts, numVfs) ? true : undefined);
  return {
    path: pf.path,
    address: facts.address,
    deviceClass: pf.deviceClass,
    driver: facts.driver ?? pf.device?.driver.pf ?? null,
    vfDriver,
    numVfs,
    ...(wanted.eswitchMode !== undefined && { eswitchMode: wanted.eswitchMode }),
    ...(autoprobe !== undefined && { driversAutoprobe: autoprobe }),
    ...(adminUp !== undefined && { adminUp }),
    ...(wanted.mtu !== undefined && { mtu: wanted.mtu }),
    ...(wanted.allowManagement === true && { allowManagement: true }),
    ...(notes.length > 0 && { notes: [...new Set(notes)] }),
    virtualFunctions,
  };
}

function targetVfs(
  pf: ResolvedPf,
  facts: PhysicalFunctionFacts,
  numVfs: number,
  vfDriver: string | null,
  notes: string[],
): TargetVf[] {
  const targets: TargetVf[] = [];
  for (const vf of pf.virtualFunctions) {
    if (vf.index < numVfs) targets.push(targetVf(vf, pf, facts, vfDriver, notes));
  }
  return targets.sort((a, b) => a.index - b.index);
}

/** Mutable while it is built, so that a PF with hundreds of VFs costs one object a VF. */
type Draft = { -readonly [K in keyof TargetVf]: TargetVf[K] };

function targetVf(
  vf: ResolvedVf,
  pf: ResolvedPf,
  facts: PhysicalFunctionFacts,
  vfDriver: string | null,
  notes: string[],
): TargetVf {
  const { settings, attachment } = vf;
  const target: Draft = { index: vf.index, address: vf.address };
  if (attachment !== null) {
    target.attachment = attachment.path;
    target.vm = attachment.wanted.vm;
  }
  addDriver(target, settings.driver, vfDriver, facts, notes);
  if (pf.deviceClass === 'net') addNetworkSettings(target, vf, settings);
  if (settings.msixVectors !== undefined) target.msixVectors = settings.msixVectors;
  if (pf.deviceClass === 'nvme') {
    const controller = targetController(vf, facts, notes);
    if (controller !== null) target.nvme = controller;
  }
  return target;
}

function addDriver(
  target: Draft,
  wanted: VfDriver | undefined,
  vfDriver: string | null,
  facts: PhysicalFunctionFacts,
  notes: string[],
): void {
  if (wanted === undefined) return;
  if (wanted === 'vfio-pci') target.driver = 'vfio-pci';
  else if (wanted === 'none') target.driver = null;
  else if (vfDriver !== null) target.driver = vfDriver;
  else notes.push(`driver of the VFs of ${facts.address} is not known: those wanted on their native driver stay as is`);
}

function addNetworkSettings(target: Draft, vf: ResolvedVf, settings: VfSettings): void {
  const found = vf.facts?.network ?? null;
  if (settings.mac !== undefined) target.mac = settings.mac;
  const vlan = targetVlan(vf, settings, found);
  if (vlan !== undefined) target.vlan = vlan;
  if (settings.spoofCheck !== undefined) target.spoofCheck = settings.spoofCheck;
  if (settings.trust !== undefined) target.trust = settings.trust;
  if (settings.queryRss !== undefined) target.queryRss = settings.queryRss;
  if (settings.linkState !== undefined) target.linkState = settings.linkState;
  const rate = targetRate(vf, settings, found);
  if (rate !== undefined) target.rate = rate;
  // With any other driver there is no netdev of the VF on the host: the MTU is its user's affair.
  if (settings.mtu !== undefined && settings.driver === 'native') target.mtu = settings.mtu;
}

function targetVlan(vf: ResolvedVf, settings: VfSettings, found: VfNetworkFacts | null): TargetVf['vlan'] {
  const { vlan, vlanQos, vlanProtocol } = settings;
  if (vlan === undefined || isToken(vf, 'vlanQos') || isToken(vf, 'vlanProtocol')) return undefined;
  const same = found !== null && found.vlan === vlan ? found : null;
  return { vlan, qos: vlanQos ?? same?.vlanQos ?? 0, protocol: vlanProtocol ?? same?.vlanProtocol ?? '802.1Q' };
}

function targetRate(vf: ResolvedVf, settings: VfSettings, found: VfNetworkFacts | null): TargetVf['rate'] {
  const { minTxRateMbps, maxTxRateMbps } = settings;
  if (minTxRateMbps === undefined && maxTxRateMbps === undefined) return undefined;
  if (isToken(vf, 'minTxRateMbps') || isToken(vf, 'maxTxRateMbps')) return undefined;
  return {
    minTxMbps: minTxRateMbps ?? found?.minTxRateMbps ?? 0,
    maxTxMbps: maxTxRateMbps ?? found?.maxTxRateMbps ?? 0,
  };
}

function isToken(vf: ResolvedVf, setting: keyof VfSettings): boolean {
  return vf.unresolved.length > 0 && vf.unresolved.includes(setting);
}

function managesDriver(pf: ResolvedPf): boolean {
  return pf.virtualFunctions.some((vf) => vf.settings.driver !== undefined);
}

function mustBeUp(pf: ResolvedPf, facts: PhysicalFunctionFacts, numVfs: number): boolean {
  if (pf.deviceClass !== 'net' || numVfs === 0 || pf.linkType === 'infiniband') return false;
  return facts.network !== null && facts.network.interfaces.length > 0;
}

/** The catalog's answer, else the driver that some VF of the PF is on now and that is none of vfio. */
function nativeVfDriver(pf: ResolvedPf, facts: PhysicalFunctionFacts): string | null {
  const listed = pf.device?.driver.vf;
  if (listed !== undefined) {
    // `i915/xe`: the driver that serves the PF serves its VFs.
    if (!listed.includes('/')) return listed;
    if (facts.driver !== null && listed.split('/').includes(facts.driver)) return facts.driver;
  }
  for (const { driver } of facts.virtualFunctions) if (driver !== null && !driver.includes('vfio')) return driver;
  return null;
}

import { takesMsixCount } from '../../catalog/msix-count';
import { numVfsAnswer, type PortRefusal } from '../../catalog/num-vfs-answer';
import { vlanListOf } from '../../catalog/vlan-lists';
import { INTERFACE } from '../../inventory/blank';
import type { VfNetworkFacts, VirtualFunctionFacts } from '../../inventory/inventory';
import { portStatesOf } from '../../inventory/port-states';
import { factIn } from '../../model/kernel-release';
import { netdevComesWithVfs } from '../../model/netdev-with-vfs';
import { vfAddressOf } from '../../model/pci';
import type { VfIndex } from '../../model/units';
import { NO_DRIVER } from '../../catalog/driver-table';
import { ALL_VLANS } from '../../model/vlan-list';
import { newVfNetwork } from '../../plan/new-vf';
import { bindNewVf } from './binding';
import { assumed, kernelOf } from './drivers';
import { joinGroup, leaveGroup } from './iommu';
import { loseLink, NEW_NETDEV } from './netdev';
import { parseSwitch, parseU16 } from './number';
import { loseSecondaries } from './nvme';
import { CHANGED, changed, fails, failsWithoutErrno, type OperationResult, UNCHANGED, unchanged } from './result';
import { createNetdev, type KernelState, type NetdevState, type PfState, type VfState } from './state';
import { makesVlanLists } from './vlan-list';

/** Writes `sriov_numvfs`: what the kernel makes of the text, then as `setNumVfs`. */
export function writeNumVfs(state: KernelState, pf: PfState, text: string): OperationResult {
  if (pf.totalVfs === null) return noSriovFile(pf, 'sriov_numvfs');
  // A write of no bytes never reaches the file.
  if (text === '') return UNCHANGED;
  const numVfs = parseU16(text);
  return numVfs === null
    ? fails('EINVAL', `${JSON.stringify(text)} is no number from 0 to 65535`)
    : setNumVfs(state, pf, numVfs);
}

/**
 * `sriov_numvfs`, in the kernel's order of checks: too many (ERANGE), the same number (nothing happens), no driver that
 * can (ENOENT), VFs there already (EBUSY).
 */
export function setNumVfs(state: KernelState, pf: PfState, numVfs: number): OperationResult {
  const { totalVfs } = pf;
  if (totalVfs === null) return noSriovFile(pf, 'sriov_numvfs');
  if (numVfs > totalVfs) return fails('ERANGE', `${numVfs} VFs are more than the ${totalVfs} of ${pf.address}`);
  if (numVfs === pf.numVfs) return UNCHANGED;
  if (pf.driver === null) return fails('ENOENT', 'no driver bound to device; cannot configure SR-IOV');
  if (factIn(pf.behaviour?.createsVfs ?? null, kernelOf(state, pf)) === false) {
    return fails('ENOENT', `${pf.driver} does not support SR-IOV configuration via sysfs`);
  }
  if (numVfs === 0) return letVfsGo(state, pf);
  if (pf.numVfs > 0) {
    return fails('EBUSY', `${pf.numVfs} VFs already enabled. Disable before enabling ${numVfs} VFs`);
  }
  return createVfs(state, pf, pf.behaviour?.makesAllVfs === true ? totalVfs : numVfs);
}

/** 0 in `sriov_numvfs`, which some drivers refuse (adf_sriov_configure of QAT). */
function letVfsGo(state: KernelState, pf: PfState): OperationResult {
  const { behaviour } = pf;
  if (behaviour?.keepsVfs === undefined) return removeVfs(state, pf);
  const keeps = factIn(behaviour.keepsVfs, kernelOf(state, pf));
  if (keeps === true) return fails('EINVAL', `kernel answers: ${pf.driver} keeps the VFs that it has made`);
  const removed = removeVfs(state, pf);
  return keeps === null && removed.ok && removed.note === undefined ? assumed(behaviour, '0 in sriov_numvfs') : removed;
}

/** Writes `sriov_drivers_autoprobe`. */
export function writeAutoprobe(pf: PfState, text: string): OperationResult {
  if (pf.totalVfs === null) return noSriovFile(pf, 'sriov_drivers_autoprobe');
  if (text === '') return UNCHANGED;
  const enabled = parseSwitch(text);
  return enabled === null ? fails('EINVAL', `${JSON.stringify(text)} is neither 0 nor 1`) : setAutoprobe(pf, enabled);
}

export function setAutoprobe(pf: PfState, enabled: boolean): OperationResult {
  if (pf.totalVfs === null) return noSriovFile(pf, 'sriov_drivers_autoprobe');
  if (pf.autoprobe === enabled) return UNCHANGED;
  pf.autoprobe = enabled;
  pf.changed = true;
  return CHANGED;
}

/**
 * `sriov_vf_msix_count`: the PF's driver is asked first, then nobody may drive the VF.
 *
 * @param written the VF has what the driver adds to it as well
 */
export function setMsixCount(state: KernelState, pf: PfState, vf: VfState, written: number): OperationResult {
  if (!Number.isInteger(written) || written < 0) return fails('EINVAL', `${written} is no number of vectors`);
  const { behaviour, facts } = pf;
  const takes = takesMsixCount(behaviour?.msixCount ?? null, facts.vfTotalMsix, kernelOf(state, pf));
  if (behaviour === null || takes === false) {
    return fails('EOPNOTSUPP', `${pf.driver ?? 'no driver'} does not change MSI-X vectors of VFs`);
  }
  if (vf.driver !== null) return fails('EBUSY', `${vf.driver} drives the VF`);
  if (written === 0 && behaviour.msixZero === 'ignored') return unchanged(`${behaviour.name} makes nothing of 0`);
  // How many a VF has from the start is in no inventory.
  const vectors = written === 0 ? null : written + behaviour.msixAdded;
  if (facts.vfTotalMsix !== null && vectorsOfOthers(pf, vf) + (vectors ?? 0) > facts.vfTotalMsix) {
    return failsWithoutErrno(`${facts.vfTotalMsix} vectors are all that the VFs of ${pf.address} share`);
  }
  if (vectors !== null && vf.msixVectors === vectors) return UNCHANGED;
  vf.msixVectors = vectors;
  vf.changed = true;
  if (takes === null) return changed(`assumed: ${behaviour.name} takes an MSI-X count`);
  if (!behaviour.msixBoundsInFirmware || vectors === null) return CHANGED;
  return changed(`assumed: the firmware takes ${vectors} MSI-X vectors for a VF, whose bounds nothing tells`);
}

function vectorsOfOthers(pf: PfState, vf: VfState): number {
  let vectors = 0;
  for (const other of pf.vfs) if (other !== undefined && other !== vf) vectors += other.msixVectors ?? 0;
  return vectors;
}

/** Ends every VF of a PF, as `sriov_numvfs` 0 and unbinding a network PF do. */
export function removeVfs(state: KernelState, pf: PfState): OperationResult {
  const lost: string[] = [];
  for (const vf of pf.vfs) {
    if (vf === undefined) continue;
    if (vf.users.length > 0) lost.push(vf.address);
    keepOutlived(pf, vf);
    state.functions.delete(vf.address);
    leaveGroup(state, vf);
  }
  loseSecondaries(pf, pf.numVfs);
  pf.vfs = [];
  pf.guaranteedMbps = 0;
  // Drivers take the tree away with the last VF (mlx5_eswitch_disable_sriov, ice_eswitch_detach, nsim_esw_legacy_enable; Linux 6.12).
  pf.rateNodes = [];
  pf.numVfs = 0;
  pf.changed = true;
  if (netdevComesWithVfs(pf.driver)) pf.netdev = null;
  loseLink(state, pf, 'onRemove');
  return changed(lost.length === 0 ? null : `taken from under their users: ${lost.join(', ')}`);
}

/** What the driver gives again to the VF that comes with this index. */
function keepOutlived({ behaviour, outlived }: PfState, { index, network }: VfState): void {
  const names = behaviour?.outliveVfs ?? [];
  if (names.length === 0 || network === null) return;
  const kept = names.flatMap((name) => (network[name] == null ? [] : [[name, network[name]] as const]));
  if (kept.length > 0) outlived.set(index, Object.fromEntries(kept));
}

function createVfs(state: KernelState, pf: PfState, numVfs: number): OperationResult {
  const { behaviour, facts } = pf;
  if (behaviour?.nothingWhileDown === true && pf.netdev?.adminUp === false) {
    return {
      ok: true,
      changed: false,
      note: `${behaviour.name} creates no VF while ${pf.netdev.facts.name} is down`,
    };
  }
  const refusal = refusalOf(state, pf);
  if (refusal !== null) return fails(refusal.errno, refusal.when);
  const bridge = pf.netdev?.facts.bridge ?? null;
  const isBridged = pf.eswitchMode === 'switchdev' && bridge !== null;
  const blocks = isBridged && behaviour !== null ? factIn(behaviour.bridgePortBlocksVfs, kernelOf(state, pf)) : false;
  if (blocks === true) {
    return fails('EAGAIN', `uplink port cannot be a bridge port, and ${pf.netdev?.facts.name} is one of ${bridge}`);
  }
  if (facts.vfBars.some((bar) => bar.bytes === 0)) return fails('ENOMEM', 'not enough MMIO resources for SR-IOV');
  const beyond = beyondBuses(pf, numVfs);
  if (beyond !== null) return fails('ENOMEM', beyond);
  pf.numVfs = numVfs;
  pf.changed = true;
  pf.netdev ??= netdevOfVfs(pf);
  loseLink(state, pf, 'onCreate');
  for (let index = 0; index < numVfs; index++) {
    const vf = newVf(state, pf, index);
    pf.vfs[index] = vf;
    state.functions.set(vf.address, vf);
    joinGroup(state, vf);
  }
  const note = bindNewVfs(state, pf);
  return blocks === null && behaviour !== null && note === null
    ? assumed(behaviour, 'VFs beside a bridge')
    : changed(note);
}

/** What the driver refuses while the port is as it is. */
function refusalOf(state: KernelState, pf: PfState): PortRefusal | null {
  const { behaviour, facts, netdev } = pf;
  if (netdev === null) return null;
  const port = { ...portStatesOf(netdev.facts, facts.network ?? {}), down: netdev.adminUp === false };
  const answer = numVfsAnswer(behaviour?.numVfsRefusals ?? [], port, kernelOf(state, pf));
  return answer.is === 'refused' ? answer.by : null;
}

/** One that comes with the VFs is down, and named after the card and the number of the PF, of which no inventory has the first. */
function netdevOfVfs({ driver, facts, address }: PfState): NetdevState | null {
  if (!netdevComesWithVfs(driver) || facts.network === null) return null;
  return createNetdev({ ...INTERFACE, name: `netdev of ${address}`, ...NEW_NETDEV, carrier: null });
}

function bindNewVfs(state: KernelState, pf: PfState): string | null {
  if (pf.autoprobe === false) return null;
  let note: string | null = null;
  for (const vf of pf.vfs) if (vf !== undefined) note = bindNewVf(state, vf) ?? note;
  return note;
}

/** Where the last VF would need a bus that the bridge above does not have. */
function beyondBuses(pf: PfState, numVfs: number): string | null {
  const { vfOffset, vfStride, subordinateBus } = pf.facts;
  if (pf.parts === null || vfOffset === null || vfOffset === 0) return null;
  const last =
    (pf.parts.bus << 8) + (pf.parts.device << 3) + pf.parts.function + vfOffset + (vfStride ?? 0) * (numVfs - 1);
  const bus = last >> 8;
  if (bus <= (subordinateBus ?? 0xff)) return null;
  return `can't enable ${numVfs} VFs (bus ${bus.toString(16).padStart(2, '0')} out of range)`;
}

function newVf(state: KernelState, pf: PfState, index: number): VfState {
  return {
    kind: 'vf',
    facts: null,
    pf,
    index,
    address: addressOf(pf, index),
    driver: null,
    driverOverride: null,
    group: null,
    msixVectors: null,
    quotas: {},
    network: pf.netdev === null ? null : newNetwork(state, pf, index),
    ownNetwork: null,
    interface: null,
    users: [],
    usersUnknown: [],
    changed: true,
  };
}

/** Where no VF tells whether the driver makes lists it is assumed: the step that writes one says so. */
function newNetwork(state: KernelState, pf: PfState, index: VfIndex): VfNetworkFacts {
  const fresh = newVfNetwork(pf.behaviour ?? NO_DRIVER, kernelOf(state, pf));
  const outlived = pf.outlived.get(index);
  const network = outlived === undefined ? fresh : { ...fresh, ...outlived };
  const lists = vlanListOf(pf.driver) !== null && makesVlanLists(pf) !== false;
  return lists ? { ...network, allowedVlans: ALL_VLANS } : network;
}

/** With offset and stride unknown a VF has no address in the model either: it is named by its link. */
function addressOf(pf: PfState, index: number): VirtualFunctionFacts['address'] {
  const address = pf.parts === null ? null : vfAddressOf(pf.parts, pf.facts.vfOffset, pf.facts.vfStride, index);
  return address ?? `${pf.address}/virtfn${index}`;
}

function noSriovFile(pf: PfState, file: string): OperationResult {
  return fails('ENOENT', `${pf.address} has no ${file}`);
}

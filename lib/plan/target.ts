import type { PhysicalFunctionFacts } from '../inventory/inventory';
import { qatServicesOf } from '../model/qat-services';
import type { VfDriver } from '../model/settings';
import type { ResolvedHost, ResolvedPf, ResolvedVf } from '../resolve/resolved';
import { VARIANT_DRIVERS } from '../catalog/vfio-variants';
import { factIn } from '../model/kernel-release';
import { isVariant } from '../model/vfio-drivers';
import { CLASS_PLANS } from './class-plans';
import { operationsOf } from '../catalog/operation-flags';
import { driverContext } from '../resolve/driver-context';
import { nativeVfDriver, wantedAutoprobe } from '../resolve/native-driver';
import type { TargetPf, TargetState, TargetVf } from './host-plan';
import { identityOf, identityOfSelector } from './identity';
import type { VfContext, VfTargetDraft } from './target-vf';
import { MAX_U16, MIN_MTU, writable } from './writable';

/**
 * What a resolved host wants, in kernel terms; the planner and the simulation read this and no wanted host.
 *
 * Left out are PFs that cannot or must not be planned, each of which has a finding of its own: managed by someone else,
 * found on no host, or with a number of VFs that is no whole number from 0 to 65535. A PF that states no number
 * keeps its VFs where they suffice, also on a host that has other VFs by then (`leastNumVfs`). Settings that nobody stated stay absent, which means not managed, with four exceptions:
 *
 * - `driversAutoprobe` is false where a pool manages the driver of its VFs and the PF does not say otherwise: with
 *   autoprobe the kernel binds the vendor's driver to every new VF first (125 VFs took 65 s). It is true where VFs are
 *   wanted on a native driver whose name nobody knows: the kernel alone finds it.
 * - `adminUp` is true where an Ethernet PF with a netdev is to have VFs: drivers of VFs that probe while their PF is
 *   down invent random MACs (igbvf), or no VF comes into being (bnxt_en).
 * - A VF on a variant of vfio-pci that moves its state is made migratable where that takes a devlink port (mlx5).
 * - NVMe secondary controllers get resources, see `targetController`.
 *
 * The half of a rate or port VLAN that nobody stated keeps the value observed, as `ip link` writes both halves at once.
 * Values that no write can carry (VLAN 5000, a rate of NaN) are left out and noted; rules find fault with them.
 */
export function targetOf(host: ResolvedHost): TargetState {
  const physicalFunctions: TargetPf[] = [];
  for (const pf of host.physicalFunctions) {
    const target = targetPf(pf, host);
    if (target !== null) physicalFunctions.push(target);
  }
  physicalFunctions.sort((a, b) => (a.address < b.address ? -1 : Number(a.address > b.address)));
  return { physicalFunctions };
}

function targetPf(pf: ResolvedPf, host: ResolvedHost): TargetPf | null {
  const { presumed } = host;
  const { facts, wanted, leastNumVfs } = pf;
  const numVfs = facts === null ? null : numVfsOf(pf, facts);
  if (wanted.externallyManaged || facts === null || numVfs === null) return null;
  const vfDriver = nativeVfDriver(pf.device, facts);
  const notes: string[] = [];
  const context: VfContext = {
    address: facts.address,
    facts,
    deviceClass: pf.deviceClass,
    vfDriver,
    notes,
    eswitchMode: pf.eswitchMode,
    ...ofDriver(pf),
    operations: operationsOf(pf.profile),
    where: driverContext(pf, host),
  };
  const virtualFunctions = targetVfs(pf, numVfs, context);
  const autoprobe = wanted.driversAutoprobe ?? wantedAutoprobe(pf);
  const mtu = writable(context, 'mtu', wanted.mtu, MIN_MTU, MAX_U16);
  const adminUp = wanted.adminUp ?? (mustBeUp(pf, facts, numVfs, presumed) ? true : undefined);
  return {
    path: pf.path,
    address: facts.address,
    ...(presumed ? identityOfSelector(wanted.selector) : identityOf(facts)),
    deviceClass: pf.deviceClass,
    driver: facts.driver ?? pf.device?.driver.pf ?? null,
    vfDriver,
    numVfs,
    ...(leastNumVfs !== null && { leastNumVfs }),
    ...servicesOf(wanted),
    ...(wanted.eswitchMode !== undefined && { eswitchMode: wanted.eswitchMode }),
    ...(autoprobe !== undefined && { driversAutoprobe: autoprobe }),
    ...(adminUp !== undefined && { adminUp }),
    ...(mtu !== undefined && { mtu }),
    ...(wanted.allowManagement === true && { allowManagement: true }),
    ...(notes.length > 0 && { notes: [...new Set(notes)] }),
    virtualFunctions,
  };
}

function ofDriver({ profile }: ResolvedPf): Pick<VfContext, 'portMigratable' | 'vfQuotas'> {
  return { portMigratable: profile?.eswitch?.portMigratable ?? null, vfQuotas: profile?.vfQuotas ?? null };
}

/** None of a list without any, which a rule finds fault with. */
function servicesOf({ qatServices = [] }: ResolvedPf['wanted']): Pick<TargetPf, 'qatServices'> {
  return qatServices.length === 0 ? {} : { qatServices: qatServicesOf(qatServices) };
}

/** Number of VFs to be there; null when it is no number that can be written. */
function numVfsOf(pf: ResolvedPf, facts: PhysicalFunctionFacts): number | null {
  const numVfs = pf.wanted.numVfs === undefined && pf.pools.length === 0 ? facts.numVfs : pf.numVfs;
  return numVfs !== null && Number.isInteger(numVfs) && numVfs >= 0 && numVfs <= MAX_U16 ? numVfs : null;
}

function targetVfs(pf: ResolvedPf, numVfs: number, context: VfContext): TargetVf[] {
  const targets: TargetVf[] = [];
  for (const vf of pf.virtualFunctions) if (vf.index < numVfs) targets.push(targetVf(vf, context));
  return targets.sort((a, b) => a.index - b.index);
}

function targetVf(vf: ResolvedVf, pf: VfContext): TargetVf {
  const { settings, attachment } = vf;
  const target: VfTargetDraft = { index: vf.index, address: vf.address };
  if (attachment !== null) {
    target.attachment = attachment.path;
    target.vm = attachment.wanted.vm;
    const { teamingStandbyAlias } = attachment.wanted;
    if (teamingStandbyAlias !== undefined) target.standbyAlias = teamingStandbyAlias;
  }
  addDriver(target, settings.driver, pf);
  addMigratable(target, vf, pf);
  CLASS_PLANS[pf.deviceClass].addSettings(target, vf, pf);
  return target;
}

function addDriver(target: VfTargetDraft, wanted: VfDriver | undefined, { address, vfDriver, notes }: VfContext): void {
  if (wanted === undefined) return;
  if (wanted === 'none') target.driver = null;
  else if (wanted !== 'native') target.driver = wanted;
  else if (vfDriver !== null) target.driver = vfDriver;
  else {
    notes.push(
      `the native driver of the VFs of ${address} is not known: VFs that come into being get what the kernel finds for them (sriov_drivers_autoprobe), others stay as is`,
    );
  }
}

/**
 * A VF whose state is to be moved by a variant that takes only what its devlink port made migratable. It takes features from the VF that
 * cannot be migrated, so that no other is asked for it. In legacy mode there is no port, and where the kernel has no such thing no step
 * could make it: MIG-001 says both.
 */
function addMigratable(
  target: VfTargetDraft,
  { pool }: ResolvedVf,
  { eswitchMode, where, portMigratable }: VfContext,
): void {
  const { driver } = target;
  if (!pool.movesState || !isVariant(driver) || !VARIANT_DRIVERS[driver].byDevlinkPort) return;
  if (eswitchMode === 'switchdev' && factIn(portMigratable, where.kernel) !== false) target.migratable = true;
}

function mustBeUp(pf: ResolvedPf, facts: PhysicalFunctionFacts, numVfs: number, presumed: boolean): boolean {
  if (pf.deviceClass !== 'net' || numVfs === 0 || pf.linkType === 'infiniband') return false;
  // On a host that was not read the netdev is there and its name is not known.
  return presumed || (facts.network !== null && facts.network.interfaces.length > 0);
}

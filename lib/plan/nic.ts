import type { OperationContext } from '../catalog/operations';
import { makesNetdevs } from '../evidence/drivers-without-netdev';
import { netdevComesWithVfs } from '../model/netdev-with-vfs';
import type { InterfaceFacts, VfNetworkFacts } from '../inventory/inventory';
import { ZERO_MAC } from '../model/mac';
import { ADDRESSES, type AddressName, type VfAttributeName } from '../model/vf-settings';
import { ALL_VLANS } from '../model/vlan-list';
import { eswitchModeOf } from './difference';
import { addVfStep, affectAll, mayTouch, type PfDraft, type VfDraft } from './draft';
import { lostInSwitchdev, needs, operationsOfSetting, steadyContext } from './driver-answers';
import { newVfNetwork } from './new-vf';
import { refuse } from './refusals';
import type { VfSetting } from './step';
import { specOf } from './steps';
import { planVfCount } from './vf-count';
import { leftAlone, planVfDriver, unbind } from './vf-driver';
import { attributeOf, isUnknown, settingsThatDiffer } from './vf-settings';
import { vlansDiffer, wantedVlans } from './vlan-lists';

/**
 * Longest wait for a PF's carrier. igb is back 2 s after its VFs were created or removed (measured); training a 25 or
 * 100 Gbit/s link with error correction takes longer, and no source gives an upper bound.
 */
const LINK_TIMEOUT_SECONDS = 30;

/**
 * Steps of a network PF: link up, autoprobe, eswitch mode and VFs in the driver's order, MTU, the settings of each VF
 * one by one (off a driver that would not notice its new MAC), its list of VLANs, rates last and only with carrier (EINVAL without, measured on igb), link down, then MSI-X, driver and MTU of
 * each VF: a driver that asks the PF for its MAC invents one and tells the PF while that is up.
 */
export function planNic(pf: PfDraft): void {
  const { target, observed, steps } = pf;
  const netdev = observed.network?.interfaces[0] ?? null;
  const { address } = target;
  const comesUp = mustComeUp(pf, netdev);
  if (comesUp) steps.push({ kind: 'pf-link', pf: address, up: true });
  const written = new Set<string>();
  planVfCount(pf, () => planSettings(pf, written, lostInSwitchdev(pf.driver, contextOf(pf))));
  planVlanLists(pf, 'off');
  if (target.mtu !== undefined && target.mtu !== netdev?.mtu) {
    steps.push({ kind: 'pf-mtu', pf: address, mtu: target.mtu });
    // Most drivers restart the port to change its MTU, and lowering it cuts off VFs that send larger frames.
    affectAll(pf, 'change');
  }
  for (const vf of pf.vfs) unbindForAddress(pf, vf, written);
  const rates = planSettings(pf, written);
  planVlanLists(pf, 'set');
  planRates(pf, netdev, rates);
  if (target.adminUp === false && (netdev?.adminUp !== false || comesUp)) {
    steps.push({ kind: 'pf-link', pf: address, up: false });
    affectAll(pf, 'change');
  }
  for (const vf of pf.vfs) {
    planVfDriver(pf, vf);
    takeInventedMac(pf, vf);
  }
  const isTheirs = observed.driver !== null && makesNetdevs(observed.driver);
  if (netdev === null && !isTheirs && !pf.host.presumed && steps.some((step) => specOf(step).needsNetdev === true)) {
    refuse(pf, 'PLAN-004', `${address} has no network interface (driver ${observed.driver ?? 'none'})`);
  }
}

/** To stay up, or for a while. */
function mustComeUp(pf: PfDraft, netdev: InterfaceFacts | null): boolean {
  const { adminUp } = pf.target;
  if (adminUp === true) return netdev?.adminUp !== true;
  return adminUp === false && netdev?.adminUp === false && needsPfUp(pf);
}

function planRates(pf: PfDraft, netdev: InterfaceFacts | null, rates: readonly PendingSetting[]): void {
  const waits = rates.some(({ setting }) => settingNeeds(pf, 'carrier', setting.name));
  // Such an interface shows no link: that of the port is shown by another function.
  if (waits && netdevComesWithVfs(pf.driver.name)) {
    pf.host.notes.add(
      `${pf.target.address} does not show the link of its port: ${pf.driver.name} refuses rates without it`,
    );
  } else if (waits && !hasCarrier(pf, netdev)) {
    pf.steps.push({ kind: 'wait-link', pf: pf.target.address, timeoutSeconds: LINK_TIMEOUT_SECONDS });
  }
  for (const { vf, setting } of rates) addSetting(pf, vf, setting);
}

/** A VF that is to have no MAC of the administrator's, as a rollback may want it, gets one from its driver as that starts. */
function takeInventedMac(pf: PfDraft, vf: VfDraft): void {
  const { adminUp, vfDriver } = pf.target;
  if (vf.target.mac !== ZERO_MAC || vf.effect !== 'rebind' || vf.driver === null || vf.driver !== vfDriver) return;
  if (adminUp !== false && pf.driver.reportsInventedMac) addSetting(pf, vf, { name: 'mac', mac: ZERO_MAC });
}

/** Whether a PF that is down, and is to be, must be up for a while: to make VFs, or for settings that are to be written. */
function needsPfUp(pf: PfDraft): boolean {
  const { driver, kernel } = pf;
  const needsUp = driver.nothingWhileDown || driver.numVfsRefusals.some(({ port }) => port === 'down');
  if (pf.creates && needsUp) return true;
  const network = newVfNetwork(driver, kernel);
  return pf.vfs.some((vf) => {
    const differing = settingsThatDiffer(vf.target, vf.observed === null ? network : vf.observed.network);
    return differing.some(({ name }) => settingNeeds(pf, 'pfUp', name) || settingNeeds(pf, 'carrier', name));
  });
}

/** Where it is not known whether a rate needs carrier it is taken to; nothing else is. */
function settingNeeds(pf: PfDraft, what: 'pfUp' | 'carrier', name: VfSetting['name']): boolean {
  const context = contextOf(pf);
  const found = operationsOfSetting(name).map((operation) => needs(pf.driver, what, operation, context));
  return found.includes(true) || (name === 'rate' && found.includes(null));
}

function contextOf({ host, target, observed }: PfDraft): OperationContext {
  return steadyContext(host.kernel, observed, target.eswitchMode ?? observed.network?.eswitchMode ?? null);
}

/** Steps of any other PF: VFs, then MSI-X and driver of each. */
export function planPlainFunction(pf: PfDraft): void {
  planVfCount(pf);
  for (const vf of byMemory(pf.vfs)) planVfDriver(pf, vf);
}

/**
 * VFs that give video memory back before those that get more: the memory of a GPU is shared out among its VFs as they come into being, all
 * alike. VFs that are new, or whose quota nobody read, have the same, so that those with the least to have give the most back.
 */
function byMemory(vfs: readonly VfDraft[]): readonly VfDraft[] {
  if (vfs.every(({ target }) => target.vramQuotaBytes === undefined)) return vfs;
  const gain = ({ target, observed }: VfDraft) => (target.vramQuotaBytes ?? 0) - (observed?.vramQuotaBytes ?? 0);
  return [...vfs].sort((a, b) => gain(a) - gain(b));
}

interface PendingSetting {
  readonly vf: VfDraft;
  readonly setting: VfSetting;
}

/**
 * Writes settings but rates; these are returned.
 *
 * @param written `VF setting` of those that the plan has written; added to
 * @param only attributes to write now @default all
 */
function planSettings(pf: PfDraft, written: Set<string>, only?: readonly VfAttributeName[]): readonly PendingSetting[] {
  const rates: PendingSetting[] = [];
  for (const vf of pf.vfs) {
    const found = foundOf(pf, vf);
    for (const setting of settingsThatDiffer(vf.target, found)) {
      const key = keyOf(vf, setting.name);
      if (written.has(key) || only?.includes(attributeOf(setting.name)) === false) continue;
      if (isLeftAlone(pf, vf, setting.name)) {
        pf.host.notes.add(leftAlone(pf, vf, setting.name));
      } else if (setting.name === 'rate') {
        rates.push({ vf, setting });
      } else {
        addSetting(pf, vf, setting);
        written.add(key);
      }
    }
  }
  return rates;
}

/** What cannot be read of a VF in use stays as it is. */
function isLeftAlone(pf: PfDraft, { observed }: VfDraft, name: VfSetting['name']): boolean {
  return observed !== null && isUnknown(name, observed.network) && !mayTouch(pf, observed);
}

/** What the PF reports of a VF before its settings are written. */
function foundOf({ driver, kernel }: PfDraft, { observed }: VfDraft): VfNetworkFacts | null {
  return observed === null ? newVfNetwork(driver, kernel) : observed.network;
}

function keyOf({ target }: VfDraft, name: VfSetting['name']): string {
  return `${target.index} ${name}`;
}

function addSetting(pf: PfDraft, vf: VfDraft, setting: VfSetting): void {
  addVfStep(pf, vf, { kind: 'vf-setting', pf: pf.target.address, vf: vf.target.index, setting }, 'change');
}

/** A native driver asks for the addresses of its VF as it starts, and most never again: the VF is bound anew for a new one. */
function unbindForAddress(pf: PfDraft, vf: VfDraft, written: ReadonlySet<string>): void {
  const { vfDriver } = pf.target;
  const names = ADDRESSES.filter((name) => !takesWhileBound(pf, name) && !written.has(keyOf(vf, name)));
  if (vfDriver === null || names.length === 0) return;
  const mayBeOnIt = vf.driver === undefined || vf.driver === vfDriver;
  const endsOnIt = (vf.target.driver === undefined ? vf.driver : vf.target.driver) === vfDriver;
  if (!mayBeOnIt || !endsOnIt) return;
  const differing = settingsThatDiffer(vf.target, foundOf(pf, vf));
  const isNew = names.some((name) => differing.some((one) => one.name === name) && !isLeftAlone(pf, vf, name));
  if (isNew) unbind(pf, vf);
}

function takesWhileBound({ driver }: PfDraft, name: AddressName): boolean {
  return name === 'mac' && driver.boundVfTakesMac;
}

/** Lists to take off, which a port VLAN does not stand beside, or lists to set, which do not stand beside one. */
function planVlanLists(pf: PfDraft, which: 'off' | 'set'): void {
  for (const vf of pf.vfs) {
    const allowed = wantedVlans(vf.target);
    if (allowed === undefined || (allowed === ALL_VLANS) !== (which === 'off')) continue;
    const found = vf.observed?.network ?? null;
    if (!vlansDiffer(vf.target, found)) continue;
    if (found?.allowedVlans === null) {
      if (!mayTouch(pf, vf.observed)) {
        pf.host.notes.add(leftAlone(pf, vf, 'allowedVlans'));
        continue;
      }
      const which = `VF ${vf.target.index} of ${pf.target.address}`;
      pf.host.notes.add(`${which} has a list of VLANs that cannot be read; a rollback does not bring it back`);
    }
    addVfStep(pf, vf, { kind: 'vf-vlans', pf: pf.target.address, vf: vf.target.index, allowed }, 'change');
  }
}

/** Whether the port has carrier now and no step of the plan takes it away for a while. */
function hasCarrier(pf: PfDraft, netdev: InterfaceFacts | null): boolean {
  if (netdev?.carrier !== true || netdev.adminUp !== true) return false;
  if (pf.creates || pf.destroys) return false;
  const { eswitchMode, mtu } = pf.target;
  if (eswitchMode !== undefined && eswitchMode !== eswitchModeOf(pf.observed)) return false;
  return mtu === undefined || mtu === netdev.mtu;
}

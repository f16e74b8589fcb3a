import type { InterfaceFacts } from '../inventory/inventory';
import { eswitchModeOf } from './difference';
import { addVfStep, affectAll, mayTouch, type PfDraft, type VfDraft } from './draft';
import { newVfNetwork } from './new-vf';
import { refuse } from './refusals';
import type { VfSetting } from './step';
import { planVfCount } from './vf-count';
import { leftAlone, planVfDriver } from './vf-driver';
import { isUnknown, settingsThatDiffer } from './vf-settings';

/**
 * Longest wait for a PF's carrier. igb is back 2 s after its VFs were created or removed (measured); training a 25 or
 * 100 Gbit/s link with error correction takes longer, and no source gives an upper bound.
 */
const LINK_TIMEOUT_SECONDS = 30;

/**
 * Steps of a network PF: link up, autoprobe, eswitch mode and VFs in the driver's order, MTU, the settings of each VF
 * one by one, rates last and only with carrier (EINVAL without, measured on igb), then MSI-X, driver and MTU of each VF.
 */
export function planNic(pf: PfDraft): void {
  const { target, observed, steps } = pf;
  const netdev = observed.network?.interfaces[0] ?? null;
  const { address } = target;
  if (target.adminUp === true && netdev?.adminUp !== true) steps.push({ kind: 'pf-link', pf: address, up: true });
  planVfCount(pf);
  if (target.mtu !== undefined && target.mtu !== netdev?.mtu) {
    steps.push({ kind: 'pf-mtu', pf: address, mtu: target.mtu });
    // Most drivers restart the port to change its MTU, and lowering it cuts off VFs that send larger frames.
    affectAll(pf, 'change');
  }
  const rates = planSettings(pf);
  if (rates.length > 0 && !hasCarrier(pf, netdev)) {
    steps.push({ kind: 'wait-link', pf: address, timeoutSeconds: LINK_TIMEOUT_SECONDS });
  }
  for (const { vf, setting } of rates) addSetting(pf, vf, setting);
  for (const vf of pf.vfs) planVfDriver(pf, vf);
  if (target.adminUp === false && netdev?.adminUp !== false) {
    steps.push({ kind: 'pf-link', pf: address, up: false });
    affectAll(pf, 'change');
  }
  if (netdev === null && !pf.host.presumed && steps.some((step) => NEEDS_NETDEV.has(step.kind))) {
    refuse(pf, 'PLAN-004', `${address} has no network interface (driver ${observed.driver ?? 'none'})`);
  }
}

const NEEDS_NETDEV: ReadonlySet<string> = new Set(['pf-link', 'pf-mtu', 'wait-link', 'vf-setting']);

/** Steps of any other PF: VFs, then MSI-X and driver of each. */
export function planPlainFunction(pf: PfDraft): void {
  planVfCount(pf);
  for (const vf of pf.vfs) planVfDriver(pf, vf);
}

interface PendingSetting {
  readonly vf: VfDraft;
  readonly setting: VfSetting;
}

/** Writes all settings but rates; these are returned. */
function planSettings(pf: PfDraft): readonly PendingSetting[] {
  const rates: PendingSetting[] = [];
  const network = newVfNetwork(pf.observed.driver);
  for (const vf of pf.vfs) {
    const found = vf.observed === null ? network : vf.observed.network;
    for (const setting of settingsThatDiffer(vf.target, found)) {
      if (vf.observed !== null && isUnknown(setting.name, found) && !mayTouch(pf, vf.observed)) {
        pf.host.notes.add(leftAlone(pf, vf, setting.name));
      } else if (setting.name === 'rate') {
        rates.push({ vf, setting });
      } else {
        addSetting(pf, vf, setting);
      }
    }
  }
  return rates;
}

function addSetting(pf: PfDraft, vf: VfDraft, setting: VfSetting): void {
  addVfStep(pf, vf, { kind: 'vf-setting', pf: pf.target.address, vf: vf.target.index, setting }, 'change');
  if (setting.name === 'mac' && vf.driver !== null && vf.driver === pf.target.vfDriver) {
    pf.host.notes.add(
      `VFs of ${pf.target.address} on ${vf.driver} take a new MAC only when their driver is bound again`,
    );
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

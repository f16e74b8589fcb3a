import type { Catalog } from '../catalog/catalog';
import type { CatalogDevice } from '../catalog/device';
import { isGuestSideDriver } from '../catalog/guest-side';
import { operationsOf } from '../catalog/operation-flags';
import { answerOf, isReported, type OperationContext, type Operations, STEADY, takesAny } from '../catalog/operations';
import type { Inventory, PhysicalFunctionFacts } from '../inventory/inventory';
import { idsOf, kernelOf } from './driver-context';
import type { VfSettings } from '../model/settings';
import type { ConstructPath } from '../model/units';
import { asksForNothing, VF_SETTINGS } from '../model/vf-settings';
import type { ProfileSetting, WantedHost, WantedPhysicalFunction, WantedPool } from '../model/wanted';
import { deviceOf, profileOf } from './device';
import { selectPf } from './select-pf';

/**
 * The host with what profiles state held to what the drivers of its PFs have: of that which a driver lacks nothing is
 * stated, so that a profile fits every card, and the rules which demand it find it missing. A host without profiles is
 * returned as it is.
 */
export function heldToDrivers(host: WantedHost, inventory: Inventory | null, catalog: Catalog): WantedHost {
  const overridden = new Set(host.attachments.filter(hasProfile).map(({ pool }) => pool));
  const places = new Map<ConstructPath, { readonly pool: WantedPool; readonly port: Port }>();
  const physicalFunctions = host.physicalFunctions.map((pf) => {
    if (!pf.pools.some((pool) => hasProfile(pool) || overridden.has(pool.path))) return pf;
    const port = portOf(pf, host, inventory, catalog);
    const pools = pf.pools.map((pool) => ({ ...pool, settings: heldTo(port, pool.settings, pool.whereTaken, {}) }));
    for (const pool of pools) places.set(pool.path, { pool, port });
    return { ...pf, pools };
  });
  if (places.size === 0) return host;
  const attachments = host.attachments.map((attachment) => {
    const place = hasProfile(attachment) ? places.get(attachment.pool) : undefined;
    if (place === undefined) return attachment;
    const { overrides, whereTaken } = attachment;
    return { ...attachment, overrides: heldTo(place.port, overrides, whereTaken, place.pool.settings) };
  });
  return { ...host, physicalFunctions, attachments };
}

function hasProfile({ whereTaken }: { readonly whereTaken?: readonly ProfileSetting[] }): boolean {
  return whereTaken !== undefined;
}

/** What decides on which settings the VFs of a PF take. */
interface Port {
  /** It is an Ethernet port whose driver has VFs. */
  readonly hasSettings: boolean;
  readonly operations: Operations;
  /** Where its driver is asked. */
  readonly where: OperationContext;
}

function portOf(pf: WantedPhysicalFunction, host: WantedHost, inventory: Inventory | null, catalog: Catalog): Port {
  const facts = inventory === null ? null : selectPf(pf, inventory, host.name).facts;
  const { device } = deviceOf(pf, facts, catalog, host.name);
  const deviceClass = facts?.deviceClass ?? device?.class ?? 'net';
  const driver = facts?.driver ?? device?.driver.pf ?? null;
  return {
    hasSettings:
      deviceClass === 'net' && (facts?.network?.linkType ?? pf.linkType) !== 'infiniband' && !isGuestSideDriver(driver),
    operations: operationsOf(profileOf(catalog, facts?.driver ?? null, device)),
    where: contextOf(pf, facts, device, inventory),
  };
}

function contextOf(
  pf: WantedPhysicalFunction,
  facts: PhysicalFunctionFacts | null,
  device: CatalogDevice | null,
  inventory: Inventory | null,
): OperationContext {
  const eswitchMode = facts?.network?.eswitchMode;
  return {
    ...STEADY,
    kernel: kernelOf(facts, inventory?.host.kernelRelease ?? null),
    eswitchMode: pf.eswitchMode ?? eswitchMode ?? 'legacy',
    // On InfiniBand there are none of these settings.
    linkType: 'ethernet',
    devices: facts === null ? idsOf(device) : [`${facts.vendorId}:${facts.deviceId}`],
    revision: facts?.revision ?? null,
    conditions: pf.conditions,
  };
}

/** @param beneath settings that come through where none is stated */
function heldTo(
  port: Port,
  settings: VfSettings,
  whereTaken: readonly ProfileSetting[] = [],
  beneath: VfSettings,
): VfSettings {
  const lacking = whereTaken.filter((name) => lacks(port, name, settings[name], beneath[name]));
  if (lacking.length === 0) return settings;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !lacking.some((other) => other === name)));
}

/**
 * Whether a profile states nothing of a setting: what new VFs have anyway is stated only where the driver is known to have
 * the setting, all else unless it is known to lack it.
 */
function lacks(port: Port, name: ProfileSetting, value: unknown, beneath: unknown): boolean {
  if (!port.hasSettings) return true;
  const cases = port.operations[VF_SETTINGS[name].attribute];
  const taken = takesAny(cases, port.where);
  if (typeof value === 'boolean' || typeof value === 'string') {
    // What nobody can read back cannot be held by a plan either.
    const answer = answerOf(cases, value, port.where);
    if (answer.is === 'taken' && !isReported(answer.by, value)) return true;
  }
  return asksForNothing(name, value) && beneath === undefined ? taken !== true : taken === false;
}

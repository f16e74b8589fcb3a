import { existsSync, statSync } from 'node:fs';
import { DEFAULT_CATALOG } from '../catalog/catalog';
import { evaluateFleet } from '../evaluate/evaluate';
import { readJsonFile } from '../host/files';
import type { Inventory } from '../inventory/inventory';
import { parseInventory } from '../inventory/parse';
import { InputError } from '../model/errors';
import { EMPTY_LOCK, lastPart } from '../model/lock';
import { quoted, unsafeLine } from '../model/text';
import type { ConstructPath, PciAddress } from '../model/units';
import type { WantedHost } from '../model/wanted';
import { parseHostPlan } from '../plan/parse';
import { serializeHostPlan } from '../plan/serialize';
import type { PlanOnDisk } from './out-folder';

/**
 * The plan of a host that no app declares any more, from an inventory of it: the machine and cards that it is for, and no VFs
 * on the PFs that are named. Null for a target that is no inventory.
 *
 * @param host construct path that the host had, which its journal is kept under. Default: its hostname
 * @throws InputError for PFs that are not named, or not there, and for a path that is none
 */
export function planOfInventory(
  target: string,
  pfs: readonly PciAddress[],
  host: string | undefined,
): readonly PlanOnDisk[] | null {
  if (!existsSync(target) || statSync(target).isDirectory()) return null;
  const document = readJsonFile(target);
  if (typeof document !== 'object' || document === null || !('inventoryVersion' in document)) return null;
  const inventory = parseInventory(document, target);
  requirePfs(target, inventory, pfs);
  const path = pathOf(target, inventory, host);
  const wanted: WantedHost = {
    path,
    name: lastPart(path),
    labels: {},
    policy: {},
    unresolved: [],
    attachments: [],
    physicalFunctions: pfs.map((address) => ({
      path: `${path}/${address}`,
      selector: { address },
      numVfs: 0,
      externallyManaged: false,
      conditions: {},
      unresolved: [],
      pools: [],
    })),
  };
  const { hosts } = evaluateFleet({
    hosts: [{ wanted, inventory }],
    catalog: DEFAULT_CATALOG,
    lock: EMPTY_LOCK,
    acknowledgements: [],
    findings: [],
  });
  // Journals and virtual hosts are read with the same strictness as plan files: what they keep of this plan must pass.
  return hosts.map(({ plan }) => ({ file: target, plan: parseHostPlan(JSON.parse(serializeHostPlan(plan)), target) }));
}

/** The construct path that the host had; its last part is its name. */
function pathOf(target: string, { host: { hostname } }: Inventory, stated: string | undefined): ConstructPath {
  const fix = 'Give the name or construct path of the host with --host';
  const path = stated ?? hostname ?? '';
  if (stated === undefined && path === '') throw new InputError(target, 'the inventory has no hostname', fix);
  const reason = path === '' ? 'is empty' : (unsafeLine(path) ?? (lastPart(path) === '' ? 'ends with /' : null));
  if (reason !== null) throw new InputError(stated === undefined ? target : '--host', `${quoted(path)} ${reason}`, fix);
  return path;
}

/** An inventory does not say whose a PF was: another manager's VFs are not taken down by an oversight. */
function requirePfs(target: string, { physicalFunctions }: Inventory, pfs: readonly PciAddress[]): void {
  const known = physicalFunctions.map(({ address }) => address);
  const unknown = pfs.filter((address) => !known.includes(address));
  if (unknown.length > 0) {
    const problem = `${unknown.join(', ')} ${unknown.length === 1 ? 'is no PF' : 'are no PFs'} of the inventory ${target}`;
    throw new InputError('--pf', problem, known.length === 0 ? 'It has none' : `Use one of ${known.join(', ')}`);
  }
  if (pfs.length > 0) return;
  const withVfs = physicalFunctions.flatMap(({ address, numVfs }) => (numVfs > 0 ? [`--pf ${address}`] : []));
  throw new InputError(
    target,
    'an inventory does not say which PFs were those of the app, and none is named',
    withVfs.length === 0 ? 'Name them with --pf' : `Name them; those with VFs are ${withVfs.join(' ')}`,
  );
}

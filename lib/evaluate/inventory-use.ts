import type { Finding } from '../model/finding';
import type { RuleText } from '../model/rule-text';
import type { WantedHost } from '../model/wanted';
import { type MachineEvidence, OPS_020, OPS_021, repeatedMachines } from './one-machine';

/** Older inventories are said, if nobody says otherwise: a month, in which most hosts see an update or a new card. */
export const INVENTORY_AGE_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1000;

export const OPS_022: RuleText = {
  id: 'OPS-022',
  title: 'plans know which machine and card they are for',
  severity: 'info',
  protects: 'An equal card, or another machine, is taken for the one that is meant',
  source: 'asTemplate() of an inventory leaves out machine, permanent MACs and serial numbers',
  fix: 'Take an inventory on each host',
};

export const OPS_023: RuleText = {
  id: 'OPS-023',
  title: 'inventories are not old',
  severity: 'warning',
  protects: 'Cards, drivers and users of a host may be others by now; apply looks again, what was proved may not hold',
  source: `takenAt of the inventory; ${INVENTORY_AGE_DAYS} days, or maxInventoryAgeDays of the app`,
  fix: 'Take the inventory of the host again (sriov inventory), or set maxInventoryAgeDays of the app',
};

export const INVENTORY_RULE_TEXTS: readonly RuleText[] = [OPS_020, OPS_021, OPS_022, OPS_023];

/** A host and the inventory that it was given. */
export type InventoryUse = MachineEvidence;

/** The clock of whoever evaluates, and how old inventories may be. */
export interface InventoryClock {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly maxAgeDays: number;
}

/** What is to be said of inventories: whose they are, and how old. @param clock null: nobody told the time */
export function inventoryFindings(hosts: readonly InventoryUse[], clock: InventoryClock | null): Finding[] {
  return [...repeatedMachines(hosts), ...templates(hosts), ...hosts.flatMap((host) => aged(host, clock))];
}

function finding(rule: RuleText, { path, name }: WantedHost, message: string): Finding {
  const { id, severity, fix } = rule;
  return { ruleId: id, severity, constructPath: path, host: name, pointer: 'inventory', message, fix };
}

function templates(hosts: readonly InventoryUse[]): Finding[] {
  const models = hosts.filter(({ isTemplate, inventory }) => isTemplate === true && inventory !== null);
  const [first] = models;
  if (first === undefined) return [];
  const paths = models.map(({ wanted }) => wanted.path);
  const which = paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
  return [
    finding(
      OPS_022,
      first.wanted,
      `the inventory of ${which} is a model: only PCI ids are compared before something is written`,
    ),
  ];
}

function aged({ wanted, inventory, isTemplate }: InventoryUse, clock: InventoryClock | null): Finding[] {
  if (inventory === null || inventory.takenAt === null || clock === null || isTemplate === true) return [];
  const days = Math.floor((clock.now - Date.parse(inventory.takenAt)) / DAY_MS);
  if (!(days > clock.maxAgeDays)) return [];
  const message = `the inventory was taken ${days} days ago (${inventory.takenAt}), and ${clock.maxAgeDays} are allowed`;
  return [{ ...finding(OPS_023, wanted, message), found: `${days} days`, limit: `${clock.maxAgeDays} days` }];
}

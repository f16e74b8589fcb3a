import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import { isDeviceSerialNumber, MACHINE_PART_NAMES, MACHINE_PARTS } from '../model/identity';
import { ZERO_MAC } from '../model/mac';
import type { RuleText } from '../model/rule-text';
import type { WantedHost } from '../model/wanted';

/** Older inventories are said, if nobody says otherwise: a month, in which most hosts see an update or a new card. */
export const INVENTORY_AGE_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1000;

export const OPS_020: RuleText = {
  id: 'OPS-020',
  title: 'a machine is declared once',
  severity: 'error',
  protects: 'Two plans for one machine take each other back, and VFs are given out twice',
  source: 'machine id, board and product serial number, permanent MACs and serial numbers of drives in the inventories',
  fix: 'Take an inventory on each host; where one inventory is the model of several hosts, use its asTemplate()',
};

export const OPS_021: RuleText = {
  id: 'OPS-021',
  title: 'an inventory is that of one host',
  severity: 'warning',
  protects: 'What is proved of one host is not proved of another that only looks like it',
  source: 'the inventories of all hosts of the app, over all stacks',
  fix: 'Take an inventory on each host, or say with asTemplate() that this one is a model of them',
};

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
export interface InventoryUse {
  readonly wanted: WantedHost;
  readonly inventory: Inventory | null;
  /** The inventory is a model of several hosts. @default false */
  readonly isTemplate?: boolean;
}

/** The clock of whoever evaluates, and how old inventories may be. */
export interface InventoryClock {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly maxAgeDays: number;
}

/** What is to be said of inventories: whose they are, and how old. @param clock null: nobody told the time */
export function inventoryFindings(hosts: readonly InventoryUse[], clock: InventoryClock | null): Finding[] {
  return [...repeated(hosts), ...templates(hosts), ...hosts.flatMap((host) => aged(host, clock))];
}

function finding(rule: RuleText, { path, name }: WantedHost, message: string): Finding {
  const { id, severity, fix } = rule;
  return { ruleId: id, severity, constructPath: path, host: name, pointer: 'inventory', message, fix };
}

function repeated(hosts: readonly InventoryUse[]): Finding[] {
  const byIdentity = new Map<string, InventoryUse>();
  const byInventory = new Map<Inventory, InventoryUse>();
  return hosts.flatMap((host) => {
    const { wanted, inventory, isTemplate } = host;
    if (inventory === null || isTemplate === true) return [];
    const keys = identitiesOf(inventory);
    const shared = keys.find(
      (key) => byIdentity.has(key) && !isOnlyImage(key, inventory, byIdentity.get(key)?.inventory),
    );
    const image = keys.find((key) => byIdentity.has(key));
    const first = byIdentity.get(shared ?? image ?? '');
    const user = byInventory.get(inventory);
    for (const key of keys) if (!byIdentity.has(key)) byIdentity.set(key, host);
    if (user === undefined) byInventory.set(inventory, host);
    if (first !== undefined && shared !== undefined) {
      return [
        finding(
          OPS_020,
          wanted,
          `the machine is that of ${first.wanted.path} already: ${shared} is the same in both inventories`,
        ),
      ];
    }
    if (first !== undefined) {
      const message = `${image} is also that of ${first.wanted.path}, whose hardware is another: their disks are copies of one image`;
      return [{ ...finding(OPS_021, wanted, message), fix: 'Give each host a machine id of its own (machine-id(5))' }];
    }
    if (user === undefined) return [];
    return [
      finding(
        OPS_021,
        wanted,
        `the inventory is that of ${user.wanted.path} as well, and tells neither machine nor card`,
      ),
    ];
  });
}

const MACHINE_ID = MACHINE_PARTS.machineId.words;

/** What no two machines share, in words; hardware first. */
function identitiesOf({ host, physicalFunctions }: Inventory): string[] {
  const machine = MACHINE_PART_NAMES.flatMap((part) => {
    const hash = host.machine[part];
    return hash === null ? [] : [`${MACHINE_PARTS[part].words} ${hash}`];
  });
  const cards = physicalFunctions.flatMap(({ serial, network, vendorId, deviceId }) => [
    ...(network?.interfaces ?? []).flatMap(({ permanentMac }) =>
      permanentMac === null || permanentMac === ZERO_MAC ? [] : [`permanent MAC ${permanentMac}`],
    ),
    // Ports of one card share the number of its PCI capability.
    ...(serial === null || serial === '' || isDeviceSerialNumber(serial)
      ? []
      : [`serial number ${serial} of a ${vendorId}:${deviceId}`]),
  ]);
  return [...cards, ...machine].sort((a, b) => Number(a.startsWith(MACHINE_ID)) - Number(b.startsWith(MACHINE_ID)));
}

/** A machine id that two machines share whose boards, or all of whose cards, are told to be others. */
function isOnlyImage(key: string, one: Inventory, other: Inventory | null | undefined): boolean {
  if (!key.startsWith(MACHINE_ID) || other == null) return false;
  const [a, b] = [one.host.machine.boardSerial, other.host.machine.boardSerial];
  if (a !== null && b !== null) return a !== b;
  const isCard = (identity: string): boolean => !identity.startsWith(MACHINE_ID);
  const [mine, theirs] = [identitiesOf(one).filter(isCard), identitiesOf(other).filter(isCard)];
  return mine.length > 0 && theirs.length > 0 && !mine.some((identity) => theirs.includes(identity));
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

import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import { isDeviceSerialNumber, MACHINE_PART_NAMES, MACHINE_PARTS } from '../model/identity';
import { ZERO_MAC } from '../model/mac';
import type { RuleText } from '../model/rule-text';
import type { WantedHost } from '../model/wanted';

export const OPS_020: RuleText = {
  id: 'OPS-020',
  title: 'a machine is declared once',
  severity: 'error',
  protects: 'Two plans for one machine take each other back, and VFs are given out twice',
  source:
    'machine id, board and product serial number, hostname, permanent MACs and serial numbers of drives in the inventories; permanent MACs and serial numbers that PFs are selected by; ssh connections',
  fix: 'Take an inventory on each host; where one inventory is the model of several hosts, use its asTemplate()',
};

export const OPS_021: RuleText = {
  id: 'OPS-021',
  title: 'hosts are told to be different machines',
  severity: 'warning',
  protects:
    'What is proved of one host is not proved of another that only looks like it, and two plans for one machine take each other back',
  source: 'inventories, names and ssh connections of all hosts of the app, over all stacks',
  fix: 'Take an inventory on each host, or say with asTemplate() that this one is a model of them',
};

/** What tells which machine a host is. */
export interface MachineEvidence {
  readonly wanted: WantedHost;
  readonly inventory: Inventory | null;
  /** The inventory is a model of several hosts. @default false */
  readonly isTemplate?: boolean;
  /** Where its connection leads, in words: `10.0.0.7 port 22`. @default not known */
  readonly reachedAt?: string;
}

/** Names that a machine has which nobody named. */
const NO_NAME = /^(localhost([46]?(\.localdomain[46]?)?)?|\(none\))$/i;

/** What cards and drives report that nobody gave a number. */
const NO_SERIAL = /^[0-]*$/;

const MACHINE_ID = MACHINE_PARTS.machineId.words;

/** Says of each host whose machine is that of one before it, or may be. */
export function repeatedMachines(hosts: readonly MachineEvidence[]): Finding[] {
  // What tells a machine is hashed.
  if (hosts.length < 2) return [];
  const seen = new Seen();
  return hosts.flatMap((host) => {
    const found = seen.judge(host);
    seen.add(host);
    return found === null ? [] : [found];
  });
}

class Seen {
  private readonly byKey = new Map<string, MachineEvidence[]>();

  public add(host: MachineEvidence): void {
    for (const key of [...identitiesOf(host), ...likenessesOf(host).map(({ key }) => key)]) {
      this.byKey.set(key, [...(this.byKey.get(key) ?? []), host]);
    }
  }

  public judge(host: MachineEvidence): Finding | null {
    const shared = identitiesOf(host).flatMap((key) => (this.byKey.get(key) ?? []).map((first) => ({ key, first })));
    const same = shared.find(({ key, first }) => !isOnlyImage(key, host, first));
    if (same !== undefined) {
      return finding(
        OPS_020,
        host,
        `the machine is that of ${same.first.wanted.path} already: ${same.key} is the same in both`,
      );
    }
    const [image] = shared;
    if (image !== undefined) {
      const message = `${image.key} is also that of ${image.first.wanted.path}, whose hardware is another: their disks are copies of one image`;
      return finding(OPS_021, host, message, 'Give each host a machine id of its own (machine-id(5))');
    }
    for (const { key, judge } of likenessesOf(host)) {
      const said = (this.byKey.get(key) ?? [])
        .map((first) => judge(first, areOthers(host, first)))
        .find((it) => it !== null);
      if (said != null) return said;
    }
    return null;
  }
}

interface Likeness {
  readonly key: string;
  /** Null where it tells nothing of these two. @param areOthers something that a machine has for itself tells them apart */
  readonly judge: (first: MachineEvidence, areOthers: boolean) => Finding | null;
}

/** What two machines do not share by chance, the most telling first. */
function likenessesOf(host: MachineEvidence): Likeness[] {
  const { wanted, reachedAt, isTemplate } = host;
  const inventory = isTemplate === true ? null : host.inventory;
  const hostname = inventory?.host.hostname ?? null;
  const found: Likeness[] = [];
  if (reachedAt !== undefined) {
    found.push({ key: `reached at ${reachedAt}`, judge: (first, areOthers) => reachedTwice(host, first, areOthers) });
  }
  if (hostname !== null && hostname !== '' && !NO_NAME.test(hostname)) {
    const message = `both inventories are of ${hostname}, and nothing in them tells two machines apart`;
    found.push({
      key: `hostname ${hostname.toLowerCase()}`,
      judge: ({ wanted: { path } }, areOthers) =>
        areOthers ? null : finding(OPS_020, host, `the machine is that of ${path} already: ${message}`),
    });
  }
  // Some vendors give all cards of a model one number: it tells less than what identities are made of.
  for (const { address, vendorId, deviceId, serial } of inventory?.physicalFunctions ?? []) {
    if (serial === null || !isDeviceSerialNumber(serial)) continue;
    const message = `its ${vendorId}:${deviceId} at ${address} has the serial number ${serial} in both inventories, and nothing in them tells two machines apart`;
    found.push({
      key: `${vendorId}:${deviceId} ${serial} at ${address}`,
      judge: ({ wanted: { path } }, areOthers) =>
        areOthers ? null : finding(OPS_020, host, `the machine is that of ${path} already: ${message}`),
    });
  }
  found.push(...serialLikenesses(host, inventory));
  // Others are told by their parts. The text is as long as the inventory.
  if (inventory !== null && partsOf(inventory).length === 0) {
    found.push({
      key: `cards ${JSON.stringify(inventory.physicalFunctions)}`,
      judge: ({ wanted: { path } }) =>
        finding(OPS_021, host, `the inventory is that of ${path} as well, and tells neither machine nor card`),
    });
  }
  found.push({
    key: `called ${wanted.name}`,
    judge: (first, areOthers) => (areOthers ? null : maybeSame(host, first)),
  });
  return found;
}

/** Whatever the inventories say: both plans go to the one machine that answers there. */
function reachedTwice(host: MachineEvidence, { wanted: { path } }: MachineEvidence, areOthers: boolean): Finding {
  const others = areOthers ? ', though their inventories are of two machines' : '';
  return {
    ...finding(
      OPS_020,
      host,
      `the machine is that of ${path} already: the connections of both lead to ${host.reachedAt}${others}`,
      'Declare all PFs of the machine in one host, or correct the connection of one of the two',
    ),
    pointer: 'carrier',
  };
}

/** @param inventory null for a model, whose numbers are nobody's */
function serialLikenesses(host: MachineEvidence, inventory: Inventory | null): Likeness[] {
  const selected = selectedSerials(host).map((serial): Likeness => ({
    key: serialKey(serial),
    judge: (first, areOthers) => (areOthers ? null : selectedTwice(host, first, serial)),
  }));
  const present = (inventory?.physicalFunctions ?? []).flatMap(({ serial }): Likeness[] => {
    if (serial === null || NO_SERIAL.test(serial)) return [];
    const key = serialKey(serial);
    // Two inventories with one number are judged by what else they have.
    const isSelected = (first: MachineEvidence) => selectedSerials(first).some((it) => serialKey(it) === key);
    return [
      {
        key,
        judge: (first, areOthers) => (!areOthers && isSelected(first) ? selectedTwice(host, first, serial) : null),
      },
    ];
  });
  return [...selected, ...present];
}

function selectedSerials({ wanted: { physicalFunctions } }: MachineEvidence): string[] {
  const serials = physicalFunctions.flatMap(({ selector: { serial } }) => serial ?? []);
  return [...new Set(serials)].filter((serial) => !NO_SERIAL.test(serial));
}

function serialKey(serial: string): string {
  return `serial number ${serial.toLowerCase()}`;
}

/** A PF of one is selected by a serial number that the other one selects by as well, or has. */
function selectedTwice(host: MachineEvidence, { wanted: { path } }: MachineEvidence, serial: string): Finding {
  const message = `the machine is that of ${path} already: a PF is selected by the serial number ${serial}, which is the same in both, and nothing that is known tells two machines apart`;
  const fix =
    'Declare all PFs of the machine in one host, or correct the serial number; else take an inventory on each host';
  return { ...finding(OPS_020, host, message, fix), pointer: 'serial' };
}

/** Two hosts of one name: another connection, where both state one, tells them apart as far as the app goes. */
function maybeSame(host: MachineEvidence, first: MachineEvidence): Finding | null {
  if (host.reachedAt !== undefined && first.reachedAt !== undefined) return null;
  const { name } = host.wanted;
  const without = [first, host].filter(({ inventory }) => inventory === null).map(({ wanted: { path } }) => path);
  const why =
    without.length === 0
      ? 'their inventories have no part that both know'
      : `${without.join(' and ')} ${without.length === 1 ? 'has' : 'have'} no inventory`;
  const said = finding(
    OPS_021,
    host,
    `the machine may be that of ${first.wanted.path} already: both hosts are called ${name}, and machine id, serial numbers and permanent MACs could not be compared, since ${why}${contradiction(host, first)}`,
    'Declare all PFs of the machine in one host; if these are two machines, give each an inventory or a hostName of its own',
  );
  return { ...said, pointer: 'hostName' };
}

/** Where the two declarations would undo each other if it is one machine. */
function contradiction({ wanted: one }: MachineEvidence, { wanted: other }: MachineEvidence): string {
  const both = one.physicalFunctions.flatMap(({ selector: { address } }) =>
    address !== undefined && other.physicalFunctions.some((pf) => pf.selector.address === address) ? [address] : [],
  );
  return both.length === 0 ? '' : `; both declare ${both.join(', ')}`;
}

function finding(
  rule: RuleText,
  { wanted: { path, name } }: MachineEvidence,
  message: string,
  fix = rule.fix,
): Finding {
  return {
    ruleId: rule.id,
    severity: rule.severity,
    constructPath: path,
    host: name,
    pointer: 'inventory',
    message,
    fix,
  };
}

/** What no two machines share, in words; hardware first. */
function identitiesOf({ wanted, inventory, isTemplate }: MachineEvidence): string[] {
  const selected = wanted.physicalFunctions.flatMap(({ selector: { permanentMac } }) =>
    permanentMac === undefined ? [] : [`permanent MAC ${permanentMac}`],
  );
  return [...new Set([...selected, ...(inventory === null || isTemplate === true ? [] : partsOf(inventory))])];
}

function partsOf({ host, physicalFunctions }: Inventory): string[] {
  const machine = MACHINE_PART_NAMES.flatMap((part) => {
    const hash = host.machine[part];
    return hash === null ? [] : [`${MACHINE_PARTS[part].words} ${hash}`];
  });
  const cards = physicalFunctions.flatMap(({ serial, network, vendorId, deviceId }) => [
    ...(network?.interfaces ?? []).flatMap(({ permanentMac }) =>
      permanentMac === null || permanentMac === ZERO_MAC ? [] : [`permanent MAC ${permanentMac}`],
    ),
    // Ports of one card share the number of its PCI capability.
    ...(serial === null || NO_SERIAL.test(serial) || isDeviceSerialNumber(serial)
      ? []
      : [`serial number ${serial} of a ${vendorId}:${deviceId}`]),
  ]);
  return [...cards, ...machine].sort((a, b) => Number(a.startsWith(MACHINE_ID)) - Number(b.startsWith(MACHINE_ID)));
}

/** A machine id that two machines share whose boards, or all of whose cards, are told to be others. */
function isOnlyImage(key: string, one: MachineEvidence, other: MachineEvidence): boolean {
  if (!key.startsWith(MACHINE_ID)) return false;
  const boards = [one, other].map(({ inventory }) => inventory?.host.machine.boardSerial ?? null);
  if (!boards.includes(null)) return boards[0] !== boards[1];
  return cardsDiffer(one, other);
}

/** Whether parts of one kind are known of both, and none of any is the same. */
function cardsDiffer(one: MachineEvidence, other: MachineEvidence): boolean {
  const [mine = [], theirs = []] = [one, other].map((it) =>
    identitiesOf(it).filter((part) => !part.startsWith(MACHINE_ID)),
  );
  const kinds = new Set(theirs.map(kindOf));
  return mine.some((part) => kinds.has(kindOf(part))) && !mine.some((part) => theirs.includes(part));
}

/** `permanent MAC`, `serial number`, `board serial`. */
function kindOf(identity: string): string {
  return identity.split(' ', 2).join(' ');
}

/** Whether something that a machine has for itself tells the two apart. */
function areOthers(one: MachineEvidence, other: MachineEvidence): boolean {
  const machines = [one, other].map(({ inventory, isTemplate }) =>
    isTemplate === true ? null : inventory?.host.machine,
  );
  const [mine, theirs] = machines;
  const differs = MACHINE_PART_NAMES.some((part) => {
    const [a, b] = [mine?.[part] ?? null, theirs?.[part] ?? null];
    return a !== null && b !== null && a !== b;
  });
  return differs || cardsDiffer(one, other);
}

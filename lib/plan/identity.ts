import type { Inventory, PhysicalFunctionFacts } from '../inventory/inventory';
import {
  type CardIdentity,
  isDeviceSerialNumber,
  MACHINE_PART_NAMES,
  MACHINE_PARTS,
  type HostIdentity,
  type MachineIdentity,
} from '../model/identity';
import { parseMac } from '../model/mac';
import type { PciAddress } from '../model/units';
import type { PfSelector } from '../model/wanted';
import { pfFacts } from './difference';
import type { HostPlan, Refusal, TargetPf, TargetState } from './host-plan';
import { PLAN_REFUSAL_TEXTS } from './refusals';

/** Something that does not move, and is not what it was. */
export interface Mismatch {
  /** In words: `permanent MAC`. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** The machine as far as the inventory knows it; null when it knows nothing of it. */
export function machineIdentity({ host }: Inventory): MachineIdentity | null {
  const known: { -readonly [Part in keyof MachineIdentity]: string } = {};
  for (const part of MACHINE_PART_NAMES) {
    const hash = host.machine[part];
    if (hash !== null) known[part] = hash;
  }
  return Object.keys(known).length === 0 ? null : known;
}

/**
 * Every part that both sides know is compared, and one that differs makes it another machine: a disk image that was
 * copied has the same machine id on another board, and a board with another installation is another host as well.
 */
export function machineMismatches(expected: MachineIdentity, found: MachineIdentity | null): Mismatch[] {
  return MACHINE_PART_NAMES.flatMap((part) => {
    const [wants, has] = [expected[part], found?.[part]];
    if (wants === undefined || has === undefined || wants === has) return [];
    return [{ what: MACHINE_PARTS[part].words, expected: wants, found: has }];
  });
}

/** What does not move of a card, for a target. */
export function identityOf(facts: PhysicalFunctionFacts): { readonly identity?: CardIdentity } {
  const { vendorId, deviceId, subsystemVendorId, subsystemDeviceId, network, serial } = facts;
  const permanentMac = network?.interfaces[0]?.permanentMac ?? null;
  return wrapped({
    ...(vendorId !== '' && { vendorId }),
    ...(deviceId !== '' && { deviceId }),
    ...(subsystemVendorId !== null && { subsystemVendorId }),
    ...(subsystemDeviceId !== null && { subsystemDeviceId }),
    ...(permanentMac !== null && { permanentMac }),
    ...(serial !== null && serial !== '' && { serial }),
  });
}

/** The same of a PF that nobody read: what the user says of it. What the catalog presumes is no fact. */
export function identityOfSelector({ permanentMac, serial }: PfSelector): { readonly identity?: CardIdentity } {
  const mac = permanentMac === undefined ? null : parseMac(permanentMac);
  return wrapped({ ...(mac !== null && { permanentMac: mac }), ...(serial !== undefined && { serial }) });
}

function wrapped(identity: CardIdentity): { readonly identity?: CardIdentity } {
  return Object.keys(identity).length === 0 ? {} : { identity };
}

/** What is known on both sides and differs. */
export function cardMismatches(expected: CardIdentity, facts: PhysicalFunctionFacts): Mismatch[] {
  const mismatches: Mismatch[] = [];
  const compare = (what: string, wants: string | undefined, has: string | null): void => {
    if (wants !== undefined && has !== null && has !== '' && wants !== has)
      mismatches.push({ what, expected: wants, found: has });
  };
  compare('PCI vendor id', expected.vendorId, facts.vendorId);
  compare('PCI device id', expected.deviceId, facts.deviceId);
  compare('subsystem vendor id', expected.subsystemVendorId, facts.subsystemVendorId);
  compare('subsystem device id', expected.subsystemDeviceId, facts.subsystemDeviceId);
  const macs = permanentMacs(facts);
  if (expected.permanentMac === undefined || !macs.includes(expected.permanentMac))
    compare('permanent MAC', expected.permanentMac, macs.join(' '));
  compare('serial number', expected.serial, comparableSerial(expected.serial, facts.serial));
  return mismatches;
}

function permanentMacs({ network }: PhysicalFunctionFacts): string[] {
  return (network?.interfaces ?? []).flatMap(({ permanentMac }) => permanentMac ?? []);
}

/** Of one card, the PCI device serial number and what the driver reports say nothing of each other. */
function comparableSerial(expected: string | undefined, found: string | null): string | null {
  if (expected === undefined || found === null) return null;
  return isDeviceSerialNumber(expected) === isDeviceSerialNumber(found) ? found : null;
}

/** Whether something is equal that no card of the same kind has. */
function hasItsOwn(expected: CardIdentity, facts: PhysicalFunctionFacts): boolean {
  const { permanentMac, serial } = expected;
  const bySerial = serial !== undefined && facts.serial === serial;
  return bySerial || (permanentMac !== undefined && permanentMacs(facts).includes(permanentMac));
}

/** Other addresses at which the card of the plan may be now; of ports of one card without MACs there may be several. */
export function elsewhere(
  { address, identity }: Pick<TargetPf, 'address' | 'identity'>,
  observed: Inventory,
): readonly PciAddress[] {
  if (identity === undefined) return [];
  return observed.physicalFunctions
    .filter((facts) => facts.address !== address && hasItsOwn(identity, facts))
    .filter((facts) => cardMismatches(identity, facts).length === 0)
    .map((facts) => facts.address);
}

/** Where the card of the plan is now, for the end of a message. */
export function elsewhereText(target: Pick<TargetPf, 'address' | 'identity'>, observed: Inventory): string {
  const places = elsewhere(target, observed);
  if (places.length === 0) return '';
  if (places.length === 1) return `; the plan's card is at ${places[0]} now`;
  return `; what the plan knows of its card fits ${places.join(' and ')}`;
}

/**
 * By what the card at an address is known to be another than the expected one; null: nothing says so. One that does not
 * say which it is may be the right one, and is not when the right one is elsewhere.
 */
function strangeCard(address: PciAddress, expected: CardIdentity, observed: Inventory): string | null {
  const facts = pfFacts(observed, address);
  if (facts === null) return null;
  const mismatches = cardMismatches(expected, facts);
  if (mismatches.length > 0) return mismatchText(mismatches);
  if (hasItsOwn(expected, facts) || elsewhere({ address, identity: expected }, observed).length === 0) return null;
  return 'its permanent MAC and serial number are not known';
}

/**
 * Whether machine and functions that are found are those that the plan was made for: other ids, another permanent MAC or
 * serial number, another class, or another driver, at the same address is another card, or one that was given away.
 * Functions that are not there are for planning to refuse.
 *
 * A card that moved is never followed: outputs, domains and the lock file speak of its old address.
 */
export function identityRefusals(
  plan: Pick<HostPlan, 'host' | 'machine'>,
  target: TargetState,
  observed: Inventory,
): Refusal[] {
  const first = target.physicalFunctions[0];
  const strange = plan.machine === undefined ? [] : machineMismatches(plan.machine, machineIdentity(observed));
  const refusals: Refusal[] = [];
  if (strange.length > 0 && first !== undefined) {
    const name = observed.host.hostname === null ? '' : ` (${observed.host.hostname})`;
    const message = `this is another machine${name} than the plan was made for: ${mismatchText(strange)}`;
    refusals.push({ ...refusalText('PLAN-006'), pf: first.address, constructPath: plan.host, message });
  }
  return [...refusals, ...target.physicalFunctions.flatMap((pf) => cardRefusal(pf, observed))];
}

function cardRefusal(target: TargetPf, observed: Inventory): Refusal[] {
  const { address, path, identity, deviceClass, driver } = target;
  const facts = pfFacts(observed, address);
  if (facts === null) return [];
  const reasons: string[] = [];
  const strange = identity === undefined ? null : strangeCard(address, identity, observed);
  if (strange !== null) reasons.push(`${address} has another card than the plan was made for: ${strange}`);
  const expected: string[] = [];
  if (facts.deviceClass !== deviceClass) expected.push(`class ${deviceClass} and is ${facts.deviceClass}`);
  if (driver !== null && facts.driver !== driver) expected.push(`driver ${driver} and is on ${facts.driver ?? 'none'}`);
  if (expected.length > 0) reasons.push(`${address} was planned for ${expected.join(', ')}`);
  if (reasons.length === 0) return [];
  const where = strange !== null ? elsewhereText(target, observed) : '';
  return [{ ...refusalText('PLAN-005'), pf: address, constructPath: path, message: `${reasons.join('; ')}${where}` }];
}

function mismatchText(mismatches: readonly Mismatch[]): string {
  return mismatches.map(({ what, expected, found }) => `expected ${what} ${expected}, found ${found}`).join(', ');
}

function refusalText(ruleId: 'PLAN-005' | 'PLAN-006'): Pick<Refusal, 'ruleId' | 'fix'> {
  return { ruleId, fix: PLAN_REFUSAL_TEXTS.find(({ id }) => id === ruleId)?.fix ?? '' };
}

/** What the plan does not know of machine and cards, so that nothing of it is compared. */
export function identityNotes({ machine }: Pick<HostPlan, 'machine'>, { physicalFunctions }: TargetState): string[] {
  const notes: string[] = [];
  const without = physicalFunctions.filter(
    ({ identity }) => identity?.permanentMac === undefined && identity?.serial === undefined,
  );
  if (without.length > 0) {
    const places = without.map(({ address }) => address).join(', ');
    notes.push(
      `the plan knows no permanent MAC and no serial number of ${places}: an equal card there is taken for it`,
    );
  }
  if (machine === undefined && physicalFunctions.length > 0) {
    notes.push('the plan does not know which machine it was made for: only its cards are compared');
  }
  return notes;
}

/**
 * Whether the machine is known to be that of the plan: a part of its own is equal, or, where the plan knows none, a card
 * that no other machine has. Only for a host without mismatches.
 */
export function isKnownMachine({ machine, target }: HostPlan, observed: Inventory): boolean {
  const found = machineIdentity(observed);
  if (machine !== undefined && found !== null) {
    const { machineId, boardSerial, productSerial } = found;
    const equal = [
      machineId !== undefined && machine.machineId === machineId,
      boardSerial !== undefined && machine.boardSerial === boardSerial,
      productSerial !== undefined && machine.productSerial === productSerial,
    ];
    if (equal.includes(true)) return true;
  }
  return target.physicalFunctions.some(({ address, identity }) => {
    const facts = pfFacts(observed, address);
    return identity !== undefined && facts !== null && hasItsOwn(identity, facts);
  });
}

/**
 * What must still be found when the first step is carried out: what the plan knows, and, where it does not know it, what
 * was seen when the host was looked at.
 *
 * @param touched PFs that steps touch
 */
export function identityToFind(
  { machine }: Pick<HostPlan, 'machine'>,
  target: TargetState,
  observed: Inventory,
  touched: ReadonlySet<PciAddress>,
): HostIdentity {
  const cards = target.physicalFunctions.flatMap(({ address, identity }) => {
    const facts = touched.has(address) ? pfFacts(observed, address) : null;
    return facts === null ? [] : [{ address, ...identityOf(facts).identity, ...identity }];
  });
  return { machine: { ...machineIdentity(observed), ...machine }, cards };
}

/** Why steps must not be carried out on what is found; null: they may. */
export function strangerOf({ machine, cards }: HostIdentity, observed: Inventory): string | null {
  const strange = machineMismatches(machine, machineIdentity(observed));
  if (strange.length > 0) return `this is another machine than the plan's: ${mismatchText(strange)}`;
  for (const card of cards) {
    const strange = strangeCard(card.address, card, observed);
    if (strange === null) continue;
    const where = elsewhereText({ address: card.address, identity: card }, observed);
    return `${card.address} has another card than the plan's: ${strange}${where}`;
  }
  return null;
}

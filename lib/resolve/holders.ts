import type { UserFacts } from '../inventory/inventory';
import { handsToVms } from '../model/vfio-drivers';
import type { VfDriver, VfSettings } from '../model/settings';
import type { WantedAttachment } from '../model/wanted';

/** How the user of a function has it: as a libvirt domain, through VFIO, or by what the host itself does with it. */
const WAY_OF_USE: Readonly<Record<UserFacts['kind'], 'domain' | 'vfio' | 'host'>> = {
  domain: 'domain',
  vfio: 'vfio',
  netdev: 'host',
  vdpa: 'host',
  process: 'host',
  mount: 'host',
  holder: 'host',
};

/** Who is to have a function. */
export interface Claimant {
  /** Name of the VM as its manager has it; null: a token, known only at deploy. */
  readonly vm: string | null;
  /** Who is to drive the function on the host, as stated. */
  readonly driver: VfDriver | undefined;
}

/** The claimant of a VF, with the settings that hold for it. */
export function claimantOf({ vm, unresolved }: WantedAttachment, { driver }: VfSettings): Claimant {
  return { vm: unresolved.includes('vm') ? null : vm, driver };
}

/** What the users of a function are to the one who is to have it. Uses of its own are in none of the two lists. */
export interface Holders {
  /** The claimant's own VM has the function now. */
  readonly own: boolean;
  /** Users that are not the claimant. */
  readonly others: readonly UserFacts[];
  /** Users of which is not known whether they are the claimant. */
  readonly unclear: readonly UserFacts[];
}

const NO_HOLDERS: Holders = { own: false, others: [], unclear: [] };

/**
 * Tells the users of a function that are the claimant from those that are not.
 *
 * A libvirt domain is the claimant when it has the name of the VM, and so is a process that QEMU's `-name` calls so. A
 * process without a name belongs to the domain that is known to have the function; without one nothing says whose it is.
 * What the host does with a function that is to be on vfio-pci is another's use; on the native driver it may be the
 * claimant's.
 */
export function holdersOf(users: readonly UserFacts[], claimant: Claimant): Holders {
  if (users.length === 0) return NO_HOLDERS;
  const { vm } = claimant;
  const own = vm !== null && users.some((user) => nameOfVm(user) === vm);
  const otherVm = vm !== null && users.some((user) => isNamedOtherwise(user, vm));
  const others: UserFacts[] = [];
  const unclear: UserFacts[] = [];
  for (const user of users) {
    const name = nameOfVm(user);
    if (name !== null && name === vm) continue;
    if (name !== null) (vm === null ? unclear : others).push(user);
    else if (isHostUse(user)) (handsToVms(claimant.driver) ? others : unclear).push(user);
    else if (otherVm) others.push(user);
    else if (!own) unclear.push(user);
  }
  return { own, others, unclear };
}

/** The VM that a user names itself as: a domain by its name, a process of QEMU by that of its guest; null without one. */
function nameOfVm({ kind, detail }: UserFacts): string | null {
  if (WAY_OF_USE[kind] === 'domain') return detail === '' ? null : detail;
  return /, guest ([^)]+)\)$/.exec(detail)?.[1] ?? null;
}

function isNamedOtherwise(user: UserFacts, vm: string): boolean {
  const name = nameOfVm(user);
  return name !== null && name !== vm;
}

/** Whether a user is the host itself, which gives the function back when the plan takes it by permission. */
export function isHostUse(user: UserFacts): boolean {
  return WAY_OF_USE[user.kind] === 'host' && nameOfVm(user) === null;
}

/**
 * Users of a function that keep the claimant from another one in the same IOMMU group, which vfio gives to one VM at a
 * time. What the host does with it is none: it is judged where the plan takes the function from the host.
 *
 * @param group users of all functions of the group: the one that names the VM may stand at any of them
 */
export function holdersInGroup(
  users: readonly UserFacts[],
  group: readonly UserFacts[],
  claimant: Claimant,
): Omit<Holders, 'own'> {
  const { others, unclear } = holdersOf(group, claimant);
  const ofIt = (list: readonly UserFacts[]) => list.filter((user) => users.includes(user) && !isHostUse(user));
  return { others: ofIt(others), unclear: ofIt(unclear) };
}

/** `domain web-1 and vfio qemu (pid 4711)`: users as messages have them. */
export function describeUsers(users: readonly UserFacts[]): string {
  return users.map(({ kind, detail }) => (detail === '' ? kind : `${kind} ${detail}`)).join(' and ');
}

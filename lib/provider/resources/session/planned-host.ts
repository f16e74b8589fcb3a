import type { HostReading } from '../../../host/port';
import type { Inventory, PhysicalFunctionFacts } from '../../../inventory/inventory';
import type { PciAddress } from '../../../model/units';

/**
 * What the plans of one command make of a host. Terraform plans what depends on a resource after it: an attachment finds the VFs
 * there that its PF is about to make, and a PF that is to be destroyed finds those free that attachments let go of before.
 */
export class PlannedHost {
  private readonly pfs = new Map<PciAddress, PhysicalFunctionFacts>();
  private readonly released = new Set<PciAddress>();
  private readonly leaving = new Map<string, Leaving>();
  private readonly attached = new Set<string>();
  private readonly claimed = new Map<PciAddress, string>();

  /** The plan of a PF makes this of it. */
  public makes(pf: PhysicalFunctionFacts): void {
    this.pfs.set(pf.address, pf);
  }

  /** The destroy of an attachment lets go of this VF. */
  public releases(vf: PciAddress): void {
    this.released.add(vf);
  }

  /** The plan of an attachment takes this VF out of a domain, or may do so where it is not known yet what the attachment comes to. */
  public leaves(domainUuid: string, vf: PciAddress, leaving: Leaving): void {
    this.leaving.set(`${domainUuid}/${vf}`, leaving);
  }

  /** How this VF leaves a domain; null: no plan takes it out. */
  public leavingOf(domainUuid: string, vf: PciAddress): Leaving | null {
    return this.leaving.get(`${domainUuid}/${vf}`) ?? null;
  }

  /** An attachment of the state, as it was read, has this VF in this domain. */
  public attaches(domainUuid: string, vf: PciAddress): void {
    this.attached.add(`${domainUuid}/${vf}`);
  }

  public isAttached(domainUuid: string, vf: PciAddress): boolean {
    return this.attached.has(`${domainUuid}/${vf}`);
  }

  /** The domain that a plan gives this VF to; null: none does. */
  public claimOf(vf: PciAddress): string | null {
    return this.claimed.get(vf) ?? null;
  }

  /** The plan of an attachment gives this VF to a domain. @returns the domain that another plan gave it to; null: none */
  public claims(vf: PciAddress, domainUuid: string): string | null {
    const other = this.claimed.get(vf) ?? domainUuid;
    this.claimed.set(vf, other);
    return other === domainUuid ? null : other;
  }

  /** The host once its PFs are as planned. */
  public after(inventory: Inventory): Inventory {
    if (this.pfs.size === 0) return inventory;
    const physicalFunctions = inventory.physicalFunctions.map((pf) => this.pfs.get(pf.address) ?? pf);
    return { ...inventory, physicalFunctions };
  }

  /** The host once the attachments that are to be destroyed are gone. */
  public withoutAttachments(reading: HostReading): HostReading {
    if (this.released.size === 0) return reading;
    const physicalFunctions = reading.inventory.physicalFunctions.map((pf) => ({
      ...pf,
      virtualFunctions: pf.virtualFunctions.map((vf) =>
        this.released.has(vf.address) ? { ...vf, users: vf.users.filter(({ kind }) => !BY_LIBVIRT.has(kind)) } : vf,
      ),
    }));
    return { ...reading, inventory: { ...reading.inventory, physicalFunctions } };
  }

  /** The host has changed: it is looked at again. */
  public forget(): void {
    this.pfs.clear();
    this.released.clear();
    this.leaving.clear();
    this.attached.clear();
    this.claimed.clear();
  }
}

/** What of a domain a plan takes a VF out of. */
export interface Leaving {
  readonly live: boolean;
  readonly config: boolean;
  /** False: it may stay, as it is not known yet where the attachment goes. */
  readonly isSure: boolean;
}

/** What a VF in a domain shows: the domain, and its process at VFIO. */
export const BY_LIBVIRT: ReadonlySet<string> = new Set(['domain', 'vfio']);

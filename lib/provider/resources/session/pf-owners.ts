import type { PciAddress } from '../../../model/units';

/**
 * PFs of a host that resources begin or cease to have in this command. Terraform tells a resource nothing of the others, nor of the one
 * that it takes the place of.
 */
export class PfOwners {
  private readonly coming = new Set<PciAddress>();
  private readonly going = new Set<PciAddress>();
  private readonly made = new Set<PciAddress>();

  /** A create is planned. @returns what else is planned for the same PF; null: nothing */
  public comes(pf: PciAddress): 'create' | 'delete' | null {
    const other = this.coming.has(pf) ? 'create' : this.going.has(pf) ? 'delete' : null;
    this.coming.add(pf);
    return other;
  }

  /** A destroy is planned that may change the PF. @returns whether a create is planned for it as well */
  public goes(pf: PciAddress): boolean {
    this.going.add(pf);
    return this.coming.has(pf);
  }

  /** A resource was made: the PF is its own from now on. */
  public hasMade(pf: PciAddress): void {
    this.made.add(pf);
  }

  public isMade(pf: PciAddress): boolean {
    return this.made.has(pf);
  }

  /** A resource was destroyed. */
  public isGone(pf: PciAddress): void {
    this.going.delete(pf);
  }
}

/**
 * Addresses that the plans of this command give to VMs, on all hosts. Each plan of a PF sees its host as it is, and not yet what
 * another one makes of another PF.
 */
export class PlannedAddresses {
  private readonly owners = new Map<string, string>();

  /** A plan gives an address to an owner. @returns the owner that another plan gave it to; null: none */
  public claims(address: string, owner: string): string | null {
    const other = this.owners.get(address) ?? owner;
    this.owners.set(address, other);
    return other === owner ? null : other;
  }
}

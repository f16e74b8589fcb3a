import type { Constant, Quantity } from '../performance/system/quantity';
import type { ResolvedPf } from '../../resolve/resolved';

/** Something that flows share. */
export interface Resource {
  readonly id: string;
  /** `port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0`. */
  readonly description: string;
  readonly capacity: number;
  readonly unit: string;
  readonly source: string;
  /** Relative standard deviation of the capacity; 0: by definition, as of line rates. */
  readonly spread: number;
  /** Constants of the performance model that the capacity rests on. */
  readonly terms: readonly Constant[];
}

/** A ceiling that is not known: what it is at the low end. */
export interface Doubt {
  readonly id: string;
  readonly capacity: number;
}

/** What it is, and its capacity in words. */
interface NewResource extends Omit<Resource, 'description' | 'capacity' | 'spread' | 'terms'> {
  readonly name: string;
  readonly size: string;
  readonly capacity: Quantity;
}

/** Every resource of a host once, and what had to be left out for want of facts. */
export class ResourceTable {
  public readonly resources: Resource[] = [];
  /** Ceilings that are not known, as what they are at the low end; at the high end, and in what is predicted, there are none. */
  public readonly doubted: Doubt[] = [];
  private readonly byId = new Map<string, number>();
  private readonly notes = new Set<string>();

  public add({ id, name, size, capacity, unit, source }: NewResource): number {
    this.byId.set(id, this.resources.length);
    const { value, spread, terms } = capacity;
    this.resources.push({
      id,
      description: `${name}: ${size}, ${source}`,
      capacity: value,
      unit,
      source,
      spread,
      terms,
    });
    return this.resources.length - 1;
  }

  /** @param capacity at the low end; 0: it may be anything */
  public doubt(id: string, capacity: number): number {
    const known = this.doubted.findIndex((resource) => resource.id === id);
    if (known !== -1) return known;
    this.doubted.push({ id, capacity });
    return this.doubted.length - 1;
  }

  public find(id: string): number | undefined {
    return this.byId.get(id);
  }

  /** Said once, however often it is met. */
  public note(text: string): void {
    this.notes.add(text);
  }

  public get assumptions(): string[] {
    return [...this.notes];
  }
}

/** How the PF is called in messages: its address, or its path as long as nobody knows that. */
export function addressOf(pf: ResolvedPf): string {
  return pf.facts?.address ?? pf.wanted.selector.address ?? pf.path;
}

/** Something on the way of the VFs of which not even a bound is known: at the low end it carries nothing. */
export function unknownWay(pf: ResolvedPf, table: ResourceTable): number {
  return table.doubt(`unknown:${addressOf(pf)}`, 0);
}

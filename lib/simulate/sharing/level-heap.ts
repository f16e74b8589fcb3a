/**
 * Indexed binary heap over the numbers 0 to n-1, smallest level first, equal levels by number, so that what comes out
 * does not depend on what went in first. Levels may go up and down while an item is inside.
 */
export class LevelHeap {
  /** Level of every item, inside or not. */
  public readonly level: Float64Array;
  private readonly items: Int32Array;
  /** Where an item stands in `items`; -1 when it is outside. */
  private readonly place: Int32Array;
  private count = 0;

  public constructor(size: number) {
    this.level = new Float64Array(size);
    this.items = new Int32Array(size);
    this.place = new Int32Array(size);
  }

  public clear(): void {
    this.count = 0;
    this.place.fill(-1);
  }

  /** Puts an item in without keeping order; `heapify` must follow before the next read. */
  public append(item: number, level: number): void {
    this.level[item] = level;
    this.items[this.count] = item;
    this.place[item] = this.count;
    this.count += 1;
  }

  public heapify(): void {
    for (let at = (this.count >> 1) - 1; at >= 0; at -= 1) this.sink(at);
  }

  /** Smallest item, -1 when empty. */
  public top(): number {
    return this.count === 0 ? -1 : this.items[0];
  }

  /** Smallest level, infinite when empty. */
  public topLevel(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.level[this.items[0]];
  }

  public pop(): void {
    this.place[this.items[0]] = -1;
    this.count -= 1;
    if (this.count === 0) return;
    const last = this.items[this.count];
    this.items[0] = last;
    this.place[last] = 0;
    this.sink(0);
  }

  /** Changes the level of an item that is inside; nothing happens to one that is not. */
  public move(item: number, level: number): void {
    const at = this.place[item];
    if (at < 0) return;
    const up = level < this.level[item];
    this.level[item] = level;
    if (up) this.rise(at);
    else this.sink(at);
  }

  private rise(start: number): void {
    const { items, place, level } = this;
    const item = items[start];
    const own = level[item];
    let at = start;
    while (at > 0) {
      const above = items[(at - 1) >> 1];
      if (!isBefore(own, item, level[above], above)) break;
      items[at] = above;
      place[above] = at;
      at = (at - 1) >> 1;
    }
    items[at] = item;
    place[item] = at;
  }

  private sink(start: number): void {
    const { items, place, level, count } = this;
    const item = items[start];
    const own = level[item];
    let at = start;
    for (let child = 2 * at + 1; child < count; child = 2 * at + 1) {
      let below = items[child];
      let first = level[below];
      if (child + 1 < count) {
        const other = items[child + 1];
        if (isBefore(level[other], other, first, below)) {
          child += 1;
          below = other;
          first = level[other];
        }
      }
      if (!isBefore(first, below, own, item)) break;
      items[at] = below;
      place[below] = at;
      at = child;
    }
    items[at] = item;
    place[item] = at;
  }
}

/** Lower level first, of equal ones the lower number. */
function isBefore(level: number, item: number, otherLevel: number, other: number): boolean {
  return level < otherLevel || (level === otherLevel && item < other);
}

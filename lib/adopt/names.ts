/** Ids of constructs within one scope: each is given out once. */
export class Names {
  private readonly taken: Set<string>;

  /**
   * @param taken those that are given out already, as they are
   * @param joint before the number of a further one
   */
  public constructor(
    taken: readonly string[] = [],
    private readonly joint = '-',
  ) {
    this.taken = new Set(taken);
  }

  /** The name with what no id has made a dash, and a number behind it where another has it. */
  public unused(name: string): string {
    const id = name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^-+|-+$/g, '') || 'unnamed';
    let unused = id;
    for (let n = 2; this.taken.has(unused); n += 1) unused = `${id}${this.joint}${n}`;
    this.taken.add(unused);
    return unused;
  }
}

/** Words of the language that a host or port could be called. */
const RESERVED = new Set(['new', 'delete', 'switch', 'case', 'default', 'class', 'import', 'export', 'in', 'if', 'do']);

/** Names of variables within one scope. */
export class Variables {
  private readonly names: Names;

  /** @param taken those that the scope has already */
  public constructor(taken: readonly string[]) {
    this.names = new Names(taken, '_');
  }

  /** `ens1f0Vlan100` for `ens1f0-vlan100`. */
  public unused(id: string): string {
    const [first = 'it', ...rest] = id.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
    const camel = [first, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
    const name = /^[0-9]/.test(camel) || RESERVED.has(camel) ? `_${camel}` : camel;
    return this.names.unused(name);
  }
}

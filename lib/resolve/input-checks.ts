import type { Demand } from '../model/demand';
import type { Finding } from '../model/finding';
import { madeSafe, quoted, unsafeHostName, unsafeLine, unsafeName } from '../model/text';
import type { ConstructPath } from '../model/units';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction, WantedPool } from '../model/wanted';
import { finding } from './rules';
import {
  ATTACHMENT,
  BLOCK_DEMAND,
  CONDITIONS,
  DEMAND_KIND,
  GUARANTEE,
  NETWORK_DEMAND,
  PHYSICAL_FUNCTION,
  POLICY,
  POOL,
  SELECTOR,
  SETTINGS,
  type Shape,
  type Shapes,
  USE,
} from './shapes';

/** A wanted host that every later stage can work on. */
export interface CheckedHost {
  /** As given, without the properties whose value was none; their names stand in `unresolved` like those of tokens. */
  readonly wanted: WantedHost;
  readonly findings: readonly Finding[];
}

/** Construct paths seen so far in the fleet. */
export type SeenPaths = Set<ConstructPath>;

/**
 * Takes out of a wanted host what is no number, MAC address, PCI address, name or known value at all, with one finding
 * each (family INP). Values that are well formed and wrong are left to the rules.
 *
 * A host without faults is returned as it is.
 */
export function checkHost(host: WantedHost, seen: SeenPaths): CheckedHost {
  const findings: Finding[] = [];
  const check = new HostCheck(host, findings);
  const unresolved = new Names(host.unresolved);
  const at = { path: host.path, unresolved };
  check.path(host.path);
  const name = check.requiredName(host.name, 'name', unsafeHostName, host.path);
  const labels = check.labels(host);
  const policy = check.object(host.policy, POLICY, at);
  const physicalFunctions = sameOrMapped(host.physicalFunctions, (pf) => checkPf(check, pf, seen));
  const attachments = sameOrMapped(host.attachments, (attachment) => checkAttachment(check, attachment, seen));
  if (!check.changed) return { wanted: host, findings };
  return {
    wanted: { ...host, name, labels, policy, physicalFunctions, attachments, unresolved: unresolved.all },
    findings,
  };
}

function checkPf(check: HostCheck, pf: WantedPhysicalFunction, seen: SeenPaths): WantedPhysicalFunction | null {
  if (!check.uniquePath(pf.path, seen)) return null;
  const unresolved = new Names(pf.unresolved);
  const at = { path: pf.path, unresolved };
  const properties = check.object(pf, PHYSICAL_FUNCTION, at);
  const selector = check.object(pf.selector, SELECTOR, at);
  const conditions = check.object(pf.conditions, CONDITIONS, at, 'conditions');
  const pools = sameOrMapped(pf.pools, (pool) => checkPool(check, pool, seen));
  if (
    properties === pf &&
    selector === pf.selector &&
    conditions === pf.conditions &&
    pools === pf.pools &&
    unresolved.all === pf.unresolved
  ) {
    return pf;
  }
  return { ...properties, selector, conditions, pools, unresolved: unresolved.all };
}

function checkPool(check: HostCheck, pool: WantedPool, seen: SeenPaths): WantedPool | null {
  if (!check.uniquePath(pool.path, seen)) return null;
  const unresolved = new Names(pool.unresolved);
  const at = { path: pool.path, unresolved };
  const properties = check.object(pool, POOL, at);
  const settings = check.object(pool.settings, SETTINGS, at);
  const use = check.object(pool.use, USE, at);
  if (properties === pool && settings === pool.settings && use === pool.use) return pool;
  return { ...properties, count: properties.count ?? 0, settings, use, unresolved: unresolved.all };
}

function checkAttachment(check: HostCheck, attachment: WantedAttachment, seen: SeenPaths): WantedAttachment | null {
  if (!check.uniquePath(attachment.path, seen)) return null;
  const unresolved = new Names(attachment.unresolved);
  const at = { path: attachment.path, unresolved };
  const vm = check.requiredName(attachment.vm, 'vm', unsafeName, attachment.path);
  const properties = check.object(attachment, ATTACHMENT, at);
  const overrides = check.object(attachment.overrides, SETTINGS, at);
  const use = check.object(attachment.use, USE, at);
  const demand = attachment.demand && checkDemand(check, attachment.demand, at);
  const guarantee = attachment.guarantee && check.whole(attachment.guarantee, GUARANTEE, at, 'guarantee');
  if (
    vm === attachment.vm &&
    properties === attachment &&
    overrides === attachment.overrides &&
    use === attachment.use &&
    demand === attachment.demand &&
    guarantee === attachment.guarantee
  ) {
    return attachment;
  }
  const { demand: _demand, guarantee: _guarantee, ...rest } = properties;
  return {
    ...rest,
    vm,
    overrides,
    use,
    ...(demand === undefined ? {} : { demand }),
    ...(guarantee === undefined ? {} : { guarantee }),
    unresolved: unresolved.all,
  };
}

function checkDemand(check: HostCheck, demand: Demand, at: Place): Demand | undefined {
  if (demand.kind === 'network') return check.whole(demand, NETWORK_DEMAND, at, 'demand');
  if (demand.kind === 'block') return check.whole(demand, BLOCK_DEMAND, at, 'demand');
  check.say(DEMAND_KIND, 'demand.kind', (demand as { readonly kind: unknown }).kind, at.path);
  at.unresolved.add('demand');
  return undefined;
}

/** Construct whose properties are looked at, and its names of unresolved properties. */
interface Place {
  readonly path: ConstructPath;
  readonly unresolved: Names;
}

/** Names of unresolved properties, copied when one is added. */
class Names {
  public constructor(public all: readonly string[]) {}

  public add(name: string): void {
    if (!this.all.includes(name)) this.all = [...this.all, name];
  }
}

function pointerOf(member: string | undefined, name: string): string {
  return member === undefined ? name : `${member}.${name}`;
}

/** Collects what is wrong with one host. */
class HostCheck {
  /** Something was left out, replaced, or written otherwise than the library does. */
  public changed = false;

  private readonly hostName: string;

  public constructor(
    host: WantedHost,
    private readonly findings: Finding[],
  ) {
    const name = String(host.name);
    this.hostName = unsafeHostName(name) === null ? name : madeSafe(name);
  }

  /**
   * The object without the properties whose value is none. The object itself when all are well.
   * @param member property that holds the object, whose name then stands in `unresolved`
   */
  public object<T extends object>(object: T, shapes: Shapes<T>, at: Place, member?: string): T {
    let copy: Record<string, unknown> | undefined;
    for (const name in object) {
      const value: unknown = object[name];
      const shape = shapes.get(name);
      if (shape === null) continue;
      const verdict = value === undefined ? 'absent' : this.verdict(shape, name, value, at, member);
      if (verdict === 'good') continue;
      const changed = copy ?? ({ ...object } as Record<string, unknown>);
      if (verdict === 'absent' || verdict === 'bad') delete changed[name];
      else changed[name] = verdict.normal;
      copy = changed;
      this.changed = true;
    }
    return (copy as T | undefined) ?? object;
  }

  /** As `object`, for one that is of no use without any of its properties. */
  public whole<T extends object>(object: T, shapes: Shapes<T>, at: Place, member: string): T | undefined {
    const before = this.findings.length;
    const checked = this.object(object, shapes, at, member);
    return this.findings.length === before ? checked : undefined;
  }

  private verdict(
    shape: Shape | undefined,
    name: string,
    value: unknown,
    at: Place,
    member: string | undefined,
  ): 'good' | 'bad' | { readonly normal: unknown } {
    if (shape === undefined) {
      this.unknown(member, name, at.path);
      return 'bad';
    }
    if (shape.problem(value) !== null) {
      this.say(shape, pointerOf(member, name), value, at.path);
      at.unresolved.add(member ?? name);
      return 'bad';
    }
    if (shape.normal === undefined || typeof value !== 'string') return 'good';
    const normal = shape.normal(value);
    return normal === value ? 'good' : { normal };
  }

  private unknown(member: string | undefined, name: string, path: ConstructPath): void {
    const pointer = pointerOf(member, name);
    this.add('INP-005', path, pointer, `there is no property ${quoted(pointer)}`, 'Correct or remove the property');
  }

  public say(shape: Shape, pointer: string, value: unknown, path: ConstructPath): void {
    const problem = shape.problem(value);
    if (problem === null) return;
    this.add(
      shape.ruleId,
      path,
      pointer,
      `${pointer} ${problem}`,
      `Set ${pointer} to ${shape.expected}`,
      quoted(value),
    );
  }

  /** A name that cannot be left out: what is unsafe in it is replaced. */
  public requiredName(
    name: string,
    pointer: string,
    unsafe: (name: string) => string | null,
    path: ConstructPath,
  ): string {
    const reason = typeof name === 'string' ? unsafe(name) : 'is no text';
    if (reason === null) return name;
    this.add(
      'INP-004',
      path,
      pointer,
      `${pointer} ${quoted(name)} ${reason}`,
      `Set ${pointer} to a name of letters, digits, dots, dashes and underscores`,
      quoted(name),
    );
    return madeSafe(String(name));
  }

  /** Labels without those that would break a line of a report. */
  public labels({ labels, path }: WantedHost): WantedHost['labels'] {
    const faulty: string[] = [];
    for (const key in labels) {
      const value: unknown = labels[key];
      const reason = unsafeLine(key) ?? (typeof value === 'string' ? unsafeLine(value) : 'is no text');
      if (reason === null) continue;
      faulty.push(key);
      const message = `label ${quoted(key)} with the value ${quoted(value)} ${reason}`;
      this.add('INP-004', path, `labels.${madeSafe(key)}`, message, 'Correct the label');
    }
    if (faulty.length === 0) return labels;
    return Object.fromEntries(Object.entries(labels).filter(([key]) => !faulty.includes(key)));
  }

  /** False when another construct has the path: the second one is left out. */
  public uniquePath(path: ConstructPath, seen: SeenPaths): boolean {
    const before = seen.size;
    if (seen.add(path).size === before) {
      this.add(
        'INP-006',
        path,
        undefined,
        `two constructs have the path ${quoted(path, 200)}, only the first one counts`,
      );
      return false;
    }
    this.path(path);
    return true;
  }

  /** A path is a key everywhere and cannot be replaced, so that nobody may accept an unsafe one. */
  public path(path: ConstructPath): void {
    const reason = path === '' ? 'is empty' : unsafeLine(path);
    if (reason === null) return;
    this.findings.push(
      finding('INP-004', {
        path,
        host: this.hostName,
        severity: 'fatal',
        message: `construct path ${quoted(path, 200)} ${reason}`,
        fix: 'Give the construct an id of letters, digits, dots, dashes and underscores',
      }),
    );
  }

  private add(
    ruleId: Shape['ruleId'] | 'INP-006',
    path: ConstructPath,
    pointer: string | undefined,
    message: string,
    fix?: string,
    found?: string,
  ): void {
    this.changed = true;
    this.findings.push(
      finding(ruleId, {
        path,
        host: this.hostName,
        message,
        ...(pointer === undefined ? {} : { pointer }),
        ...(fix === undefined ? {} : { fix }),
        ...(found === undefined ? {} : { found }),
      }),
    );
  }
}

/** The list itself when every member is returned as it is; members that become null are left out. */
function sameOrMapped<T>(list: readonly T[], map: (member: T) => T | null): readonly T[] {
  let copy: T[] | undefined;
  for (const [n, member] of list.entries()) {
    const mapped = map(member);
    if (mapped === member) copy?.push(member);
    else {
      copy ??= list.slice(0, n);
      if (mapped !== null) copy.push(mapped);
    }
  }
  return copy ?? list;
}

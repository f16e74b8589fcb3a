import type { Finding } from '../model/finding';
import { madeSafe, quoted, unsafeHostName, unsafeLine } from '../model/text';
import type { ConstructPath } from '../model/units';
import type { InvalidProperty, WantedHost } from '../model/wanted';
import { finding } from './rules';
import { OBJECT, type Shape, type Shapes } from './shapes';
import { unknownProperty } from './unknown-property';
import { wrongValue } from './wrong-value';

/** Construct paths seen so far in the fleet. */
export type SeenPaths = Set<ConstructPath>;

/** Construct whose properties are looked at, and its names of unresolved properties. */
export interface Place {
  readonly path: ConstructPath;
  readonly unresolved: Names;
}

/** Names of unresolved properties, copied when one is added. */
export class Names {
  public constructor(public all: readonly string[]) {}

  public add(name: string): void {
    if (!this.all.includes(name)) this.all = [...this.all, name];
  }
}

function pointerOf(member: string | undefined, name: string): string {
  return member === undefined ? name : `${member}.${name}`;
}

/** A name as a text, whatever it was given as: not every object has one. */
function textOf(name: unknown): string {
  return typeof name === 'string' ? name : quoted(name);
}

/** Collects what is wrong with one host. */
export class HostCheck {
  /** Something was left out, replaced, or written otherwise than the library does. */
  public changed = false;
  /** What was left out because its value was none. */
  public readonly invalid: InvalidProperty[] = [];

  private readonly hostName: string;

  public constructor(
    host: WantedHost,
    private readonly findings: Finding[],
  ) {
    const name = textOf(host.name);
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
      if (shape === undefined && value !== undefined) this.unknown(shapes, name, at, member);
      const verdict = !shape || value === undefined ? 'absent' : this.verdict(shape, name, value, at, member);
      if (verdict === 'good') continue;
      const changed = copy ?? ({ ...object } as Record<string, unknown>);
      if (verdict === 'absent' || verdict === 'bad') delete changed[name];
      else changed[name] = verdict.normal;
      copy = changed;
      this.changed = true;
    }
    return (copy as T | undefined) ?? object;
  }

  /** Says that a property is absent which has to be there, unless a token stands for it. */
  public required(shape: Shape, value: unknown, name: string, at: Place, member?: string): void {
    if (value !== undefined || at.unresolved.all.includes(name)) return;
    this.say(shape, pointerOf(member, name), value, at.path);
    this.leaveOut(member ?? name, at);
  }

  /** As `object`, for one that is of no use without any of its properties, of which none may be absent unless it is said. */
  public whole<T extends object>(
    object: T,
    shapes: Shapes<T>,
    at: Place,
    member: string,
    absent: 'allowed' | 'forbidden',
  ): T | undefined {
    if (OBJECT.problem(object) !== null) {
      this.say(OBJECT, member, object, at.path);
      this.leaveOut(member, at);
      return undefined;
    }
    const before = this.findings.length;
    const checked = this.object(object, shapes, at, member);
    if (absent === 'forbidden') {
      for (const [name, shape] of shapes) {
        if (shape !== null) this.required(shape, object[name as keyof T], name, at, member);
      }
    }
    return this.findings.length === before ? checked : undefined;
  }

  /** As `object`, for a group of properties of which none is needed: what is no object counts as an empty one. */
  public group<T extends object>(object: T, shapes: Shapes<T>, at: Place, member: string): T | Partial<T> {
    if (OBJECT.problem(object) === null) return this.object(object, shapes, at, member);
    this.say(OBJECT, member, object, at.path);
    this.leaveOut(member, at);
    return {};
  }

  private verdict(
    shape: Shape,
    name: string,
    value: unknown,
    at: Place,
    member: string | undefined,
  ): 'good' | 'bad' | { readonly normal: unknown } {
    if (shape.problem(value) !== null) {
      this.say(shape, pointerOf(member, name), value, at.path);
      this.leaveOut(member ?? name, at);
      return 'bad';
    }
    if (shape.normal === undefined || typeof value !== 'string') return 'good';
    const normal = shape.normal(value);
    return normal === value ? 'good' : { normal };
  }

  /** Notes a property as one that is not known, and that no token stands for. */
  public leaveOut(name: string, { path, unresolved }: Place): void {
    unresolved.add(name);
    this.invalid.push({ path, name });
  }

  private unknown(shapes: Shapes<object>, name: string, { path }: Place, member: string | undefined): void {
    const known = [...shapes].flatMap(([other, shape]) => (shape === null ? [] : [other]));
    this.findings.push(unknownProperty({ path, host: this.hostName, member, name, known }));
  }

  public say(shape: Shape, pointer: string, value: unknown, path: ConstructPath): void {
    const said = wrongValue(shape, { path, host: this.hostName, pointer, value });
    if (said === null) return;
    this.changed = true;
    this.findings.push(said);
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
    return madeSafe(textOf(name));
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

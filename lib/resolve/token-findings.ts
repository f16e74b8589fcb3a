import type { Finding } from '../model/finding';
import type { ConstructPath } from '../model/units';
import type { WantedHost } from '../model/wanted';
import { finding } from './rules';
import { SETTINGS } from './shapes';

/** Properties that have a rule of their own: SEL-005 for those that select a PF, LOCK-008 for those that select VFs. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  'address',
  'permanentMac',
  'serial',
  'slot',
  'interfaceName',
  'firstVf',
  'count',
  'pinnedVf',
]);

/** Properties of a PF that a plan writes. */
const WRITTEN_ON_PF: ReadonlySet<string> = new Set([
  'numVfs',
  'qatServices',
  'eswitchMode',
  'driversAutoprobe',
  'adminUp',
  'mtu',
]);

/** The constructs that state one property as a token, of which the first is named. */
interface Stated {
  readonly name: string;
  readonly path: ConstructPath;
  readonly isWritten: boolean;
  count: number;
}

/** Says of every property that is a token, once a host, what becomes of it: a plan is made at synth. */
export function tokenFindings(host: WantedHost): Finding[] {
  const statements = new Map<string, Stated>();
  const note = (names: readonly string[], path: ConstructPath, isWritten: (name: string) => boolean) => {
    for (const name of names) {
      if (SAID_ELSEWHERE.has(name)) continue;
      const written = isWritten(name);
      const key = `${name} ${written}`;
      const known = statements.get(key);
      if (known === undefined) statements.set(key, { name, path, isWritten: written, count: 1 });
      else known.count += 1;
    }
  };
  note(host.unresolved, host.path, () => false);
  const touched = new Set<ConstructPath>();
  for (const { path, unresolved, externallyManaged, pools } of host.physicalFunctions) {
    note(unresolved, path, (name) => !externallyManaged && WRITTEN_ON_PF.has(name));
    for (const pool of pools) {
      if (!externallyManaged) touched.add(pool.path);
      note(pool.unresolved, pool.path, (name) => !externallyManaged && SETTINGS.has(name));
    }
  }
  for (const { path, pool, unresolved } of host.attachments) {
    note(unresolved, path, (name) => touched.has(pool) && SETTINGS.has(name));
  }
  return [...statements.values()].map((stated) => tokenFinding(stated, host.name));
}

function tokenFinding({ name, path, isWritten, count }: Stated, host: string): Finding {
  const others = count === 1 ? '' : ` (here and on ${count - 1} more)`;
  const consequence = isWritten ? 'the plan does not write it' : 'it counts as not stated';
  return finding('INP-008', {
    path,
    host,
    pointer: name,
    severity: isWritten ? 'warning' : 'info',
    message: `${name} is a token, known only at deploy${others}: ${consequence}`,
  });
}

/** Says of a property that is a token that it must not be one. */
export function refusedToken(path: ConstructPath, name: string): Finding {
  return finding('INP-008', {
    path,
    pointer: name,
    severity: 'error',
    message: `${name} is a token, known only at deploy, and has to be known at synth`,
    fix: `Set ${name} to a value that is known at synth`,
  });
}

import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import { AMOUNT, APP_NAME, BOOLEAN, shapes, TEXT } from '../../resolve/shapes';
import { refusedToken } from '../../resolve/token-findings';
import { wrongValue } from '../../resolve/wrong-value';
import type { SriovOptions } from '../sriov';
import { holdsToken } from './tokens';

const SHAPES = shapes<SriovOptions>({
  lockFile: TEXT,
  appName: APP_NAME,
  macSeed: TEXT,
  frozenLock: BOOLEAN,
  print: BOOLEAN,
  maxInventoryAgeDays: AMOUNT,
  predictFailures: BOOLEAN,
});

/** Options of an app that can be used. */
export interface CheckedOptions {
  readonly options: SriovOptions;
  readonly findings: readonly Finding[];
}

/**
 * Takes out options whose value is none, or a token: what of them gets into the lock file has to be read again. A lock
 * file of which nobody can tell whether it is frozen is.
 */
export function checkedOptions(stated: SriovOptions, path: ConstructPath): CheckedOptions {
  const findings: Finding[] = [];
  const options: Record<string, unknown> = {};
  for (const [name, shape] of SHAPES) {
    const value: unknown = stated[name as keyof SriovOptions];
    // Other languages give what is left out as null.
    if (shape === null || value === undefined || value === null) continue;
    const said = holdsToken(value) ? refusedToken(path, name) : wrongValue(shape, { path, pointer: name, value });
    if (said === null) options[name] = value;
    else {
      findings.push(said);
      if (name === 'frozenLock') options[name] = true;
    }
  }
  return { options, findings };
}

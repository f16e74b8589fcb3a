import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from './child';
import TOOLS from './tools.json';

/** What tests need that Node, npm, git and the coreutils do not bring: the one policy for what is absent. */

interface Tool {
  /** A command, or the path of a file. */
  readonly tool: string;
  /** Debian package that brings it; null: none does. */
  readonly package: string | null;
  /** What `.ci/install-tools` has from npm. */
  readonly npm?: string;
  /** What puts it into the folder of this repository. */
  readonly script?: string;
  /** Version that it has to have at least. */
  readonly leastMajor?: number;
}

/** Starts the name of a group of tests that are skipped; the reason follows. scripts/gate/jest.mjs counts by it. */
const SKIPPED = 'skipped: ';
/** Administrators' commands are not on everybody's PATH, and what npm brings is in a folder of this repository. */
const FOLDERS = [
  ...(process.env.PATH ?? '').split(':'),
  '/usr/sbin',
  '/sbin',
  join(__dirname, '../../.cache/tools/bin'),
];
/** Installs all that has a package. */
export const INSTALL_COMMAND = '.ci/install-tools';

/** How tests are registered: `test` and `describe` of jest, with `each`. */
export interface Registers {
  readonly test: jest.It;
  readonly describe: jest.Describe;
}

/**
 * `test` and `describe` for what needs tools. Where one of them is absent, in CI (`CI=true`) a test fails that says so,
 * since there everything is installed; elsewhere the tests are skipped, and the reason is counted. What no package
 * brings is a reason to skip everywhere.
 *
 * @param names tools of tools.json
 * @throws Error when one of the tools is not in tools.json
 */
export function requireTool(...names: readonly string[]): Registers {
  const missing = missingOf(names);
  if (missing.length === 0) return { test, describe };
  const fails = process.env.CI === 'true' && missing.some((name) => sourceOf(name) !== null);
  return fails ? failing(installHint(missing)) : skipBecause(whatIsMissing(missing));
}

/** `test` and `describe` for what does not run on this machine. */
function skipBecause(reason: string): Registers {
  return registers((_name, register) => describe.skip(`${SKIPPED}${reason}`, register));
}

/** One failed test in place of each test or group. */
function failing(reason: string): Registers {
  return registers((name) =>
    test(name, () => {
      throw new Error(reason);
    }),
  );
}

type Titled = (name: string, ...rest: unknown[]) => void;
type Eacher = Titled & { each: (...table: unknown[]) => Titled };

/** Registers by jest's own functions, each call put into other hands. */
function registers(put: (name: string, register: () => void) => void): Registers {
  const wrapped = (original: Eacher): Eacher =>
    Object.assign<Titled, Pick<Eacher, 'each'>>((name, ...rest) => put(name, () => original(name, ...rest)), {
      each:
        (...table) =>
        (name, ...rest) =>
          put(name, () => original.each(...table)(name, ...rest)),
    });
  return {
    test: wrapped(test as unknown as Eacher) as unknown as jest.It,
    describe: wrapped(describe as unknown as Eacher) as unknown as jest.Describe,
  };
}

/** Those of the tools that this machine lacks. */
export const missingOf = (names: readonly string[]): string[] => names.filter((name) => !isThere(name));

/** What is missing, and what brings it, in words. */
export function installHint(missing: readonly string[]): string {
  const packages = [...new Set(missing.map(sourceOf).filter((name) => name !== null))];
  return `${whatIsMissing(missing)}; on Debian ${INSTALL_COMMAND} installs ${packages.join(', ')}`;
}

function whatIsMissing(missing: readonly string[]): string {
  const names = missing.map((name) => {
    const { leastMajor } = known(name);
    return leastMajor === undefined ? name : `${name} ${leastMajor} or newer`;
  });
  return `not installed: ${names.join(', ')}`;
}

/** The package that brings it, of whatever kind. */
const sourceOf = (name: string): string | null => {
  const { npm, script } = known(name);
  return npm ?? script ?? known(name).package;
};

function known(name: string): Tool {
  const found = (TOOLS as readonly Tool[]).find(({ tool }) => tool === name);
  if (found === undefined) throw new Error(`test/support/tools.json does not say what brings ${name}`);
  return found;
}

function isThere(name: string): boolean {
  const { leastMajor } = known(name);
  if (name.startsWith('/')) return may(name, constants.R_OK);
  const program = programOf(name);
  return program !== undefined && (leastMajor === undefined || majorOf(program) >= leastMajor);
}

const programOf = (name: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, name)).find((path) => may(path, constants.X_OK));

/**
 * Where a tool is that `requireTool` found.
 *
 * @throws Error for one that is not there
 */
export function pathOfTool(name: string): string {
  const program = programOf(name);
  if (program === undefined) throw new Error(whatIsMissing([name]));
  return program;
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function majorOf(program: string): number {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return Number(/version (\d+)/.exec(stdout)?.[1] ?? 0);
}

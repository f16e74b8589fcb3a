import type { Step, StepKind } from '../../lib/plan/step';
import { STEP_SPECS } from '../../lib/plan/steps';
import { HOST_FOLDERS, runScript } from '../../lib/shell/run-script';
import { stepLine } from '../../lib/shell/steps';
import { STEP_OF_EACH_KIND } from '../support/steps';

function run(steps: readonly Step[]): string {
  const identity = { machine: {}, cards: [] };
  const said = { id: 'run-1', client: 'me@here', mark: 'M', after: null, identity, folders: HOST_FOLDERS };
  return runScript({ steps, allowInUse: [], allowManagement: [], record: '{}', ...said });
}

/** Functions of a script by name, with what stands in them. */
function functionsOf(script: string): ReadonlyMap<string, string> {
  const one = [...script.matchAll(/^([a-z_]\w*)\(\) [{(] (.*) [})]$/gm)];
  const many = [...script.matchAll(/^([a-z_]\w*)\(\) [{(]$([^]*?)^[})]$/gm)];
  return new Map([...one, ...many].map(([, name = '', body = '']) => [name, body]));
}

/** Words at the place of a command. */
function commandsIn(body: string): string[] {
  const place = /(?:^|[;&|({!]|\b(?:then|do|else|if|elif|until|while)\b)[ \t]*([a-z_]\w*)(?![\w)=-])/gm;
  return [...body.matchAll(place)].map(([, word = '']) => word);
}

const KNOWN = functionsOf(run(Object.values(STEP_OF_EACH_KIND)));
const KINDS = Object.keys(STEP_SPECS) as StepKind[];

/** Names of functions that are called, by those that are called themselves, and that the script does not have. */
function missingIn(script: string, roots: readonly string[]): string[] {
  const functions = functionsOf(script);
  const called = new Set(roots);
  for (const name of called) {
    for (const word of commandsIn(functions.get(name) ?? '')) if (KNOWN.has(word)) called.add(word);
  }
  return [...called].filter((name) => !functions.has(name));
}

test.each(KINDS)('a run with nothing but %s has every function that it calls', (kind) => {
  const step: Step = STEP_OF_EACH_KIND[kind];
  const [name = ''] = stepLine(step).split(' ');
  // Of a setting the row is called, and not the function.
  const roots = ['main', 'carry_out', 'begin_run', 'work_run', ...(kind === 'vf-setting' ? [] : [name])];
  expect(missingIn(run([step]), roots)).toEqual([]);
});

test('a function that is called and not there is found', () => {
  const script = run([STEP_OF_EACH_KIND['pf-mtu']]);
  expect(missingIn(script, ['main', 'carry_out', 'work_run', 'mtu'])).toEqual([]);
  expect(missingIn(script.replace(/^netdev\(\)/m, 'other()'), ['mtu'])).toEqual(['netdev']);
});

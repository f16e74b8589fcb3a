import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepKind } from '../../lib/plan/step';
import { STEP_SPECS } from '../../lib/plan/steps';
import { stepLine } from '../../lib/shell/steps';
import { STEP_OF_EACH_KIND } from '../support/steps';

/** All shell that steps are carried out by, of scripts and of runs. */
const SHELL = ['shell', 'render']
  .map((folder) => join(__dirname, '../../lib', folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => file.endsWith('.sh'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** Bodies of the shell functions that carry a kind of step out: a script and a run may each have one. */
function bodiesFor(kind: StepKind): string[] {
  const [name = ''] = stepLine(STEP_OF_EACH_KIND[kind]).split(' ');
  return [...SHELL.matchAll(new RegExp(`^${name}\\(\\) \\{$(.*?)^\\}$`, 'gms'))].map(([, body = '']) => body);
}

/** Whom the guards are asked for: `all` VFs and the PF, `none` of the VFs, or the VF that the function is called with. */
function askedFor(body: string): string[] {
  return [...body.matchAll(/\btodo (\S+)|\bg=(\w+)/g)].map(([, said, chosen]) => said ?? chosen ?? '').filter(isWhom);
}

const isWhom = (word: string) => word !== '"$g"';

const ALLOWED = {
  nothing: ['none'],
  pf: ['none'],
  vf: ['"$1"'],
  'all-vfs': ['all'],
} as const;

test.each(Object.keys(STEP_SPECS) as StepKind[])('shell asks the guards for all that %s reaches', (kind) => {
  const bodies = bodiesFor(kind);
  expect(bodies.length).toBeGreaterThan(0);
  const asked = new Set(bodies.flatMap(askedFor));
  // Setting a port up takes nothing from anybody, and waiting for a link changes nothing.
  if (kind === 'pf-link') asked.delete('none');
  expect([...asked]).toEqual(kind === 'wait-link' ? [] : ALLOWED[STEP_SPECS[kind].reach]);
});

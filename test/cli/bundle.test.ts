import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from '../support/child';
import { serializeInventory } from '../../lib/inventory/parse';
import { serializeHostPlan } from '../../lib/plan/serialize';
import { attached, igbHost, igbPlan } from '../apply/hosts';
import { bundledCli } from './bundled-cli';
import { sriov } from './sriov';

/**
 * The bundle has its formats compiled beforehand, the library compiles them when they are asked for: both read every
 * file alike.
 */
describe('the command line in one file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-bundle-'));
  const program = bundledCli(folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const plan = serializeHostPlan(igbPlan({ virtualFunctions: attached(2) }));
  const inventory = serializeInventory(igbHost());
  const file = (name: string) => join(folder, name);
  const write = (name: string, contents: string) => {
    writeFileSync(file(name), contents);
    return file(name);
  };

  /** With the first value of a field changed. */
  const changed = (text: string, field: string, value: unknown) => {
    const result = text.replace(new RegExp(`"${field}": ?("[^"]*"|\\w+)`), `"${field}":${JSON.stringify(value)}`);
    expect(result).not.toBe(text);
    return result;
  };

  const simulated = (name: string, contents: string) => ['simulate', write(name, contents)];
  const observed = (name: string, contents: string) => [
    ...simulated('plan.json', plan),
    '--observed',
    write(name, contents),
  ];
  const planned = (name: string) => ['plan', write('plan.json', plan), '--virtual', file(name)];
  const noHost = JSON.stringify({ virtualHostVersion: 1, links: 7 });

  const files: readonly (readonly [string, number, RegExp, () => string[]])[] = [
    ['a plan that stands alone', 2, /Give its inventory with --observed/, () => simulated('plan.json', plan)],
    ['a plan of a newer version', 2, /99/, () => simulated('newer.json', changed(plan, 'planVersion', 99))],
    ['a plan with an unknown field', 2, /numVFs/, () => simulated('field.json', plan.replace('{', '{"numVFs": 4,'))],
    ['a plan with a step of no known kind', 2, /kind/, () => simulated('kind.json', changed(plan, 'kind', 'x'))],
    ['a plan with text for a number', 2, /numVfs/, () => simulated('number.json', changed(plan, 'numVfs', '2'))],
    ['a plan and an inventory', 0, /ends as wanted/, () => observed('inventory.json', inventory)],
    [
      'an inventory with a wrong address',
      2,
      /3b:00/,
      () => observed('wrong.json', changed(inventory, 'address', '3b:00')),
    ],
    ['a virtual host to be made of a plan alone', 2, /Name the out folder of the synth/, () => planned('host.json')],
    ['a virtual host that is none', 2, /at is missing/, () => (write('none.json', noHost), planned('none.json'))],
  ];

  test('has what ajv made of the schemas, and not ajv', () => {
    const modules = readFileSync(program, 'utf8').matchAll(/^\/\/ (node_modules\/ajv\/.*)$/gm);
    for (const [, module] of modules) expect(module).toMatch(/^node_modules\/ajv\/dist\/runtime\//);
  });

  test.each(files)('reads %s as the library does', async (_what, code, says, args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args()], { encoding: 'utf8' });
    expect({ status, says: stdout + stderr }).toEqual({ status: code, says: expect.stringMatching(says) });
    const { exitCode, ...said } = await sriov(...args());
    expect({ status, stdout, stderr }).toEqual({ status: exitCode, ...said });
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdktf from 'cdktf';
import * as sriov from 'cdktf-sriov';
import { transformSync } from 'esbuild';
import { adoptedHost } from '../../lib/adopt/adopt';
import { typescriptApp } from '../../lib/adopt/typescript';
import { readInventoryAt } from '../../lib/host/files';
import type { Inventory } from '../../lib/inventory/inventory';
import { parseInventory } from '../../lib/inventory/parse';
import { TestApp } from './app';

/** Hosts as they are, taken over into code, and what a synth of that code plans. */

const ROOT = join(__dirname, '../..');

/** Inventories of hosts with VFs: captures of real kernels, and those of the examples. */
const INVENTORIES: readonly (readonly [name: string, inventory: Inventory])[] = [
  ...readdirSync(join(ROOT, 'test/data/captures'))
    .filter((name) => name.endsWith('.tar'))
    .map((name) => [name, readInventoryAt(join(ROOT, 'test/data/captures', name)).inventory] as const),
  ...readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !/node_modules|cdktf\.out/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(ROOT, 'examples', name), 'utf8');
      return text.includes('"inventoryVersion"') ? [[name, parseInventory(JSON.parse(text), name)] as const] : [];
    }),
].filter(([, { physicalFunctions }]) => physicalFunctions.some(({ numVfs }) => numVfs > 0));

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

/** Runs the code as the app would run, but for its `App` and where it finds inventories. */
function run(code: string): void {
  const { code: script } = transformSync(code, { loader: 'ts', format: 'cjs' });
  const inFolder = {
    ...sriov,
    HostInventory: { fromFile: (file: string) => sriov.HostInventory.fromFile(join(app.folder, file)) },
  };
  const modules: Readonly<Record<string, unknown>> = {
    cdktf: {
      ...cdktf,
      App: class {
        constructor() {
          return app.app;
        }
      },
    },
    'cdktf-sriov': inFolder,
  };

  new Function('require', script)((name: string) => modules[name]);
}

function adopt(hosts: readonly (readonly [file: string, inventory: Inventory])[]): void {
  for (const [file, inventory] of hosts) writeFileSync(join(app.folder, file), JSON.stringify(inventory));
  const adopted = hosts.map(([file, inventory]) => adoptedHost(inventory, file));
  run(typescriptApp(adopted, 'rack1', 'cdktf'));
}

/** What a synth finds of differences, or refuses to plan. */
const differences = () =>
  app.findings.filter(
    ({ ruleId, severity }) => severity === 'fatal' || /^(INP|INV-00[2-9]|SIM|OPS-012|ALLOC|LOCK)/.test(ruleId),
  );

test('there are captures and examples with VFs to adopt', () => {
  expect(INVENTORIES.length).toBeGreaterThanOrEqual(3);
});

test('many hosts of a table are taken over as each alone', () => {
  const [[, inventory]] = INVENTORIES;
  const another = (n: number): Inventory => {
    const text = JSON.stringify(inventory).replaceAll('52:54:00:aa', `52:54:00:0${n}`).replaceAll('SPIKE', `S${n}`);
    const { host, ...rest } = JSON.parse(text) as Inventory;
    const machine = { machineId: null, boardSerial: null, productSerial: null };
    return { ...rest, host: { ...host, hostname: `kvm0${n}`, machine } };
  };
  adopt([
    ['kvm01.json', another(1)],
    ['kvm02.json', another(2)],
  ]);
  const plans: { steps: unknown[] }[] = Object.values(app.json('out/sriov/plans.json'));
  expect(plans.map(({ steps }) => steps)).toEqual([[], []]);
});

test.each(INVENTORIES)('%s: the first plan has no step', (_name, inventory) => {
  adopt([['host.json', inventory]]);
  expect(differences()).toEqual([]);
  const plans: { steps: unknown[]; refusals: unknown[] }[] = Object.values(app.json('out/sriov/plans.json'));
  expect(plans.map(({ steps, refusals }) => ({ steps, refusals }))).toEqual([{ steps: [], refusals: [] }]);
});

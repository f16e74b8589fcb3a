// The main job on the bundled example, three times: as it should be, with eight mistakes, and on the inventory of a
// captured real kernel. Prints what an engineer would see; nothing of a host is touched.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ROOT, runToEnd } from './lib.mjs';

const WORK = join(ROOT, '.cache', 'demo');
const sriov = (args, options = {}) =>
  runToEnd(process.execPath, [join(ROOT, 'bin/sriov'), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  });

function variant(title, name, expected, env = {}) {
  console.log(`\n${'='.repeat(title.length)}\n${title}\n${'='.repeat(title.length)}\n`);
  const args = [
    'synth',
    '--app',
    `node scripts/app.mjs examples/demo/${name}.ts`,
    '--output',
    join(WORK, name),
    '--report',
    'full',
  ];
  const { status } = sriov([...args, '--lock-file', join(WORK, `${name}.lock.json`)], {
    env,
  });
  if (status !== expected) {
    console.error(`the demo expected exit code ${expected} and got ${status}`);
    process.exit(2);
  }
}

build();
mkdirSync(WORK, { recursive: true });
variant('1. One host, twelve VMs of three tenants', 'main', 0);
variant('2. The same with eight mistakes, all found in one run', 'mistakes', 1);

const inventory = sriov(['inventory', '--root', 'test/data/captures/flat-fresh.tar'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const inventoryFile = join(WORK, 'captured.json');
writeFileSync(inventoryFile, inventory.stdout);
variant('3. The same VMs on the inventory of a captured real kernel', 'captured', 0, { DEMO_INVENTORY: inventoryFile });

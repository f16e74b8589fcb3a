// The main job on the bundled example, three times: as it should be, with eight mistakes, and on the inventory of a
// captured real kernel; then a deploy onto a virtual host, by OpenTofu through the provider. Prints what an engineer would see; nothing of
// a host is touched.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { Deployment } from './demo-deploy.mjs';
import { ROOT, runToEnd } from './lib.mjs';
import { isThere } from './missing-tools.mjs';

const WORK = join(ROOT, '.cache', 'demo');
const sriov = (args, options = {}) =>
  runToEnd(process.execPath, [join(ROOT, 'bin/sriov'), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  });

function heading(title) {
  console.log(`\n${'='.repeat(title.length)}\n${title}\n${'='.repeat(title.length)}\n`);
}

function variant(title, name, expected, { env = {}, report = 'full' } = {}) {
  heading(title);
  const args = [
    'synth',
    '--app',
    `node scripts/app.mjs examples/demo/${name}.ts`,
    '--output',
    join(WORK, name),
    '--report',
    report,
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
console.log('\nThe same as a page to look at:');
const { status: reported } = sriov(['report', join(WORK, 'main'), '--output', join(WORK, 'report.html')]);
expectThat(reported === 0, 'the page is written');
variant('2. The same with eight mistakes, all found in one run', 'mistakes', 1);

const inventory = sriov(['inventory', '--root', 'test/data/captures/flat-fresh.tar'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const inventoryFile = join(WORK, 'captured.json');
writeFileSync(inventoryFile, inventory.stdout);
variant('3. The same VMs on the inventory of a captured real kernel', 'captured', 0, {
  env: { DEMO_INVENTORY: inventoryFile },
});

// npm has it for no other processor.
if (process.arch !== 'x64' && !isThere('tofu')) {
  console.error(
    '\nThe last part of the demo is left out: it needs OpenTofu, which is not on the PATH and comes from npm for x64 alone.',
  );
  process.exit(0);
}

const [STACK, TOOLS, PORT] = [join(WORK, 'deploy', 'stacks', 'rack1'), join(WORK, 'tofu'), '0000:3b:00.0'];
Deployment.clear(join(WORK, 'deploy'), TOOLS);
variant('4. The VMs of one port, deployed by OpenTofu through the provider onto a virtual host', 'deploy', 0, {
  report: 'none',
});
const deployment = new Deployment(STACK, TOOLS, sriov);
const vlans = () => deployment.vfsOf(PORT).map(({ network }) => network?.vlan ?? 0);
deployment.run('init', ['init', '-input=false'], 0);
deployment.run('apply', ['apply', '-auto-approve', '-input=false'], 0);
const wanted = vlans();
expectThat(new Set(wanted).size === 3, 'on the host: the VFs of each tenant are in a VLAN of their own');

deployment.byHand(
  `# somebody on the host: ip link set ens1f0np0 vf 2 vlan 0`,
  PORT,
  (vfs) => (vfs[2].network.vlan = 0),
);
deployment.run('drift', ['plan', '-detailed-exitcode', '-input=false'], 2);
deployment.run('repair', ['apply', '-auto-approve', '-input=false'], 0);
expectThat(String(vlans()) === String(wanted), 'on the host: the VLAN is back');
deployment.run('unchanged', ['plan', '-detailed-exitcode', '-input=false'], 0);
deployment.run('destroy', ['destroy', '-auto-approve', '-input=false'], 0);
expectThat(vlans().length === 0, 'on the host: the port is as it was found, without VFs');

function expectThat(holds, words) {
  if (holds) console.log(`  ${words}`);
  else {
    console.error(`the demo expected that ${words}`);
    process.exit(2);
  }
}

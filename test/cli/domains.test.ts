import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainAttachment } from '../../lib/rollout/domains';
import type { HostShell } from '../../lib/host/linux';
import type { TargetVf } from '../../lib/plan/host-plan';
import { parseHostPlan } from '../../lib/plan/parse';
import { planHost } from '../../lib/plan/plan';
import { serializeHostPlan } from '../../lib/plan/serialize';
import { hostdevXml } from '../../lib/render/libvirt';
import { inventory, nicFacts } from '../support/facts';
import { spawnSync } from '../support/child';
import { requireTool } from '../support/require-tool';
import { requireShell } from '../support/shells';
import { sriov } from './sriov';

const { test } = requireShell();

/** Domains of a libvirt that is made of files; the VFs are those of this machine, which has none of the kind. */
const FAKE_VIRSH = join(__dirname, '../host/libvirt/support');
const WEB = 'rack1/kvm01/uplink/vms/web';
const UUID = '00000000-0000-4000-8000-000000000001';

let folder: string;
let plan: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-cli-'));
  plan = planFile({});
});
afterEach(() => rmSync(folder, { recursive: true }));

/** This machine, with another libvirt. */
jest.mock('../../lib/host/linux', (): object => ({
  ...jest.requireActual<object>('../../lib/host/linux'),
  shellHere: (): HostShell => ({
    name: 'this host',
    run: (script) => {
      const env = { ...process.env, PATH: `${FAKE_VIRSH}:${process.env.PATH}`, ROOT: folder };
      const { status, stdout, stderr } = spawnSync('sh', ['-s'], { input: script, env, encoding: 'utf8' });
      return Promise.resolve({ code: status ?? -1, stdout, stderr });
    },
    close: () => {},
  }),
}));

function planFile(change: Partial<TargetVf>): string {
  const host = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };
  const vf: TargetVf = { index: 0, address: '0000:3b:01.0', attachment: WEB, vm: 'web', driver: 'vfio-pci', ...change };
  const pf = {
    ...{ path: 'rack1/kvm01/uplink', address: '0000:3b:00.0', deviceClass: 'net' as const, driver: 'ice' },
    ...{ vfDriver: 'iavf', numVfs: 1, virtualFunctions: [vf] },
  };
  const file = join(folder, 'kvm01.plan.json');
  writeFileSync(file, serializeHostPlan(planHost(host, { physicalFunctions: [pf] }, inventory([nicFacts()]))));
  return file;
}

function domain(kind: 'live' | 'config', device = ''): void {
  const xml = `<domain>\n  <name>web</name>\n  <uuid>${UUID}</uuid>\n  <devices>\n${device}  </devices>\n</domain>\n`;
  writeFileSync(join(folder, `${UUID}.${kind}.xml`), xml);
}

const device = (hostdevXml({ address: '0000:3b:01.0', alias: 'ua-x' }) ?? '').replaceAll(/^(?=.)/gm, '    ');

test('detach takes the VF out of the domain as it runs and as it is defined, and then has nothing to do', async () => {
  domain('live', device);
  domain('config', device);
  expect(await sriov('detach', plan, WEB, '--local')).toEqual({
    exitCode: 0,
    stdout: `${WEB}, domain web: done, as it runs and as it is defined\n`,
    stderr: expect.any(String),
  });
  for (const kind of ['live', 'config'])
    expect(readFileSync(join(folder, `${UUID}.${kind}.xml`), 'utf8')).not.toContain('hostdev');
  expect(await sriov('detach', plan, WEB, '--local')).toMatchObject({
    exitCode: 0,
    stdout: `${WEB}, domain web: nothing to do, domain web does not have it\n`,
  });
});

test('attach says what is missing, and exits with 1', async () => {
  domain('live');
  expect(await sriov('attach', plan, WEB, '--local')).toMatchObject({
    exitCode: 1,
    stdout: `${WEB}, domain web: refused: VF 0 of 0000:3b:00.0 is not there. Bring the host to what the plan wants first (sriov apply).\n`,
  });
});

function placeIn(file: string) {
  const read = parseHostPlan(JSON.parse(readFileSync(file, 'utf8')), file);
  const [pf] = read.target.physicalFunctions;
  const [vf] = pf?.virtualFunctions ?? [];
  if (pf === undefined || vf === undefined) throw new Error('a VF expected');
  return { plan: read, pf, vf };
}

test.each([
  ['is bound to vfio-pci', 'vfio-pci', 'ice', 'no'],
  ['is on a driver of which nobody says anything', undefined, 'ice', 'yes'],
  ['its native driver hands to VMs', undefined, 'nvidia', 'no'],
])('the element of a VF that %s has the managed that fits', (_words, driver, pfDriver, managed) => {
  const { plan: read, pf, vf } = placeIn(planFile({}));
  const { driver: _, ...bare } = vf;
  const place = { plan: read, pf: { ...pf, driver: pfDriver }, vf: driver === undefined ? bare : { ...bare, driver } };
  expect(domainAttachment(WEB, place).xml('0000:3b:01.0')).toContain(`managed='${managed}'`);
});

test.each(['hostdev', 'interface'] as const)('an <%s> with a standby interface names its alias', (form) => {
  const vlan = { vlan: 0, qos: 0, protocol: '802.1Q' } as const;
  const file = planFile({ mac: '02:5a:00:00:00:01', vlan, standbyAlias: 'ua-backup0' });
  const xml = domainAttachment(WEB, placeIn(file), form).xml('0000:3b:01.0');
  expect(xml).toMatch(new RegExp(`^<${form} `));
  expect(xml).toContain("<teaming type='transient' persistent='ua-backup0'/>");
});

test('--json tells the same to a machine', async () => {
  domain('live', device);
  const { stdout } = await sriov('detach', plan, WEB, '--local', '--live', '--json');
  expect(JSON.parse(stdout)).toEqual([
    { host: 'rack1/kvm01', attachment: WEB, domain: 'web', status: 'done', live: true, config: false },
  ]);
});

test.each<[string, string[], string]>([
  ['an attachment that is in no plan', ['vms/web2', '--local'], 'no plan has an attachment "vms/web2"'],
  ['the end of a path', ['vms/web', '--local'], `Name one of ${WEB}`],
  ['no host', [WEB], 'Give one of --ssh DEST and --local'],
  ['what goes with another way', [WEB, '--local', '--sudo'], '[--sudo] it goes with --ssh, which is not given'],
  ['two hosts', [WEB, '--local', '--ssh', 'kvm01'], 'both --ssh and --local are given'],
])('%s is misuse', async (_words, args, message) => {
  const { exitCode, stderr } = await sriov('attach', plan, ...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('defect');
});

requireTool('ssh').test('a host that is not reached is a failure, with what ssh says', async () => {
  const { exitCode, stdout } = await sriov('attach', plan, WEB, '--ssh', 'kvm01', '--ssh-config', '/nonexistent');
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(/^rack1\/kvm01\/uplink\/vms\/web, domain web: failed: \[ssh kvm01\] .*\/nonexistent/);
});

test.each(['attach', 'detach'])('%s refuses a virtual host, and says which hosts it works on', async (command) => {
  const { exitCode, stdout, stderr } = await sriov(command, plan, WEB, '--virtual', join(folder, 'kvm01.json'));
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/--virtual.*a virtual host has none.*--ssh or --local/);
});

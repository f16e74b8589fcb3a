import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { InputError } from '../../lib/model/errors';
import type { TargetPf } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import type { Step } from '../../lib/plan/step';
import { renderPfScript } from '../../lib/render/script';
import { spawnSync } from '../support/child';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { requireTool } from '../support/require-tool';
import { describeInShells, requireShell } from '../support/shells';
import { FakeHost, PF } from './fake-host';

const { test } = requireShell();

/** Each test starts hundreds of small programs. */
jest.setTimeout(300_000);

const UUID = '6d0d9f5e-2a57-4d0e-9a3c-0d4c6a1b7e11';
const VF0 = '0000:3b:01.0';

const hosts: FakeHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.remove();
});

const interfaceOf = (mac: string, vlan: number) => `    <interface type='hostdev' managed='no'>
      <mac address='${mac}'/>
      <driver name='vfio'/>
      <source>
        <address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x0'/>
      </source>
      <vlan>
        <tag id='${vlan}'/>
      </vlan>
      <alias name='ua-uplink-vf0-12345678'/>
      <address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0'/>
    </interface>`;

/** Another function whose guest address is the host address of VF 0. */
const OTHER = `    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source>
        <address domain='0x0000' bus='0x3b' slot='0x01' function='0x1'/>
      </source>
      <alias name='hostdev1'/>
      <address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x0'/>
    </hostdev>`;

const domainXml = (name: string, ...devices: string[]) =>
  `<domain type='kvm' id='1'>\n  <name>${name}</name>\n  <uuid>${UUID}</uuid>\n  <devices>\n${devices.join('\n')}\n  </devices>\n</domain>`;

/** Two VFs on vfio-pci, VF 0 held by a domain that runs. */
function hostWithDomain(name = 'web', ...devices: string[]): FakeHost {
  const host = new FakeHost();
  hosts.push(host);
  const prepare = planOf(nicFacts(), 2, []);
  expect(host.run(prepare, 'sh')).toMatchObject({ status: 0 });
  host.write(`domains/web.xml`, domainXml(name, interfaceOf('02:00:00:00:00:01', 42), OTHER, ...devices));
  host.openVfio(0);
  host.changes();
  return host;
}

function target(numVfs: number): TargetPf {
  return {
    path: 'rack1/kvm01/pf',
    address: PF,
    deviceClass: 'net',
    driver: 'ice',
    vfDriver: 'native',
    numVfs,
    driversAutoprobe: false,
    virtualFunctions: Array.from({ length: numVfs }, (_, index) => ({
      index,
      address: `0000:3b:01.${index}`,
      driver: 'vfio-pci',
      ...(index === 0 && {
        attachment: 'rack1/kvm01/web',
        vm: 'web',
        mac: '02:00:00:00:00:0a',
        vlan: { vlan: 43, qos: 3, protocol: '802.1Q' as const },
      }),
    })),
  };
}

function planOf(observed: PhysicalFunctionFacts, numVfs: number, allowDisrupt: string[]): string {
  const plan = planHost(
    { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS },
    { physicalFunctions: [target(numVfs)] },
    inventory([observed], { modules: ['vfio_pci', 'native'] }),
    { allowDisrupt },
  );
  expect(plan.refusals).toEqual([]);
  return renderPfScript(plan, PF);
}

/** From two VFs to four, VF 0 taken from its domain for the time. */
const fourVfs = (domain = 'web') =>
  planOf(
    nicFacts({
      numVfs: 2,
      driversAutoprobe: false,
      virtualFunctions: [0, 1].map((index) =>
        vfFacts(index, { driver: 'vfio-pci', users: index === 0 ? [{ kind: 'domain', detail: domain }] : [] }),
      ),
    }),
    4,
    ['rack1/kvm01/web'],
  );

describeInShells('in %s', ['dash', 'busybox sh'], (shell) => {
  test('the VF leaves its domain before all VFs go, and comes back with the MAC and VLAN of the plan', () => {
    const host = hostWithDomain();
    const { status, stdout, stderr } = host.run(fourVfs(), shell);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/VF 0 \(0000:3b:01.0\) is taken from domain web\n.*sriov_numvfs 2 -> 0\n/);
    const changes = host.changes();
    expect(changes[0]).toBe('virsh detach ua-uplink-vf0-12345678');
    expect(changes.at(-1)).toMatch(/^virsh attach --live +<interface type='hostdev' managed='no'> .*<\/interface>/);
    const xml = host.read('domains/web.xml');
    expect(xml).toContain(`      <mac address='02:00:00:00:00:0a'/>\n`);
    expect(xml).toContain(`<vlan><tag id='43'/></vlan>`);
    expect(xml).not.toContain(`id='42'`);
    expect(xml).toContain(`<alias name='ua-uplink-vf0-12345678'/>`);
    expect(xml).toContain(OTHER);
    expect(host.numVfs).toBe(4);
  });

  test('run again it changes nothing', () => {
    const host = hostWithDomain();
    const script = fourVfs();
    host.run(script, shell);
    host.changes();
    expect(host.run(script, shell)).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing to do') });
    expect(host.changes()).toEqual([]);
  });

  test('run again after a setting was changed it sets that under the guest, which keeps its VF', () => {
    const host = hostWithDomain();
    const script = fourVfs();
    host.run(script, shell);
    host.changes();
    host.write('vf/0', `${host.read('vf/0')}vlan 7`);
    expect(host.run(script, shell)).toMatchObject({ status: 0, stderr: '' });
    expect(host.changes()).toEqual([expect.stringMatching(/^ip vf 0 vlan 43/)]);
  });

  test('stopped at any change, a second run gives the VF back', () => {
    const whole = hostWithDomain();
    const script = fourVfs();
    const prepared = whole.copy();
    hosts.push(prepared);
    whole.run(script, shell);
    const changes = whole.changes().filter((change) => change !== 'sleep');
    for (let n = 0; n < changes.length; n++) {
      const cut = prepared.copy();
      hosts.push(cut);
      cut.failAfter(n);
      expect(cut.run(script, shell).status).toBe(2);
      expect(cut.run(script, shell)).toMatchObject({ status: 0, stderr: '' });
      expect(cut.state()).toBe(whole.state());
      expect(deviceLines(cut)).toEqual(deviceLines(whole));
      expect(kept(cut)).toEqual([]);
    }
  });

  test('a domain that ended on the way gets nothing, and nothing is kept for it', () => {
    const host = hostWithDomain();
    const script = fourVfs();
    host.failAfter(3);
    expect(host.run(script, shell).status).toBe(2);
    expect(kept(host)).toHaveLength(1);
    rmSync(join(host.root, 'domains/web.xml'));
    expect(host.run(script, shell)).toMatchObject({ status: 0, stderr: '' });
    expect(kept(host)).toEqual([]);
  });

  test.each(['it', "o'brien; $(reboot)", '12', '-h', 'with  blanks', 'a\\nb'])('a domain may be called %j', (name) => {
    const host = hostWithDomain(name);
    expect(host.run(fourVfs(name), shell)).toMatchObject({ status: 0, stderr: '' });
    expect(host.read('domains/web.xml')).toContain('02:00:00:00:00:0a');
  });
});

test('a VF that some other process holds is not taken for one that its domain has let go of', () => {
  const host = hostWithDomain('another');
  const run = host.run(fourVfs('web'), 'sh');
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('VF 0 (0000:3b:01.0) is in use: process 4242 (qemu-system-x86) holds /dev/vfio/100');
  expect(run.stderr).toContain('domain web does not have it');
  expect(host.changes()).toEqual([]);
});

test('a hostdev keeps what it is: it has neither MAC nor VLAN', () => {
  const host = hostWithDomain();
  const device = `    <hostdev mode='subsystem' type='pci' managed='no'>
      <source>
        <address domain='0x0000' bus='0x3b' slot='0x01' function='0x0'/>
      </source>
      <alias name='ua-x'/>
    </hostdev>`;
  host.write('domains/web.xml', domainXml('web', device));
  expect(host.run(fourVfs(), 'sh')).toMatchObject({ status: 0, stderr: '' });
  expect(host.read('domains/web.xml').trim()).toBe(domainXml('web', device));
});

test('what is kept of a domain is for root alone', () => {
  const host = hostWithDomain();
  host.failAfter(3);
  host.run(fourVfs(), 'sh');
  expect(
    spawnSync('stat', ['-c', '%a', join(host.root, 'run/cdktf-sriov'), kept(host)[0] ?? '']).stdout.toString(),
  ).toBe('700\n600\n');
});

test.each<[string, Partial<Step>]>([
  ['a name with a line break', { domain: 'web\nreboot' }],
  ['no name', { domain: '' }],
  ['an address', { address: '0000:3b:01.0;reboot' }],
  ['a MAC', { mac: '02:00:00:00:00:01 -' }],
  ['a VLAN protocol', { vlan: { vlan: 1, qos: 0, protocol: '$(reboot)' as '802.1Q' } }],
])('%s that must not stand in a script is an error', (_words, change) => {
  const step = { kind: 'vm-attach', pf: PF, vf: 0, address: VF0, domain: 'web', ...change } as Step;
  const plan = planHost(
    { path: 'a', name: 'a', presumed: false, drivers: BUILT_IN_DRIVERS },
    { physicalFunctions: [] },
    inventory([]),
  );
  expect(() => renderPfScript({ ...plan, steps: [step] }, PF)).toThrow(InputError);
});

requireTool('shellcheck').test('shellcheck finds nothing', () => {
  const run = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: fourVfs(), encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stdout: '' });
});

function deviceLines(host: FakeHost): string[] {
  return host
    .read('domains/web.xml')
    .split('\n')
    .filter((line) => /mac|tag|alias/.test(line))
    .sort();
}

/** Files with what domains had of their VFs; locks stand in the same folder. */
function kept(host: FakeHost): string[] {
  const folder = join(host.root, 'run/cdktf-sriov');
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.filter(({ name }) => name.startsWith('vm-')).map(({ name }) => join(folder, name));
}

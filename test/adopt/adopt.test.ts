import { adoptedHost } from '../../lib/adopt/adopt';
import { typescriptApp } from '../../lib/adopt/typescript';
import type { PhysicalFunctionFacts, VfNetworkFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, vfFacts } from '../support/facts';

/** What code states hosts as they are. */

const vf = (index: number, change: Partial<VirtualFunctionFacts> = {}): VirtualFunctionFacts =>
  vfFacts(index, { driver: 'vfio-pci', network: NETWORK_DEFAULTS, ...change });

const vfNetworkFacts = (change: Partial<VfNetworkFacts> = {}): VfNetworkFacts => ({ ...NETWORK_DEFAULTS, ...change });

const ofVm = (name: string) => ({ users: [{ kind: 'domain' as const, detail: `the libvirt domain ${name} has it` }] });

function nicWith(virtualFunctions: readonly VirtualFunctionFacts[], change: Partial<PhysicalFunctionFacts> = {}) {
  return nicFacts({ numVfs: virtualFunctions.length, virtualFunctions, ...change });
}

const hostOf = (name: string, ...pfs: PhysicalFunctionFacts[]) =>
  adoptedHost(inventory(pfs, { hostname: name }), `${name}.json`);

const codeOf = (...hosts: ReturnType<typeof hostOf>[]) => typescriptApp(hosts, 'rack1', 'cdktf');

describe('of one host', () => {
  test('neighbouring VFs with the same settings are a pool', () => {
    const tagged = { network: vfNetworkFacts({ vlan: 100, spoofCheck: true, trust: false }) };
    const [pf] = hostOf('kvm01', nicWith([vf(0, tagged), vf(1, tagged), vf(2), vf(3, tagged)])).physicalFunctions;
    expect(pf?.pools.map(({ id, firstVf, count }) => [id, firstVf, count])).toEqual([
      ['vlan100', 0, 2],
      ['vms', 2, 1],
      ['vlan100-2', 3, 1],
    ]);
  });

  test('a PF without VFs is left out: what is not stated is not managed', () => {
    expect(hostOf('kvm01', nicFacts(), nicWith([vf(0)])).physicalFunctions).toHaveLength(1);
  });

  test('what is usual, and what the driver does not report, is not stated', () => {
    const network = vfNetworkFacts({ vlan: 0, spoofCheck: true, trust: null, linkState: 'auto', maxTxRateMbps: 0 });
    const [pf] = hostOf('kvm01', nicWith([vf(0, { network })])).physicalFunctions;
    expect(pf?.pools[0]?.settings).toEqual({ driver: 'vfio-pci', spoofCheck: true });
  });

  test('what is weak is waived with a reason to replace', () => {
    const network = vfNetworkFacts({ spoofCheck: false, trust: true });
    const [pf] = hostOf('kvm01', nicWith([vf(0, { network })])).physicalFunctions;
    expect(Object.keys(pf?.pools[0]?.waivers ?? {})).toEqual(['spoofCheck', 'trust']);
  });

  test('a VM is attached to its VF with the MAC that it has; one without a MAC is told', () => {
    const held = vf(1, { ...ofVm('web'), network: vfNetworkFacts({ mac: '52:54:00:aa:00:01' }) });
    const bare = vf(0, { ...ofVm('db'), network: vfNetworkFacts({ mac: '00:00:00:00:00:00' }) });
    const code = codeOf(hostOf('kvm01', nicWith([bare, held])));
    expect(code).toContain(".attach('web', { mac: '52:54:00:aa:00:01', pinnedVf: 1 });");
    expect(code).toContain('// VF 0 is that of db and has no address of its own: attach it when it may be given one.');
    expect(code).not.toContain(".attach('db'");
  });
});

test('a VM with two VFs of a pool has an attachment for each', () => {
  const held = (index: number) =>
    vf(index, { ...ofVm('web'), network: vfNetworkFacts({ mac: `52:54:00:aa:00:0${index}` }) });
  const code = codeOf(hostOf('kvm01', nicWith([held(0), held(1)])));
  expect(code).toContain(".attach('web', { mac: '52:54:00:aa:00:00', pinnedVf: 0 });");
  expect(code).toContain(".attach('web', { attachmentId: 'web-2', mac: '52:54:00:aa:00:01', pinnedVf: 1 });");
});

describe('of many hosts', () => {
  const port = (address: string, virtualFunctions: readonly VirtualFunctionFacts[]) =>
    nicWith(virtualFunctions, {
      address,
      network: {
        interfaces: [interfaceFacts({ name: 'ens1f0' })],
        linkType: 'ethernet',
        eswitchMode: 'legacy',
        carriesManagement: false,
      },
    });
  const held = (vm: string, mac: string) => vf(0, { ...ofVm(vm), network: vfNetworkFacts({ mac }) });

  test('those that differ in names, addresses and VMs alone are rows of a table', () => {
    const code = codeOf(
      hostOf('kvm01', port('0000:3b:00.0', [held('web', '52:54:00:aa:00:01'), vf(1)])),
      hostOf('kvm02', port('0000:5e:00.0', [vf(0), vf(1)])),
    );
    expect(code).toContain(`const LIKE_KVM01 = [
  {
    name: 'kvm01',
    addressOfEns1f0: '0000:3b:00.0',
    vmsOfEns1f0Vms: [{ vm: 'web', mac: '52:54:00:aa:00:01', pinnedVf: 0 }],
  },
  { name: 'kvm02', addressOfEns1f0: '0000:5e:00.0', vmsOfEns1f0Vms: [] },
];
for (const { name, addressOfEns1f0, vmsOfEns1f0Vms } of LIKE_KVM01) {
  const host = new SriovHost(stack, name, {`);
    expect(code).toContain("host.addPhysicalFunction('ens1f0', {\n    address: addressOfEns1f0,");
    expect(code).toContain('for (const { vm, ...options } of vmsOfEns1f0Vms) ens1f0Vms.attach(vm, options);');
  });

  test('an address that all have is no column', () => {
    const code = codeOf(hostOf('kvm01', port('0000:3b:00.0', [vf(0)])), hostOf('kvm02', port('0000:3b:00.0', [vf(0)])));
    expect(code).toContain("  { name: 'kvm01' },\n  { name: 'kvm02' },\n");
    expect(code).toContain("address: '0000:3b:00.0'");
  });

  test('tables whose hosts differ in marks of their names alone have names of their own', () => {
    const one = (name: string) => hostOf(name, port('0000:3b:00.0', [vf(0)]));
    const two = (name: string) => hostOf(name, port('0000:3b:00.0', [vf(0), vf(1)]));
    const code = codeOf(one('kvm-1'), one('kvm-2'), two('kvm.1'), two('kvm.2'));
    expect(code.match(/^const \w+ = \[/gm)).toEqual(['const LIKE_KVM_1 = [', 'const LIKE_KVM_1_2 = [']);
  });

  test('those of another shape stand for themselves', () => {
    const code = codeOf(
      hostOf('kvm01', port('0000:3b:00.0', [vf(0)])),
      hostOf('kvm02', port('0000:3b:00.0', [vf(0), vf(1)])),
    );
    expect(code.match(/new SriovHost/g)).toHaveLength(2);
    expect(code).not.toContain('LIKE_');
  });
});

test.each([
  ["a quote'", "'a quote\\''"],
  ['a\nline', "'a\\nline'"],
  ['${x}`', "'${x}`'"],
  ["'; process.exit() //", "'\\'; process.exit() //'"],
])('the name of a VM is text of the code and nothing else: %s', (name, literal) => {
  const network = vfNetworkFacts({ mac: '52:54:00:aa:00:01' });
  expect(codeOf(hostOf('kvm01', nicWith([vf(0, { ...ofVm(name), network })])))).toContain(`.attach(${literal}, `);
});

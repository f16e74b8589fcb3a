import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { Step, StepKind, VfSetting } from '../../lib/plan/step';
import { specOf } from '../../lib/plan/steps';
import { settingWords } from '../../lib/plan/setting-words';
import { interfaceFacts, nicFacts, vfFacts } from '../support/facts';
import { STEP_OF_EACH_KIND } from '../support/steps';

/** What there is to know of each kind of step. */

const OF = STEP_OF_EACH_KIND;
const vlan = (id: number, qos = 0, protocol: '802.1Q' | '802.1ad' = '802.1Q'): VfSetting => ({
  name: 'vlan',
  vlan: id,
  qos,
  protocol,
});
const setting = (value: VfSetting): Step => ({ ...OF['vf-setting'], setting: value });

test.each<[Step, string, string | undefined]>([
  [OF['module-load'], 'load module vfio_pci', undefined],
  [OF['eswitch-mode'], 'set eswitch mode switchdev', undefined],
  [OF['drivers-autoprobe'], 'keep drivers from binding to new VFs', undefined],
  [{ ...OF['drivers-autoprobe'], enabled: true }, 'let drivers bind to new VFs', undefined],
  [OF['num-vfs'], 'destroy all VFs of 0000:3b:00.0', undefined],
  [{ ...OF['num-vfs'], numVfs: 1 }, 'create 1 VF on 0000:3b:00.0', undefined],
  [{ ...OF['num-vfs'], numVfs: 2 }, 'create 2 VFs on 0000:3b:00.0', undefined],
  [OF['qat-services'], 'configure the device for sym, dc', undefined],
  [OF['pf-link'], 'bring the PF down', undefined],
  [{ ...OF['pf-link'], up: true }, 'bring the PF up', undefined],
  [OF['pf-mtu'], 'set the MTU of the PF to 9000', undefined],
  [OF['wait-link'], 'wait up to 30 s for the link', undefined],
  [OF['vf-setting'], 'trust on', 'trust on'],
  [setting({ name: 'mac', mac: '02:00:00:00:00:01' }), 'MAC 02:00:00:00:00:01', 'a MAC of its own'],
  [OF['vf-vlans'], 'VLANs 5 alone', undefined],
  [{ ...OF['vf-vlans'], allowed: 'all' }, 'no list of VLANs', undefined],
  [{ ...OF['vf-vlans'], allowed: 'received 5' }, 'VLANs 5 alone to receive in, any to send into', undefined],
  [OF['vf-mtu'], 'MTU 9000', undefined],
  [OF['vf-msix'], '5 MSI-X vectors', undefined],
  [{ ...OF['vf-msix'], vectors: 1 }, '1 MSI-X vector', undefined],
  [OF['vf-migratable'], 'migratable', undefined],
  [{ ...OF['vf-migratable'], enabled: false }, 'not migratable', undefined],
  [OF['vf-quota'], 'VRAM quota 1073741824 bytes', undefined],
  [{ ...OF['vf-quota'], quota: 'execQuantumMs', value: 20 }, 'execution quantum 20 ms', undefined],
  [OF['nvme-resource'], '2 virtual queues', undefined],
  [{ ...OF['nvme-resource'], resource: 'vi', count: 1 }, '1 virtual interrupt', undefined],
  [OF['secondary-state'], 'controller offline', undefined],
  [{ ...OF['secondary-state'], online: true }, 'controller online', undefined],
  [OF['namespace-attach'], 'namespace 1 detached', 'a namespace detached'],
  [{ ...OF['namespace-attach'], attached: true }, 'namespace 1 attached', 'a namespace of its own attached'],
  [OF['driver-bind'], 'driver vfio-pci', undefined],
  [{ ...OF['driver-bind'], driver: null }, 'no driver', undefined],
  [OF['vm-detach'], 'taken from domain web', 'taken from its domain'],
  [OF['vm-attach'], 'given back to domain web', 'given back to its domain'],
] as const)('%j in words: %s', (step: Step, words, ofMany) => {
  const spec = specOf(step);
  expect(spec.words(step)).toBe(words);
  expect(spec.wordsOfMany?.(step)).toBe(ofMany);
});

test.each<[VfSetting, string]>([
  [vlan(0, 3), 'no VLAN'],
  [vlan(5), 'VLAN 5'],
  [vlan(5, 3), 'VLAN 5 with priority 3'],
  [vlan(5, 0, '802.1ad'), 'VLAN 5 (802.1ad)'],
  [vlan(5, 3, '802.1ad'), 'VLAN 5 with priority 3 (802.1ad)'],
  [{ name: 'rate', minTxMbps: 0, maxTxMbps: 0 }, 'no transmit rates'],
  [{ name: 'rate', minTxMbps: 10, maxTxMbps: 0 }, 'transmits at least 10 Mbit/s'],
  [{ name: 'rate', minTxMbps: 0, maxTxMbps: 2000 }, 'transmits at most 2 Gbit/s'],
  [{ name: 'rate', minTxMbps: 10, maxTxMbps: 2000 }, 'transmits at least 10 Mbit/s and at most 2 Gbit/s'],
  [{ name: 'spoofCheck', on: false }, 'spoof check off'],
  [{ name: 'linkState', state: 'enable' }, 'link state enable'],
])('the setting %j reads: %s', (value, words) => {
  expect(settingWords(value)).toEqual({ exact: words, alike: words });
});

test.each<
  [StepKind, 'nothing' | 'pf' | 'vf' | 'all-vfs', string | undefined, object | null, string[], true | undefined]
>([
  ['module-load', 'nothing', undefined, null, ['modprobe'], undefined],
  ['eswitch-mode', 'all-vfs', 'eswitch-mode', { fields: ['eswitchMode'], value: 'switchdev' }, ['devlink'], undefined],
  ['drivers-autoprobe', 'pf', 'drivers-autoprobe', { fields: ['driversAutoprobe'], value: false }, [], undefined],
  ['num-vfs', 'all-vfs', 'num-vfs', { fields: ['numVfs'], value: 0 }, ['sleep'], undefined],
  ['pf-link', 'all-vfs', 'pf-link', { fields: ['adminUp'], value: false }, [], true],
  ['pf-mtu', 'all-vfs', undefined, { fields: ['mtu'], value: 9000 }, [], true],
  ['wait-link', 'nothing', undefined, null, ['sleep'], true],
  ['vf-setting', 'vf', 'trust 1', { fields: ['trust'], value: true }, [], true],
  ['vf-vlans', 'vf', undefined, { fields: ['allowedVlans'], value: '5' }, ['head'], true],
  ['vf-mtu', 'vf', undefined, { fields: ['mtu'], value: 9000 }, ['sleep'], undefined],
  ['vf-msix', 'vf', 'msix 1', { fields: ['msixVectors'], value: 5 }, ['od'], undefined],
  ['vf-migratable', 'vf', 'migratable 1', { fields: ['migratable'], value: true }, ['devlink'], undefined],
  ['vf-quota', 'vf', 'vramQuotaBytes 1', { fields: ['vramQuotaBytes'], value: 1073741824 }, [], undefined],
  ['nvme-resource', 'vf', 'vq 2', { fields: ['virtualQueues'], value: 2 }, ['nvme', 'tr'], undefined],
  ['secondary-state', 'vf', 'state 2', { fields: ['online', 'nvme'], value: false }, ['nvme', 'tr'], undefined],
  ['namespace-attach', 'vf', undefined, { fields: ['namespace 1'], value: 'not attached' }, ['nvme', 'tr'], undefined],
  ['driver-bind', 'vf', 'bind 1', { fields: ['driver', 'driverOverride'], value: 'vfio-pci' }, [], undefined],
  ['vm-detach', 'vf', 'domain 1', null, ['mkdir', 'rm', 'sleep', 'virsh'], undefined],
  ['vm-attach', 'vf', 'domain 1', null, ['mkdir', 'rm', 'sleep', 'virsh'], undefined],
])('%s reaches %s, sets %s, writes %j and calls %j', (kind, reach, thing, writes, tools, needsNetdev) => {
  const step: Step = OF[kind];
  const spec = specOf(step);
  expect(spec.reach).toBe(reach);
  expect(spec.thing?.(step)).toBe(thing);
  expect(spec.writes(step)).toEqual(writes);
  expect(spec.tools).toEqual(tools);
  expect(spec.needsNetdev).toBe(needsNetdev);
});

test('interrupts of a drive are another field than its queues', () => {
  const step: Step = { ...OF['nvme-resource'], resource: 'vi' };
  expect(specOf(step).thing?.(step)).toBe('vi 2');
  expect(specOf(step).writes(step)).toEqual({ fields: ['virtualInterrupts'], value: 2 });
});

/** For each kind the kinds of later steps that need it: on VF 1, controller 2, the same PF. */
const NEEDED_BY: Partial<Record<StepKind, readonly StepKind[]>> = {
  'eswitch-mode': ['num-vfs'],
  'num-vfs': ['eswitch-mode', 'qat-services'],
  'secondary-state': ['nvme-resource'],
  'driver-bind': ['eswitch-mode', 'vf-msix', 'vf-migratable', 'vf-quota', 'nvme-resource', 'secondary-state'],
  'vm-detach': [
    'eswitch-mode',
    'num-vfs',
    'vf-vlans',
    'vf-mtu',
    'vf-msix',
    'vf-migratable',
    'vf-quota',
    'nvme-resource',
    'secondary-state',
    'namespace-attach',
    'driver-bind',
    'vm-detach',
    'vm-attach',
  ],
};
const steps: readonly Step[] = Object.values(OF);

describe.each(steps)('a step $kind', (step) => {
  const needs = (from: Step, other: Step) => specOf(from).isNeededBy?.(from, other) ?? false;

  test('is needed by those that cannot do without it', () => {
    const needing = steps.filter((other) => needs(step, other)).map(({ kind }) => kind);
    expect([...needing].sort()).toEqual([...(NEEDED_BY[step.kind] ?? [])].sort());
  });

  test('of a VF is needed by none of another VF, but by what reaches all', () => {
    if (!('vf' in step)) return;
    const others = steps
      .filter((other) => 'vf' in other)
      .map((other): Step => ({ ...other, vf: 7, ...('controllerId' in other && { controllerId: 9 }) }) as Step);
    expect(others.filter((other) => needs(step, other))).toEqual([]);
  });
});

test('a port that comes up for a while is needed by what is made and set then', () => {
  const up: Step = { ...OF['pf-link'], up: true };
  const needing = steps.filter((other) => specOf(up).isNeededBy?.(up, other)).map(({ kind }) => kind);
  expect(needing).toEqual(['num-vfs', 'vf-setting']);
});

describe('users of VFs notice nothing of', () => {
  const port = (change: Parameters<typeof interfaceFacts>[0]) => ({
    interfaces: [interfaceFacts(change)],
    linkType: 'ethernet' as const,
    eswitchMode: 'legacy' as const,
    carriesManagement: false,
  });
  const two = { numVfs: 2, virtualFunctions: [vfFacts(0), vfFacts(1, { driver: 'vfio-pci' })] };

  test.each<[string, Step, Partial<PhysicalFunctionFacts>, boolean | undefined]>([
    ['the mode that is there', { ...OF['eswitch-mode'], mode: 'legacy' }, {}, true],
    ['another mode', OF['eswitch-mode'], {}, false],
    ['the number that is there', { ...OF['num-vfs'], numVfs: 2 }, two, true],
    ['another number', OF['num-vfs'], two, false],
    ['a port that comes up', { ...OF['pf-link'], up: true }, { network: port({ adminUp: false }) }, true],
    ['a port that goes down and is', OF['pf-link'], { network: port({ adminUp: false }) }, true],
    ['a port that goes down', OF['pf-link'], { network: port({ adminUp: true }) }, false],
    ['a port that goes down, where nobody knows how it is', OF['pf-link'], { network: port({ adminUp: null }) }, false],
    ['a port that goes down, of which nothing is known', OF['pf-link'], { network: null }, false],
    ['the MTU that is there', OF['pf-mtu'], { network: port({ mtu: 9000 }) }, true],
    ['another MTU', OF['pf-mtu'], { network: port({ mtu: 1500 }) }, false],
    ['an MTU, of which nothing is known', OF['pf-mtu'], { network: null }, false],
    ['the driver that is there', OF['driver-bind'], two, true],
    ['another driver', { ...OF['driver-bind'], vf: 0 }, two, false],
    ['no driver', { ...OF['driver-bind'], driver: null }, { virtualFunctions: [vfFacts(1, { driver: null })] }, false],
    ['the driver of a VF that is not there', OF['driver-bind'], {}, false],
    ['a setting, as far as anybody knows', OF['vf-setting'], two, undefined],
  ])('%s (%j): %p', (_words, step, change, is) => {
    expect(specOf(step).isUnnoticed?.(step, nicFacts(change))).toBe(is);
  });
});

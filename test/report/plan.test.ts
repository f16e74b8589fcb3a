import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import type { Step, VfSetting } from '../../lib/plan/step';
import type { Palette } from '../../lib/report/palette';
import { renderPlan } from '../../lib/report/plan';
import { type PlanSimulation, simulatePlan } from '../../lib/simulate/kernel/simulate';
import { inventory, nicFacts, vfFacts } from '../support/facts';

const PF = '0000:3b:00.0';

function target(change: Partial<TargetPf> = {}): TargetPf {
  return {
    path: 'rack1/kvm01/uplink',
    address: PF,
    deviceClass: 'net',
    driver: 'ice',
    vfDriver: 'iavf',
    numVfs: 4,
    virtualFunctions: [],
    ...change,
  };
}

function plan(steps: readonly Step[], change: Partial<HostPlan> = {}): HostPlan {
  return {
    planVersion: 1,
    host: 'rack1/kvm01',
    name: 'kvm01',
    presumed: false,
    drivers: BUILT_IN_DRIVERS,
    target: { physicalFunctions: [target()] },
    steps,
    disruptions: [],
    refusals: [],
    ...change,
  };
}

function setting(vf: number, value: VfSetting): Step {
  return { kind: 'vf-setting', pf: PF, vf, setting: value };
}

function simulation(change: Partial<PlanSimulation> = {}): PlanSimulation {
  return { outcomes: [], end: inventory(), reached: true, differences: [], astray: [], refused: false, ...change };
}

const CREATE: Step = { kind: 'num-vfs', pf: PF, numVfs: 4 };

/** What stands under the PF, without indent. */
function stepsOf(text: string): string[] {
  const [, section] = text.trimEnd().split('\n\n');
  return section
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

describe('a plan in words', () => {
  test('says so when there is nothing to do', () => {
    expect(renderPlan(plan([]))).toBe('kvm01 [rack1/kvm01]: nothing to do, the host is as wanted\n');
  });

  test('says when the observed state was presumed', () => {
    expect(renderPlan(plan([CREATE], { presumed: true }))).toMatch(
      /no inventory was read: the plan presumes a fresh host/,
    );
  });

  test('has the steps by PF, each with its number', () => {
    const other = '0000:86:00.0';
    const text = renderPlan(plan([CREATE, { kind: 'num-vfs', pf: other, numVfs: 1 }]));
    expect(text).toBe(
      [
        'kvm01 [rack1/kvm01]: 2 steps on 2 physical functions',
        '',
        '0000:3b:00.0, ice [rack1/kvm01/uplink]',
        '  1  create 4 VFs on 0000:3b:00.0',
        '',
        '0000:86:00.0',
        '  2  create 1 VF on 0000:86:00.0',
        '',
      ].join('\n'),
    );
  });

  test.each<[Step, string]>([
    [{ kind: 'module-load', pf: PF, module: 'vfio_pci' }, 'load module vfio_pci'],
    [{ kind: 'eswitch-mode', pf: PF, mode: 'switchdev' }, 'set eswitch mode switchdev'],
    [{ kind: 'drivers-autoprobe', pf: PF, enabled: false }, 'keep drivers from binding to new VFs'],
    [{ kind: 'drivers-autoprobe', pf: PF, enabled: true }, 'let drivers bind to new VFs'],
    [{ kind: 'num-vfs', pf: PF, numVfs: 0 }, 'destroy all VFs of 0000:3b:00.0'],
    [{ kind: 'pf-link', pf: PF, up: true }, 'bring the PF up'],
    [{ kind: 'pf-link', pf: PF, up: false }, 'bring the PF down'],
    [{ kind: 'pf-mtu', pf: PF, mtu: 9000 }, 'set the MTU of the PF to 9000'],
    [{ kind: 'wait-link', pf: PF, timeoutSeconds: 30 }, 'wait up to 30 s for the link'],
    [setting(3, { name: 'mac', mac: '02:00:00:00:00:01' }), 'VF 3: MAC 02:00:00:00:00:01'],
    [setting(3, { name: 'vlan', vlan: 100, qos: 0, protocol: '802.1Q' }), 'VF 3: VLAN 100'],
    [setting(3, { name: 'vlan', vlan: 100, qos: 5, protocol: '802.1ad' }), 'VF 3: VLAN 100 with priority 5 (802.1ad)'],
    [setting(3, { name: 'vlan', vlan: 0, qos: 0, protocol: '802.1Q' }), 'VF 3: no VLAN'],
    [setting(3, { name: 'spoofCheck', on: false }), 'VF 3: spoof check off'],
    [setting(3, { name: 'trust', on: true }), 'VF 3: trust on'],
    [setting(3, { name: 'queryRss', on: true }), 'VF 3: RSS query on'],
    [setting(3, { name: 'linkState', state: 'enable' }), 'VF 3: link state enable'],
    [
      setting(3, { name: 'rate', minTxMbps: 1000, maxTxMbps: 2500 }),
      'VF 3: transmits at least 1 Gbit/s and at most 2.5 Gbit/s',
    ],
    [setting(3, { name: 'rate', minTxMbps: 0, maxTxMbps: 0 }), 'VF 3: no transmit rates'],
    [{ kind: 'vf-vlans', pf: PF, vf: 3, allowed: '100,200-210' }, 'VF 3: VLANs 100,200-210 alone'],
    [{ kind: 'vf-vlans', pf: PF, vf: 3, allowed: 'all' }, 'VF 3: no list of VLANs'],
    [{ kind: 'vf-mtu', pf: PF, vf: 3, mtu: 1500 }, 'VF 3: MTU 1500'],
    [{ kind: 'vf-msix', pf: PF, vf: 3, vectors: 1 }, 'VF 3: 1 MSI-X vector'],
    [{ kind: 'nvme-resource', pf: PF, vf: 3, controllerId: 4, resource: 'vq', count: 4 }, 'VF 3: 4 virtual queues'],
    [{ kind: 'nvme-resource', pf: PF, vf: 3, controllerId: 4, resource: 'vi', count: 2 }, 'VF 3: 2 virtual interrupts'],
    [{ kind: 'secondary-state', pf: PF, vf: 3, controllerId: 4, online: true }, 'VF 3: controller online'],
    [{ kind: 'secondary-state', pf: PF, vf: 3, controllerId: 4, online: false }, 'VF 3: controller offline'],
    [
      { kind: 'namespace-attach', pf: PF, vf: 3, controllerId: 4, nsid: 9, attached: true },
      'VF 3: namespace 9 attached',
    ],
    [
      { kind: 'namespace-attach', pf: PF, vf: 3, controllerId: 4, nsid: 9, attached: false },
      'VF 3: namespace 9 detached',
    ],
    [{ kind: 'driver-bind', pf: PF, vf: 3, address: '0000:3b:01.3', driver: 'vfio-pci' }, 'VF 3: driver vfio-pci'],
    [{ kind: 'driver-bind', pf: PF, vf: 3, address: '0000:3b:01.3', driver: null }, 'VF 3: no driver'],
  ])('%j', (step, words) => {
    expect(stepsOf(renderPlan(plan([step])))).toEqual([`1  ${words}`]);
  });

  test('tells 32 VFs with the same settings in one line, whatever MAC each has', () => {
    const steps = Array.from({ length: 32 }, (_, vf) => [
      setting(vf, { name: 'mac', mac: `02:00:00:00:00:${vf.toString(16).padStart(2, '0')}` }),
      setting(vf, { name: 'trust', on: false }),
    ]).flat();
    expect(stepsOf(renderPlan(plan([CREATE, ...steps])))).toEqual([
      '1  create 4 VFs on 0000:3b:00.0',
      '2-65  VF 0-31: a MAC of its own, trust off',
    ]);
  });

  test('keeps the exact value that all of them share', () => {
    const steps = [0, 1].map((vf) => setting(vf, { name: 'mac', mac: '02:00:00:00:00:01' }));
    expect(stepsOf(renderPlan(plan(steps)))).toEqual(['1-2  VF 0-1: MAC 02:00:00:00:00:01']);
  });

  test('tells VFs with other settings apart, and marks numbers with others between them', () => {
    const steps = [0, 1, 2, 3].map((vf) => setting(vf, { name: 'trust', on: vf === 1 }));
    expect(stepsOf(renderPlan(plan(steps)))).toEqual(['1..4  VF 0, 2-3: trust off', '2  VF 1: trust on']);
  });

  test('says at the step that loses them which VFs are lost, and whose they are', () => {
    const steps: Step[] = [{ kind: 'num-vfs', pf: PF, numVfs: 0 }, CREATE];
    const lost = { pf: PF, effect: 'recreate', users: [] } as const;
    const text = renderPlan(
      plan(steps, {
        disruptions: [
          { ...lost, vf: 0, address: '0000:3b:01.0', vm: 'web1', attachment: 'rack1/kvm01/web1' },
          { ...lost, vf: 1, address: '0000:3b:01.1' },
          { ...lost, vf: 2, address: '0000:3b:01.2' },
          { ...lost, vf: 3, address: '0000:3b:01.3', users: ['vfio qemu 4711'] },
        ],
      }),
    );
    expect(stepsOf(text)).toEqual([
      '1  destroy all VFs of 0000:3b:00.0 (destroys 4 existing VFs: VF 0 of web1, VF 1-2 without a known user, VF 3 of an unknown user)',
      '2  create 4 VFs on 0000:3b:00.0',
    ]);
    expect(text).toContain(
      [
        'disrupts',
        '  VF                    address       is         VM    attachment        use',
        '  VF 0 of 0000:3b:00.0  0000:3b:01.0  destroyed  web1  rack1/kvm01/web1  not seen in use',
        '  VF 3 of 0000:3b:00.0  0000:3b:01.3  destroyed                          vfio qemu 4711',
        '  and 2 VFs without a known user',
      ].join('\n'),
    );
  });

  test('says that nobody is disrupted when nobody holds the VFs', () => {
    const disruptions = [{ pf: PF, vf: 0, address: '0000:3b:01.0', effect: 'recreate', users: [] } as const];
    expect(renderPlan(plan([CREATE], { disruptions }))).toContain('disrupts no known user: 1 VF without one');
  });

  test('says why it must not run, and what it has to note', () => {
    const text = renderPlan(
      plan([CREATE], {
        refusals: [
          { ruleId: 'OPS-002', pf: PF, constructPath: 'rack1/kvm01/uplink', message: 'a VF is in use', fix: 'Free it' },
        ],
        notes: ['the PF is down for a second'],
      }),
    );
    expect(text).toContain('must not run\n  OPS-002 [rack1/kvm01/uplink] a VF is in use. Free it.');
    expect(text).toContain('note: the PF is down for a second');
  });
});

describe('a simulated plan in words', () => {
  const observed = inventory([nicFacts()]);

  test('has the result of every step, where the host ends and its VFs', () => {
    const create = plan([CREATE, CREATE]);
    const text = renderPlan(create, simulatePlan(create, observed));
    expect(stepsOf(text)).toEqual([
      '1  create 4 VFs on 0000:3b:00.0: ok',
      '2  create 4 VFs on 0000:3b:00.0: ok, changes nothing',
    ]);
    expect(text).toMatch(/simulated: 2 of 2 steps done, the host ends as wanted\nVFs at the end: 0000:3b:00.0 4\n$/);
  });

  test('names the step that fails with errno and reason, and those that were not run', () => {
    const more = plan([{ kind: 'num-vfs', pf: PF, numVfs: 2 }, CREATE, setting(0, { name: 'trust', on: true })]);
    const text = renderPlan(more, simulatePlan(more, observed));
    expect(stepsOf(text)[0]).toBe('1  create 2 VFs on 0000:3b:00.0: ok');
    expect(stepsOf(text)[1]).toMatch(/^2 {2}create 4 VFs on 0000:3b:00.0: fails with EBUSY: ./);
    expect(stepsOf(text)[2]).toBe('3  VF 0: trust on: not run');
    expect(text).toContain('simulated: 1 of 3 steps done, the host does not end as wanted');
    expect(text).toContain('0000:3b:00.0: numVfs is 2, wanted is 4');
    expect(text).toContain('VFs at the end: 0000:3b:00.0 2 (wanted 4)');
  });

  test('names a status of NVMe', () => {
    const step: Step = { kind: 'secondary-state', pf: PF, vf: 0, controllerId: 1, online: true };
    const outcomes = [{ step, ok: false, error: { nvmeStatus: 0x4120, message: 'Invalid Controller State' } }] as const;
    const text = renderPlan(plan([step]), simulation({ outcomes, reached: false }));
    expect(stepsOf(text)).toEqual([
      '1  VF 0: controller online: fails with NVMe status 0x4120: Invalid Controller State',
    ]);
  });

  test('says each note once', () => {
    const step = setting(0, { name: 'trust', on: true });
    const outcome = { step, ok: true, changed: true, note: 'the driver rounds it' } as const;
    const text = renderPlan(plan([step, step]), simulation({ outcomes: [outcome, outcome] }));
    expect(text.match(/the driver rounds it/g)).toHaveLength(1);
  });

  test('does not list every one of a thousand differences', () => {
    const differences = Array.from({ length: 1000 }, (_, vf) => ({
      pf: PF,
      vf,
      field: 'vlan',
      wanted: 100,
      found: null,
    }));
    const text = renderPlan(plan([CREATE]), simulation({ reached: false, differences }));
    expect(text).toContain('VF 0 of 0000:3b:00.0: vlan is not known, wanted is 100');
    expect(text).toContain('and 980 more differences');
    expect(text.split('\n').length).toBeLessThan(40);
  });

  test('runs nothing that must not run', () => {
    const refused = plan([CREATE], {
      refusals: [{ ruleId: 'OPS-001', pf: PF, constructPath: 'p', message: 'no', fix: 'No' }],
    });
    const inUse = inventory([nicFacts({ numVfs: 1, virtualFunctions: [vfFacts(0)] })]);
    const text = renderPlan(refused, simulatePlan(refused, inUse));
    expect(text).toContain('create 4 VFs on 0000:3b:00.0: not run');
    expect(text).toContain('simulated: not run, since the plan must not');
    expect(text).toContain('VFs at the end: 0000:3b:00.0 1 (wanted 4)');
  });

  test('is painted with the palette that is given', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const palette: Palette = {
      error: mark('e'),
      warning: mark('w'),
      info: mark('i'),
      ok: mark('o'),
      dim: mark('d'),
      bold: mark('b'),
    };
    const create = plan([CREATE]);
    const text = renderPlan(create, simulatePlan(create, observed), palette);
    expect(text).toContain('<b>kvm01 [rack1/kvm01]</b>');
    expect(text).toContain('0000:3b:00.0<o>: ok</o>');
    expect(text).toContain('<o>simulated: 1 of 1 step done, the host ends as wanted</o>');
  });
});

import type { Finding } from '../../lib/model/finding';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import { renderErrors, renderSynth } from '../../lib/report/synth';
import type { HostOfSynth, SynthResult } from '../../lib/report/synth-summary';
import type { AttachmentPrediction } from '../../lib/simulate/traffic/prediction';

const WIDTH = 100;

interface Sketch {
  readonly vms: number;
  /** What each VM gets of the 500 Mbit/s that it asks for, each way. */
  readonly mbps?: number;
  readonly name?: string;
}

function hostOf(n: number, { vms, mbps = 500, name = `kvm${n}` }: Sketch): HostOfSynth {
  const path = `rack1/${name}`;
  const pf = {
    path: `${path}/uplink`,
    address: '0000:3b:00.0',
    deviceClass: 'net',
    driver: 'ice',
    vfDriver: 'iavf',
    numVfs: vms + 2,
    virtualFunctions: Array.from({ length: vms }, (_, index) => ({ index, address: null, vm: `vm${index}` })),
  } as unknown as TargetPf;
  const plan = {
    planVersion: 1,
    host: path,
    name,
    presumed: false,
    drivers: {},
    target: { physicalFunctions: [pf] },
    steps: [{ type: 'num-vfs', pf: pf.address, count: vms + 2 }],
    disruptions: [],
    refusals: [],
  } as unknown as HostPlan;
  const attachments = Array.from({ length: vms }, (_, vf): AttachmentPrediction => {
    const isUnmet = mbps < 500;
    return {
      path: `${path}/uplink/vms/vm${vf}`,
      vm: `vm${vf}`,
      pf: pf.address,
      vf,
      address: null,
      kind: 'network',
      demand: { txMbps: 500, rxMbps: 500 },
      predicted: { txMbps: mbps, rxMbps: 500 },
      floor: { txMbps: mbps, rxMbps: 500 },
      bottleneck: isUnmet ? PORT : { resource: 'demand', description: 'its own demand' },
      floorBottleneck: PORT,
    };
  });
  return { plan, prediction: { host: path, attachments, physicalFunctions: [], resources: [], assumptions: [] } };
}

const PORT = { resource: 'port', description: 'port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0' };

function finding(change: Partial<Finding>): Finding {
  return {
    ruleId: 'RATE-003',
    severity: 'error',
    constructPath: 'rack1/kvm0/uplink/vms',
    message: 'the guaranteed rates add up to 30 Gbit/s, the link carries 25 Gbit/s',
    fix: 'Lower minTxRateMbps of the pool',
    limitSource: 'ice_set_vf_bw in ice_sriov.c',
    ...change,
  };
}

function resultOf(change: Partial<SynthResult>): SynthResult {
  return { findings: [], hosts: [], lockChanges: null, ...change };
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('a synth of one host', () => {
  const hosts = [hostOf(0, { vms: 2, mbps: 300 })];
  const findings = [
    finding({}),
    finding({ ruleId: 'VLAN-006', severity: 'warning', message: `the VLAN ${'x'.repeat(200)}` }),
    finding({ ruleId: 'VLAN-006', severity: 'info' }),
    finding({ acknowledged: { constructPath: 'rack1', reason: 'known' } }),
  ];

  test('begins with the numbers, has every VM, and says what else there is', () => {
    const text = renderSynth(resultOf({ hosts, lockChanges: 'lock: 2 added, 0 moved, 0 dropped' }), WIDTH);
    expect(text).toBe(`1 host, 1 PF, 4 VFs, 2 VMs
plans      1 step on 1 host
demands    2 of 2 not met
lock file  2 added, 0 moved, 0 dropped
findings   no findings

VM   host  demand            predicted         floor             bottleneck
vm0  kvm0  500 / 500 Mbit/s  300 / 500 Mbit/s  300 / 500 Mbit/s  port 0 of 0000:3b:00.0, transmit:…
vm1  kvm0  500 / 500 Mbit/s  300 / 500 Mbit/s  300 / 500 Mbit/s  port 0 of 0000:3b:00.0, transmit:…

host        PFs  VFs  VMs  steps  below demand  errors
rack1/kvm0    1    4    2      1             2       0

--report full has plans and predictions, --report findings all findings and their sources
`);
  });

  test('has errors in full before warnings in one line, and counts findings by rule, acknowledged ones apart', () => {
    const [summary, errors, warnings] = renderSynth(resultOf({ hosts, findings }), WIDTH).split('\n\n');
    expect(summary).toContain('findings   1 error, 1 warning, 1 info, 1 acknowledged\n');
    expect(summary).toMatch(/\n {2}RATE-003 {2}error +1 {2}sum of guaranteed rates within the link\n {2}VLAN-006 {2}w/);
    expect(errors).toBe(
      'ERROR RATE-003 [rack1/kvm0/uplink/vms] the guaranteed rates add up to 30 Gbit/s, the link carries 25 Gbit/s. Lower minTxRateMbps of the pool.',
    );
    expect(warnings).toMatch(/^WARNING VLAN-006 \[rack1\/kvm0\/uplink\/vms\] the VLAN x+…$/);
  });

  test('says that the lock file was not written where there are errors', () => {
    expect(renderSynth(resultOf({ hosts, findings }), WIDTH)).toContain(
      '\nlock file  not written, since there are errors\n',
    );
    expect(renderSynth(resultOf({ hosts }), WIDTH)).toContain('\nlock file  no changes\n');
  });

  test('leaves where limits come from to the details', () => {
    expect(renderSynth(resultOf({ hosts, findings }), WIDTH)).not.toContain('ice_set_vf_bw');
  });

  test('shows control characters of names by their number', () => {
    const hostile = [hostOf(0, { vms: 1, name: 'kvm\u001b[31m' })];
    expect(renderSynth(resultOf({ hosts: hostile, lockChanges: 'lock: \u001b[2J' }), WIDTH)).not.toContain('\u001b');
  });
});

describe('a synth of fifty hosts', () => {
  const hosts = Array.from({ length: 50 }, (_, n) => hostOf(n, { vms: 40, mbps: n < 3 ? 300 : 500 }));
  const rules = Array.from({ length: 40 }, (_, n) => `RATE-${String(n + 1).padStart(3, '0')}`);
  const findings = hosts.flatMap(({ plan }) =>
    rules.flatMap((ruleId) => [
      finding({ ruleId, constructPath: `${plan.host}/uplink/vms` }),
      finding({ ruleId, severity: 'warning', constructPath: `${plan.host}/uplink/vms` }),
    ]),
  );

  test('is at most 120 lines, however much is wrong', () => {
    expect(linesOf(renderSynth(resultOf({ hosts, findings }), WIDTH)).length).toBeLessThanOrEqual(120);
    expect(linesOf(renderSynth(resultOf({ hosts }), WIDTH)).length).toBeLessThanOrEqual(120);
  });

  test('says of everything that is left out how much there is', () => {
    const text = renderSynth(resultOf({ hosts, findings }), WIDTH);
    expect(text).toContain('\nand 68 more rules\n');
    expect(text).toContain('\nand 1985 more errors\n');
    expect(text).toContain('\nand 1992 more warnings\n');
    expect(text).toContain('\nand 112 more attachments below their demands\n');
  });

  test('has a line for each host, with its errors', () => {
    const text = renderSynth(resultOf({ hosts, findings }), WIDTH);
    expect(text.match(/^rack1\/kvm\d+ +1 +42 +40 +1 +(0|40) +40$/gm)).toHaveLength(50);
  });

  test('shows of the VMs those that get less than they ask for', () => {
    const rows = renderSynth(resultOf({ hosts }), WIDTH).match(/^vm\d+ +kvm\d .*$/gm) ?? [];
    expect(rows.length).toBe(8);
    expect(rows.every((row) => row.includes('300 / 500 Mbit/s'))).toBe(true);
  });

  test.each([60, 80, 200])('fits into %d characters but for errors', (width) => {
    const lines = linesOf(renderSynth(resultOf({ hosts, findings }), width));
    const numbers = lines.slice(0, 5);
    const others = lines.slice(5).filter((line) => !line.startsWith('ERROR '));
    expect(others.filter((line) => line.length > width)).toEqual([]);
    expect(numbers[0]).toBe('50 hosts, 50 PFs, 2100 VFs, 2000 VMs');
  });

  test('of more hosts the first fifty are shown', () => {
    const more = Array.from({ length: 60 }, (_, n) => hostOf(n, { vms: 1 }));
    expect(renderSynth(resultOf({ hosts: more }), WIDTH)).toContain('\nand 10 more hosts\n');
  });
});

describe('errors alone', () => {
  test('are told in full, a line each', () => {
    const text = renderErrors([finding({}), finding({ severity: 'warning' }), finding({ severity: 'fatal' })]);
    expect(linesOf(text).map((line) => line.split(' ')[0])).toEqual(['FATAL', 'ERROR']);
  });

  test('are nothing where there are none, or where they are acknowledged', () => {
    expect(renderErrors([finding({ severity: 'warning' })])).toBe('');
    expect(renderErrors([finding({ acknowledged: { constructPath: 'rack1', reason: 'known' } })])).toBe('');
  });
});

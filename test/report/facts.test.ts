import { letterOf } from '../../lib/report/facts/tenants';
import { reportFacts } from '../../lib/report/facts';
import { factsOf, inputsOf } from './page/fleet';

describe('the facts of a report', () => {
  const facts = factsOf({ hosts: 2 });
  const [host] = facts.hosts;

  test('count what all hosts have', () => {
    expect(facts.reportVersion).toBe(1);
    expect(facts.overview).toMatchObject({
      hosts: 2,
      physicalFunctions: 4,
      virtualFunctions: 24,
      vms: 16,
      vmsWithDemand: 16,
      vmsBelowDemand: 4,
      vmsBelowGuarantee: 0,
      refusedHosts: 0,
      vmsDisrupted: 0,
    });
    expect(facts.overview.steps).toBe(facts.hosts.reduce((sum, { plan }) => sum + plan.steps, 0));
  });

  test('count findings by rule, the worst first', () => {
    const { rules, findings } = facts.overview;
    const severities = rules.map(({ severity }) => ['fatal', 'error', 'warning', 'info'].indexOf(severity));
    expect(severities).toEqual([...severities].sort((a, b) => a - b));
    const { fatal, errors, warnings, infos } = findings;
    expect(rules.reduce((sum, { open }) => sum + open, 0)).toBe(fatal + errors + warnings + infos);
    expect(rules).toContainEqual(
      expect.objectContaining({ ruleId: 'PERF-001', title: expect.any(String), open: 4, acknowledged: 0, hosts: 2 }),
    );
  });

  test('give each tenant a letter, its VMs and VFs', () => {
    expect(facts.tenants).toEqual([
      { name: 'blue', letter: 'A', vms: 8, virtualFunctions: 8 },
      { name: 'green', letter: 'B', vms: 4, virtualFunctions: 4 },
      { name: 'red', letter: 'C', vms: 4, virtualFunctions: 4 },
    ]);
  });

  test('have the PFs below the PCIe ports of their NUMA node', () => {
    expect(host.places.map(({ numaNode, sockets, cpus }) => ({ numaNode, sockets, cpus }))).toEqual([
      { numaNode: 0, sockets: [0], cpus: '0-31' },
      { numaNode: 1, sockets: [1], cpus: '32-63' },
    ]);
    expect(host.places[0].pcie).toEqual([
      {
        ...{ address: '0000:3a:00.0', kind: 'port', speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 16 },
        branches: [
          {
            ...{ address: '0000:3b:00.0', kind: 'pf', speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 16 },
            branches: [],
          },
        ],
      },
    ]);
    expect(host.places[1].pcie.map(({ address }) => address)).toEqual(['0000:5d:00.0', '0000:86:00.0']);
  });

  test('say of a PF how many VFs it has and shall have, and whose they are', () => {
    expect(host.physicalFunctions[0]).toMatchObject({
      path: 'rack1/kvm1/uplink0',
      address: '0000:3b:00.0',
      interfaceName: 'ens1f0',
      device: '8086:159b',
      linkMbps: 25_000,
      totalVfs: 128,
      numVfs: 0,
      wantedVfs: 6,
      held: [
        { vf: 0, vm: 'web-0-0', tenant: 'blue' },
        { vf: 1, vm: 'web-0-1', tenant: 'green' },
        { vf: 2, vm: 'web-0-2', tenant: 'red' },
        { vf: 3, vm: 'web-0-3', tenant: 'blue' },
      ],
    });
    expect(host.physicalFunctions[2]).toMatchObject({ path: null, address: '0000:86:00.0', held: [] });
  });

  test('say which VM gets less than it asks for', () => {
    expect(host.attachments.filter(({ belowDemand }) => belowDemand).map(({ vm }) => vm)).toEqual([
      'web-0-0',
      'web-1-0',
    ]);
    expect(host.attachments[0].prediction?.bottleneck.description).toMatch(/^port 0 of 0000:3b:00.0, transmit/);
  });

  test('give a finding to the host above its construct, and the others to the app', () => {
    const { inputs } = inputsOf({ hosts: 2 });
    const finding = { ruleId: 'X-001', severity: 'info', message: 'm', fix: 'f' } as const;
    const given = reportFacts(inputs, [
      { ...finding, constructPath: 'rack1/kvm2/uplink0/vms' },
      { ...finding, constructPath: 'rack1/kvm20' },
      { ...finding, constructPath: '', host: 'kvm1' },
      { ...finding, constructPath: '' },
    ]);
    expect(given.hosts.map(({ findings }) => findings.map(({ constructPath }) => constructPath))).toEqual([
      [''],
      ['rack1/kvm2/uplink0/vms'],
    ]);
    expect(given.findings.map(({ constructPath }) => constructPath)).toEqual(['', 'rack1/kvm20']);
    expect(given.overview.findings.infos).toBe(4);
  });

  test('are about one host alone where only that is asked for', () => {
    const { inputs, findings } = inputsOf({ hosts: 3 });
    const one = reportFacts(inputs, [...findings, { ...findings[0], constructPath: 'elsewhere' }], inputs[1]);
    expect(one.hosts.map(({ name }) => name)).toEqual(['kvm2']);
    expect(one.findings).toEqual([]);
    expect(one.overview.findings).toEqual(one.hosts[0].summary.findings);
  });

  test('say why a plan must not run', () => {
    const { inputs } = inputsOf({ hosts: 1 });
    const refusal = { ruleId: 'OPS-001', pf: '0000:3b:00.0', constructPath: 'rack1/kvm1', message: 'no', fix: 'f' };
    const [input] = inputs;
    const refused = {
      ...input,
      plan: { ...input.plan, refusals: [refusal] },
      simulation: { ...input.simulation, refused: true, reached: false },
    };
    const { overview, hosts } = reportFacts([refused], []);
    expect(overview.refusedHosts).toBe(1);
    expect(hosts[0].plan).toMatchObject({ refusals: [refusal], simulation: { result: 'refused', problems: [] } });
  });
});

test.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [701, 'ZZ'],
  [702, 'AAA'],
])('tenant %i has the letters %s', (index, letters) => {
  expect(letterOf(index)).toBe(letters);
});

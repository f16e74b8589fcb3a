import type { FleetInput } from '../../lib/evaluate/evaluate';
import type { WantedHost, WantedPhysicalFunction } from '../../lib/model/wanted';
import { targetChanges } from '../../lib/plan/target-changes';
import { type DiffFacts, diffFacts, diffMarkdown, type HostDiff, renderDiff } from '../../lib/report/diff';
import fc from '../support/properties';
import { fleetOf, inputsOfHosts } from './page/fleet';
import { HOSTILE, withTexts } from './page/hostile';

type Hosts = FleetInput['hosts'];
type Edit = (wanted: WantedHost) => WantedHost;

const TWO = fleetOf({ hosts: 2 });
const FIRST = '0000:3b:00.0';
const SECOND = '0000:5e:00.0';

/** The two hosts with the first of them changed. */
function edited(...edits: readonly Edit[]): Hosts {
  return TWO.map((host, i) =>
    i === 0 ? { ...host, wanted: edits.reduce((is, edit) => edit(is), host.wanted) } : host,
  );
}

function onPort(index: number, edit: (pf: WantedPhysicalFunction) => WantedPhysicalFunction): Edit {
  return (host) => ({
    ...host,
    physicalFunctions: host.physicalFunctions.map((pf, i) => (i === index ? edit(pf) : pf)),
  });
}

function settings(index: number, more: WantedPhysicalFunction['pools'][number]['settings']): Edit {
  return onPort(index, (pf) => ({
    ...pf,
    pools: pf.pools.map((pool) => ({ ...pool, settings: { ...pool.settings, ...more } })),
  }));
}

const count = (index: number, vfs: number) =>
  onPort(index, (pf) => ({ ...pf, pools: pf.pools.map((pool) => ({ ...pool, count: vfs })) }));
const without =
  (vm: string): Edit =>
  (host) => ({ ...host, attachments: host.attachments.filter((one) => one.vm !== vm) });
const tenant =
  (vm: string, name: string): Edit =>
  (host) => ({
    ...host,
    attachments: host.attachments.map((one) => (one.vm === vm ? { ...one, use: { ...one.use, tenant: name } } : one)),
  });
const asks =
  (vm: string, txMbps: number): Edit =>
  (host) => ({
    ...host,
    attachments: host.attachments.map((one) =>
      one.vm === vm && one.demand?.kind === 'network' ? { ...one, demand: { ...one.demand, txMbps } } : one,
    ),
  });
const called =
  (name: string): Edit =>
  (host) => ({ ...host, name });

type Acknowledgements = FleetInput['acknowledgements'];

function diff(before: Hosts, after: Hosts, acknowledged: readonly [Acknowledgements?, Acknowledgements?] = []) {
  const [was, is] = [inputsOfHosts(before, acknowledged[0]), inputsOfHosts(after, acknowledged[1])];
  return diffFacts({ hosts: was.inputs, findings: was.findings }, { hosts: is.inputs, findings: is.findings });
}

/** The one host that differs. */
function hostOf(facts: DiffFacts): HostDiff {
  expect(facts.hosts.map(({ path }) => path)).toEqual(['rack1/kvm1']);
  return facts.hosts[0];
}

/** What differs of the desired state: function, action, and fields with both values. */
function targetOf(host: HostDiff): string[] {
  return host.changes.map(({ pf, vf, action, fields }) =>
    [
      vf === undefined ? pf : `${pf} vf ${vf}`,
      action,
      ...fields.map(({ field, before, after }) => `${field} ${before} -> ${after}`),
    ].join(' '),
  );
}

describe('the difference of two synths', () => {
  test.each<[what: string, edit: Edit, changes: readonly string[]]>([
    [
      'another number of VFs',
      count(0, 7),
      [
        `${FIRST} change numVfs 6 -> 7 leastNumVfs 6 -> 7`,
        `${FIRST} vf 6 create driver null -> vfio-pci vlan null -> 100 qos 0 802.1Q spoofCheck null -> true trust null -> false linkState null -> auto`,
      ],
    ],
    ['fewer VFs', count(1, 5), [`${SECOND} change numVfs 6 -> 5 leastNumVfs 6 -> 5`, `${SECOND} vf 5 destroy`]],
    [
      'another VLAN of a pool',
      settings(1, { vlan: 200 }),
      [0, 1, 2, 3, 4, 5].map((vf) => `${SECOND} vf ${vf} change vlan 100 qos 0 802.1Q -> 200 qos 0 802.1Q`),
    ],
    [
      'a setting that is managed no more',
      settings(0, { trust: undefined }),
      [0, 1, 2, 3, 4, 5].map((vf) => `${FIRST} vf ${vf} change trust false -> null`),
    ],
    [
      'another mode of the eswitch',
      onPort(0, (pf) => ({ ...pf, eswitchMode: 'switchdev' })),
      [`${FIRST} change eswitchMode null -> switchdev`],
    ],
  ])('tells of the desired state: %s', (_what, edit, changes) => {
    expect(targetOf(hostOf(diff(TWO, edited(edit))))).toEqual(expect.arrayContaining([...changes]));
  });

  test('tells of a host that is new, one that is gone, and none that is as it was', () => {
    const three = fleetOf({ hosts: 3 });
    const { hosts, overview } = diff([three[0], three[1]], [three[0], three[2]]);
    expect(hosts.map(({ path, change, plan }) => [path, change, plan.before === null, plan.after === null])).toEqual([
      ['rack1/kvm3', 'new', true, false],
      ['rack1/kvm2', 'gone', false, true],
    ]);
    expect(overview.hosts).toEqual({ new: 1, gone: 1, changed: 0, unchanged: 1 });
    expect(overview.attachments).toEqual({ added: 8, removed: 8, changed: 0 });
    expect(overview.steps).toBe(hosts[0].plan.after?.steps);
  });

  test('tells of VMs that are gone, added and moved to another tenant', () => {
    const facts = diff(edited(without('web-0-3')), edited(without('web-1-3'), tenant('web-0-1', 'amber')));
    expect(hostOf(facts).attachments).toEqual([
      expect.objectContaining({
        vm: 'web-0-1',
        change: 'changed',
        fields: [{ field: 'tenant', before: 'green', after: 'amber' }],
      }),
      expect.objectContaining({ vm: 'web-0-3', change: 'added', pf: FIRST, fields: [] }),
      expect.objectContaining({ vm: 'web-1-3', change: 'removed', pf: SECOND, vf: 3 }),
    ]);
  });

  test('tells of what VMs get before and after, those alone that ask for or get something else', () => {
    const { rates } = hostOf(diff(TWO, edited(asks('web-1-0', 1000))));
    expect(rates.find(({ vm }) => vm === 'web-1-0')).toMatchObject({
      kind: 'network',
      before: { demand: { txMbps: 40_000 }, belowDemand: true },
      after: { demand: { txMbps: 1000 }, predicted: { txMbps: 1000 }, belowDemand: false },
    });
    expect(rates.filter(({ vm }) => vm.startsWith('web-0'))).toEqual([]);
    expect(diff(TWO, edited(asks('web-1-1', 2001))).differs).toBe(false);
    expect(hostOf(diff(TWO, edited(asks('web-1-1', 2003)))).rates.map(({ vm }) => vm)).toContain('web-1-1');
  });

  test('tells of findings that are new, gone, acknowledged and opened again', () => {
    const bad = edited(settings(0, { vlan: 4095 }));
    const newOnes = hostOf(diff(TWO, bad)).findings;
    expect(newOnes.map(({ change, finding }) => [change, finding.ruleId])).toContainEqual(['new', 'VLAN-001']);
    expect(hostOf(diff(bad, TWO)).findings.map(({ change, finding }) => [change, finding.ruleId])).toContainEqual([
      'gone',
      'VLAN-001',
    ]);
    const accepted: Acknowledgements = [{ ruleId: 'PERF-001', constructPath: 'rack1/kvm1', reason: 'a benchmark' }];
    const acknowledged = diff(TWO, TWO, [[], accepted]);
    expect(hostOf(acknowledged).findings.map(({ change, finding }) => [change, finding.ruleId])).toEqual([
      ['acknowledged', 'PERF-001'],
      ['acknowledged', 'PERF-001'],
    ]);
    expect(renderDiff(acknowledged, 120)).toContain('~ NEWLY ACKNOWLEDGED WARNING PERF-001');
    const opened = diff(TWO, TWO, [accepted, []]);
    expect(opened.overview.findings).toEqual({ new: 0, gone: 0, acknowledged: 0, reopened: 2 });
    expect(renderDiff(opened, 120)).toContain('+ NO LONGER ACKNOWLEDGED WARNING PERF-001');
  });

  test('tells of VMs that lose their VF and of links that go, where the plan is another one', () => {
    const [host, other] = edited();
    const used = { ...host, inventory: withVfs(host.inventory) };
    const more = { ...edited(count(0, 7))[0], inventory: used.inventory };
    const facts = diff([used, other], [more, other]);
    const { plan } = hostOf(facts);
    expect(plan.differs).toBe(true);
    expect(plan.after?.blastRadius.vms).toEqual(['web-0-0', 'web-0-1', 'web-0-2', 'web-0-3']);
    expect(facts.overview).toMatchObject({ vmsDisrupted: 4, linksLost: plan.after?.blastRadius.links.length });
    expect(diffMarkdown(facts)).toContain(`| kvm1 | 0 of ${FIRST} | web-0-0 | recreate |`);
  });

  test('a PF that its construct finds at another address is the same PF, and one beside it is none of it', () => {
    const { target } = inputsOfHosts(TWO).inputs[0].plan;
    const [first, second] = target.physicalFunctions;
    const moved = { physicalFunctions: [second, { ...first, address: '0000:af:00.0' }] };
    expect(targetChanges(target, moved)).toEqual([
      {
        pf: '0000:af:00.0',
        action: 'change',
        fields: [{ field: 'address', before: FIRST, after: '0000:af:00.0' }],
      },
    ]);
  });

  test('another name of a host is a difference, its construct being the same', () => {
    expect(hostOf(diff(TWO, edited(called('kvm01')))).fields).toEqual([
      { field: 'name', before: 'kvm1', after: 'kvm01' },
    ]);
  });
});

/** The first port with VFs that exist already. */
function withVfs(inventory: Hosts[number]['inventory']): Hosts[number]['inventory'] {
  const [{ inputs }] = [inputsOfHosts([{ ...TWO[0], inventory }])];
  const [made] = inputs[0].simulation.end.physicalFunctions;
  if (inventory === null) throw new Error('the fleet of tests has inventories');
  const [, ...others] = inventory.physicalFunctions;
  return { ...inventory, physicalFunctions: [made, ...others] };
}

const EDITS: readonly Edit[] = [
  count(0, 5),
  count(1, 8),
  settings(0, { vlan: 300 }),
  settings(1, { trust: undefined }),
  without('web-0-3'),
  without('web-1-0'),
  tenant('web-1-1', 'amber'),
  asks('web-0-1', 9000),
  called('kvm01'),
];

const anyHosts = fc
  .tuple(fc.subarray([...EDITS]), fc.subarray([0, 1]))
  .map(([edits, which]) => edited(...edits).filter((_host, i) => which.includes(i)));

const OPPOSITES: Readonly<Record<string, string>> = {
  new: 'gone',
  gone: 'new',
  added: 'removed',
  removed: 'added',
  create: 'destroy',
  destroy: 'create',
};

/** What differs, without an order; fields that one direction does not tell are left out. */
function essence(facts: DiffFacts, turned: boolean): Set<string> {
  const of = (change: string) => (turned ? (OPPOSITES[change] ?? change) : change);
  const pair = (before: unknown, after: unknown) => JSON.stringify(turned ? [after, before] : [before, after]);
  const lines = facts.hosts.flatMap((host) => [
    `${host.path} ${of(host.change)} plan ${host.plan.differs} ${pair(host.plan.before, host.plan.after)}`,
    ...host.changes.flatMap(({ pf, vf, action, fields }) => [
      `${host.path} ${pf} ${vf} ${of(action)}`,
      ...(action === 'change' ? fields : []).map(
        ({ field, before, after }) => `${host.path} ${pf} ${vf} ${field} ${pair(before, after)}`,
      ),
    ]),
    ...host.attachments.flatMap(({ path, change, fields }) => [
      `${path} ${of(change)}`,
      ...fields.map(({ field, before, after }) => `${path} ${field} ${pair(before, after)}`),
    ]),
    ...host.rates.map(({ path, before, after }) => `${path} ${pair(before, after)}`),
    ...host.findings.map(({ change, finding }) => `${of(change)} ${JSON.stringify(finding)}`),
  ]);
  return new Set(lines);
}

describe('properties', () => {
  test('a synth does not differ from itself', () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const facts = diff(hosts, hosts);
        expect(facts).toMatchObject({ differs: false, hosts: [], findings: [] });
        expect([renderDiff(facts, 80), diffMarkdown(facts)]).toEqual(['no changes\n', '### SR-IOV: no changes']);
      }),
      { numRuns: 8 },
    );
  });

  test('what is added one way is removed the other way, and before and after change places', () => {
    fc.assert(
      fc.property(anyHosts, anyHosts, (a, b) => {
        expect(essence(diff(b, a), true)).toEqual(essence(diff(a, b), false));
      }),
      { numRuns: 12 },
    );
  });
});

describe('as text', () => {
  test('tells a host in lines with the marks of Terraform', () => {
    const text = renderDiff(diff(TWO, edited(settings(1, { vlan: 200 }), without('web-0-3'))), 120);
    expect(text).toMatch(/^1 host changed, 1 host unchanged, 1 attachment removed, /);
    for (const line of [
      '~ kvm1 [rack1/kvm1]: changed',
      `    ~ VF 0-5 of ${SECOND} (web-1-0, web-1-1, web-1-2, web-1-3)`,
      '        ~ vlan  100 qos 0 802.1Q -> 200 qos 0 802.1Q',
      `    - web-0-3 [rack1/kvm1/uplink0/vms/web-0-3]: VF 3 of ${FIRST}`,
    ])
      expect(text.split('\n')).toContain(line);
  });

  test('says of a host that is gone that its VFs stay', () => {
    expect(renderDiff(diff(TWO, TWO.slice(1)), 120)).toContain(
      'plan: nothing is planned: its VFs stay on the host until sriov decommission',
    );
  });

  test.each([60, 80, 120])('fits a terminal of %d characters', (width) => {
    const facts = diff(TWO, edited(count(0, 60), asks('web-1-0', 10), without('web-0-1'), called('a'.repeat(90))));
    const lengths = renderDiff(facts, width)
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(width);
  });
});

describe('as Markdown', () => {
  const facts = diff(
    fleetOf({ hosts: 3 }),
    edited(settings(0, { vlan: 4095 }), without('web-0-1'), asks('web-1-0', 10)),
  );

  test('has the numbers first, then a part for each kind of difference', () => {
    const lines = diffMarkdown(facts).split('\n');
    expect(lines[0]).toBe('### SR-IOV: what changes');
    expect(lines[2]).toMatch(/^1 host gone · 1 host changed · 1 host unchanged · 9 attachments removed · /);
    for (const title of ['Hosts', 'New findings', 'VMs', 'What VMs get', 'Desired state'])
      expect(lines).toContain(`<details><summary>${title}</summary>`);
  });

  test('fits into a comment for 100 hosts and with names of 10 000 characters', () => {
    const none = { hosts: [], findings: [] };
    const { inputs, findings } = inputsOfHosts(fleetOf({ hosts: 100 }));
    const text = diffMarkdown(diffFacts(none, { hosts: inputs, findings }));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toMatch(/\n\d+ more: see `sriov diff`\./);
    expect(diffMarkdown(changed(facts, (was) => was + '<'.repeat(10_000))).length).toBeLessThan(60_000);
  });

  test.each(HOSTILE.filter(([, text]) => text.length < 1000))(
    'holds no markup, mention or end of a cell that a name could bring in: %s',
    (_what, hostile) => {
      const shapeOf = (text: string) =>
        text
          .split('\n')
          .map((line) => [line.split('|').length, (line.match(/<[^>]*>/g) ?? []).join(''), line.includes('@team')]);
      // Few enough that no table is cut.
      const [few] = edited(settings(0, { vlan: 200 }), without('web-0-1'), asks('web-1-0', 10));
      const small = diff(TWO.slice(0, 1), [few]);
      const given = (text: string) => shapeOf(diffMarkdown(changed(small, (was) => `${was}#${text}`)));
      expect(given(`${hostile} @team | \`a\` \n# b`)).toEqual(given(''));
    },
  );
});

/** With all texts changed that come from an app, a host or a driver. */
function changed(facts: DiffFacts, change: (text: string) => string): DiffFacts {
  return withTexts(facts, change, ['change', 'action', 'field']);
}

import type { Finding, Severity } from '../../lib/model/finding';
import { ALL_RULES, DEFERRED } from '../../lib/rules';
import { type AcknowledgementRequest, applyAcknowledgements } from '../../lib/rules/acknowledge';
import { runRules } from '../../lib/rules/engine';
import { DEFAULT_REGISTRY, ruleRegistry } from '../../lib/rules/registry';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  unknown,
  unknownToken,
  type Verdicts,
  violation,
} from '../../lib/rules/rule';
import type { ResolvedHost } from '../../lib/resolve/resolved';
import { type HostSketch, resolvedHost } from '../support/resolved';

const TEXT = {
  title: 'holds',
  severity: 'error',
  protects: 'It breaks.',
  source: 'the bench',
  fix: 'Mend it',
} as const;

function poolRule(id: string, check: (path: string) => Verdicts): Rule {
  return { id, ...TEXT, on: 'pool', check: (pool) => check(pool.path) };
}
const faulty = (id: string) => poolRule(id, () => violation({ message: 'is wrong' }));
const hosts = (...sketches: HostSketch[]) => sketches.map((sketch) => resolvedHost(sketch));
const twoPools: HostSketch = { pfs: [{ pools: [{}, {}] }] };

describe('the rules', () => {
  it('say nothing where they hold or do not apply', () => {
    const rules = [
      poolRule('X-001', () => COMPLIANT),
      poolRule('X-002', () => NOT_APPLICABLE),
      poolRule('X-003', () => []),
    ];
    expect(runRules(hosts({}), { rules })).toEqual([]);
  });

  it('take severity, fix and source from the rule where the violation gives none', () => {
    expect(runRules(hosts({}), { rules: [faulty('X-001')] })).toEqual([
      {
        ruleId: 'X-001',
        severity: 'error',
        constructPath: 'rack1/kvm01/pf0/pool0',
        message: 'is wrong',
        fix: 'Mend it',
        host: 'kvm01',
        limitSource: 'the bench',
      },
    ]);
  });

  it('take them from the violation where it does', () => {
    const own = {
      message: 'is wrong',
      severity: 'warning' as const,
      path: 'rack1/kvm01/pf0',
      pointer: 'vlan',
      found: '5',
      limit: '4',
      limitSource: 'the shelf',
      fix: 'Lower vlan',
    };
    const [finding] = runRules(hosts({}), { rules: [poolRule('X-001', () => violation(own))] });
    const { path, ...rest } = own;
    expect(finding).toEqual({ ...rest, ruleId: 'X-001', host: 'kvm01', constructPath: path });
  });

  it('are heard in the order of hosts, constructs and rule ids, however they were declared', () => {
    const rules = [faulty('X-002'), faulty('X-001')];
    const order = (list: ReturnType<typeof hosts>) =>
      runRules(list, { rules }).map((finding) => `${finding.constructPath} ${finding.ruleId}`);
    const found = order(hosts({ ...twoPools, name: 'b' }, { name: 'a' }));
    expect(found).toEqual([
      'rack1/a/pf0/pool0 X-001',
      'rack1/a/pf0/pool0 X-002',
      'rack1/b/pf0/pool0 X-001',
      'rack1/b/pf0/pool0 X-002',
      'rack1/b/pf0/pool1 X-001',
      'rack1/b/pf0/pool1 X-002',
    ]);
    expect(order(hosts({ name: 'a' }, { ...twoPools, name: 'b' }))).toEqual(found);
  });

  const fleetRule = (check: () => Verdicts, id = 'X-001'): Rule => ({ id, ...TEXT, on: 'fleet', check });

  it.each([
    ['a host', 'rack1/b'],
    ['a PF', 'rack1/b/pf0'],
    ['a pool', 'rack1/b/pf0/pool0'],
    ['an attachment', 'rack1/b/pf0/pool0/db1-0'],
  ])('over the whole fleet name the host of %s that they find fault with', (_words, path) => {
    const rules = [fleetRule(() => violation({ message: 'is wrong', path })), faulty('X-002')];
    const b: HostSketch = { name: 'b', pfs: [{ pools: [{ attached: [{ vm: 'db1' }] }] }] };
    const found = runRules(hosts({ name: 'a' }, b), { rules });
    expect(found.filter(({ ruleId }) => ruleId === 'X-001')).toMatchObject([{ host: 'b', constructPath: path }]);
  });

  it('over the whole fleet name no host, and come first, where they are about the app', () => {
    const rules = [faulty('X-002'), fleetRule(() => violation({ message: 'is wrong' }))];
    const [first, second] = runRules(hosts({}), { rules });
    expect(first).toEqual({
      ruleId: 'X-001',
      severity: 'error',
      constructPath: '',
      message: 'is wrong',
      fix: 'Mend it',
      limitSource: 'the bench',
    });
    expect(second).toMatchObject({ ruleId: 'X-002', host: 'kvm01' });
  });

  it('over the whole fleet say what they lack of the fleet', () => {
    expect(runRules(hosts({}), { rules: [fleetRule(() => unknown('lock file'))] })).toEqual([
      {
        ruleId: 'X-001',
        severity: 'info',
        constructPath: '',
        message: 'not checked for the fleet: missing lock file',
        fix: 'Give the fact in the inventory, or as an override of the device with its source',
        limitSource: 'the bench',
      },
    ]);
  });

  it('name the host where one construct alone lacks a fact', () => {
    const [finding] = runRules(hosts({}), { rules: [poolRule('X-001', () => unknown('link speed'))] });
    expect(finding).toMatchObject({ host: 'kvm01', message: 'not checked for 1 pool: missing link speed' });
  });

  it('name the construct that comes first among those that lack a fact, in any order of hosts', () => {
    const rules = [poolRule('X-001', () => unknown('link speed'))];
    const first = (...list: HostSketch[]) => runRules(hosts(...list), { rules }).map((one) => one.constructPath);
    expect(first({ name: 'a' }, { name: 'b' })).toEqual(['rack1/a/pf0/pool0']);
    expect(first({ name: 'b' }, { name: 'a' })).toEqual(['rack1/a/pf0/pool0']);
  });

  it('leave what a host without an inventory lacks to the caller, but for tokens', () => {
    const rules = [poolRule('X-001', () => [unknown('link speed'), unknownToken(['vlan', 'mtu'])])];
    const lacking: string[] = [];
    const withoutInventory = (host: ResolvedHost, { id }: Rule) => lacking.push(`${host.name} ${id}`);
    const found = runRules(hosts({ name: 'a', presumed: true }, { name: 'b' }), { rules, withoutInventory });
    expect(lacking).toEqual(['a X-001']);
    expect(found.map(({ message }) => message)).toEqual([
      'not checked for 1 pool: missing link speed',
      'not checked for 2 pools: missing vlan, mtu (a token, known only at deploy)',
    ]);
  });

  describe('lack no property that has an error of its own:', () => {
    const ask = (subject: string, invalid: string, name = 'vlan', verdict: Verdicts = unknownToken(['vlan'])) => {
      const host = resolvedHost({ pfs: [{ pools: [{ attached: [{ vm: 'db1' }] }, {}] }, {}] });
      const wanted = { ...host.wanted, invalid: [{ path: invalid, name }] };
      return runRules([{ ...host, wanted }], {
        rules: [
          subject === ''
            ? fleetRule(() => verdict)
            : poolRule('X-001', (path) => (path === subject ? verdict : COMPLIANT)),
        ],
      }).length;
    };
    const POOL = 'rack1/kvm01/pf0/pool0';

    it.each([
      ['the subject', POOL, POOL],
      ['its PF', POOL, 'rack1/kvm01/pf0'],
      ['another pool of its PF', POOL, 'rack1/kvm01/pf0/pool1'],
      ['one of its attachments', POOL, `${POOL}/db1-0`],
      ['its host', POOL, 'rack1/kvm01'],
      ['the app', POOL, ''],
      ['anything, where the subject is the fleet', '', 'rack1/kvm01/pf1'],
    ])('one of %s', (_words, subject, invalid) => {
      expect(ask(subject, invalid)).toBe(0);
    });

    it.each([
      ['of another PF', 'rack1/kvm01/pf1', 'vlan', undefined],
      ['of another name', POOL, 'mtu', undefined],
      ['where a fact is missing, and no value', POOL, 'vlan', unknown('link speed')],
    ])('but one %s does not count', (_words, invalid, name, verdict) => {
      expect(ask(POOL, invalid, name, verdict)).toBe(1);
    });
  });

  it('say once for all hosts what fact they lack, how often and where first', () => {
    const rules = [poolRule('X-001', () => unknown('link speed'))];
    expect(runRules(hosts({ ...twoPools, name: 'b' }, { name: 'a' }), { rules })).toEqual([
      {
        ruleId: 'X-001',
        severity: 'info',
        constructPath: 'rack1/a/pf0/pool0',
        message: 'not checked for 3 pools: missing link speed',
        fix: 'Give the fact in the inventory, or as an override of the device with its source',
        limitSource: 'the bench',
      },
    ]);
  });

  it('count a construct once, though several of its parts lack the fact', () => {
    const rules = [poolRule('X-001', () => [unknown('link speed'), unknown('link speed')])];
    expect(runRules(hosts(twoPools), { rules })).toMatchObject([
      { message: 'not checked for 2 pools: missing link speed' },
    ]);
  });

  it('tell each missing fact apart, after all violations', () => {
    const rules = [
      poolRule('X-001', (path) => (path.endsWith('0') ? unknownToken(['vlan']) : unknown('link speed'))),
      faulty('X-002'),
    ];
    const found = runRules(hosts(twoPools), { rules });
    expect(found.map(({ ruleId, message }) => `${ruleId} ${message}`)).toEqual([
      'X-002 is wrong',
      'X-002 is wrong',
      'X-001 not checked for 1 pool: missing link speed',
      'X-001 not checked for 1 pool: missing vlan (a token, known only at deploy)',
    ]);
    expect(found[3]?.fix).toMatch(/known at synth/);
  });
});

const finding = (constructPath: string, ruleId = 'CAP-001', severity: Severity = 'error'): Finding => ({
  ruleId,
  severity,
  constructPath,
  message: 'is wrong',
  fix: 'Mend it',
});
const ack = (constructPath: string, ruleId = 'CAP-001', reason = `of ${constructPath}`): AcknowledgementRequest => ({
  ruleId,
  constructPath,
  reason,
});
const reasons = (findings: readonly Finding[]) => findings.map(({ acknowledged }) => acknowledged?.reason);

describe('an acknowledgement', () => {
  it('covers its construct and everything below, and nothing beside', () => {
    const paths = ['rack1/kvm01', 'rack1/kvm01/pf0/pool0', 'rack1/kvm010', 'rack1'];
    const findings = applyAcknowledgements(
      paths.map((path) => finding(path)),
      [ack('rack1/kvm01')],
    );
    expect(reasons(findings)).toEqual(['of rack1/kvm01', 'of rack1/kvm01', undefined, undefined]);
  });

  it('on the app covers all of it', () => {
    const findings = applyAcknowledgements([finding('rack1/kvm01'), finding('')], [ack('', 'CAP-001', 'lab')]);
    expect(findings.map(({ acknowledged }) => acknowledged)).toEqual([
      { reason: 'lab', constructPath: '' },
      { reason: 'lab', constructPath: '' },
    ]);
  });

  it('covers no construct whose name only begins alike', () => {
    const [beside] = applyAcknowledgements([finding('rack1')], [ack('rack')]);
    expect(beside?.acknowledged).toBeUndefined();
  });

  it('gives way to a closer one', () => {
    const acks = [ack('rack1'), ack('rack1/kvm01/pf0'), ack('rack1/kvm01')];
    const findings = applyAcknowledgements([finding('rack1/kvm01/pf0/pool0'), finding('rack1/kvm02')], acks);
    expect(reasons(findings.slice(0, 2))).toEqual(['of rack1/kvm01/pf0', 'of rack1']);
  });

  it('is about one rule only', () => {
    const [other] = applyAcknowledgements([finding('rack1', 'CAP-002')], [ack('rack1')]);
    expect(other?.acknowledged).toBeUndefined();
  });

  it('never silences a fatal finding, and trying to is a finding', () => {
    const [fatal, warning] = applyAcknowledgements([finding('rack1/kvm01', 'CAP-001', 'fatal')], [ack('rack1')]);
    expect(fatal?.acknowledged).toBeUndefined();
    expect(warning).toMatchObject({
      ruleId: 'ACK-001',
      severity: 'warning',
      constructPath: 'rack1',
      message: 'CAP-001 is acknowledged, but it is about a fatal finding',
      fix: expect.stringMatching(/^Do what the CAP-001 finding says/),
    });
    const fatal2 = finding('rack1/kvm01', 'CAP-001', 'fatal');
    expect(applyAcknowledgements([fatal2, fatal2], [ack('rack1')])[2]?.message).toBe(
      'CAP-001 is acknowledged, but it is about 2 fatal findings',
    );
  });

  it('names its rule in any case, as `sriov explain` does', () => {
    const findings = applyAcknowledgements([finding('rack1')], [ack('rack1', 'cap-001')]);
    expect(reasons(findings)).toEqual(['of rack1']);
  });

  it('of no rule at all, as JavaScript lets through, is a finding', () => {
    expect(applyAcknowledgements([], [ack('rack1', null as never)])).toMatchObject([{ ruleId: 'ACK-002' }]);
  });

  it.each(['', '  ', null as never])('without a reason (%j) counts for nothing, and is a finding', (reason) => {
    const [open, warning] = applyAcknowledgements([finding('rack1')], [ack('rack1', 'CAP-001', reason)]);
    expect(open?.acknowledged).toBeUndefined();
    expect(warning).toMatchObject({ ruleId: 'ACK-001', message: 'CAP-001 is acknowledged without a reason' });
  });

  it('of a rule that does not exist is a finding', () => {
    expect(applyAcknowledgements([], [ack('rack1', 'CAP-100')])).toMatchObject([
      { ruleId: 'ACK-002', severity: 'warning', message: 'no rule has the id "CAP-100"' },
    ]);
  });

  it('of a rule of another stage is none where the caller knows that stage', () => {
    const registry = ruleRegistry([{ stage: 'planning', texts: [{ id: 'PLAN-001', ...TEXT }] }]);
    const findings = [finding('rack1', 'PLAN-001')];
    expect(applyAcknowledgements(findings, [ack('rack1', 'PLAN-001')], registry)).toHaveLength(1);
  });

  it('that accepts nothing is said at info level', () => {
    const findings = applyAcknowledgements([finding('rack2')], [ack('rack1')]);
    expect(findings[1]).toEqual({
      ruleId: 'ACK-003',
      severity: 'info',
      constructPath: 'rack1',
      message: 'CAP-001 is acknowledged, and it has nothing to say here',
      fix: 'Remove the acknowledgement, or move it to the construct that the finding is on',
      limitSource: 'this library',
    });
  });

  it('of several that are at fault is told of in the order of constructs, rules and texts', () => {
    const acks = [ack('rack2'), ack('rack1', 'CAP-100'), ack('rack1'), ack('rack1', 'CAP-002'), ack('rack2')];
    const said = applyAcknowledgements([], acks).map(
      (one) => `${one.constructPath} ${one.ruleId} ${one.message.slice(0, 7)}`,
    );
    expect(said).toEqual([
      'rack1 ACK-002 no rule',
      'rack1 ACK-003 CAP-001',
      'rack1 ACK-003 CAP-002',
      'rack2 ACK-003 CAP-001',
    ]);
  });

  it('that a closer one makes needless is not', () => {
    expect(applyAcknowledgements([finding('rack1/kvm01')], [ack('rack1'), ack('rack1/kvm01')])).toHaveLength(1);
  });

  it('given twice for one scope counts once', () => {
    const findings = applyAcknowledgements([finding('rack1')], [ack('rack1', 'CAP-001', 'first'), ack('rack1')]);
    expect(reasons(findings)).toEqual(['first']);
  });

  it('may be handed to the engine, where no other stage follows', () => {
    const options = { rules: [faulty('CAP-001')], acknowledgements: [ack('rack1')] };
    expect(reasons(runRules(hosts({}), options))).toEqual(['of rack1']);
  });
});

describe('the registry', () => {
  it('knows every rule of the catalogue of rules, at least 103, each either judged or put off', () => {
    const ids = [...ALL_RULES, ...DEFERRED].map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(103);
    expect(ALL_RULES.length).toBeGreaterThanOrEqual(75);
  });

  it('finds a rule in either case, one that is put off, and one of another stage', () => {
    const registry = ruleRegistry([{ stage: 'planning', texts: [{ id: 'PLAN-001', ...TEXT }] }]);
    expect(DEFAULT_REGISTRY.find('cap-001')).toMatchObject({ id: 'CAP-001', stage: 'rules', deferred: null });
    expect(DEFAULT_REGISTRY.find('DRV-004')).toMatchObject({
      id: 'DRV-004',
      title: expect.stringMatching(/./),
      stage: null,
      text: null,
      deferred: { decidedAt: 'apply' },
    });
    expect(DEFAULT_REGISTRY.find('PLAN-001')).toBeUndefined();
    expect(registry.find('PLAN-001')).toMatchObject({ stage: 'planning', text: { title: 'holds' } });
    expect(DEFAULT_REGISTRY.find('ACK-002')).toMatchObject({ stage: 'acknowledgements' });
  });

  it('keeps what a stage says of a rule that the rules put off', () => {
    const registry = ruleRegistry([{ stage: 'planning', texts: [{ id: 'NVM-005', ...TEXT }] }]);
    expect(registry.find('NVM-005')).toMatchObject({ stage: 'planning', deferred: { decidedAt: 'plan' } });
  });

  it('takes a rule of its own for what it is, whatever a stage calls by the same id', () => {
    const registry = ruleRegistry([{ stage: 'planning', texts: [{ id: 'CAP-001', ...TEXT }] }]);
    expect(registry.find('CAP-001')).toMatchObject({ stage: 'rules', title: expect.not.stringMatching(/^holds$/) });
  });

  it('lists every id once and sorted', () => {
    const { ids } = ruleRegistry();
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toContain('ACK-001');
  });

  it.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('has texts of one form for %s', (id, rule) => {
    expect(id).toMatch(/^[A-Z]+-\d{3}$/);
    expect(rule.title).not.toMatch(/^[A-Z][a-z]|\.$/);
    expect(rule.protects).toMatch(/\.$/);
    expect(rule.source).toMatch(/[^.]$/);
    expect(rule.fix).toMatch(/^[A-Z].*[^.]$/);
  });
});

describe('every rule', () => {
  const everything = ['numVfs', 'count', 'driver', 'vlan', 'mac', 'mtu', 'tenant', 'conditions', 'trust'];
  const odd: readonly (readonly [string, HostSketch])[] = [
    ['without PFs', { pfs: [] }],
    ['whose PF was not found', { pfs: [{ facts: null }] }],
    ['that was not read', { presumed: true, pfs: [{ facts: null, change: { totalVfs: null, numVfs: 8 } }] }],
    [
      'full of tokens',
      { pfs: [{ wanted: { unresolved: everything }, pools: [{ unresolved: everything, attached: [{}] }] }] },
    ],
    ['that asks for a million VFs', { pfs: [{ wanted: { numVfs: 1e6 }, pools: [{ count: 1e6 }] }] }],
    ['with unusable numbers', { pfs: [{ wanted: { numVfs: -1, mtu: Number.NaN }, pools: [{ count: Number.NaN }] }] }],
  ];

  it.each(odd)('copes with a host %s', (_words, sketch) => {
    const findings = runRules(hosts(sketch));
    expect(findings.filter(({ message, fix }) => /undefined|NaN VF|\[object/.test(message + fix))).toEqual([]);
  });

  it.each(odd)('words its findings about a host %s as one sentence', (_words, sketch) => {
    for (const { message, fix } of runRules(hosts(sketch))) {
      expect(message).toMatch(/^[^A-Z]|^[A-Z]{2}/);
      expect(message).not.toMatch(/\.$/);
      expect(fix).toMatch(/^[A-Z].*[^.]$/);
    }
  });
});

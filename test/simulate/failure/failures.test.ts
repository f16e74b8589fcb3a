import type { WantedAttachment } from '../../../lib/model/wanted';
import type { ResolvedHost } from '../../../lib/resolve/resolved';
import type { Failure, VmAfterLoss } from '../../../lib/simulate/failure/failure';
import { predictFailures } from '../../../lib/simulate/failure/failures';
import { predict } from '../../../lib/simulate/traffic/predict';
import fc from '../../support/properties';
import { type PfSketch, resolvedHost } from '../../support/resolved';
import { block, drive, network, nic, upstreamLink } from '../traffic/hosts';

/** What VMs keep when a port, a card or a host fails. */

const FIRST = '0000:3b:00.0';
const SECOND = '0000:3b:00.1';
const OTHER_CARD = '0000:af:00.0';

function failure(host: ResolvedHost, name: string, group: readonly ResolvedHost[] = []): Failure {
  const { failures } = predictFailures(host, group);
  const found = failures.find(({ lost }) => lost.name === name);
  if (found === undefined) throw new Error(`${name} is none of ${failures.map(({ lost }) => lost.name).join(', ')}`);
  return found;
}

function vmOf({ vms }: Failure, name: string): VmAfterLoss {
  const found = vms.find(({ vm }) => vm === name);
  if (found === undefined) throw new Error(`${name} is none of ${vms.map(({ vm }) => vm).join(', ')}`);
  return found;
}

function hostOf(...pfs: PfSketch[]): ResolvedHost {
  return resolvedHost({ pfs });
}

const inPair = (vm: string, change: Partial<WantedAttachment> = {}): Partial<WantedAttachment> => ({
  vm,
  haGroup: 'uplink',
  ...change,
});

describe('what can fail is', () => {
  const names = (host: ResolvedHost) => predictFailures(host).failures.map(({ lost }) => lost.name);

  test('each port, and a card of several ports as a whole', () => {
    const host = hostOf(
      nic([{ vm: 'a' }], { address: FIRST }),
      nic([{ vm: 'b' }], { address: SECOND }),
      nic([{ vm: 'c' }], { address: OTHER_CARD }),
    );
    expect(names(host)).toEqual([`port of ${FIRST}`, `port of ${SECOND}`, `port of ${OTHER_CARD}`, `card of ${FIRST}`]);
  });

  test('a drive, which has no port', () => {
    expect(names(hostOf(drive([{ vm: 'a' }], null)))).toEqual(['card of 0000:86:00.0']);
  });

  test('nothing where no VM has a VF', () => {
    expect(names(hostOf(nic([])))).toEqual([]);
  });

  test('one port for two PFs that one netdev stands for', () => {
    const joined = (own: string, other: string): PfSketch => {
      const sketch = nic([{ vm: own }], { address: own });
      const { facts } = sketch;
      if (facts?.network == null) throw new Error('a NIC has a network');
      return { ...sketch, facts: { ...facts, network: { ...facts.network, joinedPfs: [other] } } };
    };
    const { failures } = predictFailures(hostOf(joined(FIRST, OTHER_CARD), joined(OTHER_CARD, FIRST)));
    expect(failures.map(({ lost }) => lost)).toEqual([
      { kind: 'port', name: `port of ${FIRST}`, physicalFunctions: [FIRST, OTHER_CARD] },
      { kind: 'card', name: `card of ${FIRST}`, physicalFunctions: [FIRST] },
      { kind: 'card', name: `card of ${OTHER_CARD}`, physicalFunctions: [OTHER_CARD] },
    ]);
  });

  test('one port for a PF without a netdev and the one that has it, whose driver tells its port', () => {
    const joined = (own: string, other: string, switchPort?: string): PfSketch => {
      const sketch = nic([{ vm: own }], { address: own });
      const { facts } = sketch;
      if (facts?.network == null) throw new Error('a NIC has a network');
      const interfaces = switchPort === undefined ? [] : [{ ...facts.network.interfaces[0], switchPort }];
      return { ...sketch, facts: { ...facts, network: { ...facts.network, interfaces, joinedPfs: [other] } } };
    };
    const host = hostOf(joined(FIRST, OTHER_CARD, '0c42/p0'), joined(OTHER_CARD, FIRST));
    const [{ lost }] = predictFailures(host).failures;
    expect(lost.physicalFunctions).toEqual([FIRST, OTHER_CARD]);
  });

  test('one port for PFs whose driver tells that they share it, as those of a partitioned NIC', () => {
    const part = (address: string, physicalPort: string): PfSketch => {
      const sketch = nic([{ vm: address }], { address });
      const { facts } = sketch;
      if (facts?.network == null) throw new Error('a NIC has a network');
      const interfaces = facts.network.interfaces.map((one) => ({ ...one, physicalPort }));
      return { ...sketch, facts: { ...facts, network: { ...facts.network, interfaces } } };
    };
    const { failures } = predictFailures(hostOf(part(FIRST, 'p0'), part(SECOND, 'p0'), part('0000:3b:00.2', 'p1')));
    expect(failures.map(({ lost }) => [lost.name, lost.physicalFunctions.length])).toEqual([
      [`port of ${FIRST}`, 2],
      ['port of 0000:3b:00.2', 1],
      [`card of ${FIRST}`, 3],
    ]);
  });

  test('the host, where others take its VMs in', () => {
    const host = hostOf(nic([{ vm: 'a' }]));
    const other = resolvedHost({ name: 'kvm02', pfs: [nic([])] });
    expect(predictFailures(host, [host]).failures).toHaveLength(1);
    expect(predictFailures(host, [host, other]).failures.at(-1)?.lost).toEqual({
      kind: 'host',
      name: 'host kvm01',
      physicalFunctions: [FIRST],
    });
  });
});

describe('a VM whose port is lost', () => {
  test('loses its network where it has one VF', () => {
    const host = hostOf(nic([{ vm: 'a', demand: network(1000, 2000) }, { vm: 'b' }]), drive([{ vm: 'a' }], null));
    expect(vmOf(failure(host, `port of ${FIRST}`), 'a')).toMatchObject({
      effect: 'lost',
      lostAttachments: ['rack1/kvm01/pf0/pool0/a-0'],
      before: { txMbps: 1000, rxMbps: 2000 },
      after: { txMbps: 0, rxMbps: 0 },
      floorAfter: { txMbps: 0, rxMbps: 0 },
    });
  });

  test('keeps what it had where the other VF of its pair carries both', () => {
    const wanted = { demand: network(4000, 4000) };
    const host = hostOf(
      nic([inPair('a', wanted)], { address: FIRST }),
      nic([inPair('a', wanted)], { address: OTHER_CARD }),
    );
    expect(vmOf(failure(host, `port of ${FIRST}`), 'a')).toMatchObject({
      effect: 'kept',
      before: { txMbps: 8000, rxMbps: 8000 },
      after: { txMbps: 8000, rxMbps: 8000 },
      goesTo: null,
      whyNowhere: null,
    });
  });

  test('gets what the port of the other VF carries where that is less', () => {
    const wanted = { demand: network(16_000, 100) };
    const host = hostOf(
      nic([inPair('a', wanted)], { address: FIRST }),
      nic([inPair('a', wanted)], { address: OTHER_CARD }),
    );
    const after = vmOf(failure(host, `port of ${FIRST}`), 'a');
    expect(after.effect).toBe('reduced');
    expect(after.before.txMbps).toBe(32_000);
    expect(after.after.txMbps).toBeCloseTo((25_000 * 1518) / 1538, 6);
    expect(after.after.rxMbps).toBe(200);
  });

  test('of a pair of three, each that is left carries half', () => {
    const host = hostOf(
      nic([inPair('a', { demand: network(6000, 0) })], { address: FIRST }),
      nic([inPair('a', { demand: network(1000, 0) })], { address: OTHER_CARD }),
      nic([inPair('a')], { address: '0000:d8:00.0', speedMbps: 2000 }),
    );
    const after = vmOf(failure(host, `port of ${FIRST}`), 'a');
    expect(after.after.txMbps).toBeCloseTo(1000 + 3000 + (2000 * 1518) / 1538, 6);
  });

  test('what is no pair stands in for nothing', () => {
    const host = hostOf(
      nic([{ vm: 'a', demand: network(3000, 0) }], { address: FIRST }),
      nic([{ vm: 'a', demand: network(1000, 0) }], { address: OTHER_CARD }),
    );
    expect(vmOf(failure(host, `port of ${FIRST}`), 'a')).toMatchObject({ effect: 'reduced', after: { txMbps: 1000 } });
  });
});

test('a neighbour of a VF that carries more for its VM is told where it then misses something', () => {
  const host = hostOf(
    nic([inPair('a', { demand: network(20_000, 0) })], { address: FIRST }),
    nic([inPair('a'), { vm: 'b', demand: network(15_000, 0) }, { vm: 'c', demand: network(100, 0) }], {
      address: OTHER_CARD,
    }),
  );
  const { vms } = failure(host, `port of ${FIRST}`);
  expect(vms.map(({ vm, effect, lostAttachments }) => [vm, effect, lostAttachments.length])).toEqual([
    ['a', 'reduced', 1],
    ['b', 'reduced', 0],
  ]);
});

describe('where VFs for a VM are free:', () => {
  const wanting = (vm: string, change: Partial<WantedAttachment> = {}) => ({
    vm,
    demand: network(10_000, 0),
    ...change,
  });

  test('a pool with the same id on another port, as long as that carries all of them', () => {
    const host = hostOf(
      nic([wanting('a'), wanting('b'), wanting('c', { demand: network(5000, 0) })], { address: FIRST }),
      nic([], { address: OTHER_CARD }),
    );
    const lost = failure(host, `port of ${FIRST}`);
    const there = { host: 'rack1/kvm01', pools: ['rack1/kvm01/pf1/pool0'] };
    expect(vmOf(lost, 'a').goesTo).toEqual(there);
    expect(vmOf(lost, 'b').goesTo).toEqual(there);
    expect(vmOf(lost, 'c')).toMatchObject({
      goesTo: null,
      whyNowhere: 'pools with a free VF do not carry what it wants beside the VMs that they have',
    });
  });

  test.each<[string, PfSketch, string]>([
    [
      'of no free VF',
      { ...nic([{}, {}, {}, {}], { address: OTHER_CARD }) },
      'no free VF in another pool with the id pool0',
    ],
    [
      'of another tenant',
      { ...nic([], { address: OTHER_CARD }), pools: [{ use: { tenant: 'red' } }] },
      'no free VF in another pool with the id pool0',
    ],
    ['of drives', drive([], null), 'no free VF in another pool with the id pool0'],
  ])('not one %s', (_what, sketch, why) => {
    const host = hostOf(nic([wanting('a')], { address: FIRST }), sketch);
    const { goesTo, whyNowhere } = vmOf(failure(host, `port of ${FIRST}`), 'a');
    expect(goesTo).toBeNull();
    expect(whyNowhere).toContain(why);
  });

  test('the pools that migrationTargets names, and no other', () => {
    const host = hostOf(
      nic([wanting('a', { migrationTargets: ['rack1/kvm01/pf2/pool1'] })], { address: FIRST }),
      nic([], { address: OTHER_CARD }),
      { ...nic([], { address: '0000:d8:00.0' }), pools: [{}, {}] },
    );
    expect(vmOf(failure(host, `port of ${FIRST}`), 'a').goesTo?.pools).toEqual(['rack1/kvm01/pf2/pool1']);
  });

  test('a pool that names no tenant, for a VM of any', () => {
    const open: PfSketch = { ...nic([], { address: OTHER_CARD }), pools: [{ use: {} }] };
    const host = hostOf(nic([wanting('a')], { address: FIRST }), open);
    expect(vmOf(failure(host, `port of ${FIRST}`), 'a').goesTo?.pools).toEqual(['rack1/kvm01/pf1/pool0']);
  });

  test('the VFs of a pair never meet on one PF', () => {
    const host = hostOf(
      nic([inPair('a', { demand: network(20_000, 0) })], { address: FIRST }),
      nic([inPair('a', { demand: network(20_000, 0) })], { address: OTHER_CARD }),
    );
    const { goesTo, whyNowhere } = vmOf(failure(host, `port of ${FIRST}`), 'a');
    expect(goesTo).toBeNull();
    expect(whyNowhere).toContain('no free VF');
  });

  test('is judged with the VFs that its VM has left as they were: they need carry no more then', () => {
    const upstream = [upstreamLink('0000:00:01.0', 8, 4)];
    const wanted = { demand: network(12_500, 0) };
    const host = hostOf(
      nic([inPair('a', wanted)], { address: FIRST }),
      nic([inPair('a', wanted)], { address: OTHER_CARD, upstream }),
      nic([], { address: '0000:d8:00.0', upstream }),
    );
    expect(vmOf(failure(host, `port of ${FIRST}`), 'a')).toMatchObject({
      effect: 'reduced',
      goesTo: { host: 'rack1/kvm01', pools: ['rack1/kvm01/pf2/pool0'] },
    });
  });

  test('after the loss of a host, one of its group for all VFs of a VM', () => {
    const host = hostOf(nic([wanting('a')]), drive([{ vm: 'a', demand: block(1000) }], null));
    const withoutDrive = resolvedHost({ name: 'kvm02', pfs: [nic([])] });
    const whole = resolvedHost({ name: 'kvm03', pfs: [nic([]), drive([], null)] });
    const lost = failure(host, 'host kvm01', [host, withoutDrive, whole]);
    expect(vmOf(lost, 'a')).toMatchObject({
      effect: 'lost',
      after: { txMbps: 0, rxMbps: 0, iops: 0 },
      goesTo: { host: 'rack1/kvm03', pools: ['rack1/kvm03/pf0/pool0', 'rack1/kvm03/pf1/pool0'] },
    });
  });
});

describe('of any host', () => {
  const attachment = fc.record({
    vm: fc.constantFrom('a', 'b', 'c'),
    mbps: fc.integer({ min: 1, max: 20_000 }),
    isInPair: fc.boolean(),
  });
  const ports = fc.array(fc.array(attachment, { maxLength: 4 }), { minLength: 1, maxLength: 3 });
  const ADDRESSES = [FIRST, SECOND, OTHER_CARD];

  const hostWith = (sketches: readonly (readonly { vm: string; mbps: number; isInPair: boolean }[])[]) =>
    hostOf(
      ...sketches.map((attached, n) =>
        nic(
          attached.map(({ vm, mbps, isInPair }) => ({
            vm,
            demand: network(mbps, mbps),
            ...(isInPair && { haGroup: 'uplink' }),
          })),
          { address: ADDRESSES[n] },
        ),
      ),
    );

  test('no VM gets more than it asks for, and where a VF is missing it is told where to go or why nowhere', () => {
    fc.assert(
      fc.property(ports, (sketches) => {
        const asked = new Map<string, number>();
        for (const { vm, mbps } of sketches.flat()) asked.set(vm, (asked.get(vm) ?? 0) + mbps);
        for (const { vms } of predictFailures(hostWith(sketches)).failures) {
          for (const { vm, after, effect, lostAttachments, goesTo, whyNowhere } of vms) {
            expect(after.txMbps ?? 0).toBeLessThanOrEqual((asked.get(vm) ?? 0) * (1 + 1e-9));
            const isMissing = effect !== 'kept' && lostAttachments.length > 0;
            expect(Number(goesTo !== null) + Number(whyNowhere !== null)).toBe(isMissing ? 1 : 0);
          }
        }
      }),
    );
  });

  test('a failure changes nothing of what is predicted before it', () => {
    fc.assert(
      fc.property(ports, (sketches) => {
        const host = hostWith(sketches);
        const before = predict(host);
        predictFailures(host, [host]);
        expect(predict(host)).toEqual(before);
      }),
    );
  });
});

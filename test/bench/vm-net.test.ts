import { vmNet } from '../../bench/accuracy/kinds/vm-net';
import { streamsOf } from '../../bench/accuracy/kinds/vm-net/tcp';
import { NotTold } from '../../bench/accuracy/facts';
import type { Setup } from '../../bench/accuracy/rows';

type Facts = Record<string, string | number | boolean>;

function setup(facts: Facts): Setup {
  return { kind: 'vm-net', cpu: 'Xeon E5-2680 v3', cpuGHz: 2.5, ...facts };
}

function answer(facts: Facts, metric: string) {
  return vmNet(setup(facts), metric);
}

function value(facts: Facts, metric: string): number {
  const found = answer(facts, metric);
  if ('why' in found) throw new Error(found.why);
  return found.value;
}

describe('the thread of the host', () => {
  const STREAM = { path: 'vhost-net', workload: 'TCP stream', placement: 'same host' };
  const FRAMES = { path: 'vhost-net', workload: 'pktgen', direction: 'vm-rx', offeredMpps: 0.5 };
  const NO_THREAD = { why: 'no thread of the host is on the path' };

  test('is none for a VF, of streams and of frames', () => {
    expect(answer({ ...STREAM, path: 'sriov-vf' }, 'hostIoThreadBusy')).toEqual(NO_THREAD);
    expect(answer({ ...FRAMES, path: 'sriov-vf' }, 'hostIoThreadBusy')).toEqual(NO_THREAD);
  });

  test('is less busy with a stream that a slow wire stops', () => {
    expect(value(STREAM, 'hostIoThreadBusy')).toBeCloseTo(0.91);
    expect(value({ ...STREAM, placement: 'two hosts', linkGbps: 1 }, 'hostIoThreadBusy')).toBeLessThan(0.1);
  });

  test('is one of each VM, which share what is offered', () => {
    const one = value(FRAMES, 'hostIoThreadBusy');
    expect(one).toBeGreaterThan(0.1);
    expect(value({ ...FRAMES, vms: 4 }, 'hostIoThreadBusy') / one).toBeCloseTo(1 / 4);
  });

  test('is never busy for more than all of its time', () => {
    expect(answer({ ...FRAMES, offeredMpps: 50 }, 'hostIoThreadBusy')).toMatchObject({ value: 1, high: 1 });
  });

  test('is busy with what is offered, which has to be told', () => {
    const untold = { path: FRAMES.path, workload: FRAMES.workload, direction: FRAMES.direction };
    expect(() => answer(untold, 'hostIoThreadBusy')).toThrow(NotTold);
    expect(value({ ...untold, offeredPps: 5e5 }, 'hostIoThreadBusy')).toBe(value(FRAMES, 'hostIoThreadBusy'));
  });
});

test('the core of a generator in each of two VMs is half as busy as that of one, and never more than all of its time', () => {
  const facts = { path: 'sriov-vf', driver: 'i40evf', workload: 'trex', offeredMpps: 4 };
  const one = value(facts, 'guestTxCoreBusy');
  expect(value({ ...facts, vms: 2 }, 'guestTxCoreBusy') / one).toBeCloseTo(1 / 2);
  expect(value({ ...facts, offeredMpps: 400 }, 'guestTxCoreBusy')).toBe(1);
});

test('cores that frames keep busy on both ends are not predicted as if they were streams', () => {
  expect(answer({ path: 'vhost-net', workload: 'pktgen' }, 'cpuBusy')).toMatchObject({
    why: expect.stringContaining('streams'),
  });
});

test('what a path gains without exits is that of the path in the set-up', () => {
  const gain = (path: string) => value({ path }, 'speedupMin');
  expect(gain('e1000 (QEMU)')).not.toBeCloseTo(gain('virtio'));
  expect(answer({ path: 'sriov-vf' }, 'speedupMax')).toMatchObject({ why: 'no thread of the host is on the path' });
});

describe('where streams go', () => {
  const link = (facts: Facts) => streamsOf(setup({ workload: 'TCP stream', ...facts })).linkGbps;

  test.each<readonly [string, Facts, number | null]>([
    ['on one host over no wire, whatever its NIC', { placement: 'same host', linkGbps: 10 }, null],
    ['between two hosts over the wire that is told', { placement: 'two hosts', linkGbps: 25 }, 25],
    ['between two hosts of which only the NIC is told over its wire', { placement: 'two hosts', nic: 'XXV710' }, 25],
    ['of Firecracker to another host over the wire', { vmm: 'Firecracker', placement: 'two hosts', linkGbps: 25 }, 25],
  ])('%s', (_, facts, gbps) => {
    expect(link({ path: 'virtio', ...facts })).toBe(gbps);
  });

  test.each<readonly [string, Facts, string]>([
    ['two hosts without a rate', { placement: 'two hosts' }, 'the set-up does not tell linkGbps'],
    ['neither placement nor wire', {}, 'the set-up tells neither placement'],
    ['a VMM alone', { vmm: 'Firecracker' }, 'the set-up tells neither placement'],
  ])('is not guessed from %s', (_, facts, why) => {
    expect(() => link({ path: 'virtio', ...facts })).toThrow(why);
  });
});

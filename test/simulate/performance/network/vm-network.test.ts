import { POLL_MODE } from '../../../../lib/simulate/performance/network/engines';
import { NETWORK_PATHS, type NetworkPathName } from '../../../../lib/simulate/performance/network/paths';
import { NIC_FAMILIES } from '../../../../lib/simulate/performance/hardware/nics';
import { quantity } from '../../../../lib/simulate/performance/system/quantity';
import { rates, solve } from '../../../../lib/simulate/performance/system/solve';
import { type Streams, streamSystem } from '../../../../lib/simulate/performance/network/streams';
import { type VmFrames, vmFramesSystem } from '../../../../lib/simulate/performance/network/vm-frames';

const FRAMES: VmFrames = {
  path: NETWORK_PATHS['vhost-net'],
  vms: 1,
  direction: 'transmit',
  frameBytes: 64,
  guest: null,
  core: { generation: 'skylake', clockGHz: 4.9 },
  offered: Number.POSITIVE_INFINITY,
  linkGbps: 10,
  nic: NIC_FAMILIES['82599'],
  isVf: false,
  hasBridge: false,
  withoutLoss: false,
};

function frames(change: Partial<VmFrames> = {}) {
  return solve(vmFramesSystem({ ...FRAMES, ...change })).flows;
}

function mpps(change: Partial<VmFrames> = {}): number {
  return frames(change).reduce((all, { rate }) => all + rate, 0) / 1e6;
}

describe('frames of VMs', () => {
  test('through vhost-net stop at its thread, small ones and not large ones', () => {
    expect(frames()[0]).toMatchObject({ bottleneck: 'vhost thread' });
    expect(mpps()).toBeCloseTo(1.65, 1);
    expect(frames({ frameBytes: 1504 })[0]).toMatchObject({ bottleneck: 'wire' });
    expect(mpps({ frameBytes: 1504 })).toBeCloseTo(0.82, 2);
  });

  test('of several VMs have a thread each and share wire and card', () => {
    expect(mpps({ vms: 4 }) / mpps()).toBeCloseTo(4);
    const many = frames({ vms: 16, path: NETWORK_PATHS['vhost-user'] });
    expect(many.every(({ bottleneck }) => bottleneck === 'wire')).toBe(true);
    expect(new Set(many.map(({ rate }) => Math.round(rate))).size).toBe(1);
  });

  test('over a VF stop at the guest or at the ceiling of the VF, and no thread of the host works', () => {
    const guest = { cycles: quantity(POLL_MODE.reflector), driver: 'poll' } as const;
    const vf: Partial<VmFrames> = { path: NETWORK_PATHS.vf, isVf: true, direction: 'both', linkGbps: 40, guest };
    expect(frames({ ...vf, nic: NIC_FAMILIES.xl710 })[0]).toMatchObject({
      bottleneck: 'packet rate of a VF (XL710 VF)',
    });
    expect(frames({ ...vf, nic: null })[0]).toMatchObject({ bottleneck: 'core of the guest' });
  });

  test('that a card receives and sends again stop at what it does both ways', () => {
    const vf: Partial<VmFrames> = { path: NETWORK_PATHS.vf, vms: 4, linkGbps: 100, nic: NIC_FAMILIES['connectx-5'] };
    expect(mpps({ ...vf, direction: 'both' })).toBeCloseTo(70);
    expect(mpps({ ...vf, direction: 'receive' })).toBeCloseTo(115);
  });

  test.each([null, NIC_FAMILIES['connectx-7']])(
    'behind a card without published rates are less sure, and say so',
    (nic) => {
      const [answer] = rates(vmFramesSystem({ ...FRAMES, path: NETWORK_PATHS.vf, nic }));
      if (answer === undefined || 'why' in answer) throw new Error('no rate');
      expect(answer.terms.map(({ name }) => name)).toContain('packet rate of the card, which is not published');
      expect(answer.high / answer.low).toBeGreaterThan(2);
    },
  );

  test('lose half of their rate where none may be lost and threads sleep', () => {
    expect(mpps({ withoutLoss: true }) / mpps()).toBeCloseTo(0.5);
    expect(frames({ withoutLoss: true })[0]).toMatchObject({ bottleneck: 'vhost thread without loss' });
  });

  test('through a bridge that is offered far too many come to less than it could carry', () => {
    const bridged: Partial<VmFrames> = { hasBridge: true, direction: 'receive', linkGbps: 100, nic: null };
    expect(mpps({ ...bridged, offered: 33e6 })).toBeLessThan(0.5 * mpps({ ...bridged, offered: 2.5e6 }));
  });

  test('take a VM longer the more often its guest exits', () => {
    const idle: Partial<VmFrames> = {
      direction: 'both',
      offered: 1e4,
      guest: { cycles: quantity(POLL_MODE.reflector), driver: 'interrupt' },
    };
    const latency = (path: NetworkPathName) => frames({ ...idle, path: NETWORK_PATHS[path] })[0]?.latencyNs ?? 0;
    const order = (['vf', 'vhost-net', 'vmm-virtio', 'e1000'] as const).map(latency);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

/** What every source that measured several agrees on. */
test('a VF carries more than paravirtual paths, and these more than emulated ones', () => {
  const rate = (path: NetworkPathName) =>
    mpps({ path: NETWORK_PATHS[path], direction: 'both', linkGbps: 100, nic: null });
  expect(rate('vmxnet3')).toBeGreaterThan(rate('e1000-esxi'));
  expect(rate('vf')).toBeGreaterThan(rate('vhost-user'));
  expect(rate('vhost-user')).toBeGreaterThan(rate('vhost-net'));
  expect(rate('vhost-net')).toBeGreaterThan(rate('vmm-virtio'));
  expect(rate('vmm-virtio')).toBeGreaterThan(rate('e1000'));
});

test('every path says of each of its numbers where it is from', () => {
  for (const path of Object.values(NETWORK_PATHS)) {
    const constants = Object.values(path).filter((value) => typeof value === 'object' && value !== null);
    expect(constants.every(({ source, spread }) => source.length > 5 && spread >= 0 && spread <= 0.7)).toBe(true);
  }
});

const STREAMS: Streams = {
  path: NETWORK_PATHS.vf,
  pairs: 1,
  core: { generation: 'golden-cove', clockGHz: 5.5 },
  mtu: 1500,
  linkGbps: null,
  tunnelBytes: 0,
  switchNic: NIC_FAMILIES['e810-c'],
  switchedByKernel: false,
  fromWire: false,
  busyPoll: false,
  sentByGuests: null,
  protectedBySoftware: false,
  hostCores: null,
};

function gbps(change: Partial<Streams>) {
  const { flows } = solve(streamSystem({ ...STREAMS, ...change }));
  return { total: (8 * flows.reduce((all, { rate }) => all + rate, 0)) / 1e9, bottleneck: flows[0]?.bottleneck };
}

describe('TCP streams', () => {
  test('of one pair of VFs stop at the guest, of many at the switch of the card', () => {
    expect(gbps({})).toMatchObject({ bottleneck: 'TCP of the guest' });
    expect(gbps({ pairs: 8 })).toMatchObject({ bottleneck: 'internal switch of the card' });
    expect(gbps({ pairs: 8 }).total).toBeCloseTo(71.6, 0);
  });

  test('fill a wire of 25 Gbit/s to 94.1 %, and one with VXLAN to less', () => {
    expect(gbps({ linkGbps: 25, switchNic: null }).total).toBeCloseTo(23.54, 1);
    expect(gbps({ linkGbps: 25, switchNic: null, tunnelBytes: 50 }).total).toBeCloseTo(22.8, 1);
  });

  test('that the kernel switches share one of its cores', () => {
    expect(gbps({ pairs: 4, switchedByKernel: true }).bottleneck).toBe('kernel datapath of OVS');
    expect(gbps({ pairs: 4, switchedByKernel: true }).total).toBeLessThan(13);
  });

  test('are slower each when more of them share the cores of the host', () => {
    const each = (pairs: number) => gbps({ pairs, hostCores: 24, switchNic: null }).total / pairs;
    expect(each(8)).toBeLessThan(0.9 * each(1));
  });

  test('cost the thread of the host more where guests send them, and more where the kernel protects the processor', () => {
    const vmm = { path: NETWORK_PATHS.firecracker, switchNic: null };
    expect(gbps({ ...vmm, sentByGuests: 1 }).total).toBeLessThan(0.9 * gbps({ ...vmm, sentByGuests: 0 }).total);
    expect(gbps({ ...vmm, protectedBySoftware: true }).total / gbps(vmm).total).toBeCloseTo(1 / 1.13);
  });

  test('are twice as fast with a vhost thread that polls', () => {
    const tap = { path: NETWORK_PATHS['vhost-net'], switchNic: null };
    expect(gbps({ ...tap, busyPoll: true }).total / gbps(tap).total).toBeCloseTo(1 / 0.53, 1);
  });
});

import { STACK, VPP, XDP } from '../../../../lib/simulate/performance/network/engines';
import { type Line, lineSystem } from '../../../../lib/simulate/performance/network/nic-line';
import { NIC_FAMILIES } from '../../../../lib/simulate/performance/hardware/nics';
import { nanoseconds } from '../../../../lib/simulate/performance/hardware/processors';
import { type Ports, type Program, programSystem } from '../../../../lib/simulate/performance/network/program';
import { quantity } from '../../../../lib/simulate/performance/system/quantity';
import { rates, solve } from '../../../../lib/simulate/performance/system/solve';

const PROGRAM: Program = {
  cycles: quantity(VPP.ip4),
  core: { generation: 'haswell', clockGHz: 2.3 },
  cores: 1,
  driver: 'poll',
  way: 'forward',
};

const PORTS: Ports = {
  nic: NIC_FAMILIES['82599'],
  ports: 2,
  linkGbps: 10,
  frameBytes: 64,
  offered: Number.POSITIVE_INFINITY,
};

function frames(program: Partial<Program> = {}, ports: Partial<Ports> = {}) {
  const [flow] = solve(programSystem({ ...PROGRAM, ...program }, { ...PORTS, ...ports })).flows;
  if (flow === undefined) throw new Error('no flow');
  return flow;
}

describe('a program on cores', () => {
  test('does as many frames as its cycles let it, until the card or the wire stops it', () => {
    expect(frames()).toMatchObject({ bottleneck: 'cores of the program' });
    expect(frames().rate / 10.6e6).toBeCloseTo(1, 1);
    expect(frames({ cores: 4 })).toMatchObject({ bottleneck: 'packet rate of the card (82599 card)' });
    expect(frames({ cores: 4 }, { frameBytes: 1518 })).toMatchObject({ bottleneck: 'wire' });
  });

  test('stops at the ports and at the card, whichever is less', () => {
    const xl710 = { nic: NIC_FAMILIES.xl710, linkGbps: 40 } as const;
    const stop = (ports: number) => frames({ cores: 32, way: 'receive' }, { ...xl710, ports });
    expect(stop(1)).toMatchObject({ rate: 35e6, bottleneck: 'packet rate of the ports (XL710 port)' });
    expect(stop(2)).toMatchObject({ rate: 37.5e6, bottleneck: 'packet rate of the card (XL710 card)' });
    expect(stop(3)).toMatchObject({ rate: 75e6, bottleneck: 'packet rate of the card (XL710 card)' });
  });

  test.each([null, NIC_FAMILIES['connectx-7']])(
    'behind a card without published rates is less sure, and says so',
    (nic) => {
      const [answer] = rates(programSystem({ ...PROGRAM, cores: 32 }, { ...PORTS, nic }));
      const [known] = rates(lineSystem({ ports: 1, linkGbps: 10, frameBytes: 1518, nic: NIC_FAMILIES['82599'] }));
      if (answer === undefined || known === undefined || 'why' in answer || 'why' in known) throw new Error('no rate');
      expect(answer.terms.map(({ name }) => name)).toContain('packet rate of the card, which is not published');
      expect(known.terms.map(({ name }) => name)).not.toContain('packet rate of the card, which is not published');
      expect(answer.high / answer.low).toBeGreaterThan(2);
    },
  );

  test('gains a quarter and not all by the second hardware thread of a core', () => {
    expect(frames({ threadsPerCore: 2 }).rate / frames().rate).toBeCloseTo(1.28);
  });

  test('that sleeps takes long for a single frame, and little for the many that keep it awake', () => {
    const xdp = { cycles: quantity(XDP.drop), driver: 'interrupt' } as const;
    expect(frames(xdp, { offered: 100 }).latencyNs).toBeGreaterThan(60e3);
    expect(frames(xdp, { offered: 1e6 }).latencyNs).toBeLessThan(12e3);
    expect(frames({ cycles: quantity(XDP.drop) }, { offered: 100 }).latencyNs).toBeLessThan(6e3);
  });
});

describe('cycles', () => {
  test('take time by clock and generation', () => {
    const raw = quantity(STACK.raw);
    expect(nanoseconds(raw, { generation: 'haswell', clockGHz: 3.45 }).value).toBeCloseTo(200);
    expect(nanoseconds(raw, { generation: 'ice-lake', clockGHz: 3.45 }).value).toBeCloseTo(160);
  });

  test('on a core that is not told are less sure', () => {
    const raw = quantity(STACK.raw);
    const told = nanoseconds(raw, { generation: 'haswell', clockGHz: 3 });
    expect(nanoseconds(raw, { generation: 'other', clockGHz: null }).spread).toBeGreaterThan(told.spread + 0.1);
  });
});

describe('the ports of a card', () => {
  const LINE: Line = { ports: 2, linkGbps: 40, frameBytes: 64, nic: NIC_FAMILIES.xl710 };

  function portsOf(change: Partial<Line>) {
    return solve(lineSystem({ ...LINE, ...change })).flows.map(({ rate, bottleneck }) => ({
      mpps: Number((rate / 1e6).toFixed(2)),
      bottleneck,
    }));
  }

  test('share the packet rate of the card', () => {
    expect(portsOf({})).toEqual(Array(2).fill({ mpps: 18.75, bottleneck: 'packet rate of the card (XL710 card)' }));
    expect(portsOf({ ports: 4 })).toHaveLength(4);
    expect(portsOf({ ports: 4 })[3]).toMatchObject({ mpps: 18.75 });
  });

  test('alone do what the port can', () => {
    expect(portsOf({ ports: 1 })).toEqual([{ mpps: 35, bottleneck: 'packet rate of port 0' }]);
    expect(portsOf({ ports: 1, queues: 1 })).toEqual([{ mpps: 14, bottleneck: 'packet rate of port 0' }]);
  });

  test('send large frames at the rate of the wire: 8.13 million of 1518 bytes at 100 Gbit/s', () => {
    expect(portsOf({ ports: 1, linkGbps: 100, frameBytes: 1518, nic: null })).toEqual([
      { mpps: 8.13, bottleneck: 'wire of port 0' },
    ]);
  });

  test('of a family of which nothing is published are less sure, as those of an unknown card', () => {
    const spread = (nic: Line['nic']) => {
      const [answer] = rates(lineSystem({ ...LINE, ports: 1, frameBytes: 1518, nic }));
      if (answer === undefined || 'why' in answer) throw new Error('no rate');
      return answer.high / answer.low;
    };
    expect(spread(NIC_FAMILIES['connectx-7'])).toBe(spread(null));
    expect(spread(null)).toBeGreaterThan(2 * spread(NIC_FAMILIES.xl710));
  });

  test('send no more than is offered', () => {
    expect(portsOf({ ports: 1, offered: 1e6 })).toEqual([{ mpps: 1, bottleneck: 'offered rate' }]);
  });
});

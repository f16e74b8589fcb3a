import {
  AF_XDP,
  DRIVER_TRANSMIT,
  IXY_DRIVERS,
  POLL_MODE,
  REDIRECT_CALLS,
  RETPOLINE_CALL,
  STACK,
  STACK_BEHIND_VETH,
  UNTOLD,
  USUAL_BATCH,
  VPP,
  VPP_SAVINGS,
  VPP_VERSIONS,
  type VppGraph,
  XDP,
} from '../../../lib/simulate/performance/network/engines';
import { wireBytes } from '../../../lib/simulate/performance/hardware/ethernet';
import { nanoseconds } from '../../../lib/simulate/performance/hardware/processors';
import { type Ports, type Program, programSystem } from '../../../lib/simulate/performance/network/program';
import {
  product,
  type Quantity,
  quantity,
  scaled,
  sum,
  widened,
} from '../../../lib/simulate/performance/system/quantity';
import { latencies, rates } from '../../../lib/simulate/performance/system/solve';
import { estimateOf, mapped } from '../answers';
import { NotTold, numberFact, textFact } from '../facts';
import { coreOf, gbpsNamed, nicNamed, vppVersionOf } from '../hardware';
import type { Setup } from '../rows';
import type { Kind } from './kind';

export const hostPps: Kind = (setup, metric) => {
  const program = programOf(setup);
  const system = programSystem(program, portsOf(setup));
  const first = <T>([answer]: readonly T[]) => answer ?? { why: 'nothing flows' };
  if (metric === 'maxRate' || metric === 'aggregateRate') return first(rates(system));
  if (metric === 'latencyMean') return first(latencies(system));
  if (metric === 'cyclesPerPacket') return estimateOf(cyclesAlone(setup, program), 'cores of the program');
  if (metric === 'cpuBusy') {
    const busyNs = nanoseconds(program.cycles, program.core);
    return mapped(first(rates(system)), (rate) => Math.min(1, (rate * busyNs.value) / 1e9 / program.cores));
  }
  return { why: `no model of ${metric} of a program on the host` };
};

function portsOf(setup: Setup): Ports {
  const nic = nicNamed(textFact(setup, 'nic'));
  const links = textFact(setup, 'links');
  const mpps = numberFact(setup, 'offeredMpps');
  const pps = numberFact(setup, 'offeredPps');
  const gbps = numberFact(setup, 'offeredGbps');
  const frameBytes = numberFact(setup, 'frameBytes') ?? 64;
  return {
    nic,
    ports: Number(/^(\d+)\s*(?:x|ports)/.exec(links)?.[1] ?? 1),
    linkGbps:
      numberFact(setup, 'linkGbps') ?? gbpsNamed(links) ?? gbpsNamed(textFact(setup, 'nic')) ?? nic?.portGbps ?? null,
    frameBytes,
    offered:
      (mpps !== undefined ? mpps * 1e6 : pps) ??
      (gbps !== undefined ? (gbps * 1e9) / 8 / wireBytes(frameBytes) : Infinity),
  };
}

function programOf(setup: Setup): Program {
  const { cycles, driver } = softwareOf(setup);
  const op = `${textFact(setup, 'op')} ${textFact(setup, 'workload')} ${textFact(setup, 'engine')}`;
  return {
    cycles,
    core: coreOf(setup),
    cores: /second core|another core/.test(op)
      ? 1
      : (numberFact(setup, 'cores') ?? numberFact(setup, 'switchCores') ?? 1),
    threadsPerCore: numberFact(setup, 'threadsPerCore') === 2 ? 2 : 1,
    driver,
    way: /drop|receive|discard|sink|no socket/.test(op) ? 'receive' : 'forward',
  };
}

interface Software {
  readonly cycles: Quantity;
  readonly driver: Program['driver'];
}

/** By the words of the engine, most special first. */
function softwareOf(setup: Setup): Software {
  const engine = `${textFact(setup, 'engine')} ${textFact(setup, 'vswitch')}`;
  if (engine.includes('vpp')) return { cycles: vppCycles(setup, engine), driver: 'poll' };
  if (engine.includes('ixy')) return { cycles: ixyCycles(engine, numberFact(setup, 'batch')), driver: 'poll' };
  if (/ipvs/.test(engine)) return { cycles: quantity(STACK['load-balancer']), driver: 'interrupt' };
  if (/af_?xdp/.test(engine)) return { cycles: quantity(POLL_MODE['af-xdp']), driver: 'poll' };
  if (/ovs-?dpdk|open vswitch.*dpdk/.test(engine)) return { cycles: quantity(POLL_MODE['ovs-dpdk']), driver: 'poll' };
  if (/linux|stack|kernel|bridge|open vswitch|\bovs\b|\btc\b|iptables|nftables/.test(engine) && !/^xdp/.test(engine))
    return { cycles: stackCycles(setup, engine), driver: 'interrupt' };
  if (engine.includes('xdp')) return { cycles: xdpCycles(setup, engine), driver: 'interrupt' };
  return { cycles: pollCycles(setup, engine), driver: 'poll' };
}

function pollCycles(setup: Setup, engine: string): Quantity {
  const op = textFact(setup, 'op');
  if (/reflect/.test(`${engine} ${op}`)) return quantity(POLL_MODE.reflector);
  if (/fastclick/.test(engine)) return quantity(POLL_MODE.discard);
  if (!/dpdk|any|testpmd/.test(engine)) return quantity(POLL_MODE.other);
  return quantity(/drop|receive/.test(op) ? POLL_MODE.drop : POLL_MODE.forward);
}

function vppCycles(setup: Setup, engine: string): Quantity {
  const words = `${engine} ${textFact(setup, 'workload')}`;
  const version = vppVersionOf(setup);
  const graph = /l2 ?patch|sample/.test(words) ? minimalCycles(setup) : graphCycles(setup, engine);
  const io = /af_xdp/.test(words) ? sum(graph, quantity(AF_XDP)) : graph;
  return version === null ? io : product(io, quantity(VPP_VERSIONS[version]));
}

function minimalCycles(setup: Setup): Quantity {
  return product(
    quantity(POLL_MODE.minimal),
    ...(textFact(setup, 'avx512') === 'on' ? [quantity(VPP_SAVINGS.avx512)] : []),
    ...(textFact(setup, 'empw') === 'on' ? [quantity(VPP_SAVINGS.empw)] : []),
  );
}

function graphCycles(setup: Setup, engine: string): Quantity {
  const workload = textFact(setup, 'workload');
  const found = graphNamed(`${engine} ${workload}`);
  if (found !== null) return quantity(VPP[found]);
  const beside = workload === '' ? engine.replace(OF_VPP_ITSELF, '').trim() : workload;
  if (beside === '') return widened(quantity(VPP['l2-cross-connect']), UNTOLD.graph);
  throw new NotTold(`no graph of VPP is known by the name ${beside}`);
}

/** Words of an engine that say nothing of its graph: names, versions and drivers. */
const OF_VPP_ITSELF = /fd\.?io|vpp|af_?xdp|avf|rdma|dpdk|drivers?|\([^)]*\)|[\d.,]+/g;

/** The graph that words name; null: none. */
export function graphNamed(words: string): VppGraph | null {
  if (/vxlan/.test(words)) return 'vxlan';
  if (/ip(?:v)?6/.test(words)) return 'ip6';
  if (/acl/.test(words)) return 'ip4-acl';
  if (/2m routes/.test(words)) return 'ip4-2m';
  if (/\d00k routes/.test(words)) return 'ip4-200k';
  if (/ip(?:v)?4|l3|rout/.test(words)) return 'ip4';
  if (/bridge|mac learning/.test(words)) return 'l2-bridge';
  return /cross.?connect|\bl2\b/.test(words) ? 'l2-cross-connect' : null;
}

function ixyCycles(engine: string, batch = USUAL_BATCH): Quantity {
  const language = /rust/.test(engine)
    ? 'rust'
    : /\bgo\b/.test(engine)
      ? 'go'
      : /in c\b|ixy\.?c\b/.test(engine)
        ? 'c'
        : 'managed';
  const driver = IXY_DRIVERS[language];
  return sum(quantity(driver.frame), scaled(quantity(driver.batch), 1 / batch));
}

function xdpCycles(setup: Setup, engine: string): Quantity {
  const op = `${engine} ${textFact(setup, 'op')}`;
  if (/katran/.test(op)) return quantity(XDP['load-balancer']);
  if (/cpumap/.test(op)) return quantity(/udp/.test(op) ? STACK['no-socket'] : STACK.raw);
  if (/veth/.test(op)) return vethCycles(op);
  if (/tap/.test(op)) return quantity(XDP.tap);
  if (/tx|same port|reflect|bounce/.test(op)) return quantity(XDP.transmit);
  if (/redirect|forward/.test(op)) return redirectCycles(setup);
  if (/drop|discard|receive|sink/.test(op)) return quantity(XDP.drop);
  const beside = textFact(setup, 'op') === '' ? engine.replace(OF_XDP_ITSELF, '').trim() : textFact(setup, 'op');
  if (beside === '') return widened(quantity(XDP.drop), UNTOLD.xdp);
  throw new NotTold(`no operation of XDP is known by the name ${beside}`);
}

/** Words of an engine that say nothing of what its program does. */
const OF_XDP_ITSELF = /e?xdp|native|driver|interrupts?|mode|host|kernel|in|the|[-,()]/g;

function vethCycles(op: string): Quantity {
  if (!/udp/.test(op)) return quantity(XDP.veth);
  const stack = sum(quantity(XDP.veth), product(quantity(STACK['no-socket']), quantity(STACK_BEHIND_VETH)));
  return /zero/.test(op) ? stack : sum(stack, quantity(STACK['udp-checksum']));
}

function redirectCycles(setup: Setup): Quantity {
  if (textFact(setup, 'retpoline') !== 'on') return quantity(XDP.redirect);
  const calls = /direct/.test(textFact(setup, 'dma')) ? REDIRECT_CALLS.withDirectDma : REDIRECT_CALLS.all;
  return sum(quantity(XDP.redirect), scaled(quantity(RETPOLINE_CALL), calls));
}

function stackCycles(setup: Setup, engine: string): Quantity {
  const isMerged = /receive/.test(textFact(setup, 'op')) && (numberFact(setup, 'frameBytes') ?? 64) >= 1000;
  if (isMerged) return quantity(STACK.merged);
  if (/open vswitch|\bovs\b/.test(engine)) return quantity(STACK.ovs);
  if (/bridge/.test(engine)) return quantity(STACK.bridge);
  if (/\btc\b|traffic control/.test(engine)) return quantity(STACK['traffic-control']);
  if (/rout|ip forward/.test(`${engine} ${textFact(setup, 'op')} ${textFact(setup, 'workload')}`)) {
    return quantity(STACK.routing);
  }
  const part = /conntrack/.test(engine)
    ? quantity(STACK.conntrack)
    : /no socket/.test(engine)
      ? quantity(STACK['no-socket'])
      : /socket/.test(engine)
        ? socketCycles(engine)
        : /raw|drop/.test(engine)
          ? quantity(STACK.raw)
          : quantity(STACK.other);
  const pass = /xdp.?pass/.test(engine) ? sum(part, quantity(STACK['xdp-pass'])) : part;
  return textFact(setup, 'gro') === 'off' ? sum(pass, scaled(quantity(STACK.gro), -1)) : pass;
}

function socketCycles(engine: string): Quantity {
  const softirq = quantity(STACK.socket);
  return /one core/.test(engine) ? sum(softirq, quantity(STACK.application)) : softirq;
}

/** Of one node of the graph, or of the whole. */
function cyclesAlone(setup: Setup, program: Program): Quantity {
  const own = nanoseconds(program.cycles, { ...program.core, clockGHz: 1 });
  const node = textFact(setup, 'node');
  if (node === '') return own;
  if (/\btx\b|transmit|output/.test(node)) return product(own, quantity(DRIVER_TRANSMIT));
  throw new NotTold(`no model of the node ${node} alone: only of a driver's transmit`);
}

import { wireBytes } from '../../../lib/simulate/performance/hardware/ethernet';
import { type Line, lineSystem } from '../../../lib/simulate/performance/network/nic-line';
import { NITRO_PPS_PER_GBPS } from '../../../lib/simulate/performance/hardware/nics';
import { exactly, type Quantity, quantity, scaled } from '../../../lib/simulate/performance/system/quantity';
import { rates } from '../../../lib/simulate/performance/system/solve';
import { mapped, total } from '../answers';
import { NotTold, numberFact, textFact } from '../facts';
import { gbpsNamed, nicNamed } from '../hardware';
import type { Setup } from '../rows';
import type { Kind } from './kind';

export const nicLine: Kind = (setup, metric) => {
  const line = lineOf(setup);
  const ports = rates(lineSystem(line));
  const frames = isOneOfMany(setup) ? (ports[0] ?? { why: 'nothing flows' }) : total(ports);
  if (metric === 'layer1Throughput') return mapped(frames, (rate) => rate * wireBytes(line.frameBytes) * 8);
  if (metric === 'aggregateThroughput') return mapped(frames, (rate) => rate * line.frameBytes * 8);
  if (metric === 'aggregateRate' || metric === 'maxRate') return frames;
  return { why: `no model of ${metric} of a wire` };
};

/** What a laboratory sets its generator to is what a port does while all ports of the card are loaded. */
function isOneOfMany(setup: Setup): boolean {
  return textFact(setup, 'direction').includes('per port');
}

function lineOf(setup: Setup): Line {
  const words = textFact(setup, 'nic');
  const nic = nicNamed(words);
  const linkGbps = numberFact(setup, 'linkGbps') ?? gbpsNamed(words) ?? nic?.portGbps;
  if (linkGbps === undefined) throw new NotTold('the set-up does not tell linkGbps');
  const portPps = portPpsOf(setup, linkGbps);
  const queues = numberFact(setup, 'queues');
  const offered = numberFact(setup, 'offeredMpps');
  return {
    ports: isOneOfMany(setup) ? (nic?.ports ?? 1) : (numberFact(setup, 'ports') ?? 1),
    linkGbps,
    frameBytes: frameOf(setup),
    nic,
    ...(portPps !== undefined && { portPps }),
    ...(queues !== undefined && { queues }),
    ...(offered !== undefined && { offered: offered * 1e6 }),
  };
}

function frameOf(setup: Setup): number {
  const bytes = numberFact(setup, 'frameBytes') ?? numberFact(setup, 'mtu');
  if (bytes === undefined) throw new NotTold('the set-up does not tell frameBytes');
  return bytes;
}

function portPpsOf(setup: Setup, linkGbps: number): Quantity | undefined {
  const told = numberFact(setup, 'nicMaxMppsPerPort');
  if (told !== undefined) return { ...exactly(told * 1e6), spread: 0.01 };
  return textFact(setup, 'nic').includes('nitro') ? scaled(quantity(NITRO_PPS_PER_GBPS), linkGbps) : undefined;
}

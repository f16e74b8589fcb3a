import { wireBytes } from '../../../lib/simulate/performance/ethernet';
import { type Line, lineSystem } from '../../../lib/simulate/performance/nic-line';
import { rates } from '../../../lib/simulate/performance/solve';
import { mapped, total } from '../answers';
import { neededNumber, NotTold, numberFact, textFact } from '../facts';
import { gbpsNamed, nicNamed } from '../hardware';
import type { Setup } from '../rows';
import type { Kind } from './kind';

export const nicLine: Kind = (setup, metric) => {
  const line = lineOf(setup);
  const frames = total(rates(lineSystem(line)));
  if (metric === 'layer1Throughput') return mapped(frames, (rate) => rate * wireBytes(line.frameBytes) * 8);
  if (metric === 'aggregateThroughput') return mapped(frames, (rate) => rate * line.frameBytes * 8);
  if (metric === 'aggregateRate' || metric === 'maxRate') return frames;
  return { why: `no model of ${metric} of a wire` };
};

function lineOf(setup: Setup): Line {
  const nic = textFact(setup, 'nic');
  const linkGbps = numberFact(setup, 'linkGbps') ?? gbpsNamed(nic);
  if (linkGbps === undefined) throw new NotTold('the set-up does not tell linkGbps');
  const portPps = numberFact(setup, 'nicMaxMppsPerPort');
  return {
    ports: numberFact(setup, 'ports') ?? 1,
    linkGbps,
    frameBytes: neededNumber(setup, 'frameBytes'),
    nic: nicNamed(nic),
    ...(portPps !== undefined && { portPps: portPps * 1e6 }),
  };
}

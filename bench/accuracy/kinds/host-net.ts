import {
  type HostStreams,
  hostStreamSystem,
  translationLoss,
} from '../../../lib/simulate/performance/network/host-streams';
import { rates } from '../../../lib/simulate/performance/system/solve';
import { estimateOf, mapped } from '../answers';
import { mtuOf, NotTold, numberFact, textFact } from '../facts';
import { coreOf, gbpsNamed, nicNamed, translationOf } from '../hardware';
import type { Setup } from '../rows';
import type { Kind } from './kind';

export const hostNet: Kind = (setup, metric) => {
  const streams = streamsOf(setup);
  if (/loss/i.test(metric)) return estimateOf(translationLoss(streams), 'page walks of the IOMMU (IOTLB misses)');
  if (/throughput/i.test(metric)) {
    return mapped(rates(hostStreamSystem(streams))[0] ?? { why: 'nothing flows' }, (rate) => rate * 8);
  }
  return { why: `no model of ${metric} of the network of a host` };
};

function stackOf(engine: string): HostStreams['stack'] {
  if (engine.includes('vpp')) return 'vpp';
  if (/linux|kernel/.test(engine)) return 'linux';
  throw new NotTold(
    engine === '' ? 'the set-up does not tell engine' : `engine is ${engine}: neither Linux nor the host stack of VPP`,
  );
}

function streamsOf(setup: Setup): HostStreams {
  const engine = textFact(setup, 'engine');
  const words = textFact(setup, 'nic');
  const linkGbps = numberFact(setup, 'linkGbps') ?? gbpsNamed(words) ?? nicNamed(words)?.portGbps;
  if (linkGbps === undefined) throw new NotTold('the set-up does not tell linkGbps');
  const stack = stackOf(engine);
  return {
    stack,
    // A worker of VPP is one core; how many streams Linux has, and with them cores, is seldom told.
    cores: numberFact(setup, 'cores') ?? numberFact(setup, 'streams') ?? (stack === 'vpp' ? 1 : null),
    core: coreOf(setup),
    mtu: mtuOf(setup),
    linkGbps,
    translation: translationOf(textFact(setup, 'iommu')),
    checksumOffload: textFact(setup, 'rxChecksumOffload') !== 'off',
  };
}

import { type Dma, DMA_ENGINES, dmaLatencyNs, dmaSystem } from '../../../lib/simulate/performance/hardware/pcie';
import { rates } from '../../../lib/simulate/performance/system/solve';
import { estimateOf, mapped } from '../answers';
import { neededNumber, NotTold, numberFact, textFact } from '../facts';
import { rootComplexNamed, translationOf } from '../hardware';
import type { Setup } from '../rows';
import type { Kind } from './kind';

export const pcieDma: Kind = (setup, metric) => {
  const dma = dmaOf(setup);
  const link = { why: `PCIe has no generation ${dma.link.generation}, or ${dma.operation} has no rate` };
  if (metric === 'dmaLatencyMean') {
    const latency = dmaLatencyNs(dma);
    return latency === null ? link : estimateOf(latency, 'path');
  }
  const system = dmaSystem(dma);
  if (system === null) return link;
  const [transfers] = rates(system);
  if (transfers === undefined) return link;
  if (metric === 'dmaGoodput') return mapped(transfers, (rate) => rate * dma.bytes * 8);
  return metric === 'dmaRate' ? transfers : { why: `no model of ${metric} of a DMA engine` };
};

function dmaOf(setup: Setup): Dma {
  const device = textFact(setup, 'device');
  return {
    link: {
      generation: neededNumber(setup, 'pcieGen'),
      lanes: neededNumber(setup, 'pcieLanes'),
      maxPayload: numberFact(setup, 'mps') ?? 256,
      maxReadRequest: numberFact(setup, 'mrrs') ?? 512,
    },
    engine: /nfp.?6000/.test(device) ? DMA_ENGINES.nfp6000 : null,
    operation: operationOf(textFact(setup, 'op')),
    bytes: neededNumber(setup, 'transferBytes'),
    windowBytes: numberFact(setup, 'windowBytes') ?? 8192,
    remoteNode: textFact(setup, 'memoryNode').startsWith('remote'),
    rootComplex: rootComplexNamed(textFact(setup, 'cpu')),
    warm: !/cold/.test(textFact(setup, 'cache')),
    translation: translationOf(textFact(setup, 'iommu')),
  };
}

function operationOf(op: string): Dma['operation'] {
  if (/^(?:write-read|wrrd)$/.test(op)) return 'write-read';
  if (op === 'read' || op === 'write' || op === 'read-write') return op;
  throw new NotTold(`the operation ${op} is none of read, write, read-write and write-read`);
}

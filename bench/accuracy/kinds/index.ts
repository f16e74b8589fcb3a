import { hostBlock } from './host-block';
import { hostNet } from './host-net';
import { hostPps } from './host-pps';
import type { Kind } from './kind';
import { nicLine } from './nic-line';
import { pcieDma } from './pcie-dma';
import { vmBlock } from './vm-block';
import { vmExit } from './vm-exit';
import { vmNet } from './vm-net';
import { vmNetChain } from './vm-net-chain';

/** By `setup.kind`. */
export const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['host-net', hostNet],
  ['host-pps', hostPps],
  ['pcie-dma', pcieDma],
  ['nic-line', nicLine],
  ['vm-block', vmBlock],
  ['host-block', hostBlock],
  ['vm-exit', vmExit],
  ['vm-net', vmNet],
  ['vm-net-chain', vmNetChain],
]);

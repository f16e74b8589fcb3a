import { hostPps } from './host-pps';
import type { Kind } from './kind';
import { nicLine } from './nic-line';
import { pcieDma } from './pcie-dma';

/** By `setup.kind`. */
export const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['host-pps', hostPps],
  ['pcie-dma', pcieDma],
  ['nic-line', nicLine],
]);

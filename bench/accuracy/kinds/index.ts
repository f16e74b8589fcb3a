import type { Kind } from './kind';
import { nicLine } from './nic-line';
import { pcieDma } from './pcie-dma';

/** By `setup.kind`. */
export const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['pcie-dma', pcieDma],
  ['nic-line', nicLine],
]);

import { DEVICE_CLASSES } from '../device-class';
import type { PhysicalFunctionFacts } from './inventory';

/** Whether a PF carries the management of the host; null: not known, as of a network port of which nothing was read. */
export function carriesManagement({ deviceClass, network }: PhysicalFunctionFacts): boolean | null {
  if (network !== null) return network.carriesManagement;
  return DEVICE_CLASSES[deviceClass].moves === 'network' ? null : false;
}

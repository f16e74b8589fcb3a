import type { Mbps } from '../../model/units';
import { rateText } from './words';

/** Two rates that a message compares: rounded as people write them, exact where they would read the same. */
export function comparedRates(a: Mbps, b: Mbps): readonly [string, string] {
  const [first, second] = [rateText(a), rateText(b)];
  return first === second ? [`${a} Mbit/s`, `${b} Mbit/s`] : [first, second];
}

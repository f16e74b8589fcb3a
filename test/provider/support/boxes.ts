import type { Value } from '../../../lib/provider/cty/value';

/** A configuration of a `toy_box` with nothing but its name. */
export const boxConfig = (fields: Readonly<Record<string, Value>> = {}): Record<string, Value> => ({
  id: null,
  name: 'tools',
  size: null,
  color: null,
  weight: null,
  labels: null,
  key: null,
  pin: null,
  old: null,
  lid: null,
  shelves: null,
  stickers: null,
  places: null,
  timeouts: null,
  rule: [],
  ...fields,
});

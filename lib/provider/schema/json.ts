import type { Decimal } from '../cty/number';

/** JSON as it stands in states. Numbers that a double cannot hold are Decimals. */
export type Json = string | number | boolean | null | Decimal | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

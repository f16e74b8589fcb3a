import { InputError } from '../model/errors';
import { normalizePciAddress } from '../model/pci';
import { quoted as shown } from '../model/text';

/** A value of a plan that must not stand in a script. */
export class UnsafeValue extends InputError {
  public constructor(
    public readonly value: unknown,
    public readonly what: string,
    where = 'host plan',
  ) {
    super(where, `${shown(value)} is no ${what}`, 'Correct the plan, or make it anew');
  }

  /** The same, said of a place in the plan. */
  public at(where: string): UnsafeValue {
    return new UnsafeValue(this.value, this.what, where);
  }
}

/** @throws UnsafeValue */
export function wholeNumber(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UnsafeValue(value, 'whole number');
}

/** @throws UnsafeValue */
export function pciAddress(value: string): string {
  if (normalizePciAddress(value) === value) return value;
  throw new UnsafeValue(value, 'PCI address');
}

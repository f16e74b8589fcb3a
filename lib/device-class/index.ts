import { crypto } from './crypto';
import { gpu } from './gpu';
import { net } from './net';
import { nvme } from './nvme';
import { other } from './other';
import type { DeviceClassSpec } from './spec';

const CLASSES = { net, nvme, crypto, gpu, other } as const satisfies Record<string, DeviceClassSpec>;

/** Class of devices that do SR-IOV. */
export type DeviceClass = keyof typeof CLASSES;

/** Class of a device of the catalog. */
export type CatalogClass = (typeof CLASSES)[DeviceClass]['addedAs'];

/**
 * Class of a function, as inventories and plans write it. Records over it are what the layers above do with the functions
 * of a class: the compiler tells of one that is missing.
 */
export type FunctionClass = (typeof CLASSES)[DeviceClass]['functions'];

/** Each class by its name; one of functions is a class of devices too. */
export const DEVICE_CLASSES: Readonly<
  Record<DeviceClass, DeviceClassSpec<FunctionClass> & { readonly addedAs: CatalogClass }>
> = CLASSES;

/** Class of a device by the class code of its functions, six hexadecimal digits. */
export function deviceClassOf(classCode: string): DeviceClass {
  const names = Object.keys(CLASSES) as DeviceClass[];
  return names.find((name) => DEVICE_CLASSES[name].classCodes.some((code) => classCode.startsWith(code))) ?? 'other';
}

/** Class of a function by its class code. */
export function functionClassOf(classCode: string): FunctionClass {
  return DEVICE_CLASSES[deviceClassOf(classCode)].functions;
}

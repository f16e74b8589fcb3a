/** What is the same for all devices of a class. */
export interface DeviceClassSpec<F extends string = string> {
  /**
   * Class of its functions in inventories and plans: the one of that name, whose functions are read, planned and predicted
   * in a way of their own, or `other`.
   */
  readonly functions: F;
  /** One of its functions, for messages. */
  readonly words: string;
  /** Beginnings of the PCI class codes of its functions. */
  readonly classCodes: readonly string[];
  /** Class code of a function that nobody has read. */
  readonly presumedClassCode: (linkType?: 'ethernet' | 'infiniband' | null) => string;
  /** Driver that takes every PF and VF of the class; null: each device has its own. */
  readonly driver: string | null;
  /**
   * Its VFs are secondary controllers of NVMe: offline until they are given resources, so that a driver which the kernel binds
   * to a new one gives up.
   */
  readonly hasSecondaryControllers: boolean;
  /** What its VFs move, in the words of demands and guarantees; null: nothing that is predicted. */
  readonly moves: 'network' | 'block' | null;
  /** Class by which a user adds such a device to the catalog. */
  readonly addedAs: string;
}

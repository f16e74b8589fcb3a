/**
 * Units used all over the model. They are aliases, not brands: they say at the place of use what a number means.
 */

/** Megabits per second, 10^6 bit/s, as in `ip link set PF vf N max_tx_rate`. */
export type Mbps = number;

/** Gigabits per second, 10^9 bit/s. */
export type Gbps = number;

/** I/O operations per second. */
export type Iops = number;

/** Megabytes per second, 10^6 byte/s, as in data sheets of drives. */
export type MBps = number;

/** Bytes. */
export type Bytes = number;

/** Index of a virtual function on its PF, from 0 (the N of `virtfnN`). */
export type VfIndex = number;

/** NUMA node number as in `/sys/devices/system/node/nodeN`; -1 where the platform does not say. */
export type NumaNode = number;

/** Full PCI address in lower case, domain included: `0000:3b:00.0`. */
export type PciAddress = string;

/** MAC address in lower case with colons: `02:5a:00:00:00:01`. */
export type MacAddress = string;

/** EUI-64 of an InfiniBand node or port in lower case with colons: `02:5a:00:00:00:00:00:01`. */
export type Guid = string;

/** Path of a construct in the app's tree, without the app: `rack1/kvm01/uplink/tenants`. */
export type ConstructPath = string;

export const GIB: Bytes = 2 ** 30;

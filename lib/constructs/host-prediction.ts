/** A number with the ends of its 80 % interval. */
export interface PredictedRange {
  /** As predicted. */
  readonly value: number;
  /** Low end. */
  readonly low: number;
  /** High end. */
  readonly high: number;
}

/** How long a frame takes into a VM and its answer out of it, or an I/O as the guest sees it, in microseconds. */
export interface PredictedLatency {
  /** Mean. */
  readonly meanUs: PredictedRange;
  /** Estimate of the 99th percentile. */
  readonly p99Us: PredictedRange;
}

/** What one VF gives its VM. Rates that are not known are left out, as are those that such a function does not have. */
export interface PredictedAttachment {
  /** Construct path of the attachment. */
  readonly path: string;
  /** Name of the VM. */
  readonly vm: string;
  /** Address of the PF, or its construct path as long as the address is not known. */
  readonly pf: string;
  /**
   * Transmit rate in Mbit/s, beside the declared demands of the neighbours.
   * @default - not known, or no NIC
   */
  readonly txMbps?: PredictedRange;
  /**
   * Receive rate in Mbit/s.
   * @default - not known, or no NIC
   */
  readonly rxMbps?: PredictedRange;
  /**
   * I/Os a second.
   * @default - not known, or no drive
   */
  readonly iops?: PredictedRange;
  /**
   * Transmit rate in Mbit/s that it can count on, beside greedy neighbours.
   * @default - not known, or no NIC
   */
  readonly floorTxMbps?: number;
  /**
   * Receive rate in Mbit/s that it can count on.
   * @default - not known, or no NIC
   */
  readonly floorRxMbps?: number;
  /**
   * I/Os a second that it can count on.
   * @default - not known, or no drive
   */
  readonly floorIops?: number;
  /** What stops more, in words with its capacity and the source of that. */
  readonly limitedBy: string;
  /**
   * Cores of the guest that its I/O takes.
   * @default - not known
   */
  readonly guestCores?: PredictedRange;
  /**
   * Latency.
   * @default - not known, as without a demand
   */
  readonly latency?: PredictedLatency;
}

/** Something that attachments share, under the declared demands. */
export interface PredictedResource {
  /** `port:0000:3b:00.0:tx` */
  readonly id: string;
  /** In words, with its capacity and the source of that. */
  readonly description: string;
  /** Unit of its capacity. */
  readonly unit: string;
  /** Capacity. */
  readonly capacity: PredictedRange;
  /** What is used of it. */
  readonly used: number;
}

/** The VMs of a host over one way of giving them I/O. */
export interface PredictedAlternative {
  /** In words. */
  readonly name: string;
  /** Whether the plan has it, or may have: whether interrupts are posted, no inventory says. */
  readonly isPlanned: boolean;
  /**
   * Transmit rate of each VM in Mbit/s.
   * @default - not known, or no network
   */
  readonly txMbps?: PredictedRange;
  /**
   * Receive rate of each VM in Mbit/s.
   * @default - not known, or no network
   */
  readonly rxMbps?: PredictedRange;
  /**
   * I/Os a second of each VM.
   * @default - not known, or no drive
   */
  readonly iops?: PredictedRange;
  /** Cores of the host that the I/O of these VMs takes: interrupts, switching, I/O threads. */
  readonly hostCores: PredictedRange;
  /**
   * Latency of frames.
   * @default - not known, or no network
   */
  readonly networkLatency?: PredictedLatency;
  /**
   * Latency of I/Os.
   * @default - not known, or no drive
   */
  readonly blockLatency?: PredictedLatency;
  /**
   * VMs of this kind that one host carries.
   * @default - not known: the size of the VMs, or the cores or memory of the host
   */
  readonly vmsPerHost?: PredictedRange;
  /**
   * What the next VM would not find.
   * @default - as vmsPerHost
   */
  readonly stoppedBy?: string;
  /**
   * Servers for the wanted number of VMs.
   * @default - as vmsPerHost
   */
  readonly servers?: PredictedRange;
  /**
   * Their power at the plug of the building, in watts.
   * @default - as vmsPerHost
   */
  readonly watts?: PredictedRange;
  /**
   * Their price, in USD.
   * @default - as vmsPerHost
   */
  readonly capitalUsd?: PredictedRange;
  /**
   * Price over their life, energy and cabinets, in USD a year.
   * @default - as vmsPerHost
   */
  readonly yearlyUsd?: PredictedRange;
}

/** A VM after something has failed. */
export interface PredictedLoss {
  /** Name of the VM. */
  readonly vm: string;
  /** `kept`, `reduced` or `lost`. */
  readonly effect: string;
  /** Construct paths of its attachments that are lost; empty: it feels its neighbours alone. */
  readonly lostAttachments: string[];
  /**
   * Construct path of the host where VFs for them are free.
   * @default - nowhere that is known, or nothing is missing
   */
  readonly goesTo?: string;
  /**
   * Why there is no such place.
   * @default - there is one, or nothing is missing
   */
  readonly whyNowhere?: string;
}

/** What is left when a port, a card or the host is lost. */
export interface PredictedFailure {
  /** `port of 0000:3b:00.0` */
  readonly lost: string;
  /** VMs that feel it, by name. */
  readonly vms: PredictedLoss[];
}

/** What the VMs of a host get, and what that takes. */
export interface PredictedHost {
  /** Every attachment that has a VF. */
  readonly attachments: PredictedAttachment[];
  /** What they share. */
  readonly resources: PredictedResource[];
  /** Cores of all guests together that their I/O takes. */
  readonly guestCores: PredictedRange;
  /** Cores that the host needs for the interrupts of VMs; the low end is that of posted interrupts, which take none. */
  readonly interruptCores: PredictedRange;
  /** Interrupts a second of all VFs. */
  readonly interruptsPerSecond: PredictedRange;
  /**
   * What all declared demands may become together, 1.5: half as much again.
   * @default - not known
   */
  readonly growth?: PredictedRange;
  /** The same VMs over other ways, that of the plan first; empty: none declares a demand. */
  readonly alternatives: PredictedAlternative[];
  /** Each port, each card, and the host where it is in a failoverGroup. */
  readonly failures: PredictedFailure[];
  /** What had to be taken for granted. */
  readonly assumptions: string[];
  /** What is not known, and what it keeps from being said. */
  readonly unknown: string[];
  /** What these numbers rest on. */
  readonly constants: PredictedConstant[];
}

/** A measured, published or given number of the model. */
export interface PredictedConstant {
  /** In words. */
  readonly name: string;
  /** Its value. */
  readonly value: number;
  /** Its unit. */
  readonly unit: string;
  /** Relative standard deviation: how far it is from that of another machine of the same kind; 0: by definition, or given. */
  readonly spread: number;
  /** Where it is from. */
  readonly source: string;
}

/** What to reckon with beside what the app states. */
export interface PredictOptions {
  /**
   * VMs that servers are counted for.
   * @default 1000
   */
  readonly wantedVms?: number;
  /**
   * Slots of the host that take a device for one VM alone.
   * @default - not known, so that they stop no VM
   */
  readonly freeSlots?: number;
  /**
   * Part of the time that cores are busy, from 0 to 1.
   * @default 0.5
   */
  readonly load?: number;
  /**
   * Prices and rates of your own.
   * @default - published ones, and orders of magnitude where none is: `constants` of the answer has each with its source
   */
  readonly prices?: Prices;
}

/** What servers and their place cost. What is left out is that of the model, which `constants` of a prediction has with its source. */
export interface Prices {
  /**
   * Watts that a building takes for one of its servers (power usage effectiveness).
   * @default - that of the model
   */
  readonly pue?: number;
  /**
   * USD of a kWh.
   * @default - that of the model
   */
  readonly dollarsPerKwh?: number;
  /**
   * USD of a cabinet and month, its power left out.
   * @default - that of the model
   */
  readonly dollarsPerCabinetMonth?: number;
  /**
   * Rack units of a cabinet that servers may have.
   * @default - those of the model
   */
  readonly unitsPerCabinet?: number;
  /**
   * Months that a server is used.
   * @default - those of the model
   */
  readonly lifetimeMonths?: number;
  /**
   * Kilograms of CO2 of a kWh.
   * @default - those of the model
   */
  readonly kilogramsPerKwh?: number;
  /**
   * USD of chassis, board and power supplies.
   * @default - that of the model
   */
  readonly dollarsPerServer?: number;
  /**
   * USD of a core.
   * @default - that of the model
   */
  readonly dollarsPerCore?: number;
  /**
   * USD of a GiB of memory.
   * @default - that of the model
   */
  readonly dollarsPerGib?: number;
  /**
   * USD of a NIC.
   * @default - that of the model
   */
  readonly dollarsPerNic?: number;
  /**
   * USD of an SSD.
   * @default - that of the model
   */
  readonly dollarsPerSsd?: number;
}

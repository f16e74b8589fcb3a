import type { Bytes, Gbps } from '../../../model/units';
import { cardCeilings, hasCeiling, type Way, wireOf } from '../hardware/nic-ceilings';
import { type NicFamily, USUAL_PASS } from '../hardware/nics';
import { type Core, nanoseconds, SMT_GAIN } from '../hardware/processors';
import { type Constant, exactly, type Quantity, quantity, scaled, sum } from '../system/quantity';
import type { Resource, System, Use } from '../system/system';

/** A program on some cores that receives frames of a NIC, and drops or sends them. */
export interface Program {
  /** Reference cycles a frame (`processors.ts`), those of its batch included. */
  readonly cycles: Quantity;
  readonly core: Core;
  readonly cores: number;
  /** Hardware threads of each core that run the program; default 1. */
  readonly threadsPerCore?: 1 | 2;
  /** Whether its driver polls, or sleeps until an interrupt. */
  readonly driver: 'poll' | 'interrupt';
  /** Whether frames end at the program or go out again. */
  readonly way: 'receive' | 'forward';
}

export interface Ports {
  /** null: nothing is known of it. */
  readonly nic: NicFamily | null;
  readonly ports: number;
  /** null: not known. */
  readonly linkGbps: Gbps | null;
  readonly frameBytes: Bytes;
  /** Frames a second of all ports together; may be infinite. */
  readonly offered: number;
}

/** From a frame in the idle host to the program: interrupt, wake-up out of a sleep state, softirq. */
const WAKE_UP: Constant = {
  name: 'interrupt and wake-up of an idle core',
  value: 75e3,
  unit: 'ns',
  spread: 0.35,
  source: 'The eXpress Data Path, CoNEXT 2018: 82 us at 100 frames a second',
};

/** Time after which a core without frames sleeps, so that the next one has to wake it. */
const AWAKE_NS = 200e3;

/** Fixed part of the kernel's way in and out. */
const KERNEL_PASS: Constant = {
  name: 'softirq of the kernel',
  value: 3500,
  unit: 'ns',
  spread: 0.3,
  source: 'The eXpress Data Path, CoNEXT 2018: 7 us at 1 Mpps',
};

/** Frames come in groups, since a NIC writes back descriptors so: of 16 frames, of which one waits for half. */
const BURSTINESS = 8;

/** Frames that wait before a program that is too slow: the usual length of a receive ring. */
const RING_FRAMES = 1024;

/** One flow, whose rate is that of frames through the program. */
export function programSystem(program: Program, ports: Ports): System {
  const way: Way = program.way === 'forward' ? 'both-ways' : 'one-way';
  const resources: Resource[] = [coresOf(program)];
  const uses: Use[] = [{ resource: 'cores', amount: nanoseconds(program.cycles, program.core) }];
  if (ports.linkGbps !== null) {
    resources.push({
      id: 'wire',
      name: 'wire',
      capacity: exactly((ports.ports * ports.linkGbps * 1e9) / 8),
      variability: 1 / BURSTINESS,
    });
    uses.push({ resource: 'wire', amount: wireOf(ports.frameBytes, hasCeiling(ports.nic, way)) });
  }
  const card = cardCeilings(ports.nic, ports.ports, way);
  resources.push(...card.resources);
  uses.push(...card.uses);
  return {
    resources,
    flows: [
      {
        id: 'frames',
        load: { kind: 'open', offered: ports.offered },
        pathNs: pathOf(program, ports),
        uses,
        queueLength: RING_FRAMES,
      },
    ],
  };
}

function coresOf({ cores, threadsPerCore, driver }: Program): Resource {
  const alone = exactly(1e9 * cores);
  return {
    id: 'cores',
    name: 'cores of the program',
    capacity: threadsPerCore === 2 ? scaled(quantity(SMT_GAIN), alone.value) : alone,
    servers: cores,
    variability: driver === 'poll' ? BURSTINESS : 1,
  };
}

function pathOf({ driver }: Program, { nic, offered }: Ports): Quantity {
  const pass = quantity(nic?.passNs ?? USUAL_PASS);
  return driver === 'poll' ? pass : sum(pass, kernelPass(offered));
}

/**
 * What the kernel's way in and out adds to that of the NIC where interrupts drive it: the more frames come, the fewer
 * find the core asleep.
 */
export function kernelPass(offered: number): Quantity {
  return sum(quantity(KERNEL_PASS), scaled(quantity(WAKE_UP), partAsleep(offered)));
}

/** The 99th percentile of the same: a whole wake-up, unless fewer than one in a hundred frames find the core asleep. */
export function kernelPassTail(offered: number): Quantity {
  return partAsleep(offered) < 0.01 ? kernelPass(offered) : sum(quantity(KERNEL_PASS), quantity(WAKE_UP));
}

function partAsleep(offered: number): number {
  return 1 / (1 + (offered * AWAKE_NS) / 1e9);
}

import { type Constant, type Quantity, quantity, widened } from '../system/quantity';

/** What it costs when a vCPU leaves its guest. */

export interface ExitClass {
  readonly name: string;
  /** Nanoseconds from exit to entry as `perf kvm stat` counts them, on a host under load. */
  readonly handlingNs: Constant;
}

const LI_2021 = 'L. Li, kvm list, 1 June 2021, perf kvm stat';
const IPI_2019 = 'W. Li, kvm list, 9 November 2019';
const TIMER_2019 = 'Linux commit 0c5f81d';
const APICV_2016 = 'Linux commit ad36109, kvm-unit-tests: 5777 to 5809 cycles';

function ns(name: string, value: number, spread: number, source: string): Constant {
  return { name, value, unit: 'ns', spread, source };
}

export const EXIT_CLASSES = {
  kernel: {
    name: 'exit handled in the kernel',
    handlingNs: ns('exit handled in the kernel', 1230, 0.2, `${LI_2021}: 1.07 to 1.48 us; ${IPI_2019}: 1.08 us`),
  },
  'fast-path': {
    name: 'exit handled before interrupts are enabled again',
    handlingNs: ns('exit on the fast path', 580, 0.25, `${IPI_2019}: 0.58 us`),
  },
  interrupt: {
    name: 'exit by an interrupt of the host, its handler included',
    handlingNs: ns(
      'exit by an interrupt',
      3000,
      0.45,
      `${LI_2021}: 3.1 to 3.2 us; ${TIMER_2019}: 0.71 us with only a timer to handle`,
    ),
  },
  hypercall: {
    name: 'hypercall that does work, such as an IPI to many',
    handlingNs: ns('hypercall', 5000, 0.3, `${LI_2021}: 4.2 to 5.5 us`),
  },
  'user-space': {
    name: 'exit handled by the VMM',
    handlingNs: ns('exit handled by the VMM', 8600, 0.35, `${LI_2021}: 8.6 us`),
  },
} as const satisfies Record<string, ExitClass>;

export type ExitClassName = keyof typeof EXIT_CLASSES;

/** Exit reasons of VMX and SVM by class; a vCPU that halts or waits is not handled but idle. */
export const EXIT_REASONS: Readonly<Record<string, ExitClassName | 'idle'>> = {
  MSR_WRITE: 'kernel',
  MSR_READ: 'kernel',
  MSR: 'kernel',
  APIC_WRITE: 'kernel',
  APIC_ACCESS: 'kernel',
  EOI_INDUCED: 'kernel',
  TPR_BELOW_THRESHOLD: 'kernel',
  CPUID: 'kernel',
  CR_ACCESS: 'kernel',
  DR_ACCESS: 'kernel',
  EPT_MISCONFIG: 'kernel',
  PREEMPTION_TIMER: 'kernel',
  PENDING_INTERRUPT: 'kernel',
  INTERRUPT_WINDOW: 'kernel',
  PAUSE_INSTRUCTION: 'kernel',
  AVIC_INCOMPLETE_IPI: 'kernel',
  AVIC_UNACCELERATED_ACCESS: 'kernel',
  EXTERNAL_INTERRUPT: 'interrupt',
  INTERRUPT: 'interrupt',
  INTR: 'interrupt',
  VMCALL: 'hypercall',
  VMMCALL: 'hypercall',
  IO_INSTRUCTION: 'user-space',
  IO: 'user-space',
  HLT: 'idle',
  MWAIT_INSTRUCTION: 'idle',
};

const UNKNOWN_REASON: Constant = {
  name: 'exit reason that has not been measured (taken as handled in the kernel)',
  value: 1,
  unit: 'ratio',
  spread: 0.5,
  source: 'spread of the measured reasons',
};

/** Nanoseconds from exit to entry; null for a vCPU that is idle, which takes as long as it has nothing to do. */
export function exitHandlingNs(reason: string, fastPath = false): Quantity | null {
  const found = EXIT_REASONS[reason.toUpperCase()];
  if (found === 'idle') return null;
  const known = quantity(EXIT_CLASSES[fastPath && found === 'kernel' ? 'fast-path' : (found ?? 'kernel')].handlingNs);
  return found === undefined ? widened(known, UNKNOWN_REASON) : known;
}

/** Cycles of a bare exit and entry with everything in the cache, as a loop of kvm-unit-tests has it. */
export const EXIT_LOOP_CYCLES = {
  'user-space': {
    name: 'exit to the VMM and back in a loop',
    value: 5800,
    unit: 'cycles',
    spread: 0.25,
    source: APICV_2016,
  },
  kernel: {
    name: 'exit to the kernel and back in a loop',
    value: 1200,
    unit: 'cycles',
    spread: 0.4,
    source: 'kvm-unit-tests on Skylake, remembered and not verified',
  },
} as const satisfies Record<string, Constant>;

/**
 * Exits and wake-ups of processors that the kernel protects from Meltdown, L1TF and Spectre by itself: Intel's before
 * Cascade Lake, since Linux 4.15.
 */
export const SOFTWARE_PROTECTION: Constant = {
  name: 'exits of a processor that software protects',
  value: 2.2,
  unit: 'ratio',
  spread: 0.2,
  source: 'Firecracker, block baselines of m5d.metal: Xeon 8175M beside Xeon 8259CL',
};

/** Time until a halted vCPU runs after its interrupt. */
export const HALTED_WAKE_NS: Constant = ns('wake-up of a halted vCPU', 5000, 0.5, 'remembered and not verified');

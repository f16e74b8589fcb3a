import type { QemuEnd } from '../lab';

/** That an emulated host died of its emulation, and not of what a test did or found. */
export interface EmulationDeath {
  /** When it was seen first, in milliseconds since 1970. */
  readonly at: number;
  readonly how: string;
}

/** What a kernel says on its console that has stalled or panicked: the emulation lost a timer or an interrupt. */
const SIGNS: readonly RegExp[] = [
  /^.*rcu_\w+ kthread starved.*$/m,
  /^.*soft lockup.*$/m,
  /^.*Kernel panic.*$/m,
  /^.*hung_task.*$/m,
  /^.*blocked for more than \d+ seconds.*$/m,
];

/** The line of a console that shows a kernel which has stalled or panicked; null when there is none. */
export function signOf(console: string): string | null {
  for (const sign of SIGNS) {
    const [line] = sign.exec(console) ?? [];
    if (line !== undefined) return line.trim();
  }
  return null;
}

/** A sign on the console, and when it was seen first. */
export interface Sign {
  readonly at: number;
  readonly line: string;
}

/** QEMU's own end: by a signal, or after a panic, upon which it exits. Other exits are what somebody asked for. */
export function deathOfQemu(end: QemuEnd, at: number, sign: Sign | null): EmulationDeath | null {
  if (end.signal !== null) return { at, how: `QEMU ended by ${end.signal}` };
  return sign === null ? null : { at: sign.at, how: `its console says: ${sign.line}` };
}

/** The end of a kernel under a QEMU that goes on: it says so, and does not answer any more. */
export function deathOfKernel(sign: Sign | null, answers: boolean): EmulationDeath | null {
  return sign === null || answers
    ? null
    : { at: sign.at, how: `it does not answer, and its console says: ${sign.line}` };
}

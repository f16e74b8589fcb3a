import type fc from '../support/properties';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';
import type { OperationResult } from '../../lib/simulate/kernel/result';
import type { RealResult } from './real/outcome';
import type { Sequence } from './sequences';

/** What one operation came to on both. */
export interface Compared {
  readonly model: OperationResult;
  readonly real: RealResult;
  /** None when they agree in result and state. */
  readonly differences: readonly string[];
}

/** The kernel model and a real kernel that do the same, one operation after the other. */
export interface Pair {
  /** Why an operation is left out; null: it is not. */
  hazardOf(operation: KernelOperation): string | null;
  /**
   * @param inHaste do not wait for a link first
   * @param next is to come right after it
   */
  operate(operation: KernelOperation, inHaste?: boolean, next?: KernelOperation | null): Promise<Compared>;
  /** @param settled wait for all links first */
  compareAll(settled: boolean): Promise<readonly string[]>;
}

/** An emulated host that sequences begin on afresh. */
export interface Bench {
  /** How often the host had to be booted again because it did not come back to its start. */
  readonly reboots: number;
  /** Random sequences from the host's start. @param turn number of the sequence */
  sequences(turn: number, length: number): fc.Arbitrary<Sequence>;
  /** Brings the host to its start, and the model beside it. @throws SessionLost */
  begin(withoutVfio: boolean): Promise<Pair>;
  reboot(): Promise<void>;
  close(): Promise<void>;
}

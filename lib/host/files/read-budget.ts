import { InputError } from '../../model/errors';
import type { Bytes } from '../../model/units';
import { MAX_READ_BYTES, MAX_READ_SECONDS, sizeText } from './limits';

const FIX = 'Look at what was put into it; take the capture again with sriov capture';

/** So many names of a folder, or bytes of a file that is read and taken apart, cost what one look-up costs. */
const NAMES_IN_A_STEP = 16;
const BYTES_IN_A_STEP = 4096;

/** So many look-ups pass between two looks at the clock. */
const STEPS_BETWEEN = 256;

/** What may be spent on reading one tree. Tests give their own. */
export interface ReadLimits {
  readonly maxBytes: Bytes;
  readonly maxSeconds: number;
  /** Seconds of work so far. @default those of the processor: a machine that is busy with other things does not count */
  readonly clock: () => number;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * What reading one tree may cost, however it is made: a file that is read under many names counts each time, and so does
 * every look-up.
 */
export class ReadBudget {
  private readonly limits: ReadLimits;
  private readonly start: number;
  private bytes: Bytes = 0;
  private steps = 0;
  private nextLook = STEPS_BETWEEN;

  /** @param where file or folder, for messages */
  public constructor(
    private readonly where: string,
    limits: Partial<ReadLimits> = {},
  ) {
    this.limits = { maxBytes: MAX_READ_BYTES, maxSeconds: MAX_READ_SECONDS, clock: processorSeconds, ...limits };
    this.start = this.limits.clock();
  }

  /** @throws InputError when the time is over */
  public step(): void {
    this.advance(1);
  }

  private advance(steps: number): void {
    this.steps += steps;
    if (this.steps < this.nextLook) return;
    this.nextLook = this.steps + STEPS_BETWEEN;
    const { clock, maxSeconds } = this.limits;
    if (clock() - this.start <= maxSeconds) return;
    const found = `after ${this.steps} look-ups and ${sizeText(this.bytes)} it is not at its end`;
    throw new InputError(this.where, `reading it takes more than ${maxSeconds} s: ${found}`, FIX);
  }

  /** A large folder that is listed under many names counts each time. @throws InputError when the time is over */
  public list(names: number): void {
    this.advance(Math.ceil(names / NAMES_IN_A_STEP));
  }

  /** @throws InputError when more was read than any host has, or the time is over */
  public read(count: Bytes): void {
    this.bytes += count;
    this.advance(1 + Math.floor(count / BYTES_IN_A_STEP));
    const { maxBytes } = this.limits;
    if (this.bytes <= maxBytes) return;
    const found = `its files, each counted as often as it is read, have more than ${sizeText(maxBytes)}`;
    throw new InputError(this.where, `${found}, which is the most that is read of one host`, FIX);
  }
}

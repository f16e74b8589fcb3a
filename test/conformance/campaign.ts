import type { LabHost } from '../lab/lab';
import fc from '../support/properties';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';
import type { Bench, Compared } from './bench';
import { isRateAboveNone } from './rates';
import { SessionLost } from './real/session';
import type { Sequence, SequenceItem } from './sequences';

/** Operations of one sequence. */
const LENGTH = 150;
/** Waiting for links takes seconds. */
const SETTLE_EVERY = 3;
const PROGRESS_MS = 20_000;

export interface CampaignOptions {
  readonly seed: number;
  /** Operations that are compared at least. */
  readonly steps: number;
  readonly say: (text: string) => void;
  /** Hosts of this kind. */
  readonly host: Pick<LabHost, 'kernel' | 'topology'>;
  /** Stop at the first disagreement. @default false */
  readonly stopAtFirst?: boolean;
  /** How long a sequence that disagrees is made smaller. @default 60 */
  readonly shrinkSeconds?: number;
  /** Number of the first sequence: with the seed it names the sequence. @default 0 */
  readonly from?: number;
}

export interface Disagreement {
  readonly seed: number;
  readonly sequence: number;
  /** What was done, the last operation being the one that shows it. */
  readonly operations: readonly KernelOperation[];
  readonly differences: readonly string[];
}

export interface KindCount {
  ok: number;
  failed: number;
}

export interface CampaignEnd {
  readonly seed: number;
  readonly steps: number;
  readonly sequences: number;
  /** Operations that were left out, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, KindCount>;
  readonly disagreements: readonly Disagreement[];
  /** Times that the host stopped to answer and was booted again; the sequence was then done once more. */
  readonly lost: number;
}

/** Runs random sequences on the kernel model and on hosts of one kind until enough operations were compared. */
export async function runCampaign(benches: readonly Bench[], options: CampaignOptions): Promise<CampaignEnd> {
  const campaign = new Campaign(options);
  await Promise.all(benches.map((bench) => campaign.run(bench)));
  return campaign;
}

/** What is sent along with the operation before it: only for rates it matters, and nothing keeps them from being sent. */
function hastyNext(item: SequenceItem | undefined): KernelOperation | null {
  return item?.inHaste === true && isRateAboveNone(item.operation) ? item.operation : null;
}

class Campaign implements CampaignEnd {
  public steps = 0;
  public sequences = 0;
  public lost = 0;
  private readonly begun = Date.now();
  private nextWord = Date.now() + PROGRESS_MS;
  public readonly leftOut = new Map<string, number>();
  public readonly kinds = new Map<string, KindCount>();
  public readonly disagreements: Disagreement[] = [];

  private next: number;
  private stopped = false;

  public constructor(private readonly options: CampaignOptions) {
    this.next = options.from ?? 0;
  }

  public get seed(): number {
    return this.options.seed;
  }

  /** Takes one sequence after the other to a host, beside others that do the same. */
  public async run(bench: Bench): Promise<void> {
    const { steps, stopAtFirst = false } = this.options;
    while (this.steps < steps && !this.stopped) {
      const found = await this.runNumbered(bench, this.next++);
      this.sequences += 1;
      if (found !== null) {
        this.disagreements.push(found);
        this.report(found);
        this.stopped = stopAtFirst;
      }
      this.progress(Date.now());
    }
  }

  /** Every now and then, for people who wait. */
  private progress(now: number): void {
    if (now < this.nextWord) return;
    this.nextWord = now + PROGRESS_MS;
    const aMinute = Math.round((this.steps * 60_000) / Math.max(1, now - this.begun));
    this.options.say(
      `${this.steps} of ${this.options.steps} steps, ${aMinute} a minute, ${this.sequences} sequences, ` +
        `${this.disagreements.length} disagreements`,
    );
  }

  /** fast-check draws the sequence, and makes it smaller when model and host disagree. */
  private async runNumbered(bench: Bench, number: number): Promise<Disagreement | null> {
    const { shrinkSeconds = 60 } = this.options;
    let last: Disagreement | null = null;
    let isFirst = true;
    let shrinkUntil = Number.POSITIVE_INFINITY;
    const property = fc.asyncProperty(bench.sequences(number, LENGTH), async (sequence) => {
      if (Date.now() > shrinkUntil) return true;
      const found = await this.runSafely(bench, sequence, number, isFirst);
      if (isFirst) shrinkUntil = Date.now() + shrinkSeconds * 1000;
      isFirst = false;
      if (found !== null) last = found;
      return found === null;
    });
    const parameters = { seed: this.seed + number, numRuns: 1, endOnFailure: shrinkSeconds === 0 };
    const { failed, errorInstance } = await fc.check(property, parameters);
    // What broke down is no disagreement, and no agreement either.
    if (failed && last === null) throw errorInstance;
    return last;
  }

  /** A host that stops to answer gets a second chance after a reboot; what it does twice is a disagreement. */
  private async runSafely(
    bench: Bench,
    sequence: Sequence,
    number: number,
    counts: boolean,
  ): Promise<Disagreement | null> {
    for (let attempt = 0; ; attempt++) {
      const done: KernelOperation[] = [];
      try {
        return await this.runSequence(bench, sequence, number, counts && attempt === 0, done);
      } catch (error) {
        if (!(error instanceof SessionLost)) throw error;
        this.lost += 1;
        this.options.say(`sequence ${number}: ${error.message}; the host is booted again`);
        await bench.reboot();
        if (attempt > 0) return this.disagreement(number, done, [`the host stops to answer: ${error.message}`]);
      }
    }
  }

  private async runSequence(
    bench: Bench,
    { withoutVfio, items }: Sequence,
    number: number,
    counts: boolean,
    done: KernelOperation[],
  ): Promise<Disagreement | null> {
    const lockstep = await bench.begin(withoutVfio);
    for (const [n, { operation, inHaste }] of items.entries()) {
      const hazard = lockstep.hazardOf(operation);
      if (hazard !== null) {
        if (counts) this.leftOut.set(hazard, (this.leftOut.get(hazard) ?? 0) + 1);
        continue;
      }
      done.push(operation);
      const compared = await lockstep.operate(operation, inHaste, hastyNext(items[n + 1]));
      if (counts) this.count(operation, compared);
      if (compared.differences.length > 0) return this.disagreement(number, done, compared.differences);
    }
    const differences = await lockstep.compareAll(number % SETTLE_EVERY === 0);
    return differences.length === 0 ? null : this.disagreement(number, done, differences);
  }

  private count(operation: KernelOperation, { real }: Compared): void {
    const kind = operation.do === 'ip-link-vf' ? `${operation.do} ${operation.setting.name}` : operation.do;
    const counted = this.kinds.get(kind) ?? { ok: 0, failed: 0 };
    this.kinds.set(kind, counted);
    if (real.ok) counted.ok += 1;
    else counted.failed += 1;
    this.steps += 1;
  }

  private disagreement(
    sequence: number,
    operations: readonly KernelOperation[],
    differences: readonly string[],
  ): Disagreement {
    return { seed: this.seed, sequence, operations: [...operations], differences };
  }

  private report({ sequence, operations, differences }: Disagreement): void {
    const { say, host } = this.options;
    const again = `--kernel ${host.kernel} --topology ${host.topology} --seed ${this.seed} --from ${sequence} --steps 1 --hosts 1`;
    say(`DISAGREEMENT in sequence ${sequence} of seed ${this.seed} (again: ${again})`);
    for (const operation of operations) say(`  ${JSON.stringify(operation)}`);
    for (const text of differences) say(`  => ${text}`);
  }
}

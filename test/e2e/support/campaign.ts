import type { Bench } from '../../conformance/bench';
import type { LabHost } from '../../lab/lab';
import { type CampaignEnd, runCampaign } from '../../conformance/campaign';

/** Building the bench of a suite's host. */
export const START_LIMIT_MS = 300_000;
export const CAMPAIGN_LIMIT_MS = 1_800_000;

/** The bench of a suite's host, once tests run. */
export function benchFor<B extends Bench>(start: () => Promise<B>): () => B {
  let bench: B | undefined;
  beforeAll(async () => {
    bench = await start();
  }, START_LIMIT_MS);
  afterAll(() => bench?.close());
  return () => {
    if (bench === undefined) throw new Error('the bench is there only while tests run');
    return bench;
  };
}

/** Random sequences in which model and host must agree; what they were is printed. */
export async function compare(host: LabHost, bench: Bench, seed: number, steps: number): Promise<CampaignEnd> {
  const lines: string[] = [];
  const end = await runCampaign([bench], { host, seed, steps, say: (text) => lines.push(text), shrinkSeconds: 120 });
  console.log([...lines, ...summary(end)].join('\n'));
  return end;
}

function summary({ seed, steps, sequences, kinds, disagreements }: CampaignEnd): string[] {
  const counts = [...kinds].sort().map(([kind, { ok, failed }]) => `${kind} ${ok}+${failed}`);
  return [
    `seed ${seed}: ${steps} steps in ${sequences} sequences, ${disagreements.length} disagreements`,
    `kinds (done + refused): ${counts.join(', ')}`,
  ];
}

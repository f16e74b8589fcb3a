import fc from '../support/properties';
import type { Bench, Pair } from './bench';
import { runCampaign } from './campaign';
import type { Sequence } from './sequences';

const PF = '0000:3b:00.0';
const ONE: Sequence = {
  withoutVfio: false,
  items: [{ operation: { do: 'ip-link', pf: PF, up: true }, inHaste: false }],
};

/** A bench whose model and host agree, unless told otherwise. */
function benchWith(pair: Partial<Pair>): Bench {
  return {
    reboots: 0,
    sequences: () => fc.constant(ONE),
    begin: () =>
      Promise.resolve({
        hazardOf: () => null,
        operate: () =>
          Promise.resolve({ model: { ok: true, changed: false }, real: { ok: true }, differences: [] } as const),
        compareAll: () => Promise.resolve([]),
        ...pair,
      }),
    reboot: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

const campaignOn = (pair: Partial<Pair>, say: (text: string) => void = () => undefined) => {
  const host = { kernel: '6.12', topology: 'netdevsim' } as const;
  return runCampaign([benchWith(pair)], { host, seed: 1, steps: 1, say, stopAtFirst: true, shrinkSeconds: 0 });
};

describe('a campaign', () => {
  test('ends with as many steps as asked for', async () => {
    expect(await campaignOn({})).toMatchObject({ steps: 1, sequences: 1, disagreements: [] });
  });

  test('says what was done up to a disagreement', async () => {
    const operate = () =>
      Promise.resolve({ model: { ok: true, changed: true }, real: { ok: true }, differences: ['up: no'] } as const);
    const said: string[] = [];
    const { disagreements } = await campaignOn({ operate }, (text) => said.push(text));
    expect(said[0]).toContain('(again: --kernel 6.12 --topology netdevsim --seed 1 --from 0 --steps 1 --hosts 1)');
    expect(disagreements).toEqual([
      { seed: 1, sequence: 0, operations: [{ do: 'ip-link', pf: PF, up: true }], differences: ['up: no'] },
    ]);
  });

  test('takes what breaks down for no agreement', async () => {
    await expect(campaignOn({ compareAll: () => Promise.reject(new Error('no JSON')) })).rejects.toThrow('no JSON');
  });
});

import { NetdevsimBench } from '../../conformance/netdevsim/bench';
import { describeWithLab } from '../../lab/available';
import type { KernelSeries } from '../../lab/kernels';
import { benchFor, CAMPAIGN_LIMIT_MS, compare } from './campaign';

const STEPS = 300;

/**
 * Random sequences on the simulated NIC of one kernel, for what emulated NICs do not have: switchdev mode, representors,
 * guarantees, 802.1ad, link state, RSS query.
 *
 * @param seed the same in every run, so that a failure is the change's; `npm run conformance` takes fresh ones
 */
export function describeNetdevsim(kernel: KernelSeries, seed: number): void {
  describeWithLab(
    `Linux ${kernel} with a simulated NIC`,
    'netdevsim',
    (host) => {
      const bench = benchFor(() => NetdevsimBench.start(host()));

      test(
        'agrees with the kernel model in result, errno and the state of the NIC after each step of random sequences',
        async () => {
          const { disagreements, steps, kinds } = await compare(host(), bench(), seed, STEPS);
          expect(disagreements).toEqual([]);
          expect(steps).toBeGreaterThanOrEqual(STEPS);
          const done = [...kinds].filter(([, { ok }]) => ok > 0).map(([kind]) => kind);
          expect(done.sort()).toEqual(KINDS);
          // Rate nodes are in its way.
          expect(kinds.get('eswitch-mode')?.failed).toBeGreaterThan(0);
        },
        CAMPAIGN_LIMIT_MS,
      );
    },
    { clock: 'own', kernel },
  );
}

/** What the kernel is to be seen taking. */
const KINDS: readonly string[] = [
  'eswitch-mode',
  'ip-link',
  'ip-link-mtu',
  'ip-link-vf linkState',
  'ip-link-vf mac',
  'ip-link-vf queryRss',
  'ip-link-vf rate',
  'ip-link-vf spoofCheck',
  'ip-link-vf trust',
  'ip-link-vf vlan',
  'rate-node-add',
  'rate-node-del',
  'write-numvfs',
];

import { requireTool } from '../support/require-tool';
import { labTools } from './image';
import { DEFAULT_KERNEL } from './kernels';
import type { LabHost } from './lab';
import { type LeasedHost, leaseLab } from './pool/client';
import type { Kind } from './pool/pool';
import { imageOf, type TopologyName } from './topologies';

/** Building the image for the first time downloads packages, and a boot is tried three times. */
const LEASE_LIMIT_MS = 900_000;
const GIVE_BACK_LIMIT_MS = 60_000;
/** Everything takes longer in software emulation, and a test may boot its host, perhaps twice. */
const TEST_LIMIT_MS = 400_000;

/**
 * A suite with an emulated host that it has for itself: as after a boot before its tests, and brought back to that after
 * them. Tests of the suite share the host, so each leaves it as it wants the next one to find it.
 *
 * @param body registers the tests; `host()` is the host, once tests run
 */
export function describeWithLab(
  name: string,
  topology: TopologyName,
  body: (host: () => LabHost) => void,
  { management = 'virtio', clock = 'real', kernel = DEFAULT_KERNEL }: Partial<Kind> = {},
): void {
  const register = () => {
    let leased: LeasedHost | undefined;
    beforeAll(async () => {
      leased = await leaseLab({ topology, management, clock, kernel }, expect.getState().testPath ?? name);
    }, LEASE_LIMIT_MS);
    afterAll(() => leased?.giveBack(), GIVE_BACK_LIMIT_MS);
    body(() => {
      if (leased === undefined) throw new Error('the emulated host runs only while tests run: call host() inside one');
      return leased;
    });
  };
  describeWhereLabRuns(name, register, topology);
}

/** A suite that boots hosts by itself, under the same rules. */
export function describeWhereLabRuns(name: string, body: () => void, topology: TopologyName = 'flat'): void {
  jest.setTimeout(TEST_LIMIT_MS);
  requireTool(...labTools(imageOf(topology))).describe(name, body);
}

import { requireTool } from '../support/require-tool';
import { LAB_TOOLS } from './image';
import { bootLab, type LabHost, type LabOptions } from './lab';
import type { TopologyName } from './topologies';

/** Building the image for the first time downloads packages. */
const BOOT_LIMIT_MS = 600_000;
/** Everything takes longer in software emulation, and a test may boot its host, perhaps twice. */
const TEST_LIMIT_MS = 400_000;

/**
 * A suite with an emulated host: booted once before its tests and stopped after them. Tests share the host, so each
 * leaves it as it wants the next one to find it.
 *
 * @param body registers the tests; `host()` is the host, once tests run
 */
export function describeWithLab(
  name: string,
  topology: TopologyName,
  body: (host: () => LabHost) => void,
  options: LabOptions = {},
): void {
  describeWhereLabRuns(name, () => {
    let booted: LabHost | undefined;
    beforeAll(async () => {
      booted = await bootLab(topology, options);
    }, BOOT_LIMIT_MS);
    afterAll(() => booted?.stop());
    body(() => {
      if (booted === undefined) throw new Error('the emulated host runs only while tests run: call host() inside one');
      return booted;
    });
  });
}

/** A suite that boots hosts by itself, under the same rules. */
export function describeWhereLabRuns(name: string, body: () => void): void {
  jest.setTimeout(TEST_LIMIT_MS);
  requireTool(...LAB_TOOLS).describe(name, body);
}

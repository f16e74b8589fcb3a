import { installHint, missingTools } from './image';
import { bootLab, type LabHost, type LabOptions } from './lab';
import type { TopologyName } from './topologies';

/** Building the image for the first time downloads packages. */
const BOOT_LIMIT_MS = 600_000;
/** Everything takes longer in software emulation, and a test may boot its host, perhaps twice. */
const TEST_LIMIT_MS = 400_000;

const missing = missingTools();

/**
 * A suite with an emulated host: booted once before its tests and stopped after them. Tests share the host, so each
 * leaves it as it wants the next one to find it.
 *
 * On a machine that cannot run the lab the suite is skipped; in CI it fails.
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
  if (missing.length === 0) {
    jest.setTimeout(TEST_LIMIT_MS);
    describe(name, body);
  } else if (process.env.CI === 'true') {
    describe(name, () => {
      test('has an emulated host', () => {
        throw new Error(installHint(missing));
      });
    });
  } else {
    describe.skip(name, body);
  }
}

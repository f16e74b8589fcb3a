import { LAB_TOOLS } from '../test/lab/image';
import { missingOf } from '../test/support/require-tool';
import { benchEmulatedHost } from './emulated-apply';
import { folderOfThisProcess } from './programs';
import { report } from './report';
import { benchVirtualFleet } from './virtual-fleet';

/** `sriov apply` on an emulated host against a bare script, and on fifty virtual hosts at once against one of them. */
async function main(): Promise<void> {
  const missing = missingOf(LAB_TOOLS);
  if (missing.length > 0) throw new Error(`an emulated host needs what this machine lacks: ${missing.join(', ')}`);
  const folder = folderOfThisProcess();
  const emulated = await benchEmulatedHost(folder);
  const fleet = await benchVirtualFleet(folder);
  report({ bench: 'apply', rows: [...emulated.rows, ...fleet.rows], goals: [...emulated.goals, ...fleet.goals] });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});

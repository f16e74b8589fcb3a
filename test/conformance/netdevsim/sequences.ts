import type { VfSetting } from '../../../lib/plan/step';
import type { KernelOperation } from '../../../lib/simulate/kernel/operation';
import fc from '../../support/properties';
import { type Sequence, settings } from '../sequences';
import { MOST_VFS, PF } from './pair';

const MODES = ['legacy', 'switchdev'] as const;

/** A VF that there mostly is. */
const VF_INDEX = fc.oneof(
  { weight: 6, arbitrary: fc.nat(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: MOST_VFS }) },
);

/** Most drivers refuse guarantees, so that other sequences have few of them. */
const RATES = fc
  .record({
    minTxMbps: fc.constantFrom(0, 1, 10, 100, 1000, 20_000),
    maxTxMbps: fc.constantFrom(0, 1, 10, 100, 1000, 20_000),
  })
  .map((rate): VfSetting => ({ name: 'rate', ...rate }));

const NEW_VFS = numVfs(fc.integer({ min: 1, max: MOST_VFS }));
const NO_VFS: KernelOperation = { do: 'write-numvfs', pf: PF, text: '0' };
const MODE = fc.constantFrom(...MODES).map((mode): KernelOperation => ({ do: 'eswitch-mode', pf: PF, mode }));
const SETTING = fc
  .tuple(VF_INDEX, fc.oneof({ weight: 4, arbitrary: settings() }, { weight: 1, arbitrary: RATES }))
  .map(([vf, setting]): KernelOperation => ({ do: 'ip-link-vf', pf: PF, vf, setting }));
const LINK = fc.boolean().map((up): KernelOperation => ({ do: 'ip-link', pf: PF, up }));
const RATE_NODE = fc
  .record({
    do: fc.constantFrom('rate-node-add' as const, 'rate-node-del' as const),
    node: fc.constantFrom('g1', 'g1', 'g1', 'g2'),
  })
  .map(({ do: what, node }): KernelOperation => ({ do: what, pf: PF, node }));
const SWITCHDEV: KernelOperation = { do: 'eswitch-mode', pf: PF, mode: 'switchdev' };
const ADD_NODE: KernelOperation = { do: 'rate-node-add', pf: PF, node: 'g1' };
const REMOVE_NODE: KernelOperation = { ...ADD_NODE, do: 'rate-node-del' };
const MTU = fc
  .constantFrom(67, 68, 1500, 9000, 65_535, 65_536)
  .map((mtu): KernelOperation => ({ do: 'ip-link-mtu', pf: PF, mtu }));

function numVfs(counts: fc.Arbitrary<number>): fc.Arbitrary<KernelOperation> {
  return counts.map((count) => ({ do: 'write-numvfs', pf: PF, text: String(count) }));
}

/** VFs and their settings in both modes, VFs before the mode and after it. */
export function netdevsimSequences(length: number): fc.Arbitrary<Sequence> {
  const part = fc.oneof(
    { weight: 24, arbitrary: one(SETTING) },
    { weight: 2, arbitrary: one(MODE) },
    { weight: 1, arbitrary: one(NEW_VFS) },
    { weight: 1, arbitrary: NEW_VFS.map((operation) => [NO_VFS, operation]) },
    { weight: 1, arbitrary: fc.tuple(MODE, NEW_VFS).map(([mode, vfs]) => [NO_VFS, mode, vfs]) },
    { weight: 1, arbitrary: one(RATE_NODE) },
    // Nodes that stay would keep the mode for the rest of a sequence.
    { weight: 2, arbitrary: MODE.map((mode) => [SWITCHDEV, ADD_NODE, mode, REMOVE_NODE, mode]) },
    { weight: 1, arbitrary: one(LINK) },
    { weight: 1, arbitrary: one(MTU) },
  );
  const rest = fc.array(part, { minLength: Math.ceil((2 * length) / 3), maxLength: length });
  return fc.tuple(MODE, NEW_VFS, rest).map(([mode, vfs, parts]) => ({
    withoutVfio: false,
    items: [mode, vfs, ...parts.flat()].slice(0, length).map((operation) => ({ operation, inHaste: false })),
  }));
}

function one(operation: fc.Arbitrary<KernelOperation>): fc.Arbitrary<readonly KernelOperation[]> {
  return operation.map((each) => [each]);
}

import { report } from './report';
import { benchVirtualFleet } from './virtual-fleet';

/** Fifty virtual hosts at once; `bench/apply.ts` measures an emulated one. */
void benchVirtualFleet().then((result) => report({ bench: 'apply-virtual', ...result }));

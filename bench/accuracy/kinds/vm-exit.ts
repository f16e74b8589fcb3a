import { EXIT_LOOP_CYCLES, exitHandlingNs, HALTED_WAKE_NS } from '../../../lib/simulate/performance/hardware/exits';
import { quantity } from '../../../lib/simulate/performance/system/quantity';
import { estimateOf } from '../answers';
import { NotTold, textFact } from '../facts';
import type { Setup } from '../rows';
import type { Kind } from './kind';

export const vmExit: Kind = (setup, metric) => {
  if (metric === 'exitCost') return estimateOf(quantity(loopOf(setup)), 'exit and entry');
  if (metric === 'exitHandlingMean') return handlingOf(setup);
  if (metric === 'addedLatency') return estimateOf(quantity(HALTED_WAKE_NS), 'scheduler of the host');
  return { why: `no model of ${metric}: it is the work of the guest` };
};

function loopOf(setup: Setup) {
  const exit = textFact(setup, 'exit');
  if (/user ?space|vmm|qemu/.test(exit)) return EXIT_LOOP_CYCLES['user-space'];
  if (/kernel|lightweight|in-kernel/.test(exit)) return EXIT_LOOP_CYCLES.kernel;
  throw new NotTold(`who handles the exit ${exit} is not told`);
}

function handlingOf(setup: Setup) {
  const reason = textFact(setup, 'exitReason');
  if (reason === '') throw new NotTold('the set-up does not tell exitReason');
  const handling = exitHandlingNs(reason, textFact(setup, 'ipiFastPath') === 'on');
  return handling === null
    ? { why: `${reason} lasts as long as the guest has nothing to do` }
    : estimateOf(handling, reason);
}

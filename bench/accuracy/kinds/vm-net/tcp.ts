import type { Streams } from '../../../../lib/simulate/performance/network/streams';
import { mtuOf, NotTold, numberFact, textFact } from '../../facts';
import { coreOf, coresOf, gbpsNamed, isProtectedBySoftware, nicNamed } from '../../hardware';
import type { Setup } from '../../rows';
import { isInsideCard } from './frames';
import { pathOf } from './path';

const VXLAN_BYTES = 50;

/** What a set-up tells of bulk TCP. */
export function streamsOf(setup: Setup): Streams {
  const path = pathOf(setup);
  const where = `${textFact(setup, 'placement')} ${textFact(setup, 'direction')} ${textFact(setup, 'path')}`;
  const linkGbps = linkOf(setup);
  const mtu = mtuOf(setup);
  return {
    path,
    pairs: pairsOf(setup),
    core: coreOf(setup),
    mtu,
    linkGbps,
    tunnelBytes: /vxlan|geneve/.test(where) ? VXLAN_BYTES : 0,
    switchNic: isInsideCard(setup) ? nicNamed(textFact(setup, 'nic')) : null,
    switchedByKernel: /representor|ovs kernel datapath/.test(where) || textFact(setup, 'hwOffload') === 'off',
    fromWire: linkGbps !== null && mtu <= 1500 && /vm-rx|bridge|vfio/.test(where),
    busyPoll: (numberFact(setup, 'busyPollUs') ?? 0) > 0,
    sentByGuests: sentByGuests(setup),
    protectedBySoftware: isProtectedBySoftware(setup),
    hostCores: coresOf(setup),
  };
}

/** Rate of the wire that streams go over; null where they stay on the host. A set-up that tells of neither is not guessed. */
function linkOf(setup: Setup): number | null {
  const placement = textFact(setup, 'placement');
  if (isInsideCard(setup) || /same host/.test(placement)) return null;
  const words = textFact(setup, 'nic');
  const told = numberFact(setup, 'linkGbps') ?? gbpsNamed(words) ?? nicNamed(words)?.portGbps;
  if (told !== undefined) return told;
  throw new NotTold(
    placement === ''
      ? 'the set-up tells neither placement (same host, two hosts) nor linkGbps'
      : `the set-up does not tell linkGbps, and its placement is ${placement}`,
  );
}

function sentByGuests(setup: Setup): number | null {
  const words = `${textFact(setup, 'workload')} ${textFact(setup, 'direction')}`;
  if (/both ways|bidirectional/.test(words)) return 0.5;
  if (/guest to host|vm-tx/.test(words)) return 1;
  return /host to guest|vm-rx/.test(words) ? 0 : null;
}

function pairsOf(setup: Setup): number {
  const pairs = numberFact(setup, 'vmPairs') ?? numberFact(setup, 'flows');
  if (pairs !== undefined) return pairs;
  const vfs = numberFact(setup, 'vfs');
  return vfs === undefined ? 1 : Math.max(1, Math.floor(vfs / 2));
}

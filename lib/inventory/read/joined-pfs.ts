import { comparePciAddresses, parsePciAddress } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import type { NetworkFacts } from '../inventory';
import { wordOf } from './attributes';
import type { Reading } from './tree';

/** Folder of debugfs with one for each PF on mlx5_core. */
const FOLDER = 'sys/kernel/debug/mlx5';

/** One file a PF of the group, in the folder of the first: `0000:3b:00.0 vhca 0x0` (`mlx5_sd_init` in lib/sd.c of mlx5_core, Linux 6.12). */
const MEMBER = /^(primary|secondary_\d{1,2})$/;

/** PFs whose netdev a PF shares; none where no file tells. */
export function joinedPfsOf(reading: Reading, address: PciAddress): Pick<NetworkFacts, 'joinedPfs'> {
  const { tree } = reading;
  for (const pf of tree.list(FOLDER)) {
    const folder = `${FOLDER}/${pf}/multi-pf`;
    const members = tree.list(folder).filter((name) => MEMBER.test(name));
    const group = members.flatMap((name) => addressIn(wordOf(reading, `${folder}/${name}`)) ?? []);
    const others = group.filter((other) => other !== address);
    if (group.includes(address) && others.length > 0) return { joinedPfs: others.sort(comparePciAddresses) };
  }
  return {};
}

function addressIn(text: string | null): PciAddress | null {
  const address = text?.split(' ')[0] ?? '';
  return parsePciAddress(address) === null ? null : address;
}

import type { VfBarFacts } from '../../inventory/inventory';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted, joined } from '../shared/words';

export const PCI_003: Rule = {
  id: 'PCI-003',
  title: 'the VF BARs have room in the window of the bridge',
  severity: 'error',
  protects:
    'The kernel reserves the BARs of all VFs the device can have (size times TotalVFs, not numVfs); without room for them it refuses any VF with ENOMEM.',
  source:
    'drivers/pci/iov.c ("not enough MMIO resources", "IOV BARs not allocated"); the resource file of the PF in sysfs',
  fix: 'Turn on decoding above 4 GiB in the firmware setup of the host, or lower the number of VFs in the firmware of the card, and reboot',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    const { facts } = pf;
    if (facts === null || facts.totalVfs === null || !hasVfCount(pf)) return NOT_APPLICABLE;
    if (facts.vfBars.length === 0) return host.presumed || facts.numVfs === 0 ? UNREAD : COMPLIANT;
    const unplaced = facts.vfBars.filter((bar) => bar.bytes === 0);
    if (unplaced.length === 0) return COMPLIANT;
    return violation({
      message: `the kernel found no room for ${counted(unplaced.length, 'VF BAR')} (${joined(unplaced.map(barText))}) of ${counted(facts.totalVfs, 'VF')}: creating VFs fails with ENOMEM ${inBrackets(pf)}`,
      found: '0 bytes',
      limit: `BAR size times ${facts.totalVfs} (sriov_totalvfs)`,
      limitSource: `resource file of ${facts.address}`,
      fix: unplaced.every((bar) => bar.is64Bit) ? ABOVE_4G : BELOW_4G,
    });
  },
};

const UNREAD = unknown('VF BARs of the PF (its resource file)');

const ABOVE_4G =
  'Turn on decoding above 4 GiB in the firmware setup of the host, or lower the number of VFs in the firmware of the card (NUM_OF_VFS), and reboot';
const BELOW_4G =
  'Lower the number of VFs in the firmware of the card (NUM_OF_VFS), which frees address space, or move the card to another slot, and reboot';

function barText(bar: VfBarFacts): string {
  return `BAR ${bar.bar}, ${bar.is64Bit ? '64' : '32'} bit`;
}

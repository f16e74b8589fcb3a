import type { FunctionClass } from '../../device-class';
import type { InterfaceFacts, NetworkFacts } from '../inventory';
import type { HostReading } from './host-reading';
import { isInOtherNamespace, netdevsIn, netdevsOf, readInterface } from './interfaces';
import { blocksOfFunction, type NvmeReading, readNvme } from './nvme';
import type { PciDevice } from './pci-devices';
import { readNetwork } from './pf-network';
import type { FoundPf } from './sriov-capability';

/** What functions of a class show beyond what all functions do. */
interface ClassReader {
  readonly ofPf: (
    host: HostReading,
    pf: FoundPf,
    driver: string | null,
  ) => { readonly network: NetworkFacts | null; readonly nvme: NvmeReading | null };
  readonly ofVf: (host: HostReading, device: PciDevice) => VfParts;
}

/** What the host itself has of a VF, and by which it is in use. */
export interface VfParts {
  readonly interface: InterfaceFacts | null;
  readonly netdevs: readonly string[];
  /** Its netdevs are in another network namespace. */
  readonly isElsewhere: boolean;
  readonly blocks: readonly string[];
}

/** Of a VF that is given to a VM, too: it has neither netdev nor controller here. */
export const NO_VF_PARTS: VfParts = { interface: null, netdevs: [], isElsewhere: false, blocks: [] };

export const CLASS_READERS = {
  net: {
    ofPf: (host, pf, driver) => ({ network: readNetwork(host, pf, driver), nvme: null }),
    ofVf: (host, device) => {
      const { reading, stack } = host;
      const [netdev] = netdevsOf(reading, device, stack);
      return {
        interface: netdev === undefined ? null : readInterface(reading, netdev, stack, true),
        netdevs: netdevsIn(host, device),
        isElsewhere: isInOtherNamespace(reading, device),
        blocks: [],
      };
    },
  },
  nvme: {
    ofPf: ({ reading, blocks }, { device }) => ({ network: null, nvme: readNvme(reading, device, blocks) }),
    ofVf: ({ reading }, device) => ({ ...NO_VF_PARTS, blocks: blocksOfFunction(reading, device) }),
  },
  other: {
    ofPf: () => ({ network: null, nvme: null }),
    ofVf: () => NO_VF_PARTS,
  },
} as const satisfies Record<FunctionClass, ClassReader>;

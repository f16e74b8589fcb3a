import type { DriverBehaviour } from '../../../lib/catalog/behaviour';
import { BUILT_IN_DRIVERS, driverIn, type DriverTable } from '../../../lib/catalog/driver-table';
import type { Inventory, VfNetworkFacts } from '../../../lib/inventory/inventory';
import { ZERO_MAC } from '../../../lib/model/mac';
import { createKernel, type Kernel } from '../../../lib/simulate/kernel/kernel';
import { NEW_NETDEV } from '../../../lib/simulate/kernel/netdev';
import type { KernelOperation } from '../../../lib/simulate/kernel/operation';
import { hostFacts, interfaceFacts, nicFacts } from '../../support/facts';
import type { Compared, Pair } from '../bench';
import { resultDifference, resultOf } from '../real/outcome';
import type { Answer } from '../real/session';

/** VFs that the device has at most. */
export const MOST_VFS = 4;
/** Stands for the device in the model. */
export const PF = '0000:3b:00.0';
/** `ether_setup` (net/ethernet/eth.c), and netdevsim's own. */
const MTUS = { minMtu: 68, maxMtu: 65_535 } as const;

/** The catalog does not know what new VFs of it have, as it keeps what they had before; here it forgets that (`forgetVfs`). */
const NETDEVSIM: DriverBehaviour = {
  ...driverIn(BUILT_IN_DRIVERS, 'netdevsim'),
  newVf: { mac: ZERO_MAC, spoofCheck: false, trust: false, linkState: 'auto' },
};
const DRIVERS: DriverTable = { stated: [NETDEVSIM], others: 'built-in' };

/** What of the device model and kernel both know. */
export interface NicState {
  readonly eswitchMode: string | null;
  readonly rateNodes: readonly string[];
  /** VFs that a netdev stands for. */
  readonly representors: readonly number[];
  readonly vfs: readonly Partial<VfNetworkFacts>[];
  readonly adminUp: boolean | null;
  readonly mtu: number | null;
}

/** The device on a real kernel. */
interface RealNic {
  perform(operation: KernelOperation): Promise<Answer>;
  observe(): Promise<NicState>;
}

export class NetdevsimPair implements Pair {
  private readonly kernel: Kernel;

  /** @param series of the real kernel */
  public constructor(
    private readonly real: RealNic,
    series: string,
  ) {
    this.kernel = createKernel(startOf(`${series}.0`), { drivers: DRIVERS });
  }

  public hazardOf(): null {
    return null;
  }

  public async operate(operation: KernelOperation): Promise<Compared> {
    const real = resultOf(await this.real.perform(operation));
    const model = this.kernel.operate(operation);
    const found = resultDifference(model, real);
    return { model, real, differences: [...(found === null ? [] : [found]), ...(await this.compareAll())] };
  }

  public async compareAll(): Promise<readonly string[]> {
    return differencesOf(this.model(), await this.real.observe());
  }

  private model(): NicState {
    const [pf] = this.kernel.observe().physicalFunctions;
    const { eswitchMode = null, interfaces = [], rateNodes = [] } = pf?.network ?? {};
    const all = pf?.virtualFunctions ?? [];
    return {
      eswitchMode,
      rateNodes,
      representors: eswitchMode === 'switchdev' ? all.map(({ index }) => index) : [],
      vfs: all.map(({ network }) => network ?? {}),
      adminUp: interfaces[0]?.adminUp ?? null,
      mtu: interfaces[0]?.mtu ?? null,
    };
  }
}

function startOf(kernelRelease: string): Inventory {
  const netdev = interfaceFacts({ ...MTUS, mtu: NEW_NETDEV.mtu, adminUp: true, carrier: true, speedMbps: null });
  return {
    inventoryVersion: 1,
    takenAt: null,
    host: hostFacts({ kernelRelease, modules: ['netdevsim'] }),
    physicalFunctions: [
      nicFacts({
        address: PF,
        driver: 'netdevsim',
        totalVfs: MOST_VFS,
        driversAutoprobe: false,
        network: { interfaces: [netdev], linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement: false },
      }),
    ],
  };
}

/** null of the model: it does not say. */
function differencesOf(model: NicState, real: NicState): string[] {
  const found: string[] = [];
  const compare = (place: string, expected: unknown, is: unknown) => {
    const [said, shown] = [JSON.stringify(expected), JSON.stringify(is)];
    if (expected !== null && said !== shown) found.push(`${place}: the model says ${said}, the host ${shown}`);
  };
  compare('eswitch mode', model.eswitchMode, real.eswitchMode);
  compare('rate nodes', model.rateNodes, real.rateNodes);
  compare('VFs with a representor', model.representors, real.representors);
  compare('up', model.adminUp, real.adminUp);
  compare('MTU', model.mtu, real.mtu);
  compare('VFs', model.vfs.length, real.vfs.length);
  model.vfs.forEach((vf, n) => {
    const other: Readonly<Record<string, unknown>> = real.vfs[n] ?? {};
    for (const [key, value] of Object.entries(vf)) compare(`VF ${n} ${key}`, value, other[key]);
  });
  return found;
}

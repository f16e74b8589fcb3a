import type { Inventory, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { HostPlan, TargetPf, TargetVf } from '../../lib/plan/host-plan';
import { interfaceFacts, inventory, nicFacts, vfFacts } from '../support/facts';
import { plan, targetNic, vf } from '../plan/helpers';

/** A host with an igb port, which takes and gives what was measured, in the state that a test says. */
export const PF = '0000:3b:00.0';
export const VM = 'rack1/kvm01/uplink/vms';

const IGB = { driver: 'igb', vendorId: '8086', deviceId: '10c9', totalVfs: 7 };

export interface PortSketch {
  readonly vfs?: readonly Partial<VirtualFunctionFacts>[];
  readonly carriesManagement?: boolean;
  readonly autoprobe?: boolean;
}

export function igbHost({ vfs = [], carriesManagement = false, autoprobe = true }: PortSketch = {}): Inventory {
  const virtualFunctions = vfs.map((change, index) => vfFacts(index, { driver: 'vfio-pci', ...change }));
  const network = {
    interfaces: [interfaceFacts({ name: 'eth1', speedMbps: 1000 })],
    linkType: 'ethernet' as const,
    eswitchMode: null,
    carriesManagement,
  };
  const port = { ...IGB, network, virtualFunctions, numVfs: virtualFunctions.length, driversAutoprobe: autoprobe };
  return inventory([nicFacts(port)], { modules: ['vfio_pci', 'igb'] });
}

/** VFs with an attachment each. */
export function attached(count: number, change: Partial<TargetVf> = {}): TargetVf[] {
  return Array.from({ length: count }, (_, index) =>
    vf(index, { attachment: `${VM}/web-${index}`, vm: `web-${index}`, driver: 'vfio-pci', ...change }),
  );
}

export function igbTarget(change: Partial<TargetPf> = {}): TargetPf {
  const { virtualFunctions = attached(2) } = change;
  return targetNic({
    driver: 'igb',
    vfDriver: 'igbvf',
    numVfs: virtualFunctions.length,
    driversAutoprobe: false,
    adminUp: true,
    virtualFunctions,
    ...change,
  });
}

/** As synth makes it for a host that looks like this. */
export function igbPlan(change: Partial<TargetPf> = {}, observed: Inventory = igbHost()): HostPlan {
  return plan(igbTarget(change), observed);
}

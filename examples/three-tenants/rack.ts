import { TerraformStack } from 'cdktf';
import { Demand, PauseFrames, Persistence, SriovHost, VfProfile, VfToVf } from 'cdktf-sriov';
import type { Construct } from 'constructs';

export interface Tenant {
  readonly name: string;
  readonly vlan: number;
  readonly vms: number;
  readonly minTxRateMbps: number;
  readonly maxTxRateMbps: number;
}

/** Three tenants share one 100 GbE port. Each has a pool with a VLAN, a rate limit and a guarantee of its own. */
export const TENANTS: readonly Tenant[] = [
  { name: 'blue', vlan: 110, vms: 4, minTxRateMbps: 5_000, maxTxRateMbps: 25_000 },
  { name: 'green', vlan: 120, vms: 4, minTxRateMbps: 5_000, maxTxRateMbps: 25_000 },
  { name: 'red', vlan: 130, vms: 8, minTxRateMbps: 2_000, maxTxRateMbps: 10_000 },
];

export class Rack extends TerraformStack {
  public readonly host: SriovHost;

  public constructor(scope: Construct, id: string, tenants = TENANTS) {
    super(scope, id);
    // No inventory: the host is presumed to be fresh and its card to be what the catalog says.
    this.host = new SriovHost(this, 'kvm01', { persistence: Persistence.EXTERNAL });
    const uplink = this.host.addPhysicalFunction('uplink', {
      address: '0000:3b:00.0',
      device: 'intel-e810-c-qsfp',
      conditions: { pauseFrames: PauseFrames.OFF, vfToVf: VfToVf.ISOLATED, dcb: false, adq: false },
    });

    for (const { name, vlan, vms, minTxRateMbps, maxTxRateMbps } of tenants) {
      const pool = uplink.addPool(name, {
        count: vms,
        tenant: name,
        settings: VfProfile.tenant({ vlan, minTxRateMbps, maxTxRateMbps }),
      });
      for (let n = 1; n <= vms; n++) {
        pool.attach(`${name}-${n}`, {
          demand: Demand.network({ txMbps: minTxRateMbps, rxMbps: minTxRateMbps }),
          guarantee: { txMbps: minTxRateMbps },
        });
      }
    }
  }
}

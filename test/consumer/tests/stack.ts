import { TerraformStack, Testing } from 'cdktf';
import { Demand, HostInventory, LinkState, Persistence, SriovHost, type VirtualFunctionPool } from 'cdktf-sriov';

/** A stack with one host, whose pool has one VM. */
export function rackWith(vlan: number): { stack: TerraformStack; pool: VirtualFunctionPool } {
  const stack = new TerraformStack(Testing.app(), 'rack1');
  const inventory = HostInventory.fromFile('kvm01.json');
  const pool = new SriovHost(stack, 'kvm01', { inventory, persistence: Persistence.EXTERNAL })
    .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
    .addPool('vms', { count: 4, vlan, spoofCheck: true, trust: false, linkState: LinkState.AUTO });
  pool.attach('web', { demand: Demand.network({ txMbps: 1_000, rxMbps: 1_000 }) });
  return { stack, pool };
}

import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { DeviceClass, HostInventory, LinkState, Persistence, Sriov, SriovHost } from 'cdktf-sriov';
import { addDrive, addTenants } from './tenants';

/**
 * One dual-socket host with a two-port 25 GbE NIC and two NVMe SSDs that do SR-IOV: twelve VMs of three tenants.
 * No limits of the SSSTC ED1 are published, so the app states those that the drive itself reported.
 */
const app = new App();
const stack = new TerraformStack(app, 'rack1');

Sriov.of(app).addDevice('ssstc-ed1', {
  source: 'nvme primary-ctrl-caps and fio on the drive of kvm01, 2026-10-02',
  deviceClass: DeviceClass.NVME,
  maxVfsPerPf: 16,
  vqFlexibleTotal: 64,
  vqMaxPerSecondary: 8,
  viFlexibleTotal: 32,
  viMaxPerSecondary: 4,
  randReadIops: 900_000,
  randWriteIops: 140_000,
  seqReadMBps: 6_500,
  seqWriteMBps: 3_600,
  vfIops: 250_000,
});

const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});

addTenants(
  host,
  ['0000:3b:00.0', '0000:3b:00.1'].map((address) => ({
    address,
    vfsPerTenant: 4,
    maxTxRateMbps: 8_000,
    minTxRateMbps: 2_000,
    linkState: LinkState.AUTO,
    demandMbps: 3_500,
  })),
);
addDrive(
  host,
  { id: 'pm1735', address: '0000:86:00.0', namespaceId: 1, virtualQueues: 4, virtualInterrupts: 2, iops: 120_000 },
  ['blue-1', 'blue-2'],
  1,
);
addDrive(
  host,
  {
    id: 'ed1',
    address: '0000:87:00.0',
    device: 'ssstc-ed1',
    namespaceId: 1,
    virtualQueues: 8,
    virtualInterrupts: 4,
    iops: 90_000,
  },
  ['blue-3', 'blue-4'],
  1,
);

app.synth();

import { join } from 'node:path';
import { PACE_VARIABLE } from '../lib/host/virtual';
import { parseInventory } from '../lib/inventory/parse';
import type { Inventory } from '../lib/inventory/inventory';
import type { TargetPf, TargetVf } from '../lib/plan/host-plan';
import { nvmeInventory } from './hosts';
import { writePlans } from './plans';
import { sriov } from './programs';
import { type Goal, median, type Row, spread } from './report';

const HOSTS = 50;
/** Hosts of the fleet that are measured alone, one of each size. */
const ALONE = [0, 1, 2];
const RUNS = 3;

/**
 * `sriov apply` on fifty virtual hosts at once, at the default parallelism and in the time that real ones would take,
 * against the slowest of them alone.
 */
export async function benchVirtualFleet(folder: string): Promise<{ readonly rows: Row[]; readonly goals: Goal[] }> {
  const out = join(folder, 'fleet');
  const inventory = inventoryOfHost();
  const hosts = Array.from({ length: HOSTS }, (_, n) => ({
    name: nameOf(n),
    target: { physicalFunctions: [nic(n), drive(n)] },
    observed: inventory,
  }));
  writePlans(out, hosts);
  const alone: number[][] = ALONE.map(() => []);
  const together: number[] = [];
  const unchanged: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    for (const n of ALONE) alone[n]?.push(await applied(out, join(folder, `alone-${n}-${run}`), nameOf(n)));
    const states = join(folder, `together-${run}`);
    together.push(await applied(out, states));
    unchanged.push(await applied(out, states));
  }
  const slowest = alone.reduce((a, b) => (median(b) > median(a) ? b : a));
  return {
    rows: [
      spread('slowest virtual host alone', slowest),
      spread(`${HOSTS} virtual hosts at once`, together),
      spread(`${HOSTS} virtual hosts at once, nothing to do`, unchanged),
    ],
    goals: [
      {
        name: `${HOSTS} virtual hosts at once against the slowest alone`,
        value: median(together) / median(slowest),
        unit: 'times',
        goal: 1.5,
      },
    ],
  };
}

/** Milliseconds of the command, for one host or for all. */
async function applied(out: string, states: string, host?: string): Promise<number> {
  const which = host === undefined ? [] : ['--host', host];
  const args = ['apply', out, '--virtual', `${states}/`, '--yes', ...which];
  return (await sriov(args, { [PACE_VARIABLE]: '1' })).milliseconds;
}

function nameOf(n: number): string {
  return `kvm${String(n).padStart(2, '0')}`;
}

/** One igb port, which loses its link when its VFs come, and one NVMe drive. */
function inventoryOfHost(): Inventory {
  const nicAddress = '0000:01:00.0';
  const port = {
    address: nicAddress,
    vendorId: '8086',
    deviceId: '10c9',
    classCode: '020000',
    deviceClass: 'net',
    driver: 'igb',
    totalVfs: 7,
    numVfs: 0,
    vfOffset: 128,
    vfStride: 2,
    driversAutoprobe: true,
    iommuGroup: { id: 20, members: [nicAddress] },
    link: { address: nicAddress, speedGTs: 2.5, width: 1, maxSpeedGTs: 2.5, maxWidth: 1 },
    network: {
      interfaces: [
        { name: 'eth1', mac: '52:54:00:aa:00:01', mtu: 1500, adminUp: true, carrier: true, speedMbps: 1000 },
      ],
      linkType: 'ethernet',
      carriesManagement: false,
    },
  };
  const host = { modules: ['vfio_pci', 'igb', 'nvme'] };
  return parseInventory({ inventoryVersion: 1, host, physicalFunctions: [port, nvmeInventory()] }, 'bench');
}

function nic(n: number): TargetPf {
  const vfs = n % 3 === 2 ? 7 : 5 + (n % 3);
  const virtualFunctions = Array.from({ length: vfs }, (_, index): TargetVf => ({
    index,
    address: null,
    attachment: `bench/${nameOf(n)}/uplink/vms/vm${index}`,
    vm: `vm${index}`,
    driver: 'vfio-pci',
    mac: `02:00:00:00:00:0${index}`,
    vlan: { vlan: 100 + index, qos: 0, protocol: '802.1Q' },
    spoofCheck: false,
    trust: true,
    rate: { minTxMbps: 0, maxTxMbps: 100 },
  }));
  return {
    path: `bench/${nameOf(n)}/uplink`,
    address: '0000:01:00.0',
    deviceClass: 'net',
    driver: 'igb',
    vfDriver: 'igbvf',
    numVfs: vfs,
    driversAutoprobe: false,
    adminUp: true,
    virtualFunctions,
  };
}

function drive(n: number): TargetPf {
  const virtualFunctions = Array.from({ length: 4 }, (_, index): TargetVf => ({
    index,
    address: null,
    driver: 'vfio-pci',
    nvme: { controllerId: index + 1, virtualQueues: 4, virtualInterrupts: 2, namespaceIds: [1] },
  }));
  return {
    path: `bench/${nameOf(n)}/drive`,
    address: '0000:86:00.0',
    deviceClass: 'nvme',
    driver: 'nvme',
    vfDriver: 'nvme',
    numVfs: 4,
    driversAutoprobe: false,
    virtualFunctions,
  };
}

import { DEFAULT_CATALOG } from '../../../lib/catalog/catalog';
import { evaluateFleet, type FleetInput } from '../../../lib/evaluate/evaluate';
import type { Inventory } from '../../../lib/inventory/inventory';
import type { Finding } from '../../../lib/model/finding';
import { EMPTY_LOCK } from '../../../lib/model/lock';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction } from '../../../lib/model/wanted';
import { type HostInput, reportFacts, type ReportFacts } from '../../../lib/report/facts';
import { attachmentRecords } from '../../../lib/resolve/attachment-record';
import { predictFleetFailures } from '../../../lib/simulate/failure/fleet';
import { simulatePlan } from '../../../lib/simulate/kernel/simulate';
import { interfaceFacts, inventory, nicFacts, nvmeFacts } from '../../support/facts';

/** What a fleet of tests looks like. */
export interface FleetShape {
  readonly hosts: number;
  /** VMs on each of the two ports of a host. @default 4 */
  readonly vmsPerPort?: number;
  /** Every VM asks for something else, so that none gets what another one does. @default false */
  readonly allDifferent?: boolean;
  /** How hosts are called. @default kvm1, kvm2 */
  readonly nameOf?: (host: number) => string;
}

const TENANTS = ['blue', 'green', 'red'];
const PORTS = ['0000:3b:00.0', '0000:5e:00.0'] as const;

/** The hosts of the fleet, as an app declares them. */
export function fleetOf(shape: FleetShape): FleetInput['hosts'] {
  const { hosts, nameOf = (host) => `kvm${host}` } = shape;
  return Array.from({ length: hosts }, (_, host) => ({
    wanted: wantedHost(nameOf(host + 1), shape),
    inventory: machine(`kvm${host + 1}`, host),
  }));
}

/** What a synth of the fleet gives, without an app and files. */
export function inputsOf(shape: FleetShape): { inputs: HostInput[]; findings: readonly Finding[] } {
  return inputsOfHosts(fleetOf(shape));
}

/** What a synth of these hosts gives. */
export function inputsOfHosts(
  hosts: FleetInput['hosts'],
  acknowledgements: FleetInput['acknowledgements'] = [],
): { inputs: HostInput[]; findings: readonly Finding[] } {
  const context = { catalog: DEFAULT_CATALOG, lock: EMPTY_LOCK, acknowledgements, findings: [] };
  const { hosts: results, findings } = evaluateFleet({ ...context, hosts });
  const failures = predictFleetFailures(results.map(({ resolved }) => resolved));
  const inputs = results.map(({ plan, resolved, prediction }) => ({
    plan,
    prediction,
    observed: resolved.inventory,
    simulation: simulatePlan(plan, resolved.inventory),
    attachments: attachmentRecords(resolved),
    failures: failures.get(resolved.path) ?? null,
  }));
  return { inputs, findings };
}

export function factsOf(shape: FleetShape): ReportFacts {
  const { inputs, findings } = inputsOf(shape);
  return reportFacts(inputs, findings);
}

/** Two sockets, a port of a NIC on each, and a drive. The bridge above the second port passes too few buses, which is an error. */
function machine(hostname: string, host: number): Inventory {
  const [first, second] = PORTS.map((address, node) => {
    const nic = nicFacts({ address, numaNode: node, slot: `${node + 1}`, link: pcieLink(address) });
    const interfaces = [interfaceFacts({ name: `ens${node + 1}f0`, permanentMac: macOf(host * 2 + node) })];
    const upstreamLinks = [pcieLink(address.replace(/3b|5e/, (bus) => (bus === '3b' ? '3a' : '5d')))];
    return { ...nic, upstreamLinks, ...(nic.network && { network: { ...nic.network, interfaces } }) };
  });
  const numaNodes = [0, 1].map((id) => ({
    id,
    cpus: `${id * 32}-${id * 32 + 31}`,
    memoryBytes: 2 ** 37,
    distances: id === 0 ? [10, 21] : [21, 10],
    sockets: [id],
  }));
  return inventory([first, second, nvmeFacts({ serial: `ED1-${host}` })], { hostname, numaNodes });
}

function macOf(index: number): string {
  const [high, low] = [index >> 8, index & 0xff].map((byte) => byte.toString(16).padStart(2, '0'));
  return `3c:fd:fe:00:${high}:${low}`;
}

function pcieLink(address: string) {
  return { address, speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 16 };
}

function wantedHost(name: string, { vmsPerPort = 4, allDifferent = false }: FleetShape): WantedHost {
  const path = `rack1/${name}`;
  const ports = PORTS.map((address, port) => wantedPort(`${path}/uplink${port}`, address, vmsPerPort));
  return {
    path,
    name,
    labels: {},
    policy: { persistence: 'external', failoverGroup: 'rack1' },
    physicalFunctions: ports,
    attachments: ports.flatMap((port, p) =>
      Array.from({ length: vmsPerPort }, (_, vm) =>
        attachment(
          port,
          `web-${p}-${vm}`,
          vm,
          Math.min(2000, Math.floor(16_000 / vmsPerPort)) + (allDifferent ? vm : 0),
        ),
      ),
    ),
    unresolved: [],
  };
}

function wantedPort(path: string, address: string, count: number): WantedPhysicalFunction {
  const settings = { driver: 'vfio-pci', vlan: 100, spoofCheck: true, trust: false, linkState: 'auto' } as const;
  return {
    path,
    selector: { address },
    externallyManaged: false,
    conditions: {},
    pools: [{ path: `${path}/vms`, count: count + 2, settings, use: {}, unresolved: [] }],
    unresolved: [],
  };
}

/** Each asks for its part of the port; the first of a port asks for more than it can get. */
function attachment(port: WantedPhysicalFunction, vm: string, index: number, part: number): WantedAttachment {
  const [pool] = port.pools;
  const txMbps = index === 0 ? 40_000 : part;
  return {
    path: `${pool.path}/${vm}`,
    vm,
    pool: pool.path,
    overrides: {},
    use: { tenant: TENANTS[index % TENANTS.length] },
    demand: { kind: 'network', txMbps, rxMbps: 200, frameBytes: 1518 },
    unresolved: [],
  };
}

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { VirtualHostState } from '../../../../../lib/host/virtual';
import type { Inventory, PhysicalFunctionFacts } from '../../../../../lib/inventory/inventory';
import { requireTool } from '../../../../support/require-tool';
import { bundledProvider, EngineFolder, type BundledProvider } from '../../../engine/engine-folder';

const ROOT = join(__dirname, '../../../../..');
const SOURCE = 'cdktf-sriov/sriov';

/** Real engines; a suite goes over all of them. */
export const ENGINES: readonly Engine[] = [
  { name: 'OpenTofu 1.6', program: 'tofu', test: requireTool('tofu').test, writesConfiguration: false },
  { name: 'OpenTofu 1.12', program: 'tofu-1.12', test: requireTool('tofu-1.12').test, writesConfiguration: true },
  { name: 'Terraform', program: 'terraform', test: requireTool('terraform').test, writesConfiguration: true },
];

interface Engine {
  readonly name: string;
  readonly program: string;
  readonly test: jest.It;
  /** Before 1.11 OpenTofu crashed at `-generate-config-out` for every schema with computed nested attributes. */
  readonly writesConfiguration: boolean;
}

/** The provider in its file, for the tests of a suite. */
export function bundledSriov(): { readonly provider: () => BundledProvider } {
  let provider: BundledProvider;
  beforeAll(() => {
    provider = bundledProvider(join(ROOT, 'lib/provider/main.ts'), SOURCE);
  });
  afterAll(() => rmSync(provider.bin, { recursive: true, force: true }));
  return { provider: () => provider };
}

/** What virtual hosts begin as. */
const EXAMPLE = JSON.parse(readFileSync(join(ROOT, 'examples/provider/kvm01.json'), 'utf8')) as Inventory;

/** Address and permanent MAC of the PFs of a host, by their number. */
export const PF = (n: number): { readonly address: string; readonly mac: string } => ({
  address: `0000:3b:00.${n}`,
  mac: `3c:fd:fe:9c:5c:0${n}`,
});

/** A folder with a configuration of SR-IOV, and virtual hosts as files. */
export class HostsFolder extends EngineFolder {
  /** @param engine name of the program */
  public constructor(engine: string, provider: BundledProvider) {
    super(engine, provider);
    this.addHost('kvm01', 2);
  }

  /** What a virtual host begins as: an E810 with so many ports. */
  public addHost(
    name: string,
    pfs: number,
    change: (pf: PhysicalFunctionFacts) => PhysicalFunctionFacts = (pf) => pf,
  ): void {
    const [pf] = EXAMPLE.physicalFunctions as readonly [PhysicalFunctionFacts];
    const physicalFunctions = Array.from({ length: pfs }, (_, n) => change(port(pf, n)));
    const host = { ...EXAMPLE.host, hostname: name };
    this.put(`${name}.json`, JSON.stringify({ ...EXAMPLE, host, physicalFunctions }));
  }

  /**
   * Writes the configuration; the provider stands for the host kvm01.
   *
   * @param hosts folder of the host
   */
  public write(body: string, hosts = this.folder): void {
    this.put('main.tf', `${REQUIRED}provider "sriov" {\n  virtual = ${virtual(join(hosts, 'kvm01'))}\n}\n${body}`);
  }

  /** Whether anything was done to the host yet. */
  public hasHost(name = 'kvm01'): boolean {
    return existsSync(join(this.folder, `${name}.host.json`));
  }

  /** A host as it is now. */
  public host(name = 'kvm01'): VirtualHostState {
    return JSON.parse(this.text(`${name}.host.json`)) as VirtualHostState;
  }

  /** A PF as it is now. */
  public pf(n = 0, name = 'kvm01'): PhysicalFunctionFacts {
    const found = this.host(name).inventory.physicalFunctions[n];
    if (found === undefined) throw new Error(`${name} has no PF ${n}`);
    return found;
  }

  /** Somebody changes a PF by hand. */
  public byHand(n: number, change: (pf: PhysicalFunctionFacts) => PhysicalFunctionFacts): void {
    const { inventory, ...rest } = this.host();
    const physicalFunctions = inventory.physicalFunctions.map((pf, at) => (at === n ? change(pf) : pf));
    this.put('kvm01.host.json', JSON.stringify({ ...rest, inventory: { ...inventory, physicalFunctions } }));
  }
}

/** Names the provider in a module. */
export const REQUIRED = `terraform {\n  required_providers {\n    sriov = { source = "${SOURCE}" }\n  }\n}\n`;

/** HCL of the way to a virtual host. */
export const virtual = (name: string): string => `{ file = "${name}.host.json", from = "${name}.json" }`;

/** A PF that is to be brought up: rates wait for its link, which takes its time. */
export const linkDown = (pf: PhysicalFunctionFacts): PhysicalFunctionFacts => ({
  ...pf,
  network: pf.network && {
    ...pf.network,
    interfaces: pf.network.interfaces.map((netdev) => ({ ...netdev, adminUp: false, carrier: false })),
  },
});

function port(pf: PhysicalFunctionFacts, n: number): PhysicalFunctionFacts {
  const { address, mac } = PF(n);
  const { network, iommuGroup, link } = pf;
  return {
    ...pf,
    address,
    // VFs of a port lie behind those of the ports before it.
    vfOffset: 8 + n * 127,
    ...(iommuGroup && { iommuGroup: { id: (iommuGroup.id ?? 0) + n, members: [address] } }),
    ...(link && { link: { ...link, address } }),
    ...(network && {
      network: {
        ...network,
        interfaces: network.interfaces.map((netdev) => ({
          ...netdev,
          name: `ens1f${n}np${n}`,
          mac,
          permanentMac: mac,
          port: n,
        })),
      },
    }),
  } as PhysicalFunctionFacts;
}

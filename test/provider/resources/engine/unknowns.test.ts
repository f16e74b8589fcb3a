import { bundledSriov, ENGINES, HostsFolder } from './support/hosts-folder';

/** A PF of which other resources say at apply only what it is to be. */

const { provider } = bundledSriov();

const PF = `
resource "sriov_physical_function" "uplink" {
  address     = terraform_data.facts.output.address
  num_vfs     = terraform_data.facts.output.num_vfs
  persistence = "none"
  pools = {
    tenants = {
      count    = terraform_data.facts.output.count
      settings = { vlan = terraform_data.facts.output.vlan, spoof_check = true }
      vms      = { web1 = {} }
    }
  }
}
resource "terraform_data" "vm" {
  input = sriov_physical_function.uplink.vms["web1"].address
}
`;

describe.each(ENGINES)('Under $name', ({ program, test }) => {
  let at: HostsFolder;
  beforeEach(() => (at = new HostsFolder(program, provider())));
  afterEach(() => at.remove());

  const known = (values: string): string => `resource "terraform_data" "facts" {\n  input = { ${values} }\n}\n`;
  const wanted = (address: string, numVfs: number, vlan: number): string =>
    known(`address = "0000:3b:00.${address}", num_vfs = ${numVfs}, count = ${numVfs}, vlan = ${vlan}`) + PF;

  test('address, number of VFs, size and VLAN of a pool are taken once they are known, and checked', () => {
    at.write(wanted('0', 4, 5000));
    const refused = at.apply();
    expect(refused.status).toBe(1);
    expect(refused.text).toContain('Warning: Part of the plan is left to the apply');
    expect(refused.text).toContain('Error: VLAN-001: vlan is 5000');
    expect(at.addresses).toEqual(['terraform_data.facts']);

    at.write(wanted('0', 4, 100));
    expect(at.apply().text).toContain('2 added, 1 changed');
    expect(at.pf()).toMatchObject({ numVfs: 4, virtualFunctions: [{ network: { vlan: 100 } }, {}, {}, {}] });
    expect(at.attributes('terraform_data.vm')).toMatchObject({ output: { value: '0000:3b:01.0' } });
    expect(at.plan().status).toBe(0);

    at.write(wanted('0', 6, 200));
    expect(at.apply().text).toContain('0 added, 2 changed');
    expect(at.pf()).toMatchObject({ numVfs: 6, virtualFunctions: [{ network: { vlan: 200 } }, {}, {}, {}, {}, {}] });
    expect(at.plan().status).toBe(0);
  });

  test('an address that turns out to be that of another PF changes neither', () => {
    at.write(wanted('0', 4, 100));
    at.apply();
    at.write(wanted('1', 4, 100));
    const refused = at.apply();
    expect(refused.status).toBe(1);
    expect([at.pf(0).numVfs, at.pf(1).numVfs]).toEqual([4, 0]);
    expect(refused.text).toContain('Warning: Another PF is meant than before');
    expect(refused.text).not.toContain('The PF is not as it was left');
    at.apply();
    expect([at.pf(0).numVfs, at.pf(1).numVfs]).toEqual([0, 4]);
    expect(at.plan().status).toBe(0);
  });
});

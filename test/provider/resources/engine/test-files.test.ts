import { bundledSriov, ENGINES, HostsFolder } from './support/hosts-folder';

/** Tests that users write beside their configuration. */

const { provider } = bundledSriov();

const CONFIG = `
variable "vlan" {
  type    = number
  default = 100
}
resource "sriov_physical_function" "uplink" {
  address     = "0000:3b:00.0"
  num_vfs     = 4
  persistence = "none"
  pools = { tenants = { count = 4, settings = { vlan = var.vlan, spoof_check = true }, vms = { web1 = {} } } }
}
`;

const TESTS = `
run "plans_the_vf_of_a_vm" {
  command = plan
  assert {
    condition     = sriov_physical_function.uplink.vms["web1"].address == "0000:3b:01.0"
    error_message = "web1 has another VF"
  }
}
run "makes_vfs" {
  assert {
    condition     = length(sriov_physical_function.uplink.vf_addresses) == 4
    error_message = "there are not 4 VFs"
  }
}
run "changes_them" {
  variables {
    vlan = 200
  }
  assert {
    condition     = sriov_physical_function.uplink.vf_settings["0-3"].vlan == "200 qos 0 802.1Q"
    error_message = "the VLAN is another"
  }
}
`;

describe.each(ENGINES)('Under $name', ({ program, test }) => {
  let at: HostsFolder;
  beforeEach(() => (at = new HostsFolder(program, provider())));
  afterEach(() => at.remove());

  test('a test file plans, applies, asserts, and leaves the PF as it was', () => {
    at.write(CONFIG);
    at.put('tests/vfs.tftest.hcl', TESTS);
    const tested = at.run('test');
    expect(tested.status).toBe(0);
    expect(tested.text).toContain('Success! 3 passed, 0 failed.');
    expect(at.pf().numVfs).toBe(0);
  });

  test('what a rule of the provider refuses fails the test in the words of the rule', () => {
    at.write(CONFIG);
    at.put('tests/vfs.tftest.hcl', 'run "plans" {\n  command = plan\n  variables {\n    vlan = 5000\n  }\n}\n');
    const tested = at.run('test');
    expect(tested.status).toBe(1);
    expect(tested.text).toContain('VLAN-001: vlan is 5000');
  });
});

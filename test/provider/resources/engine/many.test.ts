import { bundledSriov, ENGINES, HostsFolder, REQUIRED } from './support/hosts-folder';

/** As many PFs as a small data centre has, in one configuration. */

const { provider } = bundledSriov();

/** One engine has the number that is asked for, the others show that they do the same: a destroy of 200 takes it half a minute. */
const HOSTS: Readonly<Record<string, number>> = { tofu: 100, 'tofu-1.12': 20, terraform: 20 };
const VFS = 2;
/** Far more than it takes on a machine with other work: whoever works on one host after the other does not keep it. */
const LIMIT_MS = 120_000;

const config = (hosts: number): string => `
resource "sriov_physical_function" "ports" {
  for_each = { for each in setproduct(range(${hosts}), range(2)) : "kvm\${each[0]}-\${each[1]}" => each }
  host        = { virtual = { file = "kvm\${each.value[0]}.host.json", from = "kvm\${each.value[0]}.json" } }
  address     = "0000:3b:00.\${each.value[1]}"
  num_vfs     = ${VFS}
  persistence = "none"
  pools = { tenants = { count = ${VFS}, settings = { vlan = 100, spoof_check = true }, vms = { web = {} } } }
}
`;

jest.setTimeout(3 * LIMIT_MS);

describe.each(ENGINES)('Under $name', ({ program, test }) => {
  const hosts = HOSTS[program] ?? 0;
  let at: HostsFolder;
  beforeEach(() => {
    at = new HostsFolder(program, provider());
    for (let n = 0; n < hosts; n++) at.addHost(`kvm${n}`, 2);
  });
  afterEach(() => at.remove());

  const numVfs = (): number =>
    Array.from({ length: 2 * hosts }, (_, n) => at.pf(n % 2, `kvm${Math.floor(n / 2)}`).numVfs ?? 0).reduce(
      (a, b) => a + b,
    );

  test(`${2 * hosts} PFs of ${hosts} hosts are made, left alone and taken back`, () => {
    at.put('main.tf', REQUIRED + config(hosts));
    const begun = Date.now();
    expect(at.apply('-parallelism=50').text).toContain(`${2 * hosts} added, 0 changed, 0 destroyed`);
    expect(numVfs()).toBe(2 * hosts * VFS);
    expect(at.plan().status).toBe(0);
    expect(at.destroy('-parallelism=50').text).toContain(`${2 * hosts} destroyed`);
    expect(numVfs()).toBe(0);
    expect(Date.now() - begun).toBeLessThan(LIMIT_MS);
  });
});

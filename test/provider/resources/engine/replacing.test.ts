import { bundledSriov, ENGINES, HostsFolder } from './support/hosts-folder';

/** A PF that is to be made anew, or to be left alone, because the user says so. */

const { provider } = bundledSriov();

const pf = (name: string, { vlan = 100, lifecycle = '' } = {}): string => `
resource "sriov_physical_function" "${name}" {
  address     = "0000:3b:00.0"
  num_vfs     = 4
  persistence = "none"
  pools = { tenants = { count = 4, settings = { vlan = ${vlan}, spoof_check = true }, vms = { web1 = {} } } }
  ${lifecycle && `lifecycle { ${lifecycle} }`}
}
`;
const UPLINK = 'sriov_physical_function.uplink';
const saying = (text: string) => expect.stringContaining(text) as string;
const ANEW = '1 added, 0 changed, 1 destroyed';

describe.each(ENGINES)('Under $name', ({ program, test }) => {
  let at: HostsFolder;
  beforeEach(() => (at = new HostsFolder(program, provider())));
  afterEach(() => at.remove());

  test('a PF that is replaced, or was tainted, is taken back and made as it was', () => {
    at.write(pf('uplink'));
    at.apply();
    const [vfs, { vms }] = [at.pf().virtualFunctions, at.attributes(UPLINK)];
    const { text } = at.plan(`-replace=${UPLINK}`);
    expect(text).toContain('will be replaced, as requested');
    expect(text.match(/\(known after apply\)/g)).toHaveLength(1);
    const replaced = at.apply(`-replace=${UPLINK}`);
    expect(replaced.text).toContain(ANEW);
    expect(at.pf().virtualFunctions).toEqual(vfs);
    expect(at.attributes(UPLINK).vms).toEqual(vms);

    at.run('taint', UPLINK);
    const tainted = at.apply();
    expect(tainted.text).toMatch(/uplink is tainted, so (it )?must be replaced/);
    expect(tainted.text).toContain(ANEW);
    expect(at.pf().virtualFunctions).toEqual(vfs);
    expect(at.plan().status).toBe(0);
  });

  test('a PF that is created before it is destroyed keeps its VFs throughout', () => {
    at.write(pf('uplink', { lifecycle: 'create_before_destroy = true' }));
    at.apply();
    const { lastRun } = at.host();
    expect(at.plan(`-replace=${UPLINK}`).text.match(/\(known after apply\)/g)).toHaveLength(1);
    const replaced = at.apply(`-replace=${UPLINK}`);
    expect(replaced.text).toContain(ANEW);
    expect(replaced.text).toContain('Warning: The PF stays as it is');
    expect(at.host().lastRun).toEqual(lastRun);
    expect(at.plan().status).toBe(0);
  });

  test('a resource that has another name now, of which nothing says so, is not planned', () => {
    at.write(pf('uplink'));
    at.apply();
    at.write(pf('tenants'));
    expect(at.plan()).toMatchObject({ status: 1, text: saying('Error: A PF is destroyed and made in one plan') });
    at.write(`${pf('tenants')}${pf('others')}`);
    expect(at.plan()).toMatchObject({ status: 1, text: saying('Error: Two resources are for one PF') });
  });

  test('what is to be ignored after the PF was made is ignored', () => {
    at.write(pf('uplink'));
    at.apply();
    at.write(pf('uplink', { vlan: 200, lifecycle: 'ignore_changes = [pools]' }));
    expect(at.plan().status).toBe(0);
  });
});

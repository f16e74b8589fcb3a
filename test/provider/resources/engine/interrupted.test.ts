import { Disturbed } from './support/disturbed';
import { bundledSriov, ENGINES, HostsFolder, linkDown } from './support/hosts-folder';

/** An apply that does not come to its end: what is left of it, and what the next one makes of that. */

const { provider } = bundledSriov();

const port = (n: number): string => `
resource "sriov_physical_function" "port${n}" {
  address     = "0000:3b:00.${n}"
  num_vfs     = 4
  persistence = "none"
  pools = { tenants = { count = 4, settings = { vlan = 10${n}, spoof_check = true, max_tx_rate_mbps = 1000 } } }
}
`;
const APPLY = ['apply', '-auto-approve', '-input=false'];

jest.setTimeout(120_000);

describe.each(ENGINES)('Under $name', ({ program, test }) => {
  let at: HostsFolder;
  let apply: Disturbed;
  beforeEach(() => {
    at = new HostsFolder(program, provider());
    // Rates wait for the link, which takes its time to come up.
    at.addHost('kvm01', 2, linkDown);
    at.write(port(0) + port(1));
  });
  afterEach(() => {
    apply.remove();
    at.remove();
  });

  /** VFs of both PFs, most first. */
  const numVfs = (): (number | null)[] => [at.pf(0).numVfs, at.pf(1).numVfs].sort().reverse();
  const isWhole = (): void => {
    expect(at.plan().status).toBe(0);
    expect(numVfs()).toEqual([4, 4]);
  };

  test('Ctrl-C lets the PF come to its end that has begun, and begins no other', async () => {
    apply = new Disturbed(at, ...APPLY);
    await apply.whenAtWork();
    apply.interrupt();
    expect(await apply.end()).toBe(1);
    expect(apply.text).toContain('execution halted');
    expect(numVfs()).toEqual([4, 0]);
    expect(at.host().lastRun).toMatchObject({ ended: true });
    expect(at.addresses).toHaveLength(1);
    await apply.whenAllAreGone();
    expect(at.apply().text).toContain('1 added, 0 changed, 0 destroyed');
    isWhole();
  });

  test('a second Ctrl-C ends at once, and the next apply goes on from what is there', async () => {
    apply = new Disturbed(at, ...APPLY);
    await apply.whenAtWork();
    apply.interrupt();
    await apply.whenSaid('Interrupt received');
    apply.interrupt();
    expect(await apply.end()).toBe(1);
    expect(apply.text).toContain('Two interrupts received');
    await apply.whenAllAreGone();
    expect(at.apply().status).toBe(0);
    isWhole();
  });

  test('an engine that is killed leaves a PF that is whole and no process, and the next apply takes it up', async () => {
    apply = new Disturbed(at, ...APPLY);
    await apply.whenAtWork();
    apply.killEngine();
    await apply.whenAllAreGone();
    expect(at.host().lastRun).toMatchObject({ ended: true });
    expect(numVfs()).toEqual([4, 0]);
    expect(at.apply().text).toContain('2 added, 0 changed, 0 destroyed');
    isWhole();
  });

  test('a provider that is killed is told of, and the next apply does what is left', async () => {
    apply = new Disturbed(at, ...APPLY);
    await apply.whenAtWork();
    apply.killProvider();
    expect(await apply.end()).toBe(1);
    expect(apply.text).toContain('Error: Plugin did not respond');
    expect(at.host().lastRun).toMatchObject({ ended: false });
    expect(at.apply().text).toContain('2 added, 0 changed, 0 destroyed');
    isWhole();
  });
});

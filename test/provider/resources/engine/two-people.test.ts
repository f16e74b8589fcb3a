import { Postgres } from '../../../support/postgres';
import { requireTool } from '../../../support/require-tool';
import { Disturbed } from './support/disturbed';
import { bundledSriov, ENGINES, HostsFolder, linkDown } from './support/hosts-folder';

/** Two people at work on one host at the same time. */

const { provider } = bundledSriov();

const pf = (vlan: number): string => `
resource "sriov_physical_function" "uplink" {
  address     = "0000:3b:00.0"
  num_vfs     = 4
  persistence = "none"
  pools = { tenants = { count = 4, settings = { vlan = ${vlan}, spoof_check = true, max_tx_rate_mbps = 1000 } } }
}
`;
const APPLY = ['apply', '-auto-approve', '-input=false'];

jest.setTimeout(120_000);

describe.each(ENGINES)('Under $name', ({ program, test }) => {
  let first: HostsFolder;
  let second: HostsFolder;
  beforeEach(() => {
    [first, second] = [new HostsFolder(program, provider()), new HostsFolder(program, provider())];
    first.addHost('kvm01', 1, linkDown);
  });
  afterEach(() => {
    for (const each of [first, second]) each.remove();
  });

  requireTool(program, 'pg_ctlcluster').test(
    'with one state, the second is told of its lock, and loses nothing of the first',
    async () => {
      const postgres = new Postgres();
      const address = await postgres.address();
      const backend = `terraform {\n  backend "pg" {\n    conn_str = "${address}"\n  }\n}\n`;
      for (const each of [first, second]) {
        each.write(backend + pf(100), first.folder);
        // It says that no registry knows the provider, and has made the backend known by then.
        each.run('init');
      }
      const apply = new Disturbed(first, ...APPLY);
      try {
        await apply.whenAtWork();
        apply.pause();
        const refused = second.apply();
        expect(refused.status).toBe(1);
        expect(refused.text).toContain('Error acquiring the state lock');
        apply.goOn();
        expect(await apply.end()).toBe(0);
        expect(second.plan().status).toBe(0);
        second.write(backend + pf(200), first.folder);
        expect(second.apply().text).toContain('0 added, 1 changed');
        expect(first.run('state', 'list').text).toContain('sriov_physical_function.uplink');
        expect(first.pf().virtualFunctions).toMatchObject(Array(4).fill({ network: { vlan: 200 } }));
      } finally {
        apply.remove();
        await postgres.remove();
      }
    },
  );

  test('with a state of their own each, the second is told that the host is busy, and changes nothing', async () => {
    for (const each of [first, second]) each.write(pf(100), first.folder);
    const apply = new Disturbed(first, ...APPLY);
    try {
      await apply.whenAtWork();
      apply.pause();
      const refused = second.apply();
      expect(refused.status).toBe(1);
      expect(refused.text).toContain('Warning: Another run is going on');
      expect(refused.text).toContain('Nothing was done. Apply again when it has ended.');
      expect(second.addresses).toEqual([]);
      apply.goOn();
      expect(await apply.end()).toBe(0);
      expect(first.plan().status).toBe(0);
    } finally {
      apply.remove();
    }
  });
});

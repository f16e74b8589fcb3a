import { hcl, ManagedHost, NOTHING } from './support/host';
import { errorsOf } from './support/said';
import { SEVERAL, severalPfs } from './support/several-pfs';

const MAC = '02:5a:00:00:00:01';
const [FIRST = '', SECOND = ''] = SEVERAL;

const pfWith = (address: string, vms: object, change: object = {}) =>
  hcl({
    address,
    num_vfs: 2,
    persistence: 'none',
    pools: { tenants: { count: 2, settings: { vlan: 100, spoof_check: true }, vms } },
    ...change,
  });

describe('an address that two resources of one plan give', () => {
  it('is an error at the second one, before anything is made', async () => {
    const core = await new ManagedHost(severalPfs()).command();
    await core.plan(NOTHING, pfWith(FIRST, { web: { settings: { mac: MAC } } }));
    const errors = await errorsOf(core.plan(NOTHING, pfWith(SECOND, { db: { settings: { mac: MAC.toUpperCase() } } })));
    expect(errors).toEqual([
      expect.objectContaining({
        summary: expect.stringContaining(
          `MAC-002: MAC ${MAC} is that of VM web with a VF of PF ${FIRST} on virtual host memory and of VM db with a VF of PF ${SECOND}`,
        ),
        detail: expect.stringMatching(/Give one of them another mac.*Source: IEEE 802/),
        at: 'pools["tenants"].vms["db"].settings.mac',
      }),
    ]);
  });

  it('is none where it is accepted', async () => {
    const core = await new ManagedHost(severalPfs()).command();
    await core.plan(NOTHING, pfWith(FIRST, { web: { settings: { mac: MAC } } }));
    const accepted = pfWith(SECOND, { db: { settings: { mac: MAC } } }, { acknowledge: { 'MAC-002': 'standby' } });
    await expect(core.plan(NOTHING, accepted)).resolves.toMatchObject({ action: 'create' });
  });

  it('is none where one VM is planned once more', async () => {
    const host = new ManagedHost(severalPfs());
    const config = pfWith(FIRST, { web: { settings: { mac: MAC } } });
    const planned = await (await host.command()).plan(NOTHING, config);
    const core = await host.command();
    const made = await core.apply(NOTHING, planned, config);
    await expect(core.plan(await core.refresh(made), config)).resolves.toMatchObject({ action: 'none' });
  });

  it('is none where addresses differ, or are derived', async () => {
    const core = await new ManagedHost(severalPfs()).command();
    for (const [n, address] of SEVERAL.entries()) {
      const vms = { web: { settings: { mac: `02:5a:00:00:01:0${n}` } }, db: {} };
      await expect(core.plan(NOTHING, pfWith(address, vms))).resolves.toMatchObject({ action: 'create' });
    }
  });
});

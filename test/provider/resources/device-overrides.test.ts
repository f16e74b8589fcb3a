import { UNKNOWN } from '../../../lib/provider/cty/value';
import { igbHost, PF } from '../../apply/hosts';
import { hcl, ManagedHost, NOTHING } from './support/host';
import { errorsOf, warningsOf } from './support/said';

const VLANS = {
  address: PF,
  num_vfs: 2,
  persistence: 'none',
  pools: { a: { count: 2, settings: { vlan: 100, spoof_check: true } } },
};

/** An igb that sets no VLAN of VFs, after somebody's own reading. */
const WITHOUT_VLAN = JSON.stringify({
  catalogVersion: 1,
  driverProfiles: [{ name: 'igb', source: 'measured on our cards', vfAttributes: { vlan: false } }],
});

/** A plan of a provider with these devices. */
async function planWith(deviceOverrides: unknown) {
  const core = await new ManagedHost(igbHost()).command({ local: true, device_overrides: deviceOverrides });
  return core.plan(NOTHING, hcl(VLANS));
}

describe('devices and drivers that a provider is told of', () => {
  it('are what its rules know', async () => {
    await expect(planWith(null)).resolves.toBeDefined();
    const errors = await errorsOf(planWith([WITHOUT_VLAN]));
    expect(errors).toContainEqual(
      expect.objectContaining({
        at: 'pools["a"].settings.vlan',
        summary: expect.stringMatching(/^DRV-\d+: .*igb/) as string,
      }),
    );
  });

  it('are refused in words where they cannot be read', async () => {
    const errors = await errorsOf(planWith(['{"catalogVersion": 1, "devices": [{"id": "x"}]}']));
    expect(errors).toContainEqual(
      expect.objectContaining({
        at: 'device_overrides[0]',
        detail: expect.stringContaining('device_overrides[0]') as string,
      }),
    );
  });

  it('leave the plan to the apply while they are not known', async () => {
    const plan = await planWith([UNKNOWN]);
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({ summary: 'Part of the plan is left to the apply' }),
    );
  });
});

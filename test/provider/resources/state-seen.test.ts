import { HostUnreachable } from '../../../lib/host/unreachable';
import type { Value } from '../../../lib/provider/cty/value';
import { stateSeen } from '../../../lib/provider/resources/physical-function/state-seen';
import { UNKNOWN } from '../../../lib/provider/schema';
import { igbHost, igbTarget, PF } from '../../apply/hosts';
import { vf } from '../../plan/helpers';
import { ManagedHost } from './support/host';

type Whole = Parameters<typeof stateSeen>[1];

const VLAN = { vlan: 100, qos: 0, protocol: '802.1Q' } as const;
const TARGET = igbTarget({
  numVfs: 2,
  virtualFunctions: [vf(0, { driver: 'vfio-pci', mac: '02:00:00:00:00:01', vlan: VLAN }), vf(1, { vlan: VLAN })],
});

/** A host with two VFs, and a plan for it of which everything that can be is not known. */
async function changedHost() {
  const host = new ManagedHost(igbHost({ vfs: [{}, {}] }));
  const { planned } = await host.plan({ address: PF, num_vfs: 2, persistence: 'none', pools: UNKNOWN });
  const whole = { ...(planned as object), num_vfs: 2, pools: null, changes: 'made' } as unknown as Whole;
  return { host, whole };
}

describe('the state after the host was changed', () => {
  it('is one where nothing was known of its VFs: what is managed of them is as the host has it', async () => {
    const { host, whole } = await changedHost();
    expect(whole).toMatchObject({ vf_settings: UNKNOWN, vf_link_addresses: UNKNOWN, vms: UNKNOWN, pool_vfs: UNKNOWN });
    const state = await stateSeen(host.memory.connect(), whole, { target: TARGET, facts: host.pf }, () => true);
    expect(state).toMatchObject({
      address: PF,
      num_vfs: 2,
      vf_addresses: ['0000:3b:01.0', '0000:3b:01.1'],
      vf_settings: new Map<string, Value>([
        [
          '0',
          new Map([
            ['driver', 'vfio-pci'],
            ['vlan', 'none'],
          ]),
        ],
        ['1', new Map([['vlan', 'none']])],
      ]),
      vf_link_addresses: new Map([['0', new Map([['mac', '00:00:00:00:00:00']])]]),
      vms: new Map(),
      pool_vfs: new Map(),
    });
  });

  it('is the one that was seen before where the host is not reached any more', async () => {
    const { host, whole } = await changedHost();
    const port = {
      ...host.memory.connect(),
      observe: () => Promise.reject(new HostUnreachable('memory', 'no route to host', 'Look at the network')),
    };
    const state = await stateSeen(port, whole, { target: TARGET, facts: host.pf }, () => true);
    expect([...state.vf_settings.keys()]).toEqual(['0', '1']);
  });
});

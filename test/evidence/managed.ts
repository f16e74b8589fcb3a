import type { MANAGEMENT } from '../../lib/evidence/management';
import { EvidenceHost } from './evidence-host';
import type { ManagementRow } from './row';

/** A NIC whose PF has an address, beside the NIC that the host is reached by. */
function beside(): EvidenceHost {
  return new EvidenceHost('nic', 'iavf')
    .netdev('mgmt0', 'sys/devices/pci0000:00/0000:01:00.0', { addresses: ['198.51.100.7/24', 'fe80::7/64 link'] })
    .netdev('pf0', 'sys/devices/pci0000:00/0000:3b:00.0', { addresses: ['203.0.113.7/24', 'fe80::8/64 link'] })
    .vfNetdev()
    .route('dev mgmt0');
}

function reached(at: string): EvidenceHost {
  const host = beside();
  host.session = at;
  return host;
}

function withoutNetdev(pf: { readonly driver?: string; readonly numVfs?: number } = {}): EvidenceHost {
  const host = new EvidenceHost('nic', null, pf);
  host.tree.without('sys/devices/pci0000:00/0000:3b:00.0/net').without('sys/class/net/pf0');
  return host;
}

const carried = (of: keyof typeof MANAGEMENT, what: string, host: () => EvidenceHost, says: RegExp): ManagementRow => ({
  ...{ what, of, host, verdict: 'yes', says },
});

/** What makes a PF carry the management, and what does not. */
export const MANAGED: readonly ManagementRow[] = [
  {
    what: 'the default route and the session pass another NIC',
    of: null,
    host: () => reached('198.51.100.7'),
    verdict: 'no',
  },
  carried('defaultRoute', 'a default route', () => beside().route('dev pf0'), /pf0 has a default route/),
  carried(
    'defaultRoute',
    'a default route of another table',
    () => beside().route('dev pf0 table 100'),
    /pf0 has a default route/,
  ),
  ...['vlan', 'macvlan', 'ipvlan'].map((kind) =>
    carried(
      'defaultRoute',
      `a default route over a ${kind}`,
      () => beside().upon('pf0', 'up0', kind).route('dev up0'),
      /up0 has a default route/,
    ),
  ),
  ...['bridge', 'bond', 'team', 'vrf'].map((kind) =>
    carried(
      'defaultRoute',
      `a default route over its ${kind}`,
      () =>
        beside()
          .netdev('pf0', 'sys/devices/pci0000:00/0000:3b:00.0', { master: 'm0' })
          .netdev('m0', null, { kind })
          .route('dev m0'),
      /m0 has a default route/,
    ),
  ),
  carried('defaultRoute', 'a default route over a VF', () => beside().route('dev vf0'), /vf0 has a default route/i),
  carried(
    'defaultRoute',
    'a default route over a VLAN on a VF',
    () => beside().upon('vf0', 'vf0.477', 'vlan').route('dev vf0.477'),
    /VF 0|on VF 0/,
  ),
  carried('sessionAddress', 'an ssh session', () => reached('203.0.113.7'), /pf0 has 203\.0\.113\.7/),
  carried('sessionZone', 'an ssh session at an address of the link', () => reached('fe80::8%pf0'), /comes in at pf0/),
  carried(
    'sessionAddress',
    'an ssh session at an address of the link without its zone',
    () => reached('fe80::8'),
    /pf0 has fe80::8/,
  ),
  {
    ...{
      what: 'an ssh session at an address that no netdev has',
      of: 'sessionNowhere',
      host: () => reached('198.51.100.99'),
    },
    ...{ verdict: 'unknown', says: /no interface has 198\.51\.100\.99/ },
  },
  {
    what: 'an address on an internal port of Open vSwitch, and the PF is a port',
    of: 'openVswitch',
    host: () => {
      const host = beside()
        .netdev('pf0', 'sys/devices/pci0000:00/0000:3b:00.0', { master: 'ovs-system' })
        .netdev('ovs-system', null, { kind: 'openvswitch' })
        .netdev('br0', null, { kind: 'openvswitch', addresses: ['192.0.2.1/24'] });
      host.session = '192.0.2.1';
      return host;
    },
    ...{ verdict: 'unknown', says: /br0 may be reached through pf0/ },
  },
  {
    what: 'no word of ip route',
    of: 'routes',
    host: () => {
      const host = beside();
      host.broken.add('routes');
      return host;
    },
    ...{ verdict: 'unknown', says: /default routes were not read/ },
  },
  {
    what: 'its netdev in another network namespace',
    of: 'elsewhere',
    host: () => {
      const host = new EvidenceHost('nic', null);
      host.tree.without('sys/devices/pci0000:00/0000:3b:00.0/net').without('sys/class/net/pf0');
      host.tree.folder('sys/devices/pci0000:00/0000:3b:00.0/net');
      return host;
    },
    ...{ verdict: 'unknown', says: /in another network namespace/ },
  },
  {
    what: 'a driver that has made no netdev',
    of: 'noNetdev',
    host: () => withoutNetdev(),
    ...{ verdict: 'unknown', says: /driver ice is bound and there is no network interface/ },
  },
  {
    what: 'a driver whose netdev comes with the VFs, before there are any',
    of: null,
    host: () => withoutNetdev({ driver: 'cxgb4', numVfs: 0 }),
    verdict: 'no',
  },
  {
    what: 'a driver whose netdev comes with the VFs, and is not there beside them',
    of: 'noNetdev',
    host: () => withoutNetdev({ driver: 'cxgb4' }),
    ...{ verdict: 'unknown', says: /driver cxgb4 is bound and there is no network interface/ },
  },
];

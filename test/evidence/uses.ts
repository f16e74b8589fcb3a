import type { USE, USE_UNKNOWN } from '../../lib/evidence/use';
import { EvidenceHost } from './evidence-host';
import type { UseRow } from './row';

const nic = (vfDriver: string | null = 'iavf'): EvidenceHost => new EvidenceHost('nic', vfDriver);
const vfWith = (change: Parameters<EvidenceHost['vfNetdev']>[0] = {}): EvidenceHost => nic().vfNetdev(change);
const drive = (): EvidenceHost => new EvidenceHost('drive', 'nvme').namespace();
const ADDRESS = ['192.0.2.9/24'];

const domainXml = (slot: string, fn: string): string => `<domstatus state='running'>
  <domain type='kvm' id='3'>
    <name>vm-b</name>
    <devices>
      <hostdev mode='subsystem' type='pci' managed='yes'>
        <source>
          <address domain='0x0000' bus='0x3b' slot='${slot}' function='${fn}'/>
        </source>
        <address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x0'/>
      </hostdev>
    </devices>
  </domain>
</domstatus>
`;

const inUse = (of: keyof typeof USE, what: string, host: () => EvidenceHost, says: RegExp): UseRow => ({
  ...{ what, of, host, verdict: 'yes', says },
});
const free = (what: string, host: () => EvidenceHost): UseRow => ({ what, of: null, host, verdict: 'no' });
const hidden = (of: keyof typeof USE_UNKNOWN, what: string, host: () => EvidenceHost, says: RegExp): UseRow => ({
  ...{ what, of, host, verdict: 'unknown', says },
});

/** What makes a VF in use, and what does not. */
export const USES: readonly UseRow[] = [
  free('a VF on vfio-pci whose group nobody holds', () => nic('vfio-pci')),
  free('a VF without a driver', () => nic(null)),
  free('a VF whose neighbour is held', () => nic('vfio-pci').holds('vfio/101')),
  inUse('vfioGroup', 'an open group', () => nic('vfio-pci').holds('vfio/100'), /4242.*/),
  inUse('vfioGroup', 'an open group without an IOMMU', () => nic('vfio-pci').holds('vfio/noiommu-100'), /4242/),
  inUse(
    'vfioDevice',
    'an open device of iommufd',
    () => {
      const host = nic('vfio-pci').holds('vfio/devices/vfio7');
      host.tree.folder('sys/devices/pci0000:00/0000:3b:01.0/vfio-dev/vfio7');
      return host;
    },
    /4242/,
  ),
  inUse('domain', 'a libvirt domain', () => nic('vfio-pci').domain(domainXml('0x01', '0x0')), /vm-b/),
  free('a domain with another function at the same place in the guest', () =>
    nic('vfio-pci').domain(domainXml('0x01', '0x1')),
  ),
  inUse(
    'vdpa',
    'a vDPA device',
    () => {
      const host = nic('vfio-pci');
      host.tree.folder('sys/devices/pci0000:00/0000:3b:01.0/vdpa0');
      host.tree.link('sys/bus/vdpa/devices/vdpa0', '../../../devices/pci0000:00/0000:3b:01.0/vdpa0');
      return host;
    },
    /vdpa0/,
  ),
  inUse(
    'uio',
    'an open UIO device',
    () => {
      const host = nic('uio_pci_generic').holds('uio3');
      host.tree.folder('sys/devices/pci0000:00/0000:3b:01.0/uio/uio3');
      return host;
    },
    /uio3 is held by .*4242/,
  ),
  inUse(
    'verbs',
    'open verbs',
    () => {
      const host = vfWith().holds('infiniband/uverbs2');
      host.tree.folder('sys/devices/pci0000:00/0000:3b:01.0/infiniband_verbs/uverbs2');
      return host;
    },
    /uverbs2 is held by .*4242/,
  ),
  inUse(
    'netdevElsewhere',
    'its netdev in another network namespace',
    () => {
      const host = nic();
      host.tree.folder('sys/devices/pci0000:00/0000:3b:01.0/net');
      return host;
    },
    /in another network namespace/,
  ),
  inUse(
    'netdevElsewhere',
    'its netdev in another network namespace, and a VLAN upon it',
    () => {
      const host = nic();
      host.tree.folder('sys/devices/pci0000:00/0000:3b:01.0/net');
      return host;
    },
    /in another network namespace/,
  ),
  free('a netdev that is up without an address', () => vfWith()),
  free('an address of the link alone', () => vfWith({ addresses: ['fe80::1/64 link'] })),
  free('an address on a netdev that is down', () => vfWith({ up: false, addresses: ADDRESS })),
  inUse('netdevAddress', 'an address', () => vfWith({ addresses: ADDRESS }), /vf0 has 192\.0\.2\.9/),
  inUse('netdevAddress', 'an IPv6 address', () => vfWith({ addresses: ['2001:db8::9/64'] }), /vf0 has 2001:db8::9/),
  ...['vlan', 'macvlan', 'ipvlan', 'macsec'].map((kind) =>
    inUse(
      'netdevAddress',
      `an address on a ${kind} upon it`,
      () => vfWith().upon('vf0', 'up0', kind, { addresses: ADDRESS }),
      /up0 has 192\.0\.2\.9/,
    ),
  ),
  free('a VLAN upon it without an address', () => vfWith().upon('vf0', 'up0', 'vlan')),
  inUse(
    'netdevAddress',
    'an address on a macvlan on a VLAN upon it',
    () => vfWith().upon('vf0', 'up0', 'vlan').upon('up0', 'up1', 'macvlan', { addresses: ADDRESS }),
    /up1 has 192\.0\.2\.9/,
  ),
  inUse(
    'netdevAddress',
    'an address on its VRF',
    () => vfWith({ master: 'vrf0' }).netdev('vrf0', null, { kind: 'vrf', addresses: ADDRESS }),
    /vrf0 has 192\.0\.2\.9/,
  ),
  free('a VRF without an address', () => vfWith({ master: 'vrf0' }).netdev('vrf0', null, { kind: 'vrf' })),
  ...['bridge', 'bond', 'team', 'openvswitch'].map((kind) =>
    inUse(
      'netdevPort',
      `a port of a ${kind}`,
      () => vfWith({ master: 'm0' }).netdev('m0', null, { kind }),
      /vf0 is a port of m0/,
    ),
  ),
  inUse(
    'netdevPort',
    'a VLAN upon it that is a port of a bridge',
    () => vfWith().upon('vf0', 'up0', 'vlan', { master: 'm0' }).netdev('m0', null, { kind: 'bridge' }),
    /up0 is a port of m0/,
  ),
  inUse('netdevTap', 'a macvtap upon it', () => vfWith().upon('vf0', 'tap0', 'macvtap'), /tap0 is a tap/),
  inUse(
    'netdevAddress',
    'an address on a netdev with a name that a shell reads as more',
    () => vfWith().upon('vf0', 'w*(1)$', 'vlan', { addresses: ADDRESS }),
    /w\*\(1\)\$ has 192\.0\.2\.9/,
  ),
  ...['vlan', 'macvlan', 'ipvlan'].map((kind) =>
    hidden(
      'heardElsewhere',
      `a ${kind} upon it in another network namespace`,
      () => vfWith({ elsewhere: 1 }),
      /whether vf0 is used from another network namespace/,
    ),
  ),
  hidden(
    'heardElsewhere',
    'a macvlan in another network namespace on a VLAN upon it, beside a VRF',
    () => vfWith({ master: 'vrf0' }).netdev('vrf0', null, { kind: 'vrf' }).upon('vf0', 'up0', 'vlan', { elsewhere: 1 }),
    /whether up0 is used from another network namespace/,
  ),
  hidden(
    'addresses',
    'no word of ip addr',
    () => {
      const host = vfWith();
      host.broken.add('addresses');
      return host;
    },
    /whether vf0 or what lies upon it has an address/,
  ),
  hidden(
    'processes',
    'processes that cannot be looked at',
    () => {
      const host = nic('vfio-pci');
      host.broken.add('processes');
      return host;
    },
    /which processes hold .*vfio\/100/,
  ),

  free('a namespace that nothing uses', drive),
  inUse('mount', 'a mounted namespace', () => mounted(drive(), '/dev/nvme1n1 /srv xfs rw 0 0'), /\/srv/),
  inUse('mount', 'a mounted partition', () => mounted(drive(), '/dev/nvme1n1p2 /srv xfs rw 0 0'), /\/srv/),
  inUse(
    'mount',
    'a mounted namespace that this is a path to',
    () =>
      mounted(
        new EvidenceHost('drive', 'nvme').namespace({ path: 'nvme0c1n1', block: 'nvme0n1' }),
        '/dev/nvme0n1 /srv xfs rw 0 0',
      ),
    /\/srv/,
  ),
  inUse(
    'swap',
    'swap space',
    () => {
      const host = drive();
      host.tree.file('proc/swaps', 'Filename Type Size Used Priority\n/dev/nvme1n1 partition 1 0 -2\n');
      return host;
    },
    /swap/,
  ),
  inUse(
    'blockHolder',
    'a volume of LVM upon it',
    () => {
      const host = drive().block('dm-0', '253:0');
      host.tree.file('sys/devices/virtual/block/dm-0/dm/name', 'vg-lv\n');
      host.tree.link('sys/devices/virtual/block/nvme1n1/holders/dm-0', '../../dm-0');
      return host;
    },
    /nvme1n1 is part of dm-0 \(vg-lv\)/,
  ),
  inUse(
    'blockHolder',
    'a RAID set upon a partition',
    () => {
      const host = drive().block('md0', '9:0');
      const partition = 'sys/devices/virtual/block/nvme1n1/nvme1n1p1';
      host.tree.classLink('block', 'nvme1n1p1', partition);
      host.tree.link(`${partition}/holders/md0`, '../../../md0');
      return host;
    },
    /nvme1n1p1 is part of md0/,
  ),
  inUse(
    'bcache',
    'a cache of bcache',
    () => {
      const host = drive();
      host.tree.folder('sys/devices/virtual/block/nvme1n1/bcache');
      return host;
    },
    /bcache/,
  ),
  inUse(
    'loop',
    'a loop device upon it',
    () => {
      const host = drive().block('loop3', '7:3');
      host.tree.file('sys/devices/virtual/block/loop3/loop/backing_file', '/dev/nvme1n1\n');
      return host;
    },
    /nvme1n1 is behind loop3/,
  ),
  inUse('blockOpen', 'a process with the namespace open', () => drive().holds('nvme1n1'), /nvme1n1 is held by .*4242/),
  hidden(
    'hiddenMounts',
    'a ZFS pool that does not tell its drives',
    () => mounted(drive(), 'tank /tank zfs rw 0 0'),
    /whether nvme1n1 is mounted/,
  ),
  inUse(
    'zfs',
    'a member of a ZFS pool, mounted or not',
    () => drive().udev('259:1', 'zfs_member', 'tank'),
    /nvme1n1 is part of the ZFS pool tank/,
  ),
  inUse(
    'zfs',
    'a partition that is one, beside the other drive of a mounted pool',
    () => mounted(partitioned().udev('259:1').udev('259:2', 'zfs_member', 'tank'), 'tank/vm /tank zfs rw 0 0'),
    /nvme1n1p1 is part of the ZFS pool tank|\/tank/,
  ),
  free('a drive that is in no ZFS pool, where the drives of the pool are known', () =>
    besidePool().udev('259:1', 'ext4'),
  ),
  free('an empty drive beside the drives of a ZFS pool', () =>
    mounted(
      partitioned().block('sda1', '8:1').udev('8:1', 'zfs_member', 'tank').udev('259:1').udev('259:2'),
      'tank /t zfs rw 0 0',
    ),
  ),
  hidden(
    'hiddenMounts',
    'a ZFS pool of which udev knows no device',
    () => mounted(drive().udev('259:1'), 'tank/data /tank zfs rw 0 0'),
    /whether nvme1n1 is mounted/,
  ),
  hidden(
    'hiddenMounts',
    'a ZFS pool of which udev remembers a device that is not there',
    () => mounted(drive().udev('8:0', 'zfs_member', 'tank').udev('259:1', 'ext4', 'root'), 'tank/a /a zfs rw 0 0'),
    /whether nvme1n1 is mounted/,
  ),
  hidden('hiddenMounts', 'a drive that udev has not looked at', () => besidePool(), /whether nvme1n1 is mounted/),
  hidden(
    'hiddenMounts',
    'a partition that udev has not looked at',
    () =>
      mounted(partitioned().block('sda1', '8:1').udev('8:1', 'zfs_member', 'tank').udev('259:1'), 'tank /t zfs rw 0 0'),
    /whether nvme1n1 is mounted/,
  ),
  hidden(
    'hiddenMounts',
    'a drive of which udev cannot tell what is on it',
    () => besidePool().udev('259:1', '?'),
    /whether nvme1n1 is mounted/,
  ),
  hidden(
    'hiddenMounts',
    'a second ZFS pool of which udev knows no device',
    () => {
      const host = besidePool().udev('259:1', 'ext4');
      host.tree.file('proc/mounts', 'tank / zfs rw 0 0\nfiles /f zfs rw 0 0\n');
      return host;
    },
    /whether nvme1n1 is mounted/,
  ),
  hidden(
    'mounts',
    'no table of mounts',
    () => {
      const host = drive();
      host.broken.add('mounts');
      return host;
    },
    /whether nvme1n1 is mounted/,
  ),
  hidden(
    'processes',
    'processes that cannot be looked at, and a namespace',
    () => {
      const host = drive();
      host.broken.add('processes');
      return host;
    },
    /which processes hold .*nvme1n1/,
  ),
];

/** A mounted pool of ZFS on another drive. */
function besidePool(): EvidenceHost {
  return mounted(drive().block('sda1', '8:1').udev('8:1', 'zfs_member', 'tank'), 'tank/root / zfs rw 0 0');
}

function partitioned(): EvidenceHost {
  const host = drive();
  host.tree.file('sys/devices/virtual/block/nvme1n1/nvme1n1p1/dev', '259:2\n');
  host.tree.classLink('block', 'nvme1n1p1', 'sys/devices/virtual/block/nvme1n1/nvme1n1p1');
  return host;
}

function mounted(host: EvidenceHost, line: string): EvidenceHost {
  host.tree.file('proc/mounts', `${line}\n`);
  return host;
}

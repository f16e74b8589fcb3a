import { UDEV_FILES, UDEV_LINES } from '../support/udev-files';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAPTURE_SCRIPT, captureHost } from '../../../lib/host/capture';
import { readInventoryAt } from '../../../lib/host/files';
import { openTree } from '../../../lib/host/files/open-tree';
import { HostTree } from '../../inventory/support/host-tree';
import { execFileSync, spawnSync } from '../../support/child';
import { lookedAt } from '../../support/facts';
import { requireTool } from '../../support/require-tool';
import { describeInShells, SHELLS } from '../../support/shells';

const { test } = requireTool('tar');

const CAPTURE = join(__dirname, '../../data/captures/flat-configured.tar');

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-capture-test-'));
  out = join(folder, 'out.tar');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An environment in which programs of these names print these texts. */
function programs(scripts: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: `${bin}:${process.env.PATH}`, TMPDIR: folder };
}

/** The captured host, with programs that print what was captured of them. */
function capturedHost(): { readonly root: string; readonly env: NodeJS.ProcessEnv } {
  const root = join(folder, 'host');
  mkdirSync(root);
  execFileSync('tar', ['-xf', CAPTURE, '-C', root]);
  const cmd = join(root, 'cmd');
  const env = programs({
    uname: `cat ${root}/uname.txt`,
    ip: `case "$*" in '-j -d link show') cat ${cmd}/ip-link.json;; '-j addr show') cat ${cmd}/ip-addr.json;;
      '-j route show') cat ${cmd}/ip-route.json;; *) exit 1;; esac`,
    devlink: `case "$*" in '-j dev show') cat ${cmd}/devlink-dev.json;; *) echo 'kernel answers: No such device' >&2; exit 1;; esac`,
    nvme: `case "$1 $2" in
      'list-ns /dev/nvme0') case "$*" in *--all*) exit 1;; *) cat ${cmd}/nvme0-list-ns.json;; esac;;
      'id-ns /dev/nvme0') case "$*" in *--force*) exit 1;; *) echo '{"nsze":2048,"flbas":0,"nmic":1,"lbafs":[{"ds":9}]}';; esac;;
      'list-ctrl /dev/nvme0') echo '{"num_ctrl":1,"ctrl_list":[{"ctrl_id":0}]}';;
      *' /dev/nvme0') cat ${cmd}/nvme0-$1.json;; *) exit 1;; esac`,
    virsh: 'exit 1',
    dmesg: 'echo "DMAR-IR: Enabled IRQ remapping in x2apic mode"; echo secret',
  });
  return { root, env };
}

describeInShells('the script under %s', ['sh', ...SHELLS], (shell) => {
  test('captures a host so that the same inventory is read', () => {
    const { root, env } = capturedHost();
    captureHost(out, { root, env, shell: shell.split(' ') });
    const before = readInventoryAt(CAPTURE);
    const after = readInventoryAt(out);
    const [nic, other, ssd] = before.inventory.physicalFunctions.map(lookedAt);
    expect(after.inventory.host).toEqual({
      ...before.inventory.host,
      iommu: { ...before.inventory.host.iommu, interruptRemapping: true },
      // The archive was made before captures looked for it.
      bootVfs: [],
    });
    expect(after.inventory.physicalFunctions.slice(0, 2)).toEqual([nic, other]);
    const namespaces = [{ nsid: 1, bytes: 1_048_576, shared: true, controllers: [0], mounted: null, boot: null }];
    // One of its VFs sleeps, so its registers were not read.
    const virtualFunctions = ssd?.virtualFunctions.map((vf) => ({
      ...vf,
      msixVectors: vf.index === 0 ? null : vf.msixVectors,
    }));
    expect(after.inventory.physicalFunctions[2]).toEqual({
      ...ssd,
      nvme: { ...ssd?.nvme, namespaces },
      virtualFunctions,
    });
    expect(after.warnings).toEqual([]);
  });
});

describeInShells('of some hosts the script under %s', ['sh', ...SHELLS], (shell) => {
  test('names the modules of VFIO that the running kernel has, and those of no other', () => {
    const { root, env } = capturedHost();
    const modules = join(root, 'lib/modules/6.1.0-28-amd64');
    mkdirSync(join(root, 'proc/sys/kernel'), { recursive: true });
    writeFileSync(join(root, 'proc/sys/kernel/osrelease'), '6.1.0-28-amd64\n');
    mkdirSync(modules, { recursive: true });
    mkdirSync(join(root, 'lib/modules/9.9.9'));
    writeFileSync(
      join(modules, 'modules.dep'),
      'kernel/drivers/vfio/pci/mlx5/mlx5-vfio-pci.ko.xz: kernel/drivers/vfio/vfio.ko.xz\nkernel/drivers/net/igb.ko: \n',
    );
    writeFileSync(join(modules, 'modules.builtin'), 'kernel/drivers/vfio/vfio.ko\n');
    writeFileSync(join(root, 'lib/modules/9.9.9/modules.dep'), 'kernel/drivers/vfio/pci/qat/qat_vfio_pci.ko:\n');
    captureHost(out, { root, env, shell: shell.split(' ') });
    expect(readInventoryAt(out).inventory.host.vfioModules).toEqual(['mlx5_vfio_pci', 'vfio']);
  });

  test('keeps the quotas of the VFs that there are', () => {
    const { root, env } = capturedHost();
    const pf = join(root, 'sys/devices/pci0000:00/0000:00:03.0/0000:01:00.0');
    for (const vf of [2, 60]) mkdirSync(join(pf, `sriov_admin/vf${vf}/profile`), { recursive: true });
    writeFileSync(join(pf, 'class'), '0x030000\n');
    writeFileSync(join(pf, 'sriov_admin/vf2/profile/exec_quantum_ms'), '20\n');
    writeFileSync(join(pf, 'sriov_admin/vf60/profile/exec_quantum_ms'), '30\n');
    captureHost(out, { root, env, shell: shell.split(' ') });
    const [gpu] = readInventoryAt(out).inventory.physicalFunctions;
    expect(gpu?.virtualFunctions.map(({ execQuantumMs }) => execQuantumMs).slice(0, 2)).toEqual([undefined, 20]);
    expect(execFileSync('tar', ['-tf', out], { encoding: 'utf8' })).not.toMatch(/sriov_admin\/vf60/);
  });
});

describeInShells('of what makes VFs at boot the script under %s', ['sh', ...SHELLS], (shell) => {
  test('keeps the lines that say so, and nothing that may be secret', () => {
    const files = {
      'etc/modprobe.d/igb.conf': 'options igb debug=1 \\\n max_vfs=7\n',
      'etc/modprobe.d/other.conf': 'options iwlwifi swcrypto=1\n',
      'sys/module/mlx4_core/parameters/num_vfs': '8\n',
      'etc/systemd/network/10-a.link': '[Match]\nMACAddress=3c:fd:fe:00:00:01\n[Link]\nSR-IOVVirtualFunctions=4\n',
      'etc/NetworkManager/system-connections/a b.nmconnection':
        '[connection]\ninterface-name=ens1\n[wifi-security]\npsk=secret\n[sriov]\ntotal-vfs=2\n',
      'etc/NetworkManager/system-connections/wifi.nmconnection': '[wifi-security]\npsk=secret\n',
      'etc/netplan/a.yaml':
        'network:\n  ethernets:\n    ens1:\n      virtual-function-count: 3\n  wifis:\n    w0:\n      access-points:\n        "x":\n          password: secret\n',
      'etc/netplan/b.yaml': 'network:\n  ethernets:\n    ens2v0:\n      link: ens2\n',
      'etc/netplan/c.yaml':
        'network:\n  ethernets:\n    up:\n      match:\n        macaddress: "3c:fd:fe:00:00:02"\n      virtual-function-count: 5\n    up1:\n      match: {name: ens4}\n      virtual-function-count: 6\n',
      'usr/lib/udev/rules.d/80.rules': 'KERNEL=="ens3", ATTR{device/sriov_numvfs}="6"\n',
    };
    const host = new HostTree();
    for (const [path, content] of Object.entries(files)) host.file(path, content);
    host.writeTo(join(folder, 'host'));
    captureHost(out, {
      root: join(folder, 'host'),
      shell: shell.split(' '),
      env: programs({ ip: 'exit 1', dmesg: 'exit 1' }),
    });
    const found = readInventoryAt(out).inventory.host.bootVfs;
    expect(found?.map(({ by, netdev, module, value }) => `${by} ${netdev ?? module} ${value}`)).toEqual([
      'module mlx4_core 8',
      'module igb 7',
      'networkd 3c:fd:fe:00:00:01 4',
      'networkmanager ens1 2',
      'netplan ens1 3',
      'netplan ens2 1',
      'netplan 3c:fd:fe:00:00:02 5',
      'netplan ens4 6',
      'udev ens3 6',
    ]);
    expect(readFileSync(out, 'latin1')).not.toContain('secret');
    const tree = openTree(out);
    expect(tree.list('etc/modprobe.d')).toEqual(['igb.conf']);
    expect(tree.list('etc/NetworkManager/system-connections')).toEqual(['a b.nmconnection']);
    tree.close();
  });
});

describe('the script', () => {
  test('keeps what tells users, bonds, bridges, block devices, slots and modules', () => {
    const host = new HostTree();
    const path = host.pf({ address: '0000:01:00.0', numVfs: 2, group: 1, vfGroup: 2, netdev: 'ens1f0' });
    host.link(`${path}/net/ens1f0/master`, '../../../../virtual/net/bond0');
    host.link(`${path}/net/ens1f0/upper_bond0`, '../../../../virtual/net/bond0');
    host.classLink('net', 'bond0', 'sys/devices/virtual/net/bond0');
    host.file('sys/devices/virtual/net/bond0/bonding/mode', '802.3ad 4\n');
    host.folder('sys/devices/pci0000:00/0000:01:01.0/vfio-dev/vfio0');
    host.folder('sys/devices/pci0000:00/0000:01:01.1/net');
    host.file('sys/bus/pci/slots/Slot 3/address', '0000:01:00\n');
    host
      .file(`${path}/sriov/1/trunk`, '100,200-210\n')
      .file(`${path}/sriov/1/vlan_anti_spoof`, 'on\n')
      .file(`${path}/sriov/1/promisc`, 'ucast\n');
    host.file(`${path}/sriov/qos/apply`, '\n');
    host.file('sys/module/vfio_pci/parameters/ids', '\n').file('sys/module/vfio_pci/initstate', 'live\n');
    host.file('sys/bus/pci/drivers/vfio-pci/bind', '');
    host.file('sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts', 'N\n');
    host.file('sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages', '512\n');
    host.file('sys/devices/virtual/block/dm-0/dm/name', 'vg-root\n');
    host.classLink('block', 'dm-0', 'sys/devices/virtual/block/dm-0');
    host.file('proc/mounts', '/dev/mapper/vg-root / ext4 rw 0 0\n').file('proc/modules', 'ice 1 0 - Live 0x0\n');
    host.file('proc/net/tcp', ' sl\n 0: 076433C6:0016 010071CB:D6D8 01 0\n 1: 00000000:0016 00000000:0000 0A 0\n');
    for (const [name, text] of Object.entries(UDEV_FILES)) host.file(`run/udev/data/${name}`, text);
    host.file('proc/4242/comm', 'qemu kvm\n').file('proc/4242/cmdline', 'qemu\0-name\0guest=vm-a,x=y\0');
    host.writeTo(join(folder, 'host'));
    captureHost(out, {
      root: join(folder, 'host'),
      env: programs({ ip: 'exit 1', dmesg: 'exit 1', devlink: 'exit 1' }),
    });

    const tree = openTree(out);
    expect(tree.list('sys/devices/pci0000:00/0000:01:01.0/vfio-dev')).toEqual(['vfio0']);
    expect([tree.exists('sys/devices/pci0000:00/0000:01:01.1/net'), tree.list('cmd')]).toEqual([
      true,
      ['device-open.txt', 'libvirt-hostdevs.txt', 'machine.txt', 'taken-at.txt', 'udev-blocks.txt'],
    ]);
    expect(tree.readText(`${path}/sriov/1/trunk`)).toBe('100,200-210\n');
    expect(tree.readText(`${path}/sriov/1/vlan_anti_spoof`)).toBe('on\n');
    expect(tree.readText(`${path}/sriov/1/promisc`)).toBe('ucast\n');
    expect(tree.list(`${path}/sriov`)).toEqual(['1']);
    expect(tree.readText('sys/class/block/dm-0/dm/name')).toBe('vg-root\n');
    // Of what udev keeps of a block device, neither its serial number nor its links.
    expect(tree.readText('cmd/udev-blocks.txt')).toBe(UDEV_LINES);
    // Of connections only the own address of ssh sessions is kept.
    expect(tree.readText('proc/net/tcp')).toBe('0: 076433C6:0016 - 01\n');
    tree.close();
    const { inventory } = readInventoryAt(out);
    const [pf] = inventory.physicalFunctions;
    expect(pf).toMatchObject({ slot: 'Slot 3', numVfs: 2, iommuGroup: { id: 1 } });
    expect(pf?.network?.interfaces).toMatchObject([{ name: 'ens1f0', bond: { name: 'bond0', mode: '802.3ad' } }]);
    expect(pf?.virtualFunctions[1]?.users).toMatchObject([{ kind: 'netdev' }]);
    expect(inventory.host).toMatchObject({
      modules: ['ice', 'vfio_pci'],
      iommu: { unsafeInterrupts: false },
      hugepages: [{ pageBytes: 2_097_152, total: 512 }],
    });
  });

  test('keeps the addresses that ssh sessions came in at, without their clients', () => {
    mkdirSync(join(folder, 'host/sys/class'), { recursive: true });
    const env = { ...programs({}), SSH_CONNECTION: '203.0.113.1 5000 192.0.2.1 22' };
    captureHost(out, { root: join(folder, 'host'), env });
    const tree = openTree(out);
    expect(tree.readText('cmd/ssh-connection.txt')).toBe('- - 192.0.2.1 22\n');
    tree.close();
  });

  test('captures this machine', () => {
    captureHost(out);
    expect(readInventoryAt(out).inventory.host.kernelRelease).not.toBeNull();
  });

  test('comes over a connection and sends the archive back', () => {
    const { root, env } = capturedHost();
    const { stdout, status } = spawnSync('sh', ['-s', '--', '-', root], {
      input: CAPTURE_SCRIPT,
      env,
      maxBuffer: 2 ** 28,
    });
    writeFileSync(out, stdout);
    expect(status).toBe(0);
    expect(readInventoryAt(out).inventory.physicalFunctions).toHaveLength(3);
  });

  test('that arrived in part does nothing', () => {
    const half = CAPTURE_SCRIPT.slice(0, CAPTURE_SCRIPT.lastIndexOf('main "$@"'));
    const { stdout, status } = spawnSync('sh', ['-s'], {
      input: half,
      env: { PATH: process.env.PATH, TMPDIR: folder },
    });
    expect([status, stdout.length, readdirSync(folder)]).toEqual([0, 0, []]);
  });

  requireTool('shellcheck').test('is clean in the eyes of shellcheck', () => {
    const { stdout } = spawnSync('shellcheck', ['-s', 'sh', '-S', 'warning', '-'], {
      input: CAPTURE_SCRIPT,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  test('follows no planted link: no file of another place comes into the archive', () => {
    const { root, env } = capturedHost();
    const secret = join(folder, 'secret');
    for (const path of ['modes', 'net', 'slot', 'proc/77'].map((name) => join(secret, name))) {
      mkdirSync(path, { recursive: true });
      for (const name of ['mode', 'slaves', 'address', 'config', 'shadow', 'comm', 'cmdline']) {
        writeFileSync(join(path, name), 'top-secret\n');
      }
    }
    const plant = (place: string, target: string) => {
      rmSync(join(root, place), { recursive: true, force: true });
      mkdirSync(join(root, place, '..'), { recursive: true });
      symlinkSync(join(secret, target), join(root, place));
    };
    plant('sys/bus/vdpa/devices', 'net');
    plant('proc/net/vlan', 'net');
    plant('proc/net/bonding', 'modes');
    plant('sys/bus/pci/slots/1', 'slot');
    plant('sys/bus/pci/slots/2/address', 'slot/address');
    plant('sys/class/net/evil0', 'net');
    plant('proc/77', 'proc/77');
    plant('proc/78/comm', 'net/comm');
    plant('run/libvirt/qemu/vm.xml', 'net/shadow');
    captureHost(out, { root, env });
    expect(readFileSync(out).includes('top-secret')).toBe(false);
    // The link itself is kept, as it tells what is odd: who reads the archive refuses it by name.
    expect(() => readInventoryAt(out)).toThrow(/sys\/class\/net\/evil0" is a link to .* leads out of the archive/);
  });

  test('has the names of ACPI tables of IOMMUs, and nothing of what is in them', () => {
    const { root, env } = capturedHost();
    const tables = join(root, 'sys/firmware/acpi/tables');
    mkdirSync(tables, { recursive: true });
    for (const name of ['DMAR', 'IVRS', 'IORT', 'MSDM']) writeFileSync(join(tables, name), `licence of ${name}\n`);
    captureHost(out, { root, env });
    expect(readFileSync(out).includes('licence')).toBe(false);
    expect(readInventoryAt(out).inventory.host.iommu.firmwareTable).toBe(true);
  });

  test('writes the archive under a name that cannot be guessed, for its owner alone', () => {
    const { root, env } = capturedHost();
    const real = spawnSync('sh', ['-c', 'command -v tar'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(join(folder, 'bin/tar'), `#!/bin/sh\necho "$4" >'${folder}/name'\nexec ${real} "$@"\n`);
    chmodSync(join(folder, 'bin/tar'), 0o755);
    captureHost(out, { root, env });
    expect(readFileSync(join(folder, 'name'), 'utf8')).toMatch(/\/out\.tar\.tmp\.[A-Za-z0-9]{6}\n$/);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test('leaves nothing behind but the archive', () => {
    const { root, env } = capturedHost();
    captureHost(out, { root, env });
    expect(readdirSync(folder).sort()).toEqual(['bin', 'host', 'out.tar']);
  });
});

describe('a capture that cannot be written', () => {
  test('in a folder that is a file', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => captureHost(join(folder, 'file/out.tar'))).toThrow(/the capture cannot be written: /);
  });

  test('because tar fails: no half of an archive is left', () => {
    const { root, env } = capturedHost();
    writeFileSync(join(folder, 'bin/tar'), '#!/bin/sh\necho "tar: no space" >&2; exit 1\n');
    chmodSync(join(folder, 'bin/tar'), 0o755);
    expect(() => captureHost(out, { root, env })).toThrow(/the capture cannot be written: tar: no space/);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('because there is no shell', () => {
    expect(() => captureHost(out, { shell: [join(folder, 'none')] })).toThrow(/there is no such file or folder/);
  });
});

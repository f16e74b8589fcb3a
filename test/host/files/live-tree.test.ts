import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInventory } from '../../../lib/host/files';
import { commandOutput } from '../../../lib/host/files/live-commands';
import { LiveTree } from '../../../lib/host/files/live-tree';
import { openDevices } from '../../../lib/host/files/device-holders';
import { UDEV_FILES, UDEV_LINES } from '../support/udev-files';
import { HostTree } from '../../inventory/support/host-tree';

let folder: string;
const { PATH } = process.env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-live-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program of that name before all others. */
function install(name: string, script: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  process.env.PATH = `${bin}:${PATH}`;
}

describe('commands of a live machine', () => {
  const outputOf = (name: string): [string | null, string[]] => {
    const complaints: string[] = [];
    return [commandOutput(name, (reason) => complaints.push(reason)), complaints];
  };

  test.each([
    ['ip-link.json', 'ip', '-j -d link show'],
    ['ip-addr.json', 'ip', '-j addr show'],
    ['ip-route.json', 'ip', '-j route show'],
    ['ip-route6.json', 'ip', '-6 -j route show'],
    ['devlink-dev.json', 'devlink', '-j dev show'],
    ['devlink-rate.json', 'devlink', '-j port function rate show'],
    ['devlink-eswitch-0000:3b:00.0.json', 'devlink', '-j dev eswitch show pci/0000:3b:00.0'],
    ['devlink-info-10000:e1:00.0.json', 'devlink', '-j dev info pci/10000:e1:00.0'],
    ['nvme0-id-ctrl.json', 'nvme', 'id-ctrl /dev/nvme0 -o json'],
    ['nvme12-primary-ctrl-caps.json', 'nvme', 'primary-ctrl-caps /dev/nvme12 -o json'],
    ['nvme0-list-secondary.json', 'nvme', 'list-secondary /dev/nvme0 -o json'],
    ['nvme0-list-ns.json', 'nvme', 'list-ns /dev/nvme0 -o json'],
    ['nvme0-list-ns-all.json', 'nvme', 'list-ns /dev/nvme0 --all -o json'],
    ['nvme0-id-ns-ns7.json', 'nvme', 'id-ns /dev/nvme0 -n 7 --force -o json'],
    ['nvme0-list-ctrl-ns7.json', 'nvme', 'list-ctrl /dev/nvme0 -n 7 -o json'],
    ['uname.txt', 'uname', '-a'],
  ])('%s is what %s %s prints', (name, program, line) => {
    install(program, 'echo "$LC_ALL $*"');
    expect(outputOf(name)).toEqual([`C ${line}\n`, []]);
  });

  test('that are not known are not run', () => {
    install('nvme', 'echo run');
    expect(outputOf('nvme0;reboot-id-ctrl.json')).toEqual([null, []]);
  });

  test('that fail say why', () => {
    install('ip', 'echo "Cannot open netlink socket" >&2; exit 1');
    expect(outputOf('ip-link.json')).toEqual([null, ['ip -j -d link show: Cannot open netlink socket']]);
  });

  test('that the device refuses say nothing', () => {
    install('nvme', 'echo "NVMe status: Invalid Field in Command" >&2; exit 1');
    expect(outputOf('nvme0-primary-ctrl-caps.json')).toEqual([null, []]);
    install('devlink', 'echo "kernel answers: No such device" >&2; exit 1');
    expect(outputOf('devlink-eswitch-0000:3b:00.0.json')).toEqual([null, []]);
  });

  test('that need privileges say so', () => {
    install('nvme', 'echo "/dev/nvme0: Permission denied" >&2; exit 1');
    expect(outputOf('nvme0-id-ctrl.json')[1]).toEqual([
      'nvme id-ctrl /dev/nvme0 -o json: /dev/nvme0: Permission denied',
    ]);
  });

  test('are tried in another way when the first one is refused', () => {
    install('nvme', 'case "$*" in *--force*) exit 1;; *) echo "$*";; esac');
    expect(outputOf('nvme0-id-ns-ns7.json')).toEqual(['id-ns /dev/nvme0 -n 7 -o json\n', []]);
  });

  const hasNvme = ['/usr/sbin/nvme', '/sbin/nvme'].some((file) => existsSync(file));
  (hasNvme ? test.skip : test)('that are not installed are missed, unless few hosts have them', () => {
    process.env.PATH = join(folder, 'none');
    expect(outputOf('nvme0-id-ctrl.json')).toEqual([null, ['nvme is not installed']]);
    expect(outputOf('virsh-list.txt')).toEqual([null, []]);
  });
});

describe('a live tree', () => {
  const sources = { commandOutput: () => null, openDevices: () => '', sshConnection: undefined };

  test('runs each command once, when it is first asked for', () => {
    const asked: string[] = [];
    const output = (name: string): string => {
      asked.push(name);
      return '[]';
    };
    const tree = new LiveTree(folder, { ...sources, commandOutput: output });
    expect(asked).toEqual([]);
    expect([tree.readText('cmd/ip-link.json'), tree.readText('cmd/ip-link.json')]).toEqual(['[]', '[]']);
    expect(asked).toEqual(['ip-link.json']);
  });

  test('keeps the reason why a command gave nothing', () => {
    const tree = new LiveTree(folder, {
      ...sources,
      commandOutput: (_name, complain) => {
        complain('ip is not installed');
        return null;
      },
    });
    expect(tree.readText('cmd/ip-link.json')).toBeNull();
    expect(tree.troubles).toEqual([{ path: 'cmd/ip-link.json', reason: 'ip is not installed' }]);
  });

  test('does not wake functions that sleep to read their registers', () => {
    const host = new HostTree();
    const states = { '0000:01:00.0': 'D0', '0000:02:00.0': 'D3hot', '0000:03:00.0': 'unknown' };
    for (const [address, state] of Object.entries(states)) {
      host.pf({ address, files: { power_state: `${state}\n`, config: new Uint8Array(64) } });
    }
    host.writeTo(folder);
    const tree = new LiveTree(folder, sources);
    const read = Object.keys(states).map((address) => tree.readBytes(`sys/bus/pci/devices/${address}/config`)?.length);
    expect(read).toEqual([64, undefined, 64]);
    expect(tree.troubles).toEqual([
      {
        path: 'sys/bus/pci/devices/0000:02:00.0/config',
        reason: 'the function sleeps (D3hot), and reading its registers would wake it',
      },
    ]);
  });

  test('knows the domains that virsh lists', () => {
    const id = '6c1f3a52-7c1e-4a55-9d0e-0123456789ab';
    const outputs: Readonly<Record<string, string>> = {
      'virsh-list.txt': `${id}\n\n`,
      [`virsh-${id}.xml`]:
        "<domain><name>vm-a</name><source x='y'><address bus='1' slot='1' function='0'/></source></domain>",
    };
    const host = new HostTree();
    host.pf({ address: '0000:01:00.0', numVfs: 1 });
    host.writeTo(folder);
    const tree = new LiveTree(folder, { ...sources, commandOutput: (name) => outputs[name] ?? null });
    const [pf] = readInventory(tree).inventory.physicalFunctions;
    expect(pf?.virtualFunctions[0]?.users).toEqual([{ kind: 'domain', detail: 'vm-a' }]);
  });

  test('knows the ssh session it was started in', () => {
    const tree = new LiveTree(folder, { ...sources, sshConnection: '203.0.113.1 5 192.0.2.1 22' });
    expect(tree.readText('cmd/ssh-connection.txt')).toBe('203.0.113.1 5 192.0.2.1 22');
    expect(new LiveTree(folder, sources).readText('cmd/ssh-connection.txt')).toBeNull();
  });

  test('reads this machine without failing', () => {
    const tree = new LiveTree();
    expect(readInventory(tree).inventory.host.kernelRelease).not.toBeNull();
    tree.close();
  });
});

describe('holders of VFIO groups', () => {
  function process_(pid: number, files: readonly string[], comm: string, cmdline: readonly string[]): void {
    mkdirSync(join(folder, `${pid}/fd`), { recursive: true });
    files.forEach((target, n) => symlinkSync(target, join(folder, `${pid}/fd/${n}`)));
    writeFileSync(join(folder, `${pid}/comm`), `${comm}\n`);
    writeFileSync(join(folder, `${pid}/cmdline`), `${cmdline.join('\0')}\0`);
  }

  test('are listed with the guest that QEMU runs', () => {
    process_(10, ['/dev/null', '/dev/vfio/vfio', '/dev/vfio/7', '/dev/vfio/7'], 'qemu-system-x86', [
      'qemu',
      '-name',
      'guest=vm-a,debug-threads=on',
      '-m',
      '1G',
    ]);
    process_(11, ['/dev/vfio/devices/vfio3'], 'qemu kvm', ['qemu', '-name', 'vm-b']);
    process_(12, ['/dev/vfio/9'], 'dpdk-testpmd', ['dpdk-testpmd']);
    process_(13, ['socket:[1]'], 'bash', ['bash']);
    mkdirSync(join(folder, 'self'));
    expect(openDevices(folder)).toBe(
      '/dev/vfio/7 10 qemu-system-x86 vm-a\n/dev/vfio/9 12 dpdk-testpmd\n/dev/vfio/devices/vfio3 11 qemu_kvm vm-b\n',
    );
  });

  test('that may not be looked at are remarked on', () => {
    process_(10, ['/dev/vfio/7'], 'qemu', ['qemu']);
    chmodSync(join(folder, '10/fd'), 0);
    chmodSync(folder, 0o755);
    const { geteuid, seteuid } = process;
    const isRoot = geteuid?.() === 0;
    if (isRoot) seteuid?.(65_534);
    try {
      expect(openDevices(folder)).toBe('# processes of other users could not be looked at; root can\n');
    } finally {
      if (isRoot) seteuid?.(0);
      chmodSync(join(folder, '10/fd'), 0o755);
    }
  });
});

test('what udev found on block devices is told as captures tell it', () => {
  const host = new HostTree().folder('sys/class');
  for (const [name, text] of Object.entries(UDEV_FILES)) host.file(`run/udev/data/${name}`, text);
  host.writeTo(join(folder, 'host'));
  expect(new LiveTree(join(folder, 'host')).readText('cmd/udev-blocks.txt')).toBe(UDEV_LINES);
  expect(new LiveTree(join(folder, 'elsewhere')).readText('cmd/udev-blocks.txt')).toBe('');
});

test('modules of VFIO that the running kernel has are told as captures tell them, and a release that is no name of a folder is none', () => {
  const host = new HostTree().folder('sys/class').file('proc/sys/kernel/osrelease', '6.1.0-28-amd64\n');
  host.file(
    'lib/modules/6.1.0-28-amd64/modules.dep',
    'kernel/drivers/vfio/pci/mlx5/mlx5-vfio-pci.ko.xz: kernel/drivers/vfio/vfio.ko\n',
  );
  host.file('lib/modules/6.1.0-28-amd64/modules.builtin', 'kernel/drivers/vfio/vfio.ko\nkernel/drivers/net/igb.ko\n');
  host.writeTo(join(folder, 'host'));
  expect(new LiveTree(join(folder, 'host')).readText('cmd/vfio-modules.txt')).toBe('mlx5_vfio_pci\nvfio');
  host.file('proc/sys/kernel/osrelease', '../modules/6.1.0-28-amd64\n').writeTo(join(folder, 'other'));
  expect(new LiveTree(join(folder, 'other')).readText('cmd/vfio-modules.txt')).toBeNull();
});

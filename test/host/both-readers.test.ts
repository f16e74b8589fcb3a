import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureHost } from '../../lib/host/capture';
import { readInventoryAt } from '../../lib/host/files';
import { readSurvey } from '../../lib/host/linux/survey/reading';
import { surveyScript } from '../../lib/host/linux/survey/script';
import { openTree } from '../../lib/host/files/open-tree';
import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { HostTree } from '../inventory/support/host-tree';
import { spawnSync } from '../support/child';
import { requireTool } from '../support/require-tool';
import { describeInShells, type Shell, SHELLS } from '../support/shells';

const { test } = requireTool('tar');

const MARK = 'sriov-test';
const [CONNECTX, OTHER_CONNECTX, X710, QAT] = ['0000:01:00.0', '0000:02:00.0', '0000:03:00.0', '0000:04:00.0'];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sriov-both-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Two PFs of one ConnectX that share a netdev, and an X710 whose firmware has given up, on a driver from beside the kernel. */
function host(): HostTree {
  const tree = new HostTree();
  const ofMellanox = { vendor: '0x15b3\n', device: '0x1021\n', revision: '0x00\n' };
  tree.pf({ address: CONNECTX, driver: 'mlx5_core', netdev: 'ens1np0', files: ofMellanox });
  tree.pf({ address: OTHER_CONNECTX, driver: 'mlx5_core', files: ofMellanox });
  tree.pf({ address: X710, driver: 'i40e', netdev: 'ens3f0', files: { device: '0x1572\n', revision: '0x02\n' } });
  const group = `sys/kernel/debug/mlx5/${CONNECTX}/multi-pf`;
  tree.file(`${group}/group_id`, '0x1\n');
  tree.file(`${group}/primary`, `${CONNECTX} vhca 0x0\n`).file(`${group}/secondary_0`, `${OTHER_CONNECTX} vhca 0x1\n`);
  // Unsigned, and of the kernel's own tree; and one that is built beside it.
  tree.file('sys/module/mlx5_core/taint', 'E\n').file('sys/module/i40e/taint', 'OE\n');
  tree.file('sys/module/ext4/taint', '\n');
  tree.file('sys/module/qat_4xxx/taint', 'OE\n').folder('sys/module/qat_4xxx/drivers/pci:4xxx');
  tree.pf({ address: QAT, driver: '4xxx', files: { class: '0x0b4000\n', revision: '0x40\n' } });
  tree.file('proc/sys/kernel/osrelease', '6.12.95+deb12-amd64\n');
  tree.file(
    'lib/modules/6.12.95+deb12-amd64/modules.dep',
    'kernel/vfio/pci/mlx5/mlx5-vfio-pci.ko.xz: kernel/vfio/vfio.ko\n',
  );
  tree.file('lib/modules/6.12.95+deb12-amd64/modules.builtin', 'kernel/vfio/vfio.ko\nkernel/drivers/net/igb.ko\n');
  return tree;
}

const VFIO_MODULES = ['mlx5_vfio_pci', 'vfio'];

const LINKS = JSON.stringify([
  { ifname: 'ens1np0', num_tx_queues: 63 },
  { ifname: 'ens3f0', num_tx_queues: 1 },
]);
const ADDRESSES = JSON.stringify(['ens1np0', 'ens3f0'].map((ifname) => ({ ifname, addr_info: [] })));

/** Programs of the host in place of those of this machine. */
function programs(): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  const scripts = {
    ip: `case "$*" in '-j -d link show') echo '${LINKS}' ;; '-j addr show') echo '${ADDRESSES}' ;;
      '-j -d -batch -') echo '${LINKS}'; echo '${ADDRESSES}' ;; *) exit 1 ;; esac`,
    dmesg: `echo 'i40e ${X710}: Firmware recovery mode detected. Limiting functionality.'; echo 'usb 1-1: secret'`,
    ...{ devlink: 'exit 1', nvme: 'exit 1', virsh: 'exit 1', uname: 'exit 1' },
  };
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: `${bin}:${process.env.PATH}`, TMPDIR: folder };
}

function captured(root: string, shell: Shell, env: NodeJS.ProcessEnv): Inventory {
  const out = join(folder, 'out.tar');
  captureHost(out, { root, env, shell: shell.split(' ') });
  return readInventoryAt(out).inventory;
}

function look(root: string, shell: Shell, env: NodeJS.ProcessEnv) {
  const at = (name: string) => join(root, name);
  const folders = {
    ...{ sys: at('sys'), proc: at('proc'), dev: at('dev'), etc: at('etc'), libvirt: at('run/libvirt') },
    ...{
      udev: at('run/udev/data'),
      modules: at('lib/modules'),
      state: join(folder, 'state'),
      locks: join(folder, 'locks'),
    },
  };
  const [command = 'sh', ...args] = shell.split(' ');
  const input = surveyScript(MARK, folders);
  const { stdout } = spawnSync(command, [...args, '-s'], { input, env, maxBuffer: 2 ** 28 });
  return { stdout, reading: readSurvey(stdout, MARK, folders) };
}

function lookedAt(root: string, shell: Shell, env: NodeJS.ProcessEnv): Inventory {
  const { reading } = look(root, shell, env);
  if (reading === null) throw new Error('the look was cut off');
  return reading.inventory;
}

describeInShells('one host, captured and looked at in %s', ['sh', ...SHELLS], (shell) => {
  test('is the same to both: generations, drivers from beside the kernel, modules of VFIO, and PFs that share a netdev', () => {
    const root = join(folder, 'host');
    host().writeTo(root);
    const env = programs();
    const [capture, seen] = [captured(root, shell, env), lookedAt(root, shell, env)];
    const told = (inventory: Inventory) =>
      inventory.physicalFunctions.map(({ address, revision, driverOutOfTree, network }) => {
        const { joinedPfs, safeMode } = network ?? {};
        return { address, revision, driverOutOfTree, joinedPfs, safeMode };
      });
    const expected = [
      { address: CONNECTX, revision: 0, joinedPfs: [OTHER_CONNECTX] },
      { address: OTHER_CONNECTX, revision: 0, joinedPfs: [CONNECTX] },
      { address: X710, revision: 2, driverOutOfTree: true, safeMode: true },
      { address: QAT, revision: 64, driverOutOfTree: true },
    ];
    expect(told(capture)).toEqual(expected);
    expect([capture, seen].map(({ host: { vfioModules } }) => vfioModules)).toEqual([VFIO_MODULES, VFIO_MODULES]);
    // A look does not read the kernel's log, without which one queue tells nothing.
    const logless = (pf: PhysicalFunctionFacts) =>
      pf.address === X710 && pf.network !== null ? { ...pf, network: { ...pf.network, safeMode: null } } : pf;
    expect(seen.physicalFunctions).toEqual(capture.physicalFunctions.map(logless));
  });

  test('tells neither of them what has no part in it', () => {
    const root = join(folder, 'host');
    host().writeTo(root);
    const env = programs();
    captured(root, shell, env);
    const tree = openTree(join(folder, 'out.tar'));
    expect(tree.readText('cmd/dmesg.txt')).not.toContain('secret');
    expect(tree.exists('sys/module/mlx5_core/taint')).toBe(false);
    tree.close();
    expect(look(root, shell, env).stdout.includes('/mlx5_core/taint')).toBe(false);
  });
});

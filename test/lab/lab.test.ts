import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { spawn, spawnSync } from '../support/child';
import { describeWhereLabRuns, describeWithLab } from './available';
import { buildImage, imageFolder } from './image';
import { DEFAULT_KERNEL } from './kernels';
import { bootLab, type LabHost } from './lab';
import { firstDifferences } from './pool/differences';
import { resetTo, startOf } from './pool/look';
import { endRun, type Run, runIn, startTimeOf } from './runs';
import { ALIAS } from './ssh';

const KEPT = '/var/lib/cdktf-sriov/journal';

/** Addresses that a process listens on, as the kernel prints them: `0100007F:1F90` is port 8080 of 127.0.0.1. */
function listening(pid: number): string[] {
  const sockets = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  return ['tcp', 'tcp6']
    .flatMap((protocol) => readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.includes(`socket:[${inode}]`))
    .map(([, address = '']) => address);
}

function pidOf(host: { pid: () => number | null }): number {
  const pid = host.pid();
  if (pid === null) throw new Error('the host is off');
  return pid;
}

/** A bit of everything that suites do to a host. */
const DISORDER = `set -e
  cd /sys/bus/pci/devices/0000:01:00.0
  echo 3 >sriov_numvfs; echo 0 >sriov_drivers_autoprobe
  echo 0000:01:10.0 >/sys/bus/pci/drivers/igbvf/unbind; echo vfio-pci >/sys/bus/pci/devices/0000:01:10.0/driver_override
  ip link set eth0 up mtu 2000; ip addr add 192.0.2.1/24 dev eth0; ip link add link eth0 name v5 type vlan id 5
  ip link add br5 type bridge; ip netns add other; ip link set eth1 netns other
  cd ../0000:03:00.0; echo 0 >sriov_drivers_autoprobe; echo 2 >sriov_numvfs
  nvme virt-mgmt /dev/nvme0 -c 1 -r 0 -n 2 -a 8; nvme virt-mgmt /dev/nvme0 -c 1 -r 1 -n 1 -a 8
  nvme virt-mgmt /dev/nvme0 -c 1 -a 9; nvme detach-ns /dev/nvme0 -n 1 -c 0
  modprobe -r vfio-pci; modprobe dummy
  mkdir -p /run/cdktf-sriov /var/lib/cdktf-sriov/a/b; echo 1 >/var/lib/cdktf-sriov/a/b/c
  echo more >>/etc/passwd; echo new >/usr/bin/systemctl; rm /etc/shells
  sleep 1000 >/dev/null 2>&1 &`;

/** The host that this process is booting. */
function ownRun(): Run | undefined {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(`sriov-lab-${process.pid}-`));
  return folders.map((name) => runIn(join(tmpdir(), name))).find((run) => run !== undefined);
}

async function eventually(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`still not so: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

describeWithLab('an emulated host', 'flat', (host) => {
  test('listens on one port of 127.0.0.1 and nowhere else', () => {
    const port = host().port.toString(16).toUpperCase().padStart(4, '0');
    expect(listening(pidOf(host()))).toEqual([`0100007F:${port}`]);
  });

  test('is reached by its ssh_config, with its host key checked', () => {
    const config = readFileSync(host().sshConfigFile, 'utf8');
    const knownHosts = join(host().folder, 'known_hosts');
    expect(config).toMatch(/StrictHostKeyChecking yes/);
    expect(readFileSync(knownHosts, 'utf8')).toBe(`[127.0.0.1]:${host().port} ${host().hostKey}\n`);

    const otherKey = readFileSync(`${host().privateKeyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const otherHosts = join(host().folder, 'other_hosts');
    writeFileSync(otherHosts, `[127.0.0.1]:${host().port} ${otherKey}\n`);
    const options = ['-F', host().sshConfigFile, '-o', `UserKnownHostsFile=${otherHosts}`];
    const { status, stderr } = spawnSync('ssh', [...options, ALIAS, 'true'], { encoding: 'utf8', timeout: 60_000 });
    expect(status).toBe(255);
    expect(stderr).toContain('Host key verification failed');
  });

  test('takes files by scp, as provisioners send them, and by sftp', () => {
    const file = join(host().folder, 'sent');
    writeFileSync(file, 'bytes');
    for (const protocol of ['-O', '-s']) {
      const { status } = spawnSync(
        'scp',
        ['-F', host().sshConfigFile, protocol, file, `${ALIAS}:/tmp/sent${protocol}`],
        { timeout: 60_000 },
      );
      expect(status).toBe(0);
    }
    expect(host().ssh('cat /tmp/sent-O /tmp/sent-s').stdout).toBe('bytesbytes');
  });

  test('runs commands without blocking, and ends one whose time is up', async () => {
    const results = await Promise.all([
      host().sshAsync('cat; exit 3', 'input'),
      host().sshAsync('sleep 60', '', 2_000),
    ]);
    expect(results).toMatchObject([
      { status: 3, stdout: 'input' },
      { status: -1, stdout: '' },
    ]);
  });

  test('loses everything but its disks with the power', async () => {
    const before = host().ssh(
      `echo 2 > /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs && echo kept | dd of=${KEPT} conv=fsync && echo bytes | dd of=/dev/nvme0n1 conv=fsync`,
    );
    expect(before.status).toBe(0);
    const pid = pidOf(host());
    await host().kill();
    expect(startTimeOf(pid)).toBeUndefined();
    expect(host().pid()).toBeNull();
    expect(host().ssh('true').status).toBe(255);

    await host().reboot();
    const after = host().ssh(`cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs ${KEPT}; head -c 5 /dev/nvme0n1`);
    expect(after).toMatchObject({ status: 0, stdout: '0\nkept\nbytes' });
  });

  test('writes its disks out before it boots again', async () => {
    host().ssh(`echo written >> ${KEPT}`);
    await host().reboot();
    expect(host().ssh(`cat ${KEPT}`).stdout).toBe('kept\nwritten\n');
  });
});

describeWithLab(
  'a host that is reached through one of its PFs',
  'flat',
  (host) => {
    test('keeps the connection while VFs come, and the link goes for a while', () => {
      const { status, stdout } = host().ssh(
        'echo 2 > /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs; ip -br addr show to 10.0.2.15; cat /sys/class/net/eth*/address',
      );
      expect(status).toBe(0);
      expect(stdout).toContain('10.0.2.15/24');
      expect(stdout).not.toContain('mgmt0');
      expect(stdout).toContain('52:54:00:aa:00:01');
    });
  },
  { management: 'pf' },
);

describeWhereLabRuns('the lab', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('builds its image once', async () => {
    await buildImage('base', DEFAULT_KERNEL);
    const built = () =>
      ['vmlinux', 'initrd.cpio', 'state.img'].map((name) => statSync(join(imageFolder(DEFAULT_KERNEL), name)).ino);
    const before = built();
    await buildImage('base', DEFAULT_KERNEL);
    expect(built()).toEqual(before);
  });

  describe('with a host of its own', () => {
    let host: LabHost | undefined;
    afterAll(() => host?.stop());

    test('starts a host once more whose QEMU ends itself while it boots', async () => {
      const booting = bootLab('no-iommu', { provokedTries: 1 });
      let first: Run | undefined;
      await eventually('QEMU runs', () => (first = ownRun()) !== undefined);
      process.kill(first?.pid ?? 0, 'SIGABRT');
      host = await booting;
      expect(pidOf(host)).not.toBe(first?.pid);
      expect(host.ssh('hostname')).toMatchObject({ status: 0, stdout: 'sriov-host\n' });
    });

    test('brings it back to its start, whatever was done to it, and sees what does not come back', async () => {
      if (host === undefined) throw new Error('it did not boot');
      const start = await startOf(host);
      expect(host.ssh(DISORDER)).toMatchObject({ status: 0 });
      expect(firstDifferences(start, await resetTo(host, start))).toBeNull();
      expect(host.ssh('mount -t tmpfs tmpfs /var/lib/libuuid').status).toBe(0);
      expect(firstDifferences(start, await resetTo(host, start))).toMatch(/^now "mount tmpfs \/var\/lib\/libuuid /);
    });

    test('leaves nothing behind', async () => {
      if (host === undefined) throw new Error('it did not boot');
      const pid = pidOf(host);
      host.stop();
      await eventually('QEMU is gone', () => startTimeOf(pid) === undefined);
      expect(existsSync(host.folder)).toBe(false);
    });
  });

  test('leaves no process behind when its runner is killed', async () => {
    const program = join(__dirname, `.killed-${process.pid}.app.cjs`);
    const contents = `import { bootLab, type LabHost } from './lab'; void bootLab('flat', { folder: ${JSON.stringify(folder)} });`;
    buildSync({
      stdin: { contents, resolveDir: __dirname, loader: 'ts' },
      outfile: program,
      bundle: true,
      platform: 'node',
    });
    const runner = spawn(process.execPath, [program], { stdio: 'ignore' });
    try {
      await eventually('QEMU runs', () => runIn(folder) !== undefined);
      runner.kill('SIGKILL');
      await eventually('QEMU is gone', () => runIn(folder) === undefined);
    } finally {
      const left = runIn(folder);
      if (left !== undefined) await endRun(left);
      runner.kill('SIGKILL');
      rmSync(program);
    }
  });

  test('has a command that boots a host which stays, and ends it', () => {
    const lab = (...args: string[]) => {
      const env = { ...process.env, SRIOV_LAB_RUN: folder };
      const script = join(__dirname, '..', '..', 'scripts', 'lab.mjs');
      const options = { env, encoding: 'utf8', timeout: 390_000 } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
      return { status, stdout, stderr };
    };
    const runFolder = join(folder, 'no-iommu');
    try {
      expect(lab('ssh', 'no-iommu')).toMatchObject({
        status: 1,
        stderr: 'lab: no-iommu is not running; start it: npm run lab -- up no-iommu\n',
      });
      expect(lab('up', 'nosuch').status).toBe(2);

      expect(lab('up', 'no-iommu')).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^no-iommu is up after/),
      });
      const run = runIn(runFolder);
      expect(run).toBeDefined();
      expect(lab('up', 'no-iommu').stdout).toMatch(/^no-iommu is running already/);
      expect(runIn(runFolder)).toEqual(run);

      expect(lab('ssh', 'no-iommu', '--', 'hostname; exit 7')).toMatchObject({ status: 7, stdout: 'sriov-host\n' });
      expect(lab('capture').status).toBe(0);
      expect(statSync(join(runFolder, 'capture.tar')).size).toBeGreaterThan(100_000);
      expect(lab('list').stdout).toContain(`127.0.0.1:${run?.port}`);

      expect(lab('down')).toMatchObject({ status: 0, stdout: 'no-iommu is down; its disks are gone\n' });
      expect(startTimeOf(run?.pid ?? 0)).toBeUndefined();
      expect(existsSync(runFolder)).toBe(false);
    } finally {
      lab('down', '--all');
    }
  });
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInventoryAt } from '../../../lib/host/files';
import { readSurvey } from '../../../lib/host/linux/survey/reading';
import { surveyScript } from '../../../lib/host/linux/survey/script';
import type { Inventory } from '../../../lib/inventory/inventory';
import { ZERO_MAC } from '../../../lib/model/mac';
import { differences } from '../../../lib/plan/difference';
import type { TargetState, TargetVf } from '../../../lib/plan/host-plan';
import { secondaryOf } from '../../../lib/plan/target-nvme';
import { HOST_FOLDERS, type HostFolders } from '../../../lib/shell/run-script';
import { execFileSync, spawnSync } from '../../support/child';
import { lookedAt } from '../../support/facts';
import { requireShell, type Shell, SHELLS, testInShells } from '../../support/shells';

const { test } = requireShell();

const CAPTURE = join(__dirname, '../../data/captures/flat-configured.tar');
const MARK = 'sriov-test';

jest.setTimeout(60_000);

let folder: string;
let folders: HostFolders;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-survey-'));
  folders = {
    sys: join(folder, 'sys'),
    proc: join(folder, 'proc'),
    dev: join(folder, 'dev'),
    etc: join(folder, 'etc'),
    libvirt: join(folder, 'libvirt'),
    udev: join(folder, 'udev'),
    modules: join(folder, 'modules'),
    state: join(folder, 'state'),
    locks: join(folder, 'locks'),
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function survey(shell: Shell = 'sh', only?: TargetState): Buffer {
  const [command = 'sh', ...args] = shell.split(' ');
  const env = { PATH: `${folder}/bin:${process.env.PATH}` };
  return spawnSync(command, [...args, '-s'], { input: surveyScript(MARK, folders, only), env, maxBuffer: 2 ** 28 })
    .stdout;
}

/** The captured host, with programs that print what was captured of them. */
function unpackCapture(): void {
  execFileSync('tar', ['-xf', CAPTURE, '-C', folder]);
  const cmd = join(folder, 'cmd');
  // The capture has the routes as ip prints them.
  write('proc/net/route', 'Iface\tDestination\tGateway\tFlags\n');
  program('ip', `case "$*" in '-j -d -batch -') cat ${cmd}/ip-link.json ${cmd}/ip-addr.json ;; *) exit 1 ;; esac`);
  program('devlink', `cat ${cmd}/devlink-dev.json`);
  program('uname', `cat ${folder}/uname.txt`);
  program('virsh', 'exit 1');
  program(
    'nvme',
    `case "$1" in
      list-ns) case "$*" in *--all*) exit 1 ;; *) cat ${cmd}/nvme0-list-ns.json ;; esac ;;
      id-ns) case "$*" in *--force*) exit 1 ;; *) echo '{"nsze":2048,"flbas":0,"nmic":1,"lbafs":[{"ds":9}]}' ;; esac ;;
      list-ctrl) echo '{"num_ctrl":1,"ctrl_list":[{"ctrl_id":0}]}' ;;
      *) cat ${cmd}/nvme0-$1.json ;; esac`,
  );
}

testInShells('a look in %s tells what a capture of the same host tells', SHELLS, (shell) => {
  unpackCapture();
  const before = readInventoryAt(CAPTURE).inventory;
  const reading = readSurvey(survey(shell), MARK, folders);
  expect(reading?.warnings).toEqual([]);
  expect(reading?.inventory.host).toEqual(before.host);
  const [nic, other, ssd] = reading?.inventory.physicalFunctions ?? [];
  expect([nic, other]).toEqual(before.physicalFunctions.slice(0, 2).map(lookedAt));
  // Programs tell more of the namespace here than was captured.
  const known = before.physicalFunctions.map(lookedAt)[2];
  const namespaces = ssd?.nvme?.namespaces;
  expect(namespaces).toMatchObject([{ nsid: 1, shared: true, controllers: [0] }]);
  // One of its VFs sleeps, so its registers were not read.
  const virtualFunctions = known?.virtualFunctions.map((vf) => ({
    ...vf,
    msixVectors: vf.index === 0 ? null : vf.msixVectors,
  }));
  expect(ssd).toEqual({ ...known, nvme: { ...known?.nvme, namespaces }, virtualFunctions });
  expect([reading?.lastRun, reading?.busy]).toEqual([null, null]);
});

testInShells(
  'a look in %s tells what scripts put off until a link is there, and says what it cannot read',
  SHELLS,
  (shell) => {
    unpackCapture();
    write('locks/later.0000:01:00.0', 'ens1f0 has no carrier\nsince 1790000000\nover 1790000900 900\n');
    write('locks/later.0000:01:00.1', 'nobody\nknows\n');
    write('locks/lock', '');
    const reading = readSurvey(survey(shell), MARK, folders);
    expect(reading?.waits).toEqual([
      {
        pf: '0000:01:00.0',
        reason: 'ens1f0 has no carrier',
        since: 1_790_000_000,
        givenUp: { at: 1_790_000_900, tries: 1, seconds: 900 },
      },
    ]);
    expect(reading?.warnings).toEqual([expect.stringMatching(/waits for a link on 0000:01:00\.1 cannot be read/)]);
  },
);

testInShells('a look in %s finds the quotas of VFs of a GPU', SHELLS, (shell) => {
  unpackCapture();
  const pf = 'sys/devices/pci0000:00/0000:00:03.0/0000:01:00.0';
  write(`${pf}/class`, '0x030000\n');
  write(`${pf}/sriov_admin/vf2/profile/exec_quantum_ms`, '20\n');
  write(`${pf}/sriov_admin/vf2/profile/vram_quota`, '1073741824\n');
  for (const only of [undefined, targetLike(readInventoryAt(CAPTURE).inventory)]) {
    const [gpu] = readSurvey(survey(shell, only), MARK, folders)?.inventory.physicalFunctions ?? [];
    expect(gpu?.virtualFunctions.slice(0, 2)).toMatchObject([{}, { execQuantumMs: 20, vramQuotaBytes: 2 ** 30 }]);
    expect(gpu?.virtualFunctions[0]).not.toHaveProperty('execQuantumMs');
  }
});

testInShells('a look in %s names the modules of VFIO that the running kernel has', SHELLS, (shell) => {
  unpackCapture();
  write('proc/sys/kernel/osrelease', '6.1.0-28-amd64\n');
  write('modules/6.1.0-28-amd64/modules.dep', 'kernel/vfio/pci/mlx5/mlx5-vfio-pci.ko.xz: kernel/vfio/vfio.ko\n');
  write('modules/6.1.0-28-amd64/modules.builtin', 'kernel/vfio/vfio.ko\nkernel/drivers/net/igb.ko\n');
  write('modules/9.9.9/modules.dep', 'kernel/vfio/pci/qat/qat_vfio_pci.ko:\n');
  expect(readSurvey(survey(shell), MARK, folders)?.inventory.host.vfioModules).toEqual(['mlx5_vfio_pci', 'vfio']);
});

testInShells('a look in %s tells whether the firmware describes an IOMMU', SHELLS, (shell) => {
  unpackCapture();
  const firmwareTable = () => readSurvey(survey(shell), MARK, folders)?.inventory.host.iommu.firmwareTable;
  expect(firmwareTable()).toBeUndefined();
  write('sys/firmware/acpi/tables/FACP', '');
  expect(firmwareTable()).toBe(false);
  write('sys/firmware/acpi/tables/DMAR', '');
  expect(firmwareTable()).toBe(true);
});

testInShells('a look in %s finds the nodes of devlink rate trees, and what the ports of VFs tell', SHELLS, (shell) => {
  unpackCapture();
  const port = { flavour: 'pcivf', vfnum: 1, function: { migratable: 'enable' } };
  const rates = { 'pci/0000:01:00.0/1': { type: 'leaf' }, 'pci/0000:01:00.0/tenants': { type: 'node' } };
  program(
    'devlink',
    `case "$*" in
      '-j dev show') echo '{"dev":{"pci/0000:01:00.0":{}}}' ;;
      '-j port function rate show') echo '${JSON.stringify({ rate: rates })}' ;;
      '-j port show') echo '${JSON.stringify({ port: { 'pci/0000:01:00.0/2': port } })}' ;;
      *) exit 1 ;; esac`,
  );
  const [nic] = readSurvey(survey(shell), MARK, folders)?.inventory.physicalFunctions ?? [];
  expect(nic?.network?.rateNodes).toEqual(['tenants']);
  expect(nic?.virtualFunctions.map(({ migratable }) => migratable).slice(0, 2)).toEqual([undefined, true]);
});

test('a look reads no more of what waits for a link than a script writes', () => {
  unpackCapture();
  write('locks/later.0000:01:00.0', `ens1f0 has no carrier\n${'x'.repeat(1_000_000)}`);
  const output = survey();
  expect(output.includes('x'.repeat(5000))).toBe(false);
  expect(readSurvey(output, MARK, folders)?.waits).toBeUndefined();
});

/** The PFs as they are, and the other way round where a target can be: what is stated of them is all kinds of things. */
function targetLike({ physicalFunctions }: Inventory): TargetState {
  return {
    physicalFunctions: physicalFunctions.map((pf) => ({
      path: `rack1/kvm01/${pf.address}`,
      address: pf.address,
      deviceClass: pf.deviceClass,
      driver: pf.driver,
      vfDriver: null,
      numVfs: pf.numVfs,
      driversAutoprobe: pf.driversAutoprobe ?? true,
      ...(pf.deviceClass === 'net' && { adminUp: true, mtu: 1500 }),
      virtualFunctions: pf.virtualFunctions.map((vf): TargetVf => {
        const controller = secondaryOf(pf, vf.index);
        return {
          index: vf.index,
          address: vf.address,
          driver: vf.driver,
          ...(vf.network && {
            mac: vf.network.mac ?? ZERO_MAC,
            vlan: { vlan: vf.network.vlan ?? 0, qos: vf.network.vlanQos ?? 0, protocol: '802.1Q' },
            spoofCheck: vf.network.spoofCheck ?? true,
            trust: vf.network.trust ?? false,
            rate: { minTxMbps: vf.network.minTxRateMbps ?? 0, maxTxMbps: vf.network.maxTxRateMbps ?? 0 },
          }),
          ...(vf.msixVectors !== null && { msixVectors: vf.msixVectors }),
          ...(controller && { nvme: { ...controller, namespaceIds: [1] } }),
        };
      }),
    })),
  };
}

testInShells('a look in %s at what a target states finds what a look at all finds', SHELLS, (shell) => {
  unpackCapture();
  const all = readSurvey(survey(shell), MARK, folders);
  if (all === null) throw new Error('the look was cut off');
  const right = targetLike(all.inventory);
  const wrong: TargetState = {
    physicalFunctions: right.physicalFunctions.map((pf) => ({
      ...pf,
      numVfs: pf.numVfs + 1,
      driversAutoprobe: !pf.driversAutoprobe,
      ...(pf.mtu !== undefined && { mtu: 9000, adminUp: false }),
      eswitchMode: 'switchdev',
      virtualFunctions: pf.virtualFunctions.map(({ nvme, rate, ...vf }) => ({
        ...vf,
        driver: 'none-such',
        ...(vf.mac && { mac: '02:00:00:00:00:99', trust: !vf.trust, spoofCheck: !vf.spoofCheck }),
        ...(rate && { rate: { minTxMbps: 1, maxTxMbps: rate.maxTxMbps + 1 } }),
        msixVectors: 999,
        ...(nvme && { nvme: { ...nvme, virtualQueues: nvme.virtualQueues + 1, namespaceIds: [1] } }),
      })),
    })),
  };
  for (const target of [right, wrong]) {
    const reading = readSurvey(survey(shell, target), MARK, folders);
    expect(differences(target, reading?.inventory ?? all.inventory)).toEqual(differences(target, all.inventory));
    expect(reading?.warnings).toEqual([]);
  }
  expect(differences(wrong, all.inventory).length).toBeGreaterThan(30);
});

test('a look at what a target states tells the processes that hold its VFs', () => {
  unpackCapture();
  const target = targetLike(readInventoryAt(CAPTURE).inventory);
  const [vf] = target.physicalFunctions[0]?.virtualFunctions ?? [];
  const groupOf = (look: Buffer) =>
    readSurvey(look, MARK, folders)?.inventory.physicalFunctions[0]?.virtualFunctions[0]?.iommuGroup?.id;
  const group = groupOf(survey('sh', target));
  expect(group).toBe(groupOf(survey()));
  write(`dev/vfio/${group}`, '');
  write('proc/4242/comm', 'qemu system\n');
  write('proc/4242/cmdline', 'qemu\0-name\0guest=vm-a,debug-threads=on\0');
  mkdirSync(join(folder, 'proc/4242/fd'));
  symlinkSync(join(folder, `dev/vfio/${group}`), join(folder, 'proc/4242/fd/9'));
  expect(vf).toBeDefined();
  const look = readSurvey(survey('sh', target), MARK, folders);
  const users = look?.inventory.physicalFunctions[0]?.virtualFunctions.map((one) => one.users.length);
  expect(users).toEqual(
    readSurvey(survey(), MARK, folders)?.inventory.physicalFunctions[0]?.virtualFunctions.map(
      (one) => one.users.length,
    ),
  );
  expect(users?.some((count) => count > 0)).toBe(true);
});

test('the registers of a function that sleeps are not read', () => {
  unpackCapture();
  expect(survey().includes('/0000:03:00.1/config <==')).toBe(false);
});

test('processes that hold a VFIO group are told with the names of their guests', () => {
  unpackCapture();
  write('dev/vfio/10', '');
  write('proc/4242/comm', 'qemu system\n');
  write('proc/4242/cmdline', 'qemu\0-name\0guest=vm-a,debug-threads=on\0');
  mkdirSync(join(folder, 'proc/4242/fd'));
  symlinkSync(join(folder, 'dev/vfio/10'), join(folder, 'proc/4242/fd/9'));
  const text = survey().toString('latin1');
  expect(text).toContain(`\n4242 ${folder}/dev/vfio/10\n`);
  expect(text).toContain(`==> ${folder}/proc/4242/cmdline <==\nqemu\0-name\0guest=vm-a`);
});

test('the VLANs that VFs may use are looked at where the driver of the PF keeps them', () => {
  unpackCapture();
  const whole = readSurvey(survey(), MARK, folders)?.inventory;
  const pf = whole?.physicalFunctions.find(({ deviceClass, numVfs }) => deviceClass === 'net' && numVfs > 1);
  if (whole === undefined || pf === undefined) throw new Error('the capture has no NIC with VFs');
  const lists = (only?: TargetState) =>
    readSurvey(survey('sh', only), MARK, folders)
      ?.inventory.physicalFunctions.find(({ address }) => address === pf.address)
      ?.virtualFunctions.slice(0, 2)
      .map(({ network }) => network?.allowedVlans);
  expect(lists()).toEqual([undefined, undefined]);
  const free = pf.virtualFunctions.findIndex(({ network }) => network?.vlan === 0);
  write(`sys/bus/pci/devices/${pf.address}/sriov/${free}/trunk`, '100,200-210\n');
  write(`sys/bus/pci/devices/${pf.address}/sriov/${free}/vlan_anti_spoof`, 'on\n');
  expect(lists()?.[free]).toBe('100,200-210');
  expect(lists(targetLike(whole))?.[free]).toBe('100,200-210');
});

test('a look that a run fell into is known by the last run before and after it', () => {
  unpackCapture();
  const text = survey().toString('latin1');
  const fell = (from: string, to: string) =>
    readSurvey(
      Buffer.from(text.replace(`${MARK} run-after\n${from}`, `${MARK} run-after\n${to}`), 'latin1'),
      MARK,
      folders,
    )?.disturbed;
  expect(text).toContain(`\n${MARK} run-before\n0 open\n`);
  expect(fell('0 open', '0 open')).toBe(false);
  expect(fell('0 open', '1 open')).toBe(true);
  expect(fell('0 open', '0 over')).toBe(true);
});

test('a look that a run fell into whose client is gone, and which ends without a word, is known by the lock', () => {
  unpackCapture();
  const during = (lock: string) => {
    write('locks/lock.1', lock);
    return survey().toString('latin1');
  };
  // A process as the kernel tells of it, begun at 99.
  write('proc/4711/stat', `4711 (sh) S ${'0 '.repeat(18)}99 0\n`);
  write('proc/sys/kernel/random/boot_id', 'b00t\n');
  const held = during('4711 99 b00t 1 run me@workstation\n');
  const free = during('free\n');
  const [, after] = free.split(`\n${MARK} busy\n`);
  const [names] = held.split(`\n${MARK} busy\n`);
  expect(readSurvey(Buffer.from(held, 'latin1'), MARK, folders)).toMatchObject({ disturbed: false });
  const ended = readSurvey(Buffer.from(`${names}\n${MARK} busy\n${after}`, 'latin1'), MARK, folders);
  expect(ended).toMatchObject({ disturbed: true, busy: null });
});

test('what was cut off before its end is no look', () => {
  unpackCapture();
  const output = survey();
  const late = output.indexOf(`\n${MARK} late\n`);
  expect(readSurvey(output.subarray(0, late), MARK, folders)).toBeNull();
  expect(readSurvey(Buffer.from('nothing of this'), MARK, folders)).toBeNull();
});

test('what the kernel does not let be read while somebody changes VFs is said', () => {
  unpackCapture();
  const output = survey();
  const late = output.indexOf(`\n${MARK} late\n`) + `\n${MARK} late\n`.length;
  const reading = readSurvey(output.subarray(0, late), MARK, folders);
  expect(reading?.warnings[0]).toMatch(/sriov_numvfs, driver_override: the kernel does not let them be read now/);
  expect(reading?.inventory.physicalFunctions).toHaveLength(3);
});

test('folders of usual hosts are the default', () => {
  expect(HOST_FOLDERS).toMatchObject({ state: '/var/lib/cdktf-sriov', locks: '/run/cdktf-sriov' });
});

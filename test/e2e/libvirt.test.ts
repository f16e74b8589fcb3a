import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VirtualFunctionFacts } from '../../lib/inventory/inventory';
import { differences } from '../../lib/plan/difference';
import type { TargetPf, TargetState, TargetVf } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import { serializeHostPlan } from '../../lib/plan/serialize';
import { hostdevXml, interfaceXml, userAlias } from '../../lib/render/libvirt';
import { networkXml } from '../../lib/render/libvirt-network';
import { type Outcome, sriov } from '../cli/sriov';
import { IGB, igbVf, NVME, nvmeVf } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import { ALIAS } from '../lab/ssh';
import { requireTool } from '../support/require-tool';
import { observe, pfOf } from './support/observe';
import { Workspace } from './support/workspace';

/** A VM inside of software emulation, on a machine that does other work as well. */
const SLOW_MS = 580_000;
const PATIENCE_SECONDS = 400;

const HOST = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };
const UPLINK = 'rack1/kvm01/uplink';
const SSD = 'rack1/kvm01/ssd';
const WEB = `${UPLINK}/vms/web`;
const DISK = `${SSD}/disks/web`;
const MAC = '02:00:00:00:00:0a';
const DATA = 'what the host wrote into the image';

/** One VF of the NIC and one of the drive belong to the VM `web`. */
const web: TargetVf = {
  index: 0,
  address: igbVf(0),
  attachment: WEB,
  vm: 'web',
  driver: 'vfio-pci',
  mac: MAC,
  vlan: { vlan: 42, qos: 0, protocol: '802.1Q' },
  spoofCheck: true,
};
const disk: TargetVf = {
  index: 0,
  address: nvmeVf(0),
  attachment: DISK,
  vm: 'web',
  driver: 'vfio-pci',
  nvme: { controllerId: 1, virtualQueues: 2, virtualInterrupts: 1, namespaceIds: [] },
};

function target(numVfs: number, ...others: TargetVf[]): TargetState {
  const common = { driversAutoprobe: false } as const;
  const nic: TargetPf = {
    ...common,
    ...{ path: UPLINK, address: IGB, deviceClass: 'net', driver: 'igb', vfDriver: 'igbvf', numVfs, adminUp: true },
    virtualFunctions: [web, ...others],
  };
  const drive: TargetPf = {
    ...common,
    ...{ path: SSD, address: NVME, deviceClass: 'nvme', driver: 'nvme', vfDriver: 'nvme', numVfs: 1 },
    virtualFunctions: [disk],
  };
  return { physicalFunctions: [nic, drive] };
}

const xmlOfNic = interfaceXml({ address: igbVf(0), mac: MAC, vlan: 42, alias: userAlias(UPLINK, 0) });
const xmlOfDisk = hostdevXml({ address: nvmeVf(0), alias: userAlias(SSD, 0) });

const domainXml = (name: string, ...devices: readonly (string | undefined)[]) => `<domain type='kvm'>
  <name>${name}</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type><kernel>/var/lib/lab/l2-vmlinux</kernel>
    <initrd>/var/lib/lab/l2-initrd</initrd>
    <cmdline>console=ttyS0 loglevel=4 panic=-1 mitigations=off</cmdline></os>
  <features><acpi/></features><cpu mode='host-passthrough'/>
  <devices><serial type='file'><source path='/tmp/${name}.log'/><target port='0'/></serial>
    ${devices.join('')}<memballoon model='none'/></devices></domain>`;

describeWithLab('libvirt domains', 'libvirt', (lab) => {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-libvirt-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test(
    'one that is defined from the rendered XML starts, and its guest sees the NIC with its MAC and the disk with its data',
    async () => {
      run(`printf '${DATA}' | dd of=/dev/nvme0n1 conv=notrunc,fsync 2>/dev/null`);
      expect(await apply(target(2))).toMatchObject({ exitCode: 0 });
      virsh('define --validate /tmp/given.xml', domainXml('web', xmlOfNic, xmlOfDisk));
      virsh('start web');
      const seen = await guestSays('GUEST-DATA', 'GUEST-NET');
      expect(seen).toMatch(new RegExp(`^GUEST-NET \\w+ ${MAC} igbvf$`, 'm'));
      expect(seen).toMatch(new RegExp(`^GUEST-DATA nvme\\w+ ${DATA}$`, 'm'));
      expect(
        vfOf(IGB, 0)
          .users.map(({ kind }) => kind)
          .sort(),
      ).toEqual(['domain', 'vfio']);
      expect(differences(target(2), observe(lab()))).toEqual([]);
    },
    SLOW_MS,
  );

  test(
    'a plan that would destroy a VF that it holds is refused, and nothing is touched',
    async () => {
      const before = vfsOf(IGB);
      const { exitCode, stdout, stderr } = await apply(target(3));
      expect(exitCode).toBe(1);
      expect(stdout + stderr).toMatch(/OPS-002[\s\S]*domain web/);
      expect(vfsOf(IGB)).toEqual(before);
    },
    SLOW_MS,
  );

  test('attaching what is there does nothing', async () => {
    expect(await onDomains('attach', [WEB, DISK])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/nothing to do, domain web has it already\n.*nothing to do/),
    });
  });

  test(
    'a VF in use leaves the running guest and comes back, with the guest taking part',
    async () => {
      expect(await onDomains('detach', [WEB, DISK], '--live')).toMatchObject({ exitCode: 0 });
      expect(await guestSays('GUEST-GONE GUEST-NET')).toContain(`GUEST-GONE GUEST-NET`);
      expect(vfOf(IGB, 0).users).toEqual([]);
      // As it is defined it has both still, and the plan's settings have outlived libvirt's.
      expect(virsh('dumpxml --inactive web')).toContain(userAlias(UPLINK, 0));
      expect(differences(target(2), observe(lab()))).toEqual([]);
      expect(await onDomains('detach', [WEB], '--live')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('domain web does not have it'),
      });
      emptyConsole();
      expect(await onDomains('attach', [WEB, DISK])).toMatchObject({ exitCode: 0 });
      const seen = await guestSays('GUEST-DATA', 'GUEST-NET');
      expect(seen).toContain(` ${MAC} igbvf`);
      expect(seen).toContain(DATA);
    },
    SLOW_MS,
  );

  test(
    'what one domain has is not given to another, and no domain is made up',
    async () => {
      virsh('define --validate /tmp/given.xml', domainXml('other'));
      const forOther = { ...web, vm: 'other' };
      const plan = planFile({ physicalFunctions: [{ ...nicOf(target(2)), virtualFunctions: [forOther] }] });
      const { exitCode, stdout } = await sriov('attach', plan, WEB, ...reach());
      expect(exitCode).toBe(1);
      expect(stdout).toContain('is held by domain web, which runs. Detach it there first.');
      const nowhere = planFile({
        physicalFunctions: [{ ...nicOf(target(2)), virtualFunctions: [{ ...web, vm: "no; reboot '" }] }],
      });
      const second = await sriov('attach', nowhere, WEB, ...reach());
      expect(second.exitCode).toBe(1);
      expect(second.stdout).toContain('there is no libvirt domain "no; reboot \'"');
      expect(second.stdout).toContain('"other", "web"');
    },
    SLOW_MS,
  );

  test(
    'a plan that may take it away detaches, makes all VFs anew, and gives it back',
    async () => {
      emptyConsole();
      const { exitCode, stdout, stderr } = await apply(target(3), '--allow-disrupt', WEB);
      expect({ exitCode, text: stdout + stderr }).toMatchObject({ exitCode: 0 });
      const seen = await guestSays(`GUEST-NET .* ${MAC}`);
      expect(seen).toMatch(new RegExp(`GUEST-GONE GUEST-NET[\\s\\S]*GUEST-NET \\w+ ${MAC} igbvf`));
      expect(pfOf(observe(lab()), IGB).numVfs).toBe(3);
      expect(vfOf(IGB, 0).users.map(({ kind }) => kind)).toContain('domain');
      expect(run('ls /run/cdktf-sriov | grep -c "^vm-" || true').trim()).toBe('0');
      expect(differences(target(3), observe(lab()))).toEqual([]);
    },
    SLOW_MS,
  );

  test(
    'a network of a pool hands out a VF, with the VLAN of its portgroup',
    () => {
      const network = networkXml({ name: 'tenant-a', functions: [igbVf(1)], vlan: 77 });
      toVfio(1);
      virsh('net-define --validate /tmp/given.xml', network);
      virsh('net-start tenant-a');
      const nic = `<interface type='network'><mac address='02:00:00:00:00:77'/><source network='tenant-a'/><alias name='ua-tenant'/></interface>`;
      virsh('attach-device web /tmp/given.xml --live', nic);
      expect(vfOf(IGB, 1)).toMatchObject({
        users: expect.arrayContaining([{ kind: 'domain', detail: 'web' }]),
        network: { mac: '02:00:00:00:00:77', vlan: 77 },
      });
      detachAlias('ua-tenant');
      virsh('net-destroy tenant-a');
    },
    SLOW_MS,
  );

  test(
    'what libvirt leaves of a VF that it took from its native driver is found and repaired',
    async () => {
      const lan = { index: 2, address: igbVf(2), mac: '02:00:00:00:00:2a' } as const;
      const wanted = target(3, { ...lan, vlan: { vlan: 102, qos: 0, protocol: '802.1Q' } });
      run(`echo igbvf >/sys/bus/pci/devices/${igbVf(2)}/driver_override
      echo ${igbVf(2)} >/sys/bus/pci/drivers/igbvf/bind`);
      const managed = interfaceXml({ ...lan, vlan: 102, managed: true, alias: 'ua-lan' });
      virsh('attach-device web /tmp/given.xml --live', managed);
      expect(differences(wanted, observe(lab()))).toEqual([]);
      detachAlias('ua-lan');
      const left = differences(wanted, observe(lab()));
      expect(left.map(({ field }) => field).sort()).toEqual(['mac', 'vlan']);
      expect(left.find(({ field }) => field === 'mac')?.found).not.toBe('00:00:00:00:00:00');
      const plan = planFile(wanted);
      expect(await sriov('drift', plan, ...reach())).toMatchObject({ exitCode: 1 });
      expect(await sriov('apply', plan, '--yes', ...reach())).toMatchObject({ exitCode: 0 });
      expect(await sriov('drift', plan, ...reach())).toMatchObject({ exitCode: 0 });
    },
    SLOW_MS,
  );

  requireTool('tofu').test(
    'one that Terraform attaches is in the guest, comes back where it was detached, moves to another domain, and goes with its PF',
    () => {
      const workspace = new Workspace(lab().sshConfigFile);
      const has = () => [virsh('dumpxml web'), virsh('dumpxml --inactive web')].map((xml) => xml.includes("='ua-tf'"));
      const attachedTo = (domain: string) => `resource "sriov_physical_function" "uplink" {
  address     = "${IGB}"
  persistence = "none"
  pools = {
    terraform = { count = 1, first_vf = 1, settings = { driver = "vfio-pci", vlan = 55, spoof_check = true }, vms = { web = {} } }
  }
}
resource "sriov_vm_attachment" "${domain}" {
  domain  = "${domain}"
  address = sriov_physical_function.uplink.vms["web"].address
  alias   = "ua-tf"
}
`;
      workspace.write(attachedTo('web'));
      try {
        expect(workspace.apply()).toMatchObject({ status: 0, text: expect.stringContaining('2 added') as string });
        expect(has()).toEqual([true, true]);
        expect(
          vfOf(IGB, 1)
            .users.map(({ kind }) => kind)
            .sort(),
        ).toEqual(['domain', 'vfio']);
        expect(workspace.plan()).toMatchObject({ status: 0 });

        detachAlias('ua-tf');
        const repaired = workspace.apply();
        expect(repaired).toMatchObject({
          status: 0,
          text: expect.stringContaining('0 added, 1 changed') as string,
        });
        expect(repaired.text).toMatch(/~ live += false -> true/);
        expect(has()).toEqual([true, true]);
        expect(vfOf(IGB, 1).network).toMatchObject({ vlan: 55 });

        // The one of this domain goes in the same apply: its guest lets go first.
        workspace.write(attachedTo('other'));
        expect(workspace.apply()).toMatchObject({
          status: 0,
          text: expect.stringContaining('1 added, 0 changed, 1 destroyed') as string,
        });
        expect(has()).toEqual([false, false]);
        expect(virsh('dumpxml --inactive other')).toContain("='ua-tf'");
        expect(workspace.plan()).toMatchObject({ status: 0 });

        expect(workspace.destroy()).toMatchObject({
          status: 0,
          text: expect.stringContaining('2 destroyed') as string,
        });
        expect(virsh('dumpxml --inactive other')).not.toContain("='ua-tf'");
        expect(vfOf(IGB, 1)).toMatchObject({ users: [], network: { vlan: 0 } });
      } finally {
        workspace.remove();
      }
    },
    SLOW_MS,
  );

  test(
    'VFs that the plan binds to vfio-pci are as wanted when the domain has ended',
    async () => {
      virsh('destroy web');
      expect(vfOf(IGB, 0)).toMatchObject({ driver: 'vfio-pci', users: [], network: { mac: MAC, vlan: 42 } });
      expect(differences(target(3), observe(lab()))).toEqual([]);
      expect(await onDomains('detach', [WEB, DISK])).toMatchObject({ exitCode: 0 });
      expect(virsh('dumpxml --inactive web')).not.toMatch(/<hostdev|<interface/);
      expect(await onDomains('attach', [WEB], '--config', '--as', 'interface')).toMatchObject({ exitCode: 0 });
      expect(virsh('dumpxml --inactive web')).toContain(`<mac address='${MAC}'/>`);
    },
    SLOW_MS,
  );

  function run(command: string, input?: string): string {
    const { status, stdout, stderr } = lab().ssh(command, input);
    if (status !== 0) throw new Error(`${command}: ${stderr || stdout}`);
    return stdout;
  }

  /** A document for virsh goes into a file: the host's /dev has no stdin. */
  function virsh(command: string, input?: string): string {
    const keep = input === undefined ? '' : 'cat >/tmp/given.xml && ';
    return run(`${keep}virsh -q -c qemu:///system ${command}`, input);
  }

  function reach(): string[] {
    return ['--ssh', ALIAS, '--ssh-config', lab().sshConfigFile];
  }

  function planFile(wanted: TargetState): string {
    const file = join(folder, 'kvm01.plan.json');
    writeFileSync(file, serializeHostPlan(planHost(HOST, wanted, observe(lab()))));
    return file;
  }

  function apply(wanted: TargetState, ...options: string[]): Promise<Outcome> {
    return sriov('apply', planFile(wanted), '--yes', ...reach(), ...options);
  }

  function onDomains(verb: 'attach' | 'detach', names: readonly string[], ...options: string[]): Promise<Outcome> {
    return sriov(verb, planFile(target(3)), ...names, ...reach(), ...options);
  }

  function vfsOf(address: string): readonly VirtualFunctionFacts[] {
    return pfOf(observe(lab()), address).virtualFunctions;
  }

  function vfOf(address: string, index: number): VirtualFunctionFacts {
    const vf = vfsOf(address)[index];
    if (vf === undefined) throw new Error(`${address} has no VF ${index}`);
    return vf;
  }

  function toVfio(index: number): void {
    run(`echo vfio-pci >/sys/bus/pci/devices/${igbVf(index)}/driver_override
      echo ${igbVf(index)} >/sys/bus/pci/drivers/vfio-pci/bind`);
  }

  function detachAlias(alias: string): void {
    virsh(`detach-device-alias web ${alias} --live`);
    run(`n=0; while virsh -q -c qemu:///system dumpxml web | grep -q "'${alias}'"; do
      n=$((n + 1)); [ $n -lt 120 ] || exit 1; sleep 1; done`);
  }

  /** libvirt has the file open at its end and goes on there: what was is cut off by what is read from. */
  function emptyConsole(): void {
    consoleFrom = Number(run('wc -c </tmp/web.log').trim());
  }

  /** What the guest has said, once there is a line that begins so of each. The last line may have come in part. */
  async function guestSays(...whats: readonly string[]): Promise<string> {
    const end = Date.now() + PATIENCE_SECONDS * 1000;
    for (;;) {
      const said = run(`tail -c +${consoleFrom + 1} /tmp/web.log`).replaceAll('\r', '');
      const text = said.slice(0, said.lastIndexOf('\n') + 1);
      if (whats.every((what) => new RegExp(`^${what}`, 'm').test(text))) return text;
      if (Date.now() > end) throw new Error(`the guest did not say ${whats.join(', ')}: ${said}`);
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
});

let consoleFrom = 0;

function nicOf({ physicalFunctions }: TargetState): TargetPf {
  const nic = physicalFunctions.find(({ address }) => address === IGB);
  if (nic === undefined) throw new Error('no NIC');
  return nic;
}

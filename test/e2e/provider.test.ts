import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IGB, igbVf, NVME } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import { execFileSync, spawnSync } from '../support/child';
import { pathOfTool, requireTool } from '../support/require-tool';
import { holdVfioGroup, settingsOf } from './support/observe';

const LIMIT_MS = 900_000;
const ROOT = join(__dirname, '../..');

interface Wish {
  readonly numVfs?: number;
  readonly vlan?: number;
}

describeWithLab('a PF that Terraform manages on a real kernel, over ssh', 'flat', (host) => {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-provider-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(() => {
    const bundle = [join(ROOT, 'scripts/bundle-provider.mjs'), join(ROOT, 'lib/provider/main.ts')];
    execFileSync(process.execPath, [...bundle, join(folder, 'bin/terraform-provider-sriov')]);
    const overrides = `"registry.opentofu.org/cdktf-sriov/sriov" = "${join(folder, 'bin')}"`;
    writeFileSync(
      join(folder, 'cli.tfrc'),
      `provider_installation {\n  dev_overrides {\n${overrides}\n}\n  direct {}\n}\n`,
    );
  }, LIMIT_MS);

  const write = ({ numVfs = 4, vlan = 100 }: Wish = {}) =>
    writeFileSync(
      join(folder, 'main.tf'),
      `terraform {
  required_providers {
    sriov = { source = "cdktf-sriov/sriov" }
  }
}
provider "sriov" {
  ssh = { host = "lab", config_file = "${host().sshConfigFile}" }
}
resource "sriov_physical_function" "uplink" {
  address     = "${IGB}"
  num_vfs     = ${numVfs}
  persistence = "none"
  pools = {
    tenants = { count = 4, vlan = ${vlan}, spoof_check = true, vms = { web1 = {}, web2 = { vlan = 200 } } }
  }
}
resource "sriov_physical_function" "drive" {
  address     = "${NVME}"
  persistence = "none"
  pools = { disks = { count = 2, nvme_virtual_queues = 2, nvme_virtual_interrupts = 1 } }
}
`,
    );

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(pathOfTool('tofu'), [...args, '-no-color'], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        TF_CLI_CONFIG_FILE: join(folder, 'cli.tfrc'),
        TF_IN_AUTOMATION: '1',
      },
    });
    return { status, text: `${stdout}${stderr}` };
  };
  const plan = () => run('plan', '-detailed-exitcode', '-input=false');
  const apply = () => run('apply', '-auto-approve', '-input=false');

  requireTool('tofu').test(
    'is made, left alone, put right, guarded while it is used, and taken back',
    () => {
      const before = [IGB, NVME].map((pf) => settingsOf(host(), pf));
      write();
      expect(apply()).toMatchObject({ status: 0, text: expect.stringContaining('2 added') as string });
      const nic = settingsOf(host(), IGB);
      expect(nic.match(/, vlan 100,/g)).toHaveLength(3);
      expect(nic.match(/vfio-pci vfio-pci$/gm)).toHaveLength(4);
      expect(plan()).toMatchObject({ status: 0 });

      host().ssh('ip link set "$(ls /sys/bus/pci/devices/0000:01:00.0/net)" vf 1 vlan 0');
      const drifted = plan();
      expect(drifted.status).toBe(2);
      expect(drifted.text).toMatch(/vlan +none -> 200/);
      expect(apply()).toMatchObject({ status: 0, text: expect.stringContaining('0 added, 1 changed') as string });
      expect(settingsOf(host(), IGB)).toBe(nic);

      const holder = holdVfioGroup(host(), igbVf(0));
      try {
        write({ numVfs: 6 });
        const refused = plan();
        expect(refused.status).toBe(1);
        expect(refused.text).toMatch(/in use/);
        expect(holder.isAlive()).toBe(true);
      } finally {
        holder.release();
      }

      expect(run('destroy', '-auto-approve')).toMatchObject({ status: 0 });
      expect([IGB, NVME].map((pf) => settingsOf(host(), pf))).toEqual(before);
    },
    LIMIT_MS,
  );
});

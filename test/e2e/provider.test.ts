import { IGB, igbVf, NVME } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import { requireTool } from '../support/require-tool';
import { holdVfioGroup, settingsOf } from './support/observe';
import { Workspace } from './support/workspace';

const LIMIT_MS = 900_000;

interface Wish {
  readonly numVfs?: number;
  readonly vlan?: number;
}

describeWithLab('a PF that Terraform manages on a real kernel, over ssh', 'flat', (host) => {
  let workspace: Workspace;
  beforeAll(() => (workspace = new Workspace(host().sshConfigFile)), LIMIT_MS);
  afterAll(() => workspace.remove());

  const write = ({ numVfs = 4, vlan = 100 }: Wish = {}) =>
    workspace.write(
      `resource "sriov_physical_function" "uplink" {
  address     = "${IGB}"
  num_vfs     = ${numVfs}
  persistence = "none"
  pools = {
    tenants = { count = 4, settings = { vlan = ${vlan}, spoof_check = true }, vms = { web1 = {}, web2 = { settings = { vlan = 200 } } } }
  }
}
resource "sriov_physical_function" "drive" {
  address     = "${NVME}"
  persistence = "none"
  pools = { disks = { count = 2, settings = { nvme_virtual_queues = 2, nvme_virtual_interrupts = 1 } } }
}
`,
    );

  requireTool('tofu').test(
    'is made, left alone, put right, guarded while it is used, and taken back',
    () => {
      const before = [IGB, NVME].map((pf) => settingsOf(host(), pf));
      write();
      expect(workspace.apply()).toMatchObject({ status: 0, text: expect.stringContaining('2 added') as string });
      const nic = settingsOf(host(), IGB);
      expect(nic.match(/, vlan 100,/g)).toHaveLength(3);
      expect(nic.match(/vfio-pci vfio-pci$/gm)).toHaveLength(4);
      expect(workspace.plan()).toMatchObject({ status: 0 });

      host().ssh('ip link set "$(ls /sys/bus/pci/devices/0000:01:00.0/net)" vf 1 vlan 0');
      const drifted = workspace.plan();
      expect(drifted.status).toBe(2);
      expect(drifted.text).toMatch(/vlan +none -> 200/);
      expect(workspace.apply()).toMatchObject({
        status: 0,
        text: expect.stringContaining('0 added, 1 changed') as string,
      });
      expect(settingsOf(host(), IGB)).toBe(nic);

      const holder = holdVfioGroup(host(), igbVf(0));
      try {
        write({ numVfs: 6 });
        const refused = workspace.plan();
        expect(refused.status).toBe(1);
        expect(refused.text).toMatch(/in use/);
        expect(holder.isAlive()).toBe(true);
      } finally {
        holder.release();
      }

      expect(workspace.destroy()).toMatchObject({ status: 0 });
      expect([IGB, NVME].map((pf) => settingsOf(host(), pf))).toEqual(before);
    },
    LIMIT_MS,
  );
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAPTURE_SCRIPT } from '../../../lib/host/capture';
import { readInventoryAt } from '../../../lib/host/files';
import { readSurvey } from '../../../lib/host/linux/survey/reading';
import { surveyScript } from '../../../lib/host/linux/survey/script';
import type { Inventory, PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import { HOST_FOLDERS } from '../../../lib/shell/run-script';
import type { LabHost } from '../../lab/lab';

/** What the host has and how it is set now, read as commands on live hosts do. */
export function observe(host: LabHost): Inventory {
  const mark = 'survey-of-a-test';
  const { stdout, stderr } = host.ssh('sh -s | base64', surveyScript(mark, HOST_FOLDERS));
  const reading = readSurvey(Buffer.from(stdout, 'base64'), mark, HOST_FOLDERS);
  if (reading === null) throw new Error(`the host cannot be read: ${stderr}`);
  return reading.inventory;
}

/** The same, read as `sriov capture` and `sriov inventory` do, which takes the emulated host several times as long. */
export function capture(host: LabHost): Inventory {
  const { status, stdout, stderr } = host.ssh('sh -s /tmp/capture.tar >&2 && base64 /tmp/capture.tar', CAPTURE_SCRIPT);
  if (status !== 0) throw new Error(`the host cannot be captured: ${stderr}`);
  const folder = mkdtempSync(join(tmpdir(), 'sriov-e2e-'));
  try {
    const archive = join(folder, 'capture.tar');
    writeFileSync(archive, Buffer.from(stdout, 'base64'));
    return readInventoryAt(archive).inventory;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The PF at an address. */
export function pfOf(inventory: Inventory, address: string): PhysicalFunctionFacts {
  const pf = inventory.physicalFunctions.find((candidate) => candidate.address === address);
  if (pf === undefined) throw new Error(`no PF ${address}`);
  return pf;
}

/** How a PF is set, as text to compare: what a script may change, and nothing that changes by itself. */
export function settingsOf(host: LabHost, address: string): string {
  const { status, stdout, stderr } = host.ssh(`cd /sys/bus/pci/devices/${address} && ${SETTINGS}`);
  if (status !== 0) throw new Error(`the settings of ${address} cannot be read: ${stderr}`);
  return stdout;
}

const SETTINGS = `
  grep -H . sriov_numvfs sriov_drivers_autoprobe
  for n in net/*; do
    if [ -e "$n" ]; then
      echo "up $(($(cat "$n/flags") & 1)) mtu $(cat "$n/mtu")"
      ip -d link show dev "\${n##*/}" | grep '^ *vf '
    fi
  done
  for c in nvme/*; do if [ -e "$c" ]; then nvme list-secondary "/dev/\${c##*/}" -o json; fi; done
  for v in virtfn*; do
    if [ -e "$v" ]; then echo "$v $(readlink "$v") $(readlink "$v/driver") $(cat "$v/driver_override")"; fi
  done
  true`;

/** A program on the host that holds the vfio group of a function until it is ended. */
export interface Holder {
  readonly isAlive: () => boolean;
  readonly release: () => void;
}

export function holdVfioGroup(host: LabHost, address: string): Holder {
  const group = `/dev/vfio/$(basename "$(readlink /sys/bus/pci/devices/${address}/iommu_group)")`;
  const { stdout, stderr } = host.ssh(
    `sh -c 'exec 9<>"$0" && echo $$ && exec sleep 1000 >/dev/null 2>&1' "${group}" & sleep 1`,
  );
  const pid = stdout.trim();
  if (!/^\d+$/.test(pid)) throw new Error(`${group} cannot be held: ${stdout}${stderr}`);
  return {
    isAlive: () => host.ssh(`kill -0 ${pid}`).status === 0,
    release: () => void host.ssh(`kill ${pid}`),
  };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAPTURE_SCRIPT } from '../../lib/host/capture';
import { readInventoryAt } from '../../lib/host/files';
import type { Inventory } from '../../lib/inventory/inventory';
import { describeWithLab } from './available';
import type { LabHost } from './lab';

/** What the product itself sees of a host: its capture script over ssh, read by its reader. */
async function inventoryOf(host: LabHost): Promise<Inventory> {
  const { status, stdout, stderr } = await host.sshAsync(
    'sh -s - /tmp/capture.tar && base64 /tmp/capture.tar',
    CAPTURE_SCRIPT,
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const file = join(host.folder, 'capture.tar');
  writeFileSync(file, Buffer.from(stdout, 'base64'));
  return readInventoryAt(file).inventory;
}

describeWithLab('the flat host', 'flat', (host) => {
  test('has two igb PFs and an NVMe one', async () => {
    const inventory = await inventoryOf(host());
    expect(inventory.physicalFunctions.map((pf) => [pf.address, pf.driver, pf.totalVfs, pf.numaNode])).toEqual([
      ['0000:01:00.0', 'igb', 7, -1],
      ['0000:02:00.0', 'igb', 7, -1],
      ['0000:03:00.0', 'nvme', 4, -1],
    ]);
  });
});

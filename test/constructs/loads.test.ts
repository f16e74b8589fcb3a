import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Loading ajv takes longer than the synth of a small app, so it waits until a file of some format is read. */
let loads = 0;
let folder: string;
beforeAll(() => {
  jest.doMock('ajv', () => {
    loads += 1;
    return jest.requireActual<object>('ajv');
  });
  folder = mkdtempSync(join(tmpdir(), 'sriov-loads-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Loads the library as a program does, after `loads` counts. */
async function synth(lockFile: string): Promise<void> {
  const { App, TerraformStack } = await import('cdktf');
  const { Sriov, SriovHost } = await import('cdktf-sriov');
  const app = new App({ outdir: join(folder, 'out') });
  Sriov.of(app).configure({ lockFile, print: false });
  const host = new SriovHost(new TerraformStack(app, 'rack1'), 'kvm01');
  const pf = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0', device: '8086:159b' });
  pf.addPool('vms', { count: 2 }).attach('web');
  app.synth();
}

test('ajv is loaded neither by the library nor by a synth that reads no file, and by one with a lock file it is', async () => {
  const file = join(folder, 'sriov.lock.json');
  await synth(file);
  expect(loads).toBe(0);
  await synth(file);
  expect(loads).toBe(1);
});

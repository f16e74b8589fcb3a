import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { DataSriovFreeVf, SriovPhysicalFunction, SriovProvider } from 'cdktf-sriov';
import { TestApp } from './app';

let app: TestApp;
let stack: TerraformStack;
beforeEach(() => {
  app = new TestApp();
  stack = app.stack();
});
afterEach(() => {
  delete process.env.SYNTH_HCL_OUTPUT;
  app.dispose();
});

const written = () => {
  app.app.synth();
  return app.stackJson();
};

describe('classes of the provider, without hosts of the library', () => {
  test('write arguments as Terraform calls them, and names as the user does', () => {
    new SriovProvider(stack, 'sriov');
    new SriovPhysicalFunction(stack, 'uplink', {
      permanentMac: '3c:fd:fe:00:00:01',
      host: { ssh: { host: 'kvm01', identityFile: '/keys/a', connectTimeoutSeconds: 5 } },
      pools: {
        bigPool: { count: 2, settings: { spoofCheck: true }, vms: { webVm: { pinnedVf: 1, demand: { txMbps: 10 } } } },
      },
      acknowledge: { 'SEC-001': 'a lab' },
    });
    const { uplink } = written().resource.sriov_physical_function;
    expect(uplink).toMatchObject({
      permanent_mac: '3c:fd:fe:00:00:01',
      host: { ssh: { host: 'kvm01', identity_file: '/keys/a', connect_timeout_seconds: 5 } },
      pools: {
        bigPool: {
          count: 2,
          settings: { spoof_check: true },
          vms: { webVm: { pinned_vf: 1, demand: { tx_mbps: 10 } } },
        },
      },
      acknowledge: { 'SEC-001': 'a lab' },
    });
  });

  test('refer to what the provider computes', () => {
    new SriovProvider(stack, 'sriov');
    const pf = new SriovPhysicalFunction(stack, 'uplink', { address: '0000:3b:00.0' });
    const free = new DataSriovFreeVf(stack, 'free', { address: pf.address, dependsOn: [pf] });
    new TerraformOutput(stack, 'vf', { value: free.vfAddress });
    new TerraformOutput(stack, 'vms', { value: pf.vms });
    const { data, output } = written();
    expect(data.sriov_free_vf.free).toMatchObject({
      address: '${sriov_physical_function.uplink.address}',
      depends_on: ['sriov_physical_function.uplink'],
    });
    expect(output.vf.value).toBe('${data.sriov_free_vf.free.vf_address}');
    expect(output.vms.value).toBe('${sriov_physical_function.uplink.vms}');
  });

  test('make a provider, or several with an alias each', () => {
    new SriovProvider(stack, 'one', { ssh: { user: 'ops', sudo: true } });
    const lab = new SriovProvider(stack, 'two', { alias: 'lab', virtual: { file: 'lab.json' } });
    new SriovPhysicalFunction(stack, 'uplink', { address: '0000:3b:00.0', provider: lab });
    const { provider, resource } = written();
    expect(provider.sriov).toEqual([
      { ssh: { user: 'ops', sudo: true } },
      { alias: 'lab', virtual: { file: 'lab.json' } },
    ]);
    expect(resource.sriov_physical_function.uplink.provider).toBe('sriov.lab');
  });

  test('are written as HCL too', () => {
    const outdir = join(app.folder, 'hcl');
    process.env.SYNTH_HCL_OUTPUT = 'true';
    const hcl = new App({ outdir, hclOutput: true });
    const inHcl = new TerraformStack(hcl, 'rack1');
    new SriovProvider(inHcl, 'one', { ssh: { user: 'ops' } });
    new SriovPhysicalFunction(inHcl, 'uplink', {
      address: '0000:3b:00.0',
      numVfs: 4,
      allowDisrupt: ['web'],
      pools: { tenants: { count: 4, settings: { spoofCheck: true }, use: { guestVlans: [2, 3] } } },
    });
    hcl.synth();
    const text = readFileSync(join(outdir, 'stacks/rack1/cdk.tf'), 'utf8').replaceAll(/\s+/g, ' ');
    expect(text).toContain('provider "sriov" { ssh = { user = "ops" } }');
    expect(text).toContain('address = "0000:3b:00.0"');
    expect(text).toContain('num_vfs = 4');
    expect(text).toContain('allow_disrupt = [ "web" ]');
    expect(text).toMatch(
      /pools = \{ tenants = \{ count = 4 settings = \{ spoof_check = true \} use = \{ guest_vlans = .*\} \} \}/,
    );
  });
});

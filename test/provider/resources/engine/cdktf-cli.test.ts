import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { installProvider } from '../../../../lib/host/provider-mirror';
import { PROVIDER_SOURCE } from '../../../../lib/model/provider-source';
import { spawnSync } from '../../../support/child';
import { bundledProvider } from '../../engine/engine-folder';
import { pathOfTool, requireTool } from '../../../support/require-tool';

/** The app of the demo with the provider carrier, by the command line of the engine: what users type. */

const ROOT = join(__dirname, '../../../..');
const CDKTF = createRequire(join(ROOT, 'package.json')).resolve('cdktf-cli/bundle/bin/cdktf');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-cdktf-'));
  const { bin } = bundledProvider(join(ROOT, 'lib/provider/main.ts'), PROVIDER_SOURCE);
  const { platform, arch } = process;
  installProvider(join(folder, 'mirror'), {
    file: join(bin, 'terraform-provider-sriov'),
    version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    platform,
    arch,
  });
  rmSync(bin, { recursive: true });
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: ['examples/demo/deploy.ts'],
    outfile: join(folder, 'app.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    alias: { 'cdktf-sriov': join(ROOT, 'lib/index.ts') },
    external: ['cdktf', 'constructs', '@cdktf/*', 'ajv'],
  });
  copyFileSync(join(ROOT, 'examples/demo/kvm01.json'), join(folder, 'kvm01.json'));
  const settings = { language: 'typescript', app: 'node app.cjs', projectId: 'sriov-test', sendCrashReports: 'false' };
  writeFileSync(join(folder, 'cdktf.json'), JSON.stringify(settings));
  writeFileSync(
    join(folder, 'cli.tfrc'),
    `provider_installation {\n  filesystem_mirror {\n    path = "${join(folder, 'mirror')}"\n  }\n}\n`,
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cdktf(...args: readonly string[]): string {
  // What locks checksums for other machines asks a registry, and looks at no mirror.
  const { status, stdout, stderr } = spawnSync(process.execPath, [CDKTF, ...args, '--skip-provider-lock'], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_PATH: join(ROOT, 'node_modules'),
      TERRAFORM_BINARY_NAME: pathOfTool('tofu'),
      TF_CLI_CONFIG_FILE: join(folder, 'cli.tfrc'),
      CHECKPOINT_DISABLE: '1',
      CI: '1',
    },
  });
  if (status !== 0) throw new Error(`cdktf ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}

const vlans = (): number[] => {
  const { inventory } = JSON.parse(readFileSync(join(folder, 'cdktf.out/stacks/rack1/kvm01.host.json'), 'utf8'));
  const { virtualFunctions } = inventory.physicalFunctions[0];
  return virtualFunctions.map(({ network }: { readonly network?: { readonly vlan?: number } }) => network?.vlan ?? 0);
};

describe('cdktf with the provider carrier', () => {
  requireTool('tofu').test(
    'deploys, finds no difference, and destroys',
    () => {
      expect(cdktf('deploy', '--auto-approve')).toContain('1 added, 0 changed, 0 destroyed');
      expect(vlans()).toEqual([110, 110, 110, 110, 120, 120, 120, 120, 130, 130, 130, 130]);
      expect(cdktf('diff')).toContain('No changes');
      expect(cdktf('destroy', '--auto-approve')).toContain('1 destroyed');
      expect(vlans()).toEqual([]);
    },
    180_000,
  );
});

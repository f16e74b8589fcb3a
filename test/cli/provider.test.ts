import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { sriov } from './sriov';

const PROGRAM = `terraform-provider-sriov_v${packageJson.version}`;

let folder: string;
const before = process.argv[1];

/** A package as it is installed, with a provider in it. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-provider-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'build/provider'), { recursive: true });
  writeFileSync(join(folder, 'bin/sriov'), '');
  writeFileSync(join(folder, 'build/provider/terraform-provider-sriov'), 'the provider');
  writeFileSync(join(folder, 'build/provider/package.json'), '{"type":"commonjs"}');
  process.argv[1] = join(folder, 'bin/sriov');
});
afterEach(() => {
  process.argv[1] = before ?? '';
  rmSync(folder, { recursive: true });
});

const installed = (mirror: string) => {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return ['registry.opentofu.org', 'registry.terraform.io'].map((registry) =>
    join(mirror, registry, 'cdktf-sriov/sriov', packageJson.version, platform, PROGRAM),
  );
};

describe('sriov provider install', () => {
  test('puts the program where both engines look for it, and says what they have to be told', async () => {
    const mirror = join(folder, 'mirror');
    const { exitCode, stdout } = await sriov('provider', 'install', '--dir', mirror);
    expect(exitCode).toBe(0);
    for (const file of installed(mirror)) {
      expect(readFileSync(file, 'utf8')).toBe('the provider');
      expect(statSync(file).mode & 0o777).toBe(0o755);
      expect(JSON.parse(readFileSync(join(file, '../package.json'), 'utf8'))).toEqual({ type: 'commonjs' });
      expect(stdout).toContain(`written: ${file}\n`);
    }
    expect(stdout).toContain(`path    = "${mirror}"`);
    expect(stdout).toContain(`sriov = { source = "cdktf-sriov/sriov", version = "${packageJson.version}" }`);
  });

  test('replaces what was there', async () => {
    const mirror = join(folder, 'mirror');
    await sriov('provider', 'install', '--dir', mirror);
    writeFileSync(join(folder, 'build/provider/terraform-provider-sriov'), 'a newer one');
    await sriov('provider', 'install', '--dir', mirror);
    expect(installed(mirror).map((file) => readFileSync(file, 'utf8'))).toEqual(['a newer one', 'a newer one']);
  });

  test('uses the folder that engines know by themselves where none is given, and then needs no configuration of theirs', async () => {
    const home = process.env.HOME;
    process.env.HOME = folder;
    try {
      const { stdout } = await sriov('provider', 'install');
      expect(installed(join(folder, '.terraform.d/plugins')).every((file) => existsSync(file))).toBe(true);
      expect(stdout).not.toContain('filesystem_mirror');
    } finally {
      process.env.HOME = home;
    }
  });

  test('says what to do where the package has no provider', async () => {
    rmSync(join(folder, 'build'), { recursive: true });
    const { exitCode, stderr } = await sriov('provider', 'install', '--dir', join(folder, 'mirror'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/terraform-provider-sriov\] the provider is not there.*npm run build/);
  });

  test('names the file that it cannot write', async () => {
    writeFileSync(join(folder, 'mirror'), '');
    const { exitCode, stderr } = await sriov('provider', 'install', '--dir', join(folder, 'mirror'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/mirror.*cannot be written: .*--dir/);
  });
});

import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverCertificate } from '../../lib/provider/wire/certificate';
import { execFileSync, spawn, spawnSync } from '../support/child';
import { pathOfTool, requireTool } from '../support/require-tool';

/** What a release has of this machine's platform, signed by a key of the test's own. */

const ROOT = join(__dirname, '../..');
const ENGINES = [
  { name: 'OpenTofu', program: 'tofu', ...requireTool('tofu', 'bun', 'gpg') },
  { name: 'Terraform', program: 'terraform', ...requireTool('terraform', 'bun', 'gpg') },
];
const { describe: describeRelease } = requireTool('bun', 'gpg');

const folder = mkdtempSync(join(tmpdir(), 'sriov-release-'));
const out = join(folder, 'release');
const env = { PATH: process.env.PATH, HOME: folder, GNUPGHOME: join(folder, 'gnupg') };
const KEY = 'release@example.net';

jest.setTimeout(120_000);
afterAll(() => {
  spawnSync('gpgconf', ['--kill', 'all'], { env });
  rmSync(folder, { recursive: true, force: true });
});

function release(): void {
  if (readdirSync(folder).includes('release')) return;
  execFileSync('mkdir', ['-m', '700', env.GNUPGHOME]);
  const unattended = ['--batch', '--quiet', '--passphrase', ''];
  execFileSync(pathOfTool('gpg'), [...unattended, '--quick-generate-key', KEY, 'ed25519', 'sign', 'never'], { env });
  const args = ['--here', '--sign', KEY, '--out', out];
  execFileSync(process.execPath, [join(ROOT, 'scripts/release-provider.mjs'), ...args], {
    env: { ...process.env, GNUPGHOME: env.GNUPGHOME },
    stdio: 'pipe',
  });
}

describeRelease('a release of the provider', () => {
  beforeAll(release);

  it('has sums that hold for every file of it', () => {
    const [sums = ''] = readdirSync(out).filter((name) => name.endsWith('_SHA256SUMS'));
    const checked = execFileSync('sha256sum', ['--check', '--strict', sums], { cwd: out, encoding: 'utf8' });
    const names = readdirSync(out).filter((name) => /\.(zip|json)$/.test(name));
    expect(checked.trim().split('\n').sort()).toEqual(names.map((name) => `${name}: OK`).sort());
    expect(names).toHaveLength(2);
  });

  it('is signed, in the form that registries take', () => {
    const [signature = ''] = readdirSync(out).filter((name) => name.endsWith('.sig'));
    const file = signature.replace(/\.sig$/, '');
    const { status, stderr } = spawnSync(pathOfTool('gpg'), ['--verify', signature, file], {
      cwd: out,
      env,
      encoding: 'utf8',
    });
    expect(stderr).toContain('Good signature');
    expect(status).toBe(0);
  });
});

requireTool('tofu', 'bun', 'gpg').describe('on a web server its mirror', () => {
  const certificate = serverCertificate(new Date());
  const server = createServer({ key: certificate.keyPem, cert: certificate.certificatePem }, (request, response) => {
    const file = join(out, 'mirror', new URL(request.url ?? '/', 'https://localhost').pathname);
    if (!existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(readFileSync(file));
  });
  afterAll(() => server.close());

  it('is where init finds the executable with its sums', async () => {
    release();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const work = join(folder, 'web');
    mkdirSync(work);
    const { port } = server.address() as AddressInfo;
    const mirror = `network_mirror {\n    url = "https://localhost:${port}/"\n  }`;
    writeFileSync(join(work, 'cli.tfrc'), `provider_installation {\n  ${mirror}\n}\n`);
    writeFileSync(join(work, 'trusted.pem'), certificate.certificatePem);
    cpSync(join(ROOT, 'examples/provider/provider/provider.tf'), join(work, 'main.tf'));
    const child = spawn(pathOfTool('tofu'), ['init', '-no-color', '-input=false'], {
      cwd: work,
      env: {
        PATH: '/usr/bin:/bin',
        HOME: work,
        TF_CLI_CONFIG_FILE: join(work, 'cli.tfrc'),
        SSL_CERT_FILE: join(work, 'trusted.pem'),
      },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (text += String(data)));
    const [status] = (await once(child, 'close')) as [number];
    expect(text).toContain('verified checksum');
    expect(status).toBe(0);
  });
});

ENGINES.forEach(({ name, program, describe: describeEngine }) =>
  describeEngine(`under ${name} its mirror`, () => {
    const work = join(folder, program);
    beforeAll(() => {
      release();
      cpSync(join(ROOT, 'examples/provider'), work, { recursive: true });
      writeFileSync(
        join(work, 'cli.tfrc'),
        `provider_installation {\n  filesystem_mirror {\n    path = "${out}/mirror"\n  }\n}\n`,
      );
    });

    const run = (...args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(pathOfTool(program), [...args, '-no-color'], {
        cwd: work,
        encoding: 'utf8',
        // Without Node: what the mirror has needs none.
        env: { PATH: '/usr/bin:/bin', HOME: work, TF_CLI_CONFIG_FILE: join(work, 'cli.tfrc'), CHECKPOINT_DISABLE: '1' },
      });
      return { status, text: `${stdout}${stderr}` };
    };

    it('is where init finds the executable, which makes the example, sees nothing to do, and takes it down', () => {
      expect(run('init', '-input=false')).toMatchObject({ status: 0 });
      expect(run('apply', '-auto-approve', '-input=false').text).toContain('1 added, 0 changed, 0 destroyed');
      expect(run('plan', '-detailed-exitcode', '-input=false')).toMatchObject({ status: 0 });
      expect(run('destroy', '-auto-approve').text).toContain('1 destroyed');
    });
  }),
);

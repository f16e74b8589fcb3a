import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, LibvirtOfFiles } from '../../../host/libvirt/support/libvirt-of-files';
import { bundledProvider, type BundledProvider, EngineFolder } from '../../engine/engine-folder';
import { ENGINES, REQUIRED } from './support/hosts-folder';

/** VFs that go from one domain to another in one apply of a real engine. */

const PROGRAMS = join(__dirname, '../../../host/libvirt/support');
const BOTH = ['live', 'config'] as const;

let provider: BundledProvider;
beforeAll(() => {
  provider = bundledProvider(join(__dirname, 'support/domains-main.ts'), 'cdktf-sriov/sriov');
});
afterAll(() => rmSync(provider.bin, { recursive: true, force: true }));

/** HCL of attachments by domain, each with the index of its VF. */
const attachments = (vfs: Readonly<Record<string, number>>): string =>
  Object.entries(vfs)
    .map(
      ([domain, vf]) =>
        `resource "sriov_vm_attachment" "${domain}" {\n  domain  = "${domain}"\n  address = "${addressOf(vf)}"\n}\n`,
    )
    .join('');

describe.each(ENGINES)('Under $name', ({ program, test }) => {
  let at: EngineFolder;
  let libvirt: LibvirtOfFiles;
  beforeEach(() => {
    libvirt = new LibvirtOfFiles();
    for (const domain of ['web', 'db']) libvirt.domain(domain, BOTH);
    at = new EngineFolder(program, provider);
    at.env = { DOMAINS_ROOT: libvirt.root, DOMAINS_PROGRAMS: PROGRAMS };
  });
  afterEach(() => {
    at.remove();
    rmSync(libvirt.root, { recursive: true });
  });

  function apply(body: string, ...args: readonly string[]) {
    at.put('main.tf', `${REQUIRED}provider "sriov" {\n  local = true\n}\n${body}`);
    return at.run('apply', '-auto-approve', ...args);
  }

  test('a VF goes to a new attachment as the one that had it goes, changes or swaps with it', () => {
    expect(apply(attachments({ web: 0 }))).toMatchObject({ status: 0 });
    const taken = apply(attachments({ db: 0 }));
    expect(taken).toMatchObject({ status: 0, text: expect.stringContaining('1 added, 0 changed, 1 destroyed') });
    expect(taken.text).toContain('Warning: The VF comes from another domain');
    expect([libvirt.of('web').live, libvirt.of('db').live]).toEqual([[], [addressOf(0)]]);
    expect(apply(attachments({ web: 0, db: 1 }))).toMatchObject({ status: 0 });
    expect([libvirt.of('web').live, libvirt.of('db').live]).toEqual([[addressOf(0)], [addressOf(1)]]);
    expect(apply(attachments({ web: 1, db: 0 }))).toMatchObject({ status: 0 });
    expect([libvirt.of('web').live, libvirt.of('db').live]).toEqual([[addressOf(1)], [addressOf(0)]]);
    expect(at.run('plan', '-detailed-exitcode').status).toBe(0);
  });

  test('a VF moves where the engine does one thing at a time, if the one that takes it depends on the other', () => {
    apply(attachments({ web: 0 }));
    const [keeps, takes] = [attachments({ web: 1 }), attachments({ db: 0 })];
    const last = takes.replace('}\n', '  depends_on = [sriov_vm_attachment.web]\n}\n');
    expect(apply(`${keeps}${last}`, '-parallelism=1')).toMatchObject({ status: 0 });
    expect([libvirt.of('web').live, libvirt.of('db').live]).toEqual([[addressOf(1)], [addressOf(0)]]);
  });

  test('a VF that its attachment keeps, or lets go of in another run, is refused', () => {
    apply(attachments({ web: 0 }));
    const both = apply(attachments({ web: 0, db: 0 }));
    expect(both).toMatchObject({ status: 1, text: expect.stringContaining('Error: Two attachments have one VF') });
    const alone = apply(attachments({ db: 0 }), '-target=sriov_vm_attachment.db');
    expect(alone).toMatchObject({ status: 1, text: expect.stringContaining('Error: Another domain has the VF') });
    expect(libvirt.of('web').live).toEqual([addressOf(0)]);
  });
});

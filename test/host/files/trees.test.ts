import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInventoryAt } from '../../../lib/host/files';
import { DirectoryTree } from '../../../lib/host/files/directory-tree';
import { openTree } from '../../../lib/host/files/open-tree';
import { InputError } from '../../../lib/model/errors';
import { HostTree } from '../../inventory/support/host-tree';
import { execFileSync } from '../../support/child';
import { requireTool } from '../../support/require-tool';

const CAPTURE = join(__dirname, '../../data/captures/flat-configured.tar');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-trees-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refusal(path: string): InputError {
  try {
    openTree(path);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was opened');
}

requireTool('tar', 'gzip', 'find').describe('one host in many layouts', () => {
  const expected = readInventoryAt(CAPTURE);
  let around: string;
  let root: string;
  beforeAll(() => {
    around = mkdtempSync(join(tmpdir(), 'sriov-layouts-'));
    root = join(around, 'host');
    mkdirSync(root);
    execFileSync('tar', ['-xf', CAPTURE, '-C', root]);
  });
  afterAll(() => rmSync(around, { recursive: true, force: true }));

  const tar = (...args: string[]): string => {
    const file = join(folder, 'out.tar');
    execFileSync('tar', ['-cf', file, ...args], { stdio: ['ignore', 'ignore', 'ignore'] });
    return file;
  };

  test('a folder', () => {
    expect(readInventoryAt(root)).toEqual(expected);
  });

  test('a folder in a folder', () => {
    expect(readInventoryAt(around)).toEqual(expected);
  });

  test('an archive without leading dots', () => {
    expect(readInventoryAt(tar('-C', root, 'sys', 'proc', 'cmd', 'uname.txt'))).toEqual(expected);
  });

  test('an archive of the folder around it', () => {
    expect(readInventoryAt(tar('-C', around, 'host'))).toEqual(expected);
  });

  test('an archive with absolute paths', () => {
    const paths = tar('-C', root, '-P', '--transform', 's,^,/,rSh', 'sys', 'proc', 'cmd', 'uname.txt');
    expect(readInventoryAt(paths)).toEqual(expected);
  });

  test('an archive without folders as members', () => {
    const files = execFileSync('find', ['.', '-not', '-type', 'd'], { cwd: root, encoding: 'utf8' });
    writeFileSync(join(folder, 'list'), files);
    expect(readInventoryAt(tar('-C', root, '--no-recursion', '-T', join(folder, 'list')))).toEqual(expected);
  });

  test.each(['v7', 'oldgnu', 'gnu', 'ustar', 'posix'])('an archive in the %s format', (format) => {
    expect(readInventoryAt(tar(`--format=${format}`, '-C', root, '.'))).toEqual(expected);
  });

  test('an archive compressed with gzip', () => {
    expect(readInventoryAt(tar('-z', '-C', root, '.'))).toEqual(expected);
  });
});

describe('a path that is refused', () => {
  test.each<[string, () => string, RegExp]>([
    ['nothing', () => join(folder, 'none'), /cannot be read: there is no such file or folder/],
    ['an empty folder', () => folder, /there is no sys folder in it/],
    ['a device', () => '/dev/null', /neither a folder nor a file/],
  ])('%s', (_words, path, message) => {
    expect(refusal(path())).toMatchObject({ where: path(), message: expect.stringMatching(message) });
  });

  test('a copy of /sys alone', () => {
    for (const name of ['bus/pci/devices', 'devices', 'class']) mkdirSync(join(folder, name), { recursive: true });
    expect(refusal(folder).message).toMatch(/looks like \/sys itself, expected the folder above it/);
  });

  test('a folder with several hosts', () => {
    for (const host of ['a', 'b']) mkdirSync(join(folder, host, 'sys/bus/pci'), { recursive: true });
    expect(refusal(folder).message).toMatch(/several hosts are in it: "a" and "b"/);
  });
});

describe('a folder', () => {
  let tree: DirectoryTree;
  const write = (path: string, content: string | Uint8Array = 'x\n'): void => {
    mkdirSync(join(folder, 'host', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'host', path), content);
  };
  const link = (path: string, target: string): void => {
    mkdirSync(join(folder, 'host', path, '..'), { recursive: true });
    symlinkSync(target, join(folder, 'host', path));
  };
  beforeEach(() => {
    write('sys/a/file', 'inside\n');
    writeFileSync(join(folder, 'secret'), 'outside\n');
    tree = new DirectoryTree(join(folder, 'host'));
  });

  test.each([
    ['relative', 'sys/b/link', '../a/file'],
    ['absolute, from the root of the tree', 'sys/b/link', '/sys/a/file'],
    ['over a folder', 'sys/b', 'a'],
    ['to a link', 'sys/b/link', 'next'],
  ])('follows a link: %s', (_words, path, target) => {
    link(path, target);
    if (target === 'next') link('sys/b/next', '../a/./x/../file');
    if (target === 'next') write('sys/a/x/y');
    expect(tree.readText(path === 'sys/b' ? 'sys/b/file' : path)).toBe('inside\n');
    expect(tree.realPath(path === 'sys/b' ? 'sys/b/file' : path)).toBe('sys/a/file');
    expect(tree.troubles).toEqual([]);
  });

  test.each([
    ['climbs above the root', '../../../secret'],
    ['climbs above the root and comes back', '../../../host/sys/a/file'],
  ])('does not follow a link that %s, and remembers it', (_words, target) => {
    link('sys/b/link', target);
    expect(tree.readText('sys/b/link')).toBeNull();
    expect(tree.exists('sys/b/link')).toBe(false);
    expect(tree.readLink('sys/b/link')).toBe(target);
    expect(tree.troubles).toEqual([{ path: 'sys/b/link', reason: 'a link leads out of the tree' }]);
  });

  test('takes an absolute link for one inside, so that nothing outside is read', () => {
    link('sys/b/link', join(folder, 'secret'));
    expect(tree.readText('sys/b/link')).toBeNull();
  });

  test('does not follow a path that climbs above the root', () => {
    expect(tree.readText('sys/../../secret')).toBeNull();
  });

  test('gives up on links in a circle', () => {
    link('sys/b/one', 'two');
    link('sys/b/two', 'one');
    expect(tree.readText('sys/b/one')).toBeNull();
    expect(tree.troubles).toEqual([{ path: 'sys/b/one', reason: 'links lead in a circle' }]);
  });

  test('has nothing where nothing is, without complaint', () => {
    expect([tree.readText('sys/none'), tree.readBytes('no/such'), tree.readLink('sys/a/file')]).toEqual([
      null,
      null,
      null,
    ]);
    expect([tree.list('sys/none'), tree.exists('sys/none'), tree.readText('sys/a/file/x')]).toEqual([[], false, null]);
    expect(tree.troubles).toEqual([]);
  });

  test('lists names in order', () => {
    for (const name of ['c', 'a', 'b']) write(`sys/list/${name}`);
    expect(tree.list('sys/list')).toEqual(['a', 'b', 'c']);
  });

  test('reads files larger than one piece', () => {
    const content = Buffer.alloc(300_000, 'abc');
    write('proc/large', content);
    expect(Buffer.from(tree.readBytes('proc/large') ?? [])).toEqual(content);
  });

  test('does not read a file above the limit', () => {
    write('proc/huge');
    execFileSync('truncate', ['-s', '1G', join(folder, 'host/proc/huge')]);
    expect(tree.readText('proc/huge')).toBeNull();
    expect(tree.troubles).toEqual([{ path: 'proc/huge', reason: 'more than 32 MiB' }]);
  });

  test('does not wait for the writer of a pipe', () => {
    execFileSync('mkfifo', [join(folder, 'host/sys/pipe')]);
    expect(tree.readText('sys/pipe')).toBeNull();
    expect(tree.troubles).toEqual([{ path: 'sys/pipe', reason: 'it is neither a file nor a folder' }]);
  });

  test('says which files it may not read', () => {
    write('sys/closed/file');
    chmodSync(join(folder, 'host/sys/closed/file'), 0);
    chmodSync(folder, 0o755);
    asNobody(() => expect(tree.readText('sys/closed/file')).toBeNull());
    expect(tree.troubles).toEqual([{ path: 'sys/closed/file', reason: 'permission denied' }]);
  });
});

test('an inventory of a folder says which links of it lead out', () => {
  const host = new HostTree();
  const path = host.pf({ address: '0000:01:00.0' });
  host.link(`${path}/numa_node`, '../../../../../../etc/passwd').without(`${path}/vendor`);
  host.file(`${path}/vendor`, '0x8086\n').writeTo(folder);
  const { inventory, warnings } = readInventoryAt(folder);
  expect(inventory.physicalFunctions[0]?.numaNode).toBeNull();
  expect(warnings).toEqual([`${path}/numa_node: a link leads out of the tree; what it would tell stays unknown`]);
});

/** Root may read everything: what permissions do shows only as somebody else. */
function asNobody(work: () => void): void {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) {
    work();
    return;
  }
  seteuid(65_534);
  try {
    work();
  } finally {
    seteuid(0);
  }
}

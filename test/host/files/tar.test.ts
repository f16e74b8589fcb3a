import { createWriteStream, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { readInventoryAt } from '../../../lib/host/files';
import { openTree } from '../../../lib/host/files/open-tree';
import { openTarSource } from '../../../lib/host/files/tar-source';
import { InputError } from '../../../lib/model/errors';
import { HostTree } from '../../inventory/support/host-tree';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-tar-'));
  file = join(folder, 'host.tar');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Member = Partial<Header> & { readonly name: string; readonly content?: string };

const SYS: Member = { name: 'sys/bus/pci/devices', type: 'directory' };

async function archive(...members: readonly Member[]): Promise<void> {
  const stream = pack();
  for (const { content, ...header } of members) stream.entry(header, content ?? '');
  stream.finalize();
  await pipeline(stream, createWriteStream(file));
}

function refusal(): InputError {
  try {
    openTree(file).close();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was opened');
}

describe('members that are refused by name', () => {
  test.each<[string, Member, RegExp]>([
    [
      'a path above the root',
      { name: '../etc/passwd', content: 'x' },
      /member "\.\.\/etc\/passwd" leads out of the archive: the path has a "\.\." in it/,
    ],
    ['a path that climbs inside', { name: 'sys/a/../b', content: 'x' }, /member "sys\/a\/\.\.\/b" leads out/],
    [
      'an absolute path',
      { name: '/etc/passwd', content: 'x' },
      /member "\/etc\/passwd" leads out of the archive: the path is absolute/,
    ],
    [
      'a link out',
      { name: 'sys/x', type: 'symlink', linkname: '../../etc/passwd' },
      /member "sys\/x" is a link to "\.\.\/\.\.\/etc\/passwd", which leads out/,
    ],
    [
      'a link out that climbs late',
      { name: 'sys/x', type: 'symlink', linkname: 'a/../../../etc' },
      /member "sys\/x" is a link/,
    ],
    [
      'a link out by way of a name of sysfs',
      { name: 'sys/x', type: 'symlink', linkname: '../../bus/../../etc' },
      /member "sys\/x" is a link/,
    ],
    [
      'an absolute link',
      { name: 'sys/x', type: 'symlink', linkname: '/etc/passwd' },
      /member "sys\/x" is a link to "\/etc\/passwd"/,
    ],
    [
      'a hard link out',
      { name: 'sys/x', type: 'link', linkname: '../../etc/passwd' },
      /leads out of the archive: hard link "sys\/x" has a "\.\."/,
    ],
    [
      'a hard link to nothing',
      { name: 'sys/x', type: 'link', linkname: 'sys/none' },
      /member "sys\/x" is a hard link to "sys\/none", which is no member before it/,
    ],
    ['a character device', { name: 'dev/mem', type: 'character-device' }, /member "dev\/mem" is a character device/],
    ['a block device', { name: 'dev/sda', type: 'block-device' }, /member "dev\/sda" is a block device/],
    ['a pipe', { name: 'sys/pipe', type: 'fifo' }, /member "sys\/pipe" is a named pipe/],
    [
      'a name that a terminal would obey',
      { name: '../\u001b[2J', content: 'x' },
      /member "\.\.\/\\u001b\[2J" leads out/,
    ],
  ])('%s', async (_words, member, message) => {
    await archive(SYS, member);
    expect(refusal()).toMatchObject({ where: file, message: expect.stringMatching(message) });
  });
});

describe('members that are accepted', () => {
  test('links that an archiver moved and that mean another part of sysfs, which are read and not followed', async () => {
    const target = '../../../../../../../kernel/iommu_groups/7';
    await archive(SYS, { name: 'sys/bus/pci/devices/0000:01:00.0/iommu_group', type: 'symlink', linkname: target });
    const tree = openTree(file);
    expect(tree.readLink('sys/bus/pci/devices/0000:01:00.0/iommu_group')).toBe(target);
    expect(tree.realPath('sys/bus/pci/devices/0000:01:00.0/iommu_group')).toBeNull();
    tree.close();
  });

  test('hard links have the content of their target', async () => {
    await archive(SYS, { name: 'sys/a', content: 'one' }, { name: 'sys/b', type: 'link', linkname: 'sys/a' });
    const tree = openTree(file);
    expect(tree.readText('sys/b')).toBe('one');
    tree.close();
  });

  test('a later member takes the place of an earlier one', async () => {
    await archive(SYS, { name: 'sys/a', content: 'one' }, { name: './sys//a', content: 'two' });
    const tree = openTree(file);
    expect(tree.readText('sys/a')).toBe('two');
    tree.close();
  });

  test('names and links of any length', async () => {
    const long = `sys/${'d'.repeat(90)}/${'e'.repeat(120)}/name`;
    await archive(SYS, { name: long, content: 'x' }, { name: 'sys/l', type: 'symlink', linkname: `/${long}` });
    const tree = openTree(file);
    expect(tree.readText('sys/l')).toBe('x');
    tree.close();
  });

  test('links in a circle lead nowhere, and that is remembered', async () => {
    await archive(
      SYS,
      { name: 'sys/a', type: 'symlink', linkname: 'b' },
      { name: 'sys/b', type: 'symlink', linkname: 'a' },
    );
    const tree = openTree(file);
    expect(tree.readText('sys/a')).toBeNull();
    expect(tree.troubles).toEqual([{ path: 'sys/a', reason: 'links lead in a circle' }]);
    tree.close();
  });
});

describe('archives that are refused', () => {
  test('one of 1 GB, before it is read', () => {
    writeFileSync(file, '');
    truncateSync(file, 2 ** 30);
    const before = process.memoryUsage().rss;
    expect(refusal().message).toMatch(/the archive has 1 GiB, at most 512 MiB are read/);
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27);
  });

  test('one whose header promises a member of 1 GB', async () => {
    await archive({ name: 'sys/huge', content: '' });
    const content = readFileSync(file);
    content.write('10000000000', 124, 'latin1');
    content.write('        ', 148, 'latin1');
    const sum = content.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    content.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    writeFileSync(file, content);
    expect(refusal().message).toMatch(/the archive is cut off after member "sys\/huge"/);
  });

  test('one with a member above the limit', async () => {
    await archive(SYS, { name: 'proc/kcore', content: 'x'.repeat(33 * 2 ** 20) });
    expect(refusal().message).toMatch(/member "proc\/kcore" has 33 MiB, at most 32 MiB are read/);
  });

  test('a bomb of gzip, when the limit is reached', () => {
    writeFileSync(file, gzipSync(Buffer.alloc(2 ** 22)));
    const limit = 2 ** 20;
    expect(() => openTarSource(file, limit)).toThrow(
      /the archive has more than 1 MiB unpacked, at most 1 MiB are read/,
    );
  });

  test.each<[string, (sound: Buffer) => Buffer, RegExp]>([
    ['empty', () => Buffer.alloc(0), /the file is empty/],
    ['text', () => Buffer.from('{"inventoryVersion": 1}'.repeat(100)), /this is no tar archive/],
    ['shorter than a header', () => Buffer.from('sys'), /the archive is cut off after the start \(3 bytes are there\)/],
    ['zeros', () => Buffer.alloc(2048), /there is no sys folder in it/],
    ['cut off in a header', (sound) => sound.subarray(0, 700), /cut off after member "sys\/bus\/pci\/devices/],
    ['cut off in a content', (sound) => sound.subarray(0, 1100), /cut off after member "sys\/a"/],
    ['cut off before its end', (sound) => sound.subarray(0, 2048), /cut off after member "sys\/a"/],
    [
      'damaged',
      (sound) => Buffer.from(sound).fill(0x41, 514, 520),
      /damaged at byte 512, after member "sys\/bus\/pci\/devices/,
    ],
    ['gzip of something else', (sound) => gzipSync(sound.subarray(0, 600)), /cut off/],
    ['gzip cut off', (sound) => gzipSync(sound).subarray(0, 60), /gzip cannot unpack it/],
    ['xz', () => Buffer.from('fd377a585a000000', 'hex'), /compressed with xz/],
    ['zip', () => Buffer.from('504b030400000000', 'hex'), /compressed with zip/],
  ])('%s', async (_words, change, message) => {
    await archive({ ...SYS, name: 'sys/bus/pci/devices/' }, { name: 'sys/a', content: 'y'.repeat(1000) });
    writeFileSync(file, change(readFileSync(file)));
    expect(refusal().message).toMatch(message);
  });
});

test('a host reads the same from memory, as an archive that another program made', async () => {
  const host = new HostTree();
  host.bridge('0000:00:01.0', 1, 2);
  host.pf({ address: '0000:01:00.0', below: ['0000:00:01.0'], numVfs: 40, group: 1, vfGroup: 10, netdev: 'ens1f0' });
  const members = [...host.entries].map(([name, content]): Member => {
    if (content === 'folder') return { name, type: 'directory' };
    if (typeof content === 'string' || content instanceof Uint8Array) return { name, content: content.toString() };
    return { name, type: 'symlink', linkname: content.link };
  });
  await archive(...members);
  host.writeTo(join(folder, 'host'));
  const read = readInventoryAt(file);
  expect(read.inventory.physicalFunctions[0]?.virtualFunctions).toHaveLength(40);
  expect(read).toEqual(readInventoryAt(join(folder, 'host')));
});

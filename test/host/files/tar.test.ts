import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { readInventoryAt } from '../../../lib/host/files';
import { openTree } from '../../../lib/host/files/open-tree';
import { openTarSource } from '../../../lib/host/files/tar-source';
import { TarTree } from '../../../lib/host/files/tar-tree';
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
    expect(refusal().message).toMatch(/the archive has 1 GiB, at most 256 MiB are read/);
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

  test('gzip unpacks into a file that is gone when it is closed, and not into memory', () => {
    const bytes = 200 * 2 ** 20;
    const head = gzipSync(header('sys/bus/pci/', '5'));
    // Members of gzip follow each other: this is the same megabyte many times.
    const piece = gzipSync(Buffer.alloc(2 ** 20));
    writeFileSync(file, Buffer.concat([head, ...Array<Buffer>(bytes / 2 ** 20).fill(piece)]));
    const before = process.memoryUsage();
    const source = openTarSource(file);
    const after = process.memoryUsage();
    expect(source.size).toBe(bytes + 512);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(2 ** 22);
    expect(after.rss - before.rss).toBeLessThan(bytes / 2);
    expect(source.read(0, 12).toString()).toBe('sys/bus/pci/');
    expect(source.read(bytes, 2 ** 20)).toHaveLength(512);
    source.close();
  });

  test.each([1, 512, 2 ** 20])('gzip with %d zeros behind it, as tapes and blocks leave them, is unpacked', (zeros) => {
    const bytes = 3 * 2 ** 20;
    writeFileSync(file, Buffer.concat([gzipSync(randomBytes(bytes)), Buffer.alloc(zeros)]));
    const source = openTarSource(file);
    expect(source.size).toBe(bytes);
    source.close();
  });

  test('gzip into a folder that takes no files', () => {
    writeFileSync(file, gzipSync(Buffer.alloc(1024)));
    const place = jest.spyOn(os, 'tmpdir').mockReturnValue(join(folder, 'none'));
    expect(refusal().message).toMatch(/cannot be unpacked into .*none: there is no such file or folder\. Make room/);
    place.mockRestore();
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

/** A header by hand: `tar-stream` makes no million of them in a second. */
function header(name: string, type: string, size = 0, linkName = ''): Buffer {
  const block = Buffer.alloc(512);
  block.write(name.slice(0, 100), 0, 'latin1');
  block.write(size.toString(8).padStart(11, '0'), 124, 'latin1');
  block.write('        ', 148, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(linkName, 157, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function content(text: string): Buffer {
  return Buffer.concat([Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)]);
}

/** A member whose name stands in a header of GNU tar before it. */
const long = (name: string, type = '5'): Buffer[] => [header('L', 'L', name.length), content(name), header('x', type)];

function pax(type: 'x' | 'g', ...records: readonly string[]): Buffer[] {
  const text = records
    .map((record) => {
      const bare = record.length + 2;
      const digits = String(bare + String(bare).length).length;
      return `${bare + digits} ${record}\n`;
    })
    .join('');
  return [header('PaxHeaders/next', type, text.length), content(text)];
}

const END = Buffer.alloc(1024);

/** Writes the archive, packed. */
function packed(...blocks: readonly Buffer[]): void {
  writeFileSync(file, gzipSync(Buffer.concat([...blocks, END]), { level: 1 }));
}

describe('archives that are built to explode', () => {
  test('a path longer than Linux takes', () => {
    packed(...long(`sys/${'a'.repeat(5000)}`, '0'));
    expect(refusal().message).toMatch(
      /member "sys\/a.*has a path of 5004 characters, Linux takes at most 4096 bytes\. Take the capture again/,
    );
  });

  test('a path of as many folders as fit into it', () => {
    packed(...long('a/'.repeat(2000)));
    expect(refusal().message).toMatch(/has a path of 2000 folders, at most 128 are taken/);
  });

  test('a link to a path without end', () => {
    packed(header('K', 'K', 6000), content('../'.repeat(2000)), header('sys/x', '2'));
    expect(refusal().message).toMatch(/member "sys\/x" is a link to a path of 6000 characters/);
  });

  test('a million folders, each shown by the path of a file alone, in some kilobytes', () => {
    const blocks: Buffer[] = [];
    for (let n = 0; n < 9000; n++) blocks.push(...long(`${n}/${'b/'.repeat(111)}f`, '0'));
    packed(...blocks);
    expect(refusal().message).toMatch(
      /more than 300000 files, links and folders \(member "26\d\d\/b.* is one too many\)\. Take the capture/,
    );
  });

  test('one file under many names counts as often as it is read', () => {
    const bytes = content('x'.repeat(2 ** 20));
    const links = Array.from({ length: 300 }, (_, n) =>
      header(`sys/l${n}`, n % 2 ? '1' : '2', 0, n % 2 ? 'sys/f' : 'f'),
    );
    packed(header('sys/bus/pci/', '5'), header('sys/f', '0', bytes.length), bytes, ...links);
    const tree = openTree(file);
    let reads = 0;
    const readAll = () => {
      for (let n = 0; n < 300; n++) {
        tree.readText(`sys/l${n}`);
        reads++;
      }
    };
    expect(readAll).toThrow(
      /its files, each counted as often as it is read, have more than 256 MiB, which is the most/,
    );
    expect(reads).toBe(256);
    tree.close();
  });

  test('links each of which leads twice through the one before are followed once each', () => {
    const links = Array.from({ length: 60 }, (_, n) => {
      const before = n === 0 ? 'f' : `l${n - 1}`;
      return header(`sys/l${n}`, '2', 0, `${before}/../${before}`);
    });
    packed(header('sys/bus/pci/', '5'), header('sys/f', '5'), ...links);
    let looks = 0;
    const tree = TarTree.open(file, (folders) => folders, { clock: () => looks++ });
    expect(tree.realPath('sys/l30')).toBe('sys/f');
    expect(tree.realPath('sys/l59')).toBe('sys/f');
    // The clock is looked at once for 256 look-ups.
    expect(looks).toBeLessThan(4);
    tree.close();
  });

  test('reading large files looks at the clock each time, since they are taken apart', () => {
    const bytes = content('\n'.repeat(2 ** 20));
    packed(header('sys/bus/pci/', '5'), header('sys/f', '0', bytes.length), bytes);
    let seconds = 0;
    const tree = TarTree.open(file, (folders) => folders, { clock: () => seconds++ });
    expect(Array.from({ length: 10 }, () => tree.readText('sys/f')?.length)).toEqual(Array(10).fill(2 ** 20));
    expect(() => tree.readText('sys/f')).toThrow(/reading it takes more than 10 s/);
    tree.close();
  });

  test('reading that does not end is stopped, whatever it looks up', () => {
    packed(header('sys/bus/pci/', '5'));
    let seconds = 0;
    const tree = TarTree.open(file, (folders) => folders, { clock: () => seconds++ });
    let looks = 0;
    const lookOn = () => {
      for (; looks < 1e6; looks++) tree.exists(`sys/none${looks}`);
    };
    expect(lookOn).toThrow(
      /reading it takes more than 10 s: after \d+ look-ups and 0 bytes it is not at its end\. Look/,
    );
    expect(looks).toBeLessThan(11 * 256);
    tree.close();
  });
});

describe('sparse files are refused, which are packed in formats of their own', () => {
  const MEMBER = [header('GNUSparseFile.0/big', '0', 5), content('5\n1\n2')];

  test.each<[string, Buffer[], RegExp]>([
    [
      'version 1.0',
      pax('x', 'GNU.sparse.major=1', 'GNU.sparse.minor=0', 'GNU.sparse.name=sys/big', 'GNU.sparse.realsize=9'),
      /member "sys\/big" is a sparse file, whose pieces would be misread\. Pack the folder again without --sparse/,
    ],
    [
      'version 0.1',
      pax('x', 'GNU.sparse.map=0,5', 'GNU.sparse.name=sys/big', 'GNU.sparse.size=9'),
      /"sys\/big" is a sparse/,
    ],
    ['version 0.0', pax('x', 'GNU.sparse.size=9', 'GNU.sparse.numblocks=1'), /"PaxHeaders\/next" is a sparse/],
    ['of star', pax('x', 'path=sys/big', 'SCHILY.realsize=9'), /"sys\/big" is a sparse/],
    ['for all members', pax('g', 'GNU.sparse.size=9'), /"PaxHeaders\/next" is a sparse/],
    ['of GNU tar itself', [header('sys/big', 'S', 0)], /member "sys\/big" is a sparse file, whose pieces/],
    ['one size for all members', pax('g', 'size=3'), /"PaxHeaders\/next" states one size for all members after it/],
  ])('%s', (_words, before, message) => {
    packed(header('sys/bus/pci/', '5'), ...before, ...MEMBER);
    expect(refusal().message).toMatch(message);
  });

  test('a comment for all members is none', () => {
    packed(...pax('g', 'comment=made by git archive'), header('sys/bus/pci/', '5'));
    openTree(file).close();
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

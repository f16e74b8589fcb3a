import { join } from 'node:path';
import fc from '../support/properties';
import { type OpenTree, openTree } from '../../lib/host/files/open-tree';
import { parseInventory, serializeInventory } from '../../lib/inventory/parse';
import { readInventory } from '../../lib/inventory/read/reader';
import type { SysfsTree } from '../../lib/inventory/read/tree';

/** A captured host in which some files hold other things, or are gone. */
class DamagedTree implements SysfsTree {
  public readonly paths = new Set<string>();

  public constructor(
    private readonly sound: OpenTree,
    private readonly damage: ReadonlyMap<string, string | null>,
  ) {}

  public get troubles() {
    return this.sound.troubles;
  }

  public readText(path: string): string | null {
    this.paths.add(path);
    const damaged = this.damage.get(path);
    return damaged === undefined ? this.sound.readText(path) : damaged;
  }

  public readBytes(path: string): Uint8Array | null {
    this.paths.add(path);
    const damaged = this.damage.get(path);
    if (damaged === undefined) return this.sound.readBytes(path);
    return damaged === null ? null : Buffer.from(damaged);
  }

  public readLink(path: string): string | null {
    this.paths.add(path);
    const damaged = this.damage.get(path);
    return damaged === undefined ? this.sound.readLink(path) : damaged;
  }

  public realPath(path: string): string | null {
    return this.damage.get(path) === null ? null : this.sound.realPath(path);
  }

  public list(path: string): readonly string[] {
    this.paths.add(path);
    return this.damage.get(path) === null ? [] : this.sound.list(path);
  }

  public exists(path: string): boolean {
    return this.damage.get(path) !== null && this.sound.exists(path);
  }
}

const tree = openTree(join(__dirname, '../data/captures/flat-configured.tar'));
afterAll(() => tree.close());

const intact = new DamagedTree(tree, new Map());
readInventory(intact);
const paths = [...intact.paths].sort();

const content = fc.oneof(
  fc.constantFrom('', '\n', '-1', '0', '1', '4294967296', '99999999999999999999', '0x', '1e999', 'Unknown', '(null)'),
  fc.constantFrom('../..', '/', 'ffff:ff:1f.7', '0000:01:00.0', 'null', '[]', '{}', '[null]', '{"dev":null}', '\0\0'),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.json({ maxDepth: 3 }),
);

test('whatever single file of a host is damaged or gone, an inventory is read that can be written and parsed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...paths), fc.option(content)), { minLength: 1, maxLength: 6 }),
      (damage) => {
        const { inventory } = readInventory(new DamagedTree(tree, new Map(damage)));
        expect(parseInventory(JSON.parse(serializeInventory(inventory)), 'read')).toEqual(inventory);
      },
    ),
    { numRuns: 300 },
  );
});

test('each file on its own may be gone', () => {
  for (const path of paths) {
    const { inventory } = readInventory(new DamagedTree(tree, new Map([[path, null]])));
    expect(inventory.inventoryVersion).toBe(1);
  }
});

test('only what is needed is read', () => {
  const wanted = paths.filter((path) => path.startsWith('sys/devices/pci')).map((path) => path.split('/').at(-1));
  expect(wanted).not.toContain('aer_dev_fatal');
  expect(wanted).not.toContain('local_cpus');
});

import { rmSync } from 'node:fs';
import { requireTool } from '../../support/require-tool';
import { WAYS_TO_BREAK } from '../support/ways-to-break';
import { bundled, Workspace } from './workspace';

/** A real host finds what the rules in memory find: they are not made up, and say so when a host changes its mind. */

const CONFIG = `
resource "toy_box" "it" {
  name   = "tools"
  old    = "x"
  pin    = "1234"
  labels = { a = "x" }
  shelves  = [{ height = 1 }]
  stickers = [{ text = "a" }]
  rule { port = 1 }
}
`;

let bin: string;
beforeAll(() => {
  bin = bundled('broken-main.ts');
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

const rows = WAYS_TO_BREAK.flatMap(({ what, host }, row) => (host === null ? [] : [{ what, host, row }]));

describe('Terraform finds', () => {
  requireTool('terraform').test.each(rows)('$what', ({ host, row }) => {
    const at = new Workspace('terraform', bin);
    try {
      at.env = { TOY_BREAK: `${row}` };
      at.write(CONFIG);
      const applied = at.apply();
      const { status, text } = applied.status === 0 ? at.plan() : applied;
      expect([status, text]).toEqual([1, expect.stringMatching(host)]);
    } finally {
      at.remove();
    }
  });
});

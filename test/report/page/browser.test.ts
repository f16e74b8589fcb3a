import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { reportPage } from '../../../lib/report/page/report-page';
import { pathOfTool, requireTool } from '../../support/require-tool';
import { factsOf } from './fleet';
import { HOSTILE, withTexts } from './hostile';

/** What people look at after a run. */
const SHOTS = join(__dirname, '../../../.cache/report');
/** A page is not taken whole where it is longer: an image of 200 hosts is for nobody. */
const LONGEST_SHOT = 6000;

const VIEWS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

const hostile = HOSTILE.map(([, text]) => text).join(' ');

const REPORTS = {
  'one-host': () => factsOf({ hosts: 1, vmsPerPort: 6 }),
  'hostile-names': () => withTexts(factsOf({ hosts: 1 }), (text) => `${text} ${hostile}`),
  'many-vms': () => factsOf({ hosts: 1, vmsPerPort: 64, allDifferent: true }),
  '200-hosts': () => factsOf({ hosts: 200 }),
} as const;
type ReportName = keyof typeof REPORTS;

/** The large ones in two views: what differs between light and dark is colour alone. */
const SHOWN: readonly (readonly [ReportName, number, 'light' | 'dark'])[] = VIEWS.flatMap(({ width, colorScheme }) => {
  const isSample = (width === 1280) === (colorScheme === 'light');
  const names: ReportName[] = ['one-host', 'hostile-names', ...(isSample ? (['many-vms', '200-hosts'] as const) : [])];
  return names.map((name) => [name, width, colorScheme] as const);
});
/** What the others show too, so that they are not judged once more: that takes seconds. */
const JUDGED: ReadonlySet<ReportName> = new Set(['one-host', 'hostile-names']);

requireTool('chromium').describe('the page of a report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-report-'));
  const fileOf = (name: ReportName) => join(folder, `${name}.html`);
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    for (const name of Object.keys(REPORTS) as ReportName[]) writeFileSync(fileOf(name), reportPage(REPORTS[name]()));
    browser = await chromium.launch({ executablePath: pathOfTool('chromium'), timeout: 30_000 });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page, and what it said and asked for. */
  async function opened(name: ReportName, width: number, colorScheme: 'light' | 'dark') {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const said: string[] = [];
    const url = pathToFileURL(fileOf(name)).href;
    page.on('console', (message) => said.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => request.url() !== url && said.push(`request: ${request.url()}`));
    await page.goto(url);
    return { page, said };
  }

  async function violationsOn(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    return page.evaluate(async () => {
      const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await window.axe.run({ runOnly: tags });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary ?? ''}`);
    });
  }

  const widthsOf = (page: Page) =>
    page.evaluate(() => ({ content: document.documentElement.scrollWidth, window: window.innerWidth }));

  test.each(SHOWN)(
    'shows %s at %i pixels, %s: no error, no request, no part beyond its side, and what a machine can judge of WCAG 2.2 AA',
    async (name, width, colorScheme) => {
      const { page, said } = await opened(name, width, colorScheme);
      const { content, window } = await widthsOf(page);
      expect(content).toBeLessThanOrEqual(window);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      const clip = { x: 0, y: 0, width, height: Math.min(height, LONGEST_SHOT) };
      await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true, clip });
      expect(said).toEqual([]);
      if (JUDGED.has(name)) expect(await violationsOn(page)).toEqual([]);
      await page.close();
    },
    30_000,
  );

  test('is judged: an element that is hard to read is found', async () => {
    const { page } = await opened('one-host', 1280, 'light');
    await page.evaluate(() => document.querySelectorAll('h1').forEach((title) => (title.style.color = '#ddd')));
    expect(await violationsOn(page)).toEqual([expect.stringMatching(/^color-contrast: <h1/)]);
    await page.close();
  }, 30_000);

  test('can be walked by keyboard: to the content, to a host, into its parts', async () => {
    const { page } = await opened('200-hosts', 1280, 'light');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('To the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const host = await focused();
    expect(host).toMatch(/^kvm\d+$/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^Topology/);
    await page.keyboard.press('Enter');
    const [heading] = await page
      .locator('details.part[open]')
      .evaluateAll((parts) =>
        parts.map((part) => part.parentElement?.querySelector('h3 bdi, h3')?.firstChild?.textContent),
      );
    expect(heading).toBe(host);
    await page.close();
  }, 30_000);
});

declare global {
  interface Window {
    axe: typeof axe;
  }
}

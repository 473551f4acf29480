import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, inflateSync } from 'node:zlib';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../report/render-report.ts';
import { sampleReport } from './sample-report.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Other tests may keep the machine busy. */
const PATIENTLY = { timeout: 10_000 };
const HOSTILE =
  '<!--<script></script><script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">';

/** What the page looks like on paper, noted when it is printed. */
interface Printed {
  readonly charts: number;
  readonly folded: number;
  readonly ink: string;
  readonly canvases: readonly { readonly isDrawn: boolean; readonly fits: boolean }[];
}

const NOTE_PRINTED = `addEventListener('beforeprint', () => queueMicrotask(() => {
  const canvases = [...document.querySelectorAll('[data-chart] canvas')];
  const widthOf = (element) => Math.round(element.getBoundingClientRect().width);
  globalThis.printed = {
    charts: document.querySelectorAll('[data-chart][data-ready]').length,
    folded: document.querySelectorAll('details:not([open])').length,
    ink: getComputedStyle(document.documentElement).getPropertyValue('--ink'),
    canvases: canvases.map((canvas) => ({
      isDrawn: canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0),
      fits: widthOf(canvas) === widthOf(canvas.closest('[data-chart]')) && widthOf(canvas) <= 43 * 16,
    })),
  };
}))`;
const STATE = `JSON.stringify([
  document.querySelectorAll('details[open]').length,
  getComputedStyle(document.documentElement).getPropertyValue('--ink'),
  document.querySelector('[data-chart=score] canvas').getBoundingClientRect().width,
])`;

/** How many shapes are filled in a PDF; what draws them stands in streams of its own. */
function fillsIn(pdf: Buffer): number {
  let fills = 0;
  for (const [, stream] of pdf.toString('latin1').matchAll(/ stream\r?\n([\s\S]*?)\r?\nendstream/g)) {
    // 0x78 begins what is deflated
    if (!stream.startsWith('\x78')) continue;
    // the last byte of one may be taken for the end of its line
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    const drawing = inflateSync(Buffer.from(stream, 'latin1'), options).toString('latin1');
    fills += drawing.match(/\sf\*?(?=\s)/g)?.length ?? 0;
  }
  return fills;
}

const where = CHROMIUM ? `in ${CHROMIUM}` : 'skipped: no Chromium in /usr/bin (Debian: apt-get install chromium)';
if (!CHROMIUM) console.warn(`report in a browser ${where}`);

describe.skipIf(!CHROMIUM)(`report ${where}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'weir-report-'));
    const small = sampleReport({ rows: 6_000, features: [HOSTILE, 'pressure', 'flow'], sources: [HOSTILE, 'pump-2'] });
    writeFileSync(join(folder, 'small.html'), renderReport({ ...small, title: HOSTILE }));
    writeFileSync(join(folder, 'large.html'), renderReport(sampleReport({ rows: 100_000, sources: ['pump-1'] })));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** Opens a page that fails the test on any error, and gathers what it asked the network for. */
  async function open(file: string, options: BrowserContextOptions = {}) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    const [name, hash = ''] = file.split('#');
    const address = pathToFileURL(join(folder, name)).href;
    await page.goto(`${address}#${hash}`);
    await page.locator('[data-chart=score]').scrollIntoViewIfNeeded();
    await page.waitForSelector('[data-chart=score][data-ready]');
    return { page, complaints, others: () => requests.filter((url) => url.replace(/#.*/, '') !== address) };
  }

  async function scrollThrough(page: Page): Promise<void> {
    for (const chart of await page.locator('[data-chart]').all()) await chart.scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('[data-chart]:not([data-ready])').count(), PATIENTLY).toBe(0);
  }

  /** Whether there is anything on the canvas of each such chart. */
  const inked = (page: Page, chart: string) =>
    page.evaluate<boolean[]>(`[...document.querySelectorAll('[data-chart=${chart}] canvas')].map((canvas) =>
      canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0))`);

  const picture = (page: Page, chart: string) =>
    page.evaluate<string>(`document.querySelector('[data-chart=${chart}] canvas').toDataURL()`);

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)(
    'draws every chart within %d pixels in %s, asks for nothing, complains of nothing',
    async (width, colorScheme) => {
      const { page, complaints, others } = await open('small.html', { viewport: { width, height: 900 }, colorScheme });
      await scrollThrough(page);
      for (const chart of ['overview', 'score', 'feature', 'distribution', 'precision-recall', 'latency']) {
        const drawn = await inked(page, chart);
        expect(drawn.length, chart).toBeGreaterThan(0);
        expect(drawn, chart).not.toContain(false);
      }
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(complaints).toEqual([]);
      expect(others()).toEqual([]);
      await page.close();
    },
  );

  test('shows hostile names as they are written', async () => {
    const { page } = await open('small.html');
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('h1').textContent()).toBe(HOSTILE);
    expect(await page.locator('figure.feature h3').first().textContent()).toBe(HOSTILE);
    expect(await page.locator('#source option').allTextContents()).toContainEqual(expect.stringContaining(HOSTILE));
    expect(await page.locator('img').count()).toBe(0);
    await page.close();
  });

  test('zooms by keys and back, all charts together', async () => {
    const { page } = await open('small.html');
    await scrollThrough(page);
    const before = [await picture(page, 'score'), await picture(page, 'feature')];
    await page.locator('#charts').focus();
    await page.keyboard.press('+');
    await expect.poll(() => picture(page, 'score'), PATIENTLY).not.toBe(before[0]);
    await expect.poll(() => picture(page, 'feature'), PATIENTLY).not.toBe(before[1]);
    await page.keyboard.press('0');
    await expect.poll(() => picture(page, 'score'), PATIENTLY).toBe(before[0]);
    await page.close();
  });

  test('draws a band of what was expected behind the values of one source', async () => {
    const pictures: string[] = [];
    for (const hasPast of [false, true]) {
      const report = sampleReport({ rows: 300, sources: ['pump-1'], hasPast });
      writeFileSync(join(folder, 'band.html'), renderReport(report));
      const { page } = await open('band.html');
      await scrollThrough(page);
      pictures.push(await picture(page, 'score'), await picture(page, 'feature'));
      await page.close();
    }
    expect(pictures[2]).toBe(pictures[0]);
    expect(pictures[3]).not.toBe(pictures[1]);
  });

  test('leads from an incident to its source and time', async () => {
    const { page } = await open('small.html');
    const card = page.locator('.card').nth(1);
    const source = await card.locator('.source').textContent();
    await card.getByRole('button').click();
    expect(await page.locator('#source option:checked').textContent()).toContain(source);
    expect(await page.evaluate('document.activeElement.id')).toBe('charts');
    await page.close();
  });

  test('says why the row is strange that somebody points at, and forgets it again', async () => {
    const { page, complaints } = await open('small.html');
    const pin = page.locator('#pin');
    await expect.poll(() => pin.isVisible(), PATIENTLY).toBe(false);
    const overview = page.locator('[data-chart=overview] .u-over');
    await overview.scrollIntoViewIfNeeded();
    const box = (await overview.boundingBox())!;
    // in the line of the second source
    await page.mouse.click(box.x + box.width / 2, box.y + 0.75 * box.height);
    await expect.poll(() => pin.textContent(), PATIENTLY).toMatch(/pump-2 · score 0\.\d+ · (anomalous|not flagged)/);
    await page.keyboard.press('Tab');
    await page.locator('#charts').focus();
    await page.keyboard.press('n');
    await expect
      .poll(() => pin.textContent(), PATIENTLY)
      .toMatch(/· anomalous .*usually about .*The (row|past|step) leads.*Observed.*Expected.*Share/s);
    const first = await pin.textContent();
    await page.keyboard.press('n');
    await expect.poll(() => pin.textContent(), PATIENTLY).not.toBe(first);
    await page.keyboard.press('p');
    await expect.poll(() => pin.textContent(), PATIENTLY).toBe(first);
    await page.keyboard.press('Escape');
    await expect.poll(() => pin.isVisible(), PATIENTLY).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('says of a usual row what came and what the past of its source expected', async () => {
    writeFileSync(
      join(folder, 'past.html'),
      renderReport(sampleReport({ rows: 300, sources: ['a', 'b'], hasPast: true })),
    );
    const { page } = await open('past.html#row=8');
    await expect.poll(() => page.locator('#pin').textContent(), PATIENTLY).toMatch(/a · score .*Expected.*-8 to 12/s);
    // what was expected is drawn of one source, so one is shown at first
    expect(await page.locator('#source').inputValue()).not.toBe('');
    await page.close();
  });

  test('keeps source, zoom and row in the address, for a reload and for whoever gets it', async () => {
    const { page, complaints } = await open('small.html');
    await page.locator('#source').selectOption({ label: (await page.locator('#source option').nth(1).textContent())! });
    await page.locator('#charts').focus();
    await page.keyboard.press('+');
    await page.keyboard.press('n');
    await expect.poll(() => page.url(), PATIENTLY).toMatch(/#source=.*&from=2026-11-\d\d.*&to=2026-11-\d\d.*&row=\d+$/);
    await scrollThrough(page);
    const shown = async () => [
      await page.locator('#source').inputValue(),
      await page.locator('#pin').textContent(),
      await picture(page, 'score'),
    ];
    const before = await shown();
    await page.reload();
    await scrollThrough(page);
    await expect.poll(shown, PATIENTLY).toEqual(before);
    await page.evaluate("location.hash = '#source=&from=nonsense&row=-3'");
    await expect.poll(() => page.locator('#source').inputValue(), PATIENTLY).toBe('');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('lists what happened, and leads from there into the charts', async () => {
    const { page } = await open('small.html');
    const event = page.locator('.events li').nth(1);
    expect(await event.locator('.outcome').textContent()).toMatch(/found|missed|false alarm/);
    const source = await event.locator('.source').textContent();
    await event.getByRole('button').click();
    expect(await page.locator('#source option:checked').textContent()).toContain(source);
    await page.close();
  });

  test('says what is under the pointer, an anomaly rather than its neighbours', async () => {
    const { page } = await open('large.html');
    const box = (await page.locator('[data-chart=score] .u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect
      .poll(() => page.locator('#readout').textContent(), PATIENTLY)
      .toMatch(/pump-1 · score 0\.\d+ · (anomalous.* · grade [01]\.\d\d|not flagged)/);
    await page.close();
  });

  test.each([
    [1280, 'light'],
    [400, 'dark'],
  ] as const)(
    'prints every chart on white, opened, from %d pixels in %s, and is then as before',
    async (width, colorScheme) => {
      const { page, complaints } = await open('small.html', { viewport: { width, height: 900 }, colorScheme });
      await page.evaluate(NOTE_PRINTED);
      const before = await page.evaluate<string>(STATE);
      const pdf = await page.pdf({ format: 'A4' });
      const { canvases, ...printed } = await page.evaluate<Printed>('printed');
      const charts = await page.locator('[data-chart]').count();
      expect(printed).toEqual({ charts, folded: 0, ink: '#13232c' });
      expect(canvases).toEqual(new Array(charts).fill({ isDrawn: true, fits: true }));
      // What is drawn on a canvas is drawn again in the PDF: the rows as squares, in four charts.
      expect(fillsIn(pdf)).toBeGreaterThan(8_000);
      await expect.poll(() => page.evaluate<string>(STATE), PATIENTLY).toBe(before);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  test('opens with 100,000 rows in a few seconds even on a busy machine', async () => {
    const started = performance.now();
    const { page } = await open('large.html');
    expect(performance.now() - started).toBeLessThan(10_000);
    await page.close();
  });
});

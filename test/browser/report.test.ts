import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { page } from '../../src/report/page.ts';
import { allSamples } from '../report/samples.ts';
import { openBrowser, withoutChromium } from './chromium.ts';
import { look } from './report-page.ts';

describe.skipIf(withoutChromium)('a report with every kind of chart, opened from disk in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-browser-'));
  const path = join(folder, 'report.html');
  const charts = allSamples();
  let browser: Browser;

  beforeAll(async () => {
    const html = await page({
      title: 'Every chart',
      subtitle: 'Sample data',
      lead: ['What every kind of chart looks like.'],
      facts: [{ label: 'agents', value: 4_000 }],
      sections: [{ heading: 'Charts', charts }],
      reproduce: 'npx swarmlab run vicsek --seed starling',
      generated: 'for a test',
    });
    writeFileSync(path, html);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    { theme: 'light', width: 1_200 },
    { theme: 'dark', width: 1_200 },
    { theme: 'light', width: 390 },
  ] as const)('complains of nothing, fetches nothing and draws every chart: $theme, $width pixels wide', async (how) => {
    const seen = await look(browser, path, how);
    expect(seen.complaints).toEqual([]);
    expect(seen.failed).toEqual([]);
    expect(seen.marks).toHaveLength(charts.length);
    expect(Math.min(...seen.marks)).toBeGreaterThan(0);
    expect(seen.overflow).toBeLessThanOrEqual(0);
    expect(seen.overlaps).toEqual([]);
    expect(seen.oddWords).toEqual([]);
  });

  test('is dark for a reader who likes it dark', async () => {
    const [light, dark] = [
      await look(browser, path, { theme: 'light', width: 800 }),
      await look(browser, path, { theme: 'dark', width: 800 }),
    ];
    expect(brightness(light.background)).toBeGreaterThan(200);
    expect(brightness(dark.background)).toBeLessThan(60);
  });
});

/** Mean of red, green and blue of a CSS colour such as `rgb(1, 2, 3)`, 0..255. */
function brightness(colour: string): number {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ABSENT, type AgentFilm, type CellFilm } from '../../src/report/film/film.ts';
import { pack } from '../../src/report/film/pack.ts';
import { page as reportPage } from '../../src/report/page.ts';
import { complaintsOf, openBrowser, withoutChromium } from './chromium.ts';

const ticks = Array.from({ length: 30 }, (_, f) => 10 * f);

/** One agent that walks from left to right. */
const walk: AgentFilm = {
  sort: 'agents',
  name: 'walk',
  title: 'A walk',
  caption: 'From left to right.',
  ticks,
  size: [20, 10],
  tones: { sort: 'direction' },
  agents: 1,
  bits: 11,
  x: Uint16Array.from(ticks, (_, f) => 60 * f + 100),
  y: Uint16Array.from(ticks, () => 1_024),
  tone: new Uint8Array(ticks.length),
  present: null,
};

/** One cell that is alive, up in the last row at the end. */
const cells: CellFilm = {
  sort: 'cells',
  name: 'cells',
  title: 'Cells',
  caption: 'One climbs.',
  ticks: [0, 1, 2],
  size: [3, 3],
  tones: { sort: 'states', names: ['alive 0', 'alive 1'] },
  cols: 3,
  rows: 3,
  hexagonal: false,
  tone: Uint8Array.from({ length: 27 }, (_, at) => (at % 9 === 8 ? ABSENT : at % 9 === 3 * Math.floor(at / 9) ? 1 : 0)),
};

describe.skipIf(withoutChromium)('a film in a page, opened from disk in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-film-'));
  const path = join(folder, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    const films = [walk, cells].map((film) => ({ film, packed: pack(film) }));
    const words = { title: 'Films', subtitle: '', lead: '', facts: [], reproduce: 'npx swarmlab run x', generated: 'for a test' };
    writeFileSync(path, await reportPage({ ...words, sections: [{ heading: 'In motion', films }] }));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(reducedMotion: 'reduce' | 'no-preference', width = 1_000): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, reducedMotion });
    const complaints = complaintsOf(page);
    await page.goto(pathToFileURL(path).href);
    await page.waitForFunction("document.querySelectorAll('figure[data-ready]').length === 2");
    return { page, complaints };
  }

  const frame = (page: Page): Promise<number> => page.evaluate('Number(document.querySelector(\'figure[data-film="0"]\').dataset.frame)');
  /** Mean x of what is drawn, as a share of the width of the picture. */
  const drawnAt = (page: Page): Promise<number> =>
    page.evaluate(`(() => {
      const canvas = document.querySelector('figure[data-film="0"] canvas');
      const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let [sum, count] = [0, 0];
      for (let i = 3, at = 0; i < data.length; i += 4, at++) if (data[i] > 0) { sum += at % width; count++; }
      return sum / count / width;
    })()`);

  test('waits for a reader who wants less motion; slider and keys seek, and the agent is where it should be', async () => {
    const { page, complaints } = await opened('reduce', 390);
    expect(await frame(page)).toBe(0);
    expect(Math.abs((await drawnAt(page)) - 100 / 2_048)).toBeLessThan(0.02);
    const slider = page.locator('figure[data-film="0"] input');
    await slider.fill('20');
    expect(await frame(page)).toBe(20);
    expect(Math.abs((await drawnAt(page)) - 1_300 / 2_048)).toBeLessThan(0.02);
    await slider.press('ArrowRight');
    expect(await frame(page)).toBe(21);
    await slider.press('Home');
    expect(await frame(page)).toBe(0);
    await slider.press('End');
    expect(await page.locator('figure[data-film="0"] output').textContent()).toBe('tick 290 of 290');
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(complaints.filter((each) => !each.includes('getImageData'))).toEqual([]); // that is this test reading pixels
    await page.close();
  });

  test('plays by itself when it is seen, to the end, and again at the button', async () => {
    const { page, complaints } = await opened('no-preference');
    await page.locator('figure[data-film="0"] canvas').scrollIntoViewIfNeeded();
    await page.waitForFunction("document.querySelector('figure[data-film=\"0\"]').dataset.frame === '29'", null, { timeout: 20_000 });
    await page.waitForFunction("document.querySelector('figure[data-film=\"0\"] button').textContent === 'Play'");
    await page.locator('figure[data-film="0"] button').first().click();
    expect(await frame(page)).toBeLessThan(29);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('cells are drawn with the first row at the bottom, and nothing where there is none', async () => {
    const { page } = await opened('reduce');
    const colours = await page.evaluate<string[]>(`(() => {
      const figure = document.querySelector('figure[data-film="1"]');
      const canvas = figure.querySelector('canvas');
      const at = (x, y) => [...canvas.getContext('2d').getImageData(canvas.width * x / 6, canvas.height * y / 6, 1, 1).data].join();
      return [at(1, 5), at(1, 1), at(5, 1)];
    })()`);
    expect(colours).toEqual(['31,111,181,255', '201,206,214,255', '0,0,0,0']);
    await page.close();
  });
});

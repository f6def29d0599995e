// A report as a reader's browser shows it: what was drawn, what sticks out, what lies on top of what.

import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { complaintsOf } from './chromium.ts';

export interface Look {
  readonly theme: 'light' | 'dark';
  /** of the window, in CSS pixels */
  readonly width: number;
}

export interface Seen {
  /** console errors and warnings, exceptions, requests */
  readonly complaints: readonly string[];
  /** number of marks (points, lines, bars, …) in each chart, in the order of the page */
  readonly marks: readonly number[];
  /** titles of charts that could not be drawn */
  readonly failed: readonly string[];
  /** pixels by which the page is wider than the window */
  readonly overflow: number;
  /** pairs of texts that overlap inside one chart */
  readonly overlaps: readonly string[];
  /** numbers that are none: NaN, undefined, Infinity, null standing in the text */
  readonly oddWords: readonly string[];
  readonly background: string;
}

/** Open a report from disk and wait until it says that all is drawn. */
export async function look(browser: Browser, path: string, { theme, width }: Look): Promise<Seen> {
  const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 }, offline: true });
  try {
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(pathToFileURL(path).href);
    await page.waitForFunction(`document.documentElement.dataset.drawn === '${theme}'`, null, { timeout: 30_000 });
    const seen = await page.evaluate<Omit<Seen, 'complaints'>>(SURVEY);
    return { complaints, ...seen };
  } finally {
    await context.close();
  }
}

/** Runs in the page. Two texts overlap when they share more than 2 x 2 pixels. */
const SURVEY = `(() => {
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  const heading = (figure) => figure.querySelector('figcaption h3')?.textContent ?? 'untitled';
  const overlaps = [];
  for (const figure of figures) {
    const texts = [...figure.querySelectorAll('.plot svg text')].filter((text) => text.textContent.trim() !== '' && getComputedStyle(text).opacity !== '0');
    const boxes = texts.map((text) => text.getBoundingClientRect());
    for (let i = 0; i < texts.length; i++) {
      for (let j = i + 1; j < texts.length; j++) {
        const across = Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left);
        const down = Math.min(boxes[i].bottom, boxes[j].bottom) - Math.max(boxes[i].top, boxes[j].top);
        if (across > 2 && down > 2) overlaps.push(heading(figure) + ': "' + texts[i].textContent + '" and "' + texts[j].textContent + '"');
      }
    }
  }
  const words = document.body.innerText.match(/\\b(NaN|undefined|Infinity|null|\\[object \\w+\\])\\b/g);
  return {
    marks: figures.map((figure) => figure.querySelectorAll('.plot svg g[class*="mark-"]:not([class*="role-axis"]):not([class*="role-legend"]):not(.mark-group) > *').length),
    failed: figures.filter((figure) => figure.classList.contains('failed')).map(heading),
    overflow: document.documentElement.scrollWidth - innerWidth,
    overlaps,
    oddWords: words ?? [],
    background: getComputedStyle(document.body).backgroundColor,
  };
})()`;

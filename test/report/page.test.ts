import { expect, test } from 'vitest';
import type { Chart } from '../../src/report/chart.ts';
import { escapeHtml, scriptJson, scriptSource, svgAddress } from '../../src/report/html.ts';
import { page, type PageOptions } from '../../src/report/page.ts';
import { renderChart } from '../../src/report/render.ts';
import { comparison } from '../../src/report/comparison.ts';
import { epidemicSample, groupsSample, recoverySample, seriesSample } from './samples.ts';

const EVIL = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'&<!--`;

function options(charts: readonly Chart[], text = 'plain'): PageOptions {
  return {
    title: text,
    subtitle: text,
    lead: [text],
    facts: [{ label: text, value: text }],
    sections: [{ heading: text, text, charts, tables: [{ caption: text, columns: [text, 'n'], rows: [[text, 1_234_567]] }] }],
    reproduce: text,
    generated: text,
  };
}

const evilChart = (): Chart =>
  comparison({
    name: 'evil',
    title: EVIL,
    caption: `${EVIL}.`,
    metric: { name: 'v', label: EVIL, unit: EVIL },
    runs: [
      { label: EVIL, points: [{ x: 0, y: 1 }] },
      { label: 'b', points: [{ x: 0, y: 2 }] },
    ],
  });

test('a page fetches nothing', async () => {
  const html = await page(options([seriesSample(), groupsSample()]));
  const markup = html.replace(/<script>[\s\S]*?<\/script>/g, '').replace(/<script type="application\/json"[\s\S]*?<\/script>/g, '');
  expect(markup).not.toMatch(/(src|href|srcset|data|action)\s*=\s*["']?(https?:)?\/\//i);
  expect(markup).not.toMatch(/@import|url\(/i);
  expect(html).not.toMatch(/<script[^>]*\ssrc=/i);
  expect(html).not.toMatch(/<link[^>]*href="(?!data:)/i);
  expect(html).not.toContain('sourceMappingURL');
});

test('no text can leave its place', async () => {
  const html = await page(options([evilChart()], EVIL));
  expect(html).not.toContain('<img src=x');
  expect(html).not.toContain('alert(1)</script>');
  // Style, JSON, three libraries, two scripts of its own: as many ends as beginnings.
  expect(html.match(/<script/g)?.length).toBe(6);
  expect(html.match(/<\/script/gi)?.length).toBe(6);
  const json = /<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  const { charts } = JSON.parse(json) as { charts: Chart[] };
  expect(charts[0].spec.title).toBe(EVIL);
});

test('escapes are undone by the reader only', () => {
  expect(escapeHtml(EVIL)).not.toMatch(/[<>"']/);
  expect(scriptJson({ EVIL })).not.toMatch(/[<>]/);
  expect(JSON.parse(scriptJson({ EVIL }))).toEqual({ EVIL });
  expect(scriptSource('a("</SCRIPT>") + "<!--"')).toBe('a("<\\/SCRIPT>") + "<\\!--"');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" id='a'>100 % × #b\n</svg>`;
  expect(svgAddress(svg)).toMatch(/^data:image\/svg\+xml,[\x21-\x7e ]+$/);
  expect(svgAddress(svg)).not.toMatch(/["'<>#]/);
  expect(decodeURIComponent(svgAddress(svg).slice('data:image/svg+xml,'.length))).toBe(svg);
});

test('every chart has a heading, a picture with a description, and a way to save it', async () => {
  const charts = [epidemicSample(), recoverySample()];
  const html = await page(options(charts));
  expect(html).toContain('<html lang="en">');
  expect(html.match(/<h1>/g)).toHaveLength(1);
  for (const { title, caption } of charts) {
    expect(html).toContain(`<h3>${escapeHtml(title)}</h3>`);
    expect(html).toContain(`alt="${escapeHtml(`${title}. ${caption}`)}"`);
  }
  expect(html.match(/data-save="(svg|png|vl\.json)"/g)).toHaveLength(6);
  expect(html.match(/src="data:image\/svg\+xml,/g)).toHaveLength(2);
});

test('numbers in tables are rounded and stand on the right', async () => {
  const html = await page(options([]));
  expect(html).toContain('<td class="number">1.235\u00a0million</td>');
  expect(html).toContain('<td>plain</td>');
});

test('a page without charts carries no library', async () => {
  expect((await page(options([]))).length).toBeLessThan(30_000);
});

test('a chart becomes an SVG, a PNG twice its size, and a specification with its theme', async () => {
  const { svg, png, vlJson } = await renderChart(seriesSample(100), { theme: 'dark' });
  const [width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)?.slice(1).map(Number) ?? [];
  const view = new DataView(png.buffer, png.byteOffset);
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  expect(view.getUint32(16)).toBe(Math.ceil(width * 2));
  expect(view.getUint32(20)).toBe(Math.ceil(height * 2));
  expect(JSON.parse(vlJson)).toMatchObject({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: { background: '#171b21' },
  });
});

test('only what is asked for is made', async () => {
  expect(Object.keys(await renderChart(seriesSample(10), { formats: ['vlJson'] }))).toEqual(['vlJson']);
});

test('the same chart gives the same bytes, whatever was drawn before', async () => {
  const first = await renderChart(epidemicSample());
  await renderChart(seriesSample(50));
  const again = await renderChart(epidemicSample());
  expect(again.svg).toBe(first.svg);
  expect(Buffer.compare(again.png, first.png)).toBe(0);
});

test('a page is a pure function of what it is given', async () => {
  const [a, b] = [await page(options([groupsSample()])), await page(options([groupsSample()]))];
  expect(a).toBe(b);
});

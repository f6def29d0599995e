import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chance } from '../../src/report/chance.ts';
import { type Chart, MAX_ROWS } from '../../src/report/chart.ts';
import { rasterAddress } from '../../src/report/raster.ts';
import { renderChart } from '../../src/report/render.ts';
import { seriesColour } from '../../src/report/palette.ts';
import { withShifts } from '../../src/report/shifts.ts';
import { smallMultiples } from '../../src/report/small-multiples.ts';
import { themeConfig } from '../../src/report/theme.ts';
import { flowSamples, noise, seriesSample } from './samples.ts';

const SOME = { name: 'c', title: 'A chart' };
const next = noise(4);
const many = (n: number, scale = 1): Float64Array => Float64Array.from({ length: n }, () => scale * next());
const place = (x: number): { x: number; low: number; high: number } => ({ x, low: x - 10, high: x + 20 });
const cells = (states: number, cols = 30, rows = 12): { cols: number; rows: number; values: Float64Array } => ({
  cols,
  rows,
  values: many(cols * rows, states).map(Math.floor),
});

const samples: Readonly<Record<string, Chart>> = {
  ...flowSamples(),
  honeycomb: smallMultiples({ ...SOME, panels: [{ tick: 0, cells: cells(3) }], size: [30, 12], hexagonal: true }),
  shifts: withShifts(seriesSample(), [
    { begin: place(200), end: place(200), size: 1 },
    { begin: place(500), end: place(900), size: 2, colour: '#1f6fb5' },
  ]),
  'shuffles, far': chance({ ...SOME, caption: 'Far.', quantity: { label: 'I', unit: '' }, found: 0.8, chance: { values: many(500, 0.1) } }),
  'shuffles, within': chance({
    ...SOME,
    caption: 'In.',
    quantity: { label: 's', unit: '%' },
    found: 40,
    chance: { values: many(500, 90) },
  }),
  'one value': chance({ ...SOME, caption: 'One.', quantity: { label: 's', unit: '%' }, found: 0, chance: { values: [0, 0, 0] } }),
  density: chance({
    ...SOME,
    caption: 'Curve.',
    quantity: { label: 'order', unit: '', domain: [0, 1] },
    found: 0.3,
    chance: { density: Array.from({ length: 50 }, (_, k) => ({ x: k / 100, y: k * (50 - k) })) },
  }),
  arrows: smallMultiples({
    ...SOME,
    panels: [0, 10, 40, 90].map((tick) => ({ tick, x: many(2_000, 30), y: many(2_000, 10), heading: many(2_000, 7) })),
    size: [30, 10],
    unit: 'interaction radii',
  }),
  dots: smallMultiples({ ...SOME, panels: [{ tick: 1, x: many(9), y: many(9), state: many(9, 3).map(Math.floor) }], size: [1, 1] }),
  'nobody there': smallMultiples({ ...SOME, panels: [{ tick: 1, x: [], y: [] }], size: [1, 1] }),
  states: smallMultiples({ ...SOME, panels: [0, 5, 7].map((tick) => ({ tick, cells: cells(4) })), size: [30, 12], unit: 'cells' }),
  amounts: smallMultiples({ ...SOME, panels: [{ tick: 0, cells: { ...cells(1), values: many(360, 5) } }], size: [30, 12], shade: 'mean' }),
};

async function complaints(chart: Chart, theme: 'light' | 'dark'): Promise<string[]> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const heard: string[] = [];
  const hear = (...words: readonly unknown[]): typeof logger => {
    heard.push(words.join(' '));
    return logger;
  };
  const quiet = (): typeof logger => logger;
  const logger: import('vega').LoggerInterface = { level: () => logger, warn: hear, error: hear, info: quiet, debug: quiet };
  const compiled = vegaLite.compile({ ...chart.spec, config: themeConfig(theme) }, { logger });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  return /NaN|Infinity|undefined|\[object/.test(svg.replaceAll(/base64,[^"]*/g, ''))
    ? [...heard, 'the picture says NaN or the like']
    : heard;
}

test.each(Object.keys(samples))(
  '%s: a valid specification that draws without a warning, with a caption',
  async (name) => {
    const chart = samples[name];
    const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false, logger: false, formats: { uri: true, 'uri-reference': true, 'color-hex': true } }).compile(
      schema,
    );
    for (const theme of ['light', 'dark'] as const) {
      expect(await complaints(chart, theme)).toEqual([]);
      expect(validate({ ...chart.spec, config: themeConfig(theme) }), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    }
    expect(chart.caption).toMatch(/\.$/);
    expect(chart.spec.description).toContain(chart.caption);
    expect((await renderChart(chart, { formats: ['png'] })).png.length).toBeGreaterThan(1_000);
  },
  60_000,
);

test('small multiples stay within the marks of a chart, and say what is left out', () => {
  expect(JSON.stringify(samples['arrows'].spec).match(/"angle":-?\d/g)?.length).toBeLessThanOrEqual(MAX_ROWS);
  expect(samples['arrows'].caption).toMatch(/An even sample of 1,123 of those/);
});

test('of many changes the largest are marked, and the caption says how many', () => {
  const shifts = Array.from({ length: 30 }, (_, k) => ({ begin: place(50 * k), end: place(50 * k), size: k + 1 }));
  const { caption, spec } = withShifts(seriesSample(), shifts);
  expect(caption).toContain('The 8 largest of 30 changes are marked.');
  expect(JSON.stringify(spec)).toContain('"x":1450');
  expect(withShifts(seriesSample(), [])).toEqual(seriesSample());
});

test('a raster holds each cell as a square of its colour, the first row at the bottom', () => {
  const grid = fc.record({ cols: fc.integer({ min: 1, max: 30 }), rows: fc.integer({ min: 1, max: 30 }), seed: fc.nat() });
  fc.assert(
    fc.property(grid, ({ cols, rows, seed }) => {
      const draw = noise(seed);
      const values = Uint8Array.from({ length: cols * rows }, () => Math.floor(3 * draw()));
      const bytes = Buffer.from(rasterAddress(values, cols, rows, ['#102030', null, '#ffffff']).split(',')[1], 'base64');
      const width = bytes.readUInt32BE(16);
      const scale = width / cols;
      const at = bytes.indexOf('IDAT');
      const lines = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
      const pixel = (x: number, y: number): number => lines[y * (width + 1) + 1 + x];
      for (let i = 0; i < values.length; i++)
        for (const part of [0, scale - 1])
          expect(pixel((i % cols) * scale + part, (rows - 1 - Math.floor(i / cols)) * scale + part)).toBe(values[i]);
      expect(bytes.readUInt32BE(20)).toBe(rows * scale);
    }),
    { numRuns: 30 },
  );
});

test('where changes of level are marked, the legend still has one entry a metric, in the colour of its line', async () => {
  const { svg } = await renderChart(samples['shifts'], { formats: ['svg'] });
  const inLegend = (tag: string): string[] => [...svg.matchAll(new RegExp(`role-legend-${tag}.*?</g>`, 'g'))].map(([all]) => all);
  expect(inLegend('label').map((each) => />([^<>]+)<\/text>/.exec(each)?.[1])).toEqual(['polarization', 'milling']);
  expect(inLegend('symbol').map((each) => /stroke="(#[0-9a-f]+)"/.exec(each)?.[1])).toEqual([seriesColour(0), seriesColour(1)]);
  for (const colour of [seriesColour(0), seriesColour(1)]) expect(svg).toMatch(new RegExp(`line mark[^>]*stroke="${colour}"`));
});

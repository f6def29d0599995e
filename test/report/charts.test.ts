import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { LabError } from '../../src/errors.ts';
import { type Chart, MAX_ROWS, type Row } from '../../src/report/chart.ts';
import { comparison } from '../../src/report/comparison.ts';
import { convergence } from '../../src/report/convergence.ts';
import { distanceToBest } from '../../src/report/distance-to-best.ts';
import { diversity } from '../../src/report/diversity.ts';
import { dotPlot } from '../../src/report/dot-plot.ts';
import { fittedCurves } from '../../src/report/fitted-curves.ts';
import { heatGrid } from '../../src/report/heat-grid.ts';
import { histogram } from '../../src/report/histogram.ts';
import { landscape } from '../../src/report/landscape.ts';
import { parameterRecovery } from '../../src/report/parameter-recovery.ts';
import { phaseDiagram } from '../../src/report/phase-diagram.ts';
import { metricsByUnit, seriesOverTick } from '../../src/report/series-over-tick.ts';
import { snapshot } from '../../src/report/snapshot.ts';
import { speedup } from '../../src/report/speedup.ts';
import { themeConfig } from '../../src/report/theme.ts';
import { allSamples, comparisonSample, landscapeSample, noise, rosenbrock, snapshotSample } from './samples.ts';

const THEMES = ['light', 'dark'] as const;
const SOME = { name: 'c', title: 'A chart' };

/** A number sequence of each awkward kind: what a run might hand over. */
const AWKWARD: Record<string, (n: number) => number | null> = {
  'negative numbers': (n) => -1 - n,
  'huge numbers': (n) => 1e290 * (n - 3),
  'tiny numbers': (n) => 1e-300 * (n + 1),
  'the same number': () => 0.25,
  zeros: () => 0,
  'numbers with gaps': (n) => (n % 3 === 0 ? null : n),
  'what is not finite': (n) => [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1][n % 4],
  'nothing but gaps': () => null,
};

/** Every kind of chart, filled by one function of the row. */
function everyChart(count: number, value: (n: number) => number | null): Chart[] {
  const numbers = Array.from({ length: count }, (_, n) => value(n));
  const plain = numbers.map((v) => v ?? Number.NaN);
  const rows: Row[] = numbers.map((v, tick) => ({ tick, v }));
  const progress = numbers.map((v, n) => ({ evaluations: n + 1, best: v, median: v, low: v, high: v, diversity: v }));
  const side = Math.min(60, Math.max(2, Math.floor(Math.sqrt(count))));
  const axis = Array.from({ length: side }, (_, k) => k);
  return [
    seriesOverTick({ ...SOME, rows, metrics: [{ name: 'v', label: 'v', unit: '' }], events: [{ tick: 1, label: 'event' }] }),
    snapshot({ ...SOME, tick: 3, x: plain, y: plain, heading: plain }),
    snapshot({ ...SOME, tick: 3, x: plain, y: plain, group: plain.map(() => 'a') }),
    histogram({ ...SOME, quantity: { label: 'v', unit: 'm' }, values: plain }),
    convergence({ ...SOME, rows: progress }),
    convergence({ ...SOME, rows: progress, optimum: -2 }),
    diversity({ ...SOME, rows: progress }),
    distanceToBest({ ...SOME, rows: progress }),
    fittedCurves({
      ...SOME,
      x: { label: 'x', unit: 's' },
      y: { label: 'y', unit: 'm' },
      data: plain.slice(0, 20).map((y, x) => ({ x, y })),
      at: plain.map((_, k) => k),
      fits: count === 0 ? [] : [plain, plain.toReversed()],
    }),
    parameterRecovery({
      ...SOME,
      parameter: { label: 'p', unit: '' },
      estimates: plain.map((v, n) => ({ seed: `s${n}`, value: v })),
      reference: { value: 1, label: 'the truth' },
    }),
    phaseDiagram({
      ...SOME,
      caption: 'c',
      x: { label: 'x', unit: '' },
      y: { label: 'y', unit: 'm' },
      curves: [
        {
          label: 'v',
          points: numbers.map((y, x) => ({
            x,
            y,
            low: y === null ? null : y - 1,
            high: y === null ? null : y + 1,
            values: y === null ? [] : [y],
          })),
        },
      ],
      rules: plain.slice(0, 3).map((x, n) => ({ x, low: x - 1, high: x + 1, label: `rule ${n}`, colour: '#d9660f' })),
    }),
    heatGrid({
      ...SOME,
      caption: 'c',
      x: { label: 'x', unit: '' },
      y: { label: 'y', unit: '' },
      value: { label: 'v', unit: 'm' },
      cells: numbers.map((value, n) => ({ x: n % side, y: Math.floor(n / side), value })),
    }),
    dotPlot({
      ...SOME,
      caption: 'c',
      value: { label: 'v', unit: 'm' },
      rows: 'kind',
      dots: numbers
        .slice(0, 60)
        .map((mean, n) => ({ label: `kind ${n}`, mean, low: mean, high: mean, values: mean === null ? [] : [mean] })),
    }),
    comparison({
      ...SOME,
      metric: { name: 'v', label: 'v', unit: '' },
      runs: [
        { label: 'a', points: numbers.map((y, x) => ({ x, y })) },
        { label: 'b', points: [] },
      ],
    }),
    landscape({
      ...SOME,
      grid: { x: axis, y: axis, values: axis.flatMap((a) => axis.map((b) => plain[(a * side + b) % Math.max(1, count)] ?? Number.NaN)) },
      paths: [plain.map((v, k) => ({ x: k, y: v }))],
      optimum: { x: 1, y: 1 },
    }),
  ];
}

/** Rows that end up in the picture. */
function rowsOf(spec: unknown): number {
  if (typeof spec !== 'object' || spec === null) return 0;
  return Object.entries(spec).reduce((sum, [key, value]) => {
    if (key === 'data') return sum + ((value as { values?: unknown[] }).values?.length ?? 0);
    return sum + (Array.isArray(value) ? value.reduce<number>((s, v) => s + rowsOf(v), 0) : rowsOf(value));
  }, 0);
}

/** Compiles and draws, collecting every complaint of Vega-Lite and Vega. */
async function complaints(chart: Chart, theme: (typeof THEMES)[number]): Promise<string[]> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const heard: string[] = [];
  const hear = (...words: readonly unknown[]): typeof logger => {
    heard.push(words.join(' '));
    return logger;
  };
  const quiet = (): typeof logger => logger;
  const logger: import('vega').LoggerInterface = {
    level: () => logger,
    warn: hear,
    error: hear,
    info: quiet,
    debug: quiet,
  }; // a cast: level() without an argument, the getter, is not used here
  const compiled = vegaLite.compile({ ...chart.spec, config: themeConfig(theme) }, { logger });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  if (/NaN|Infinity|undefined|\[object/.test(svg))
    heard.push(`the picture says ${/.{30}(NaN|Infinity|undefined|\[object).{30}/.exec(svg)?.[0]}`);
  return heard;
}

let valid: (spec: TopLevelSpec) => string[];

beforeAll(() => {
  const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json'), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, logger: false, formats: { uri: true, 'uri-reference': true, 'color-hex': true } });
  const validate = ajv.compile(schema);
  valid = (spec) => (validate(spec) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`));
}, 60_000);

afterEach(() => vi.restoreAllMocks());

describe('every kind of chart', () => {
  test('compiles and draws in both themes without a warning', async () => {
    const spies = (['warn', 'error', 'log'] as const).map((level) => vi.spyOn(console, level));
    for (const chart of allSamples())
      for (const theme of THEMES) expect(await complaints(chart, theme), `${chart.name}, ${theme}`).toEqual([]);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  }, 60_000);

  test('is a valid Vega-Lite specification, with its theme', () => {
    for (const chart of allSamples())
      for (const theme of THEMES) expect(valid({ ...chart.spec, config: themeConfig(theme) }), chart.name).toEqual([]);
  });

  test('names itself by a title, a caption that ends in a full stop, and a file name', () => {
    for (const { name, title, caption, spec } of allSamples()) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(title.length).toBeGreaterThan(3);
      expect(caption, name).toMatch(/\.$/);
      expect(spec.description).toContain(caption);
    }
  });

  test.each(Object.keys(AWKWARD))(
    'survives %s',
    async (kind) => {
      for (const count of [1, 2, 30]) {
        for (const [n, chart] of everyChart(count, AWKWARD[kind]).entries()) {
          expect(await complaints(chart, 'light'), `chart ${n}, ${count} rows`).toEqual([]);
          expect(valid(chart.spec), `chart ${n}, ${count} rows`).toEqual([]);
        }
      }
    },
    60_000,
  );

  test('without rows says that nothing was recorded', async () => {
    for (const chart of everyChart(0, () => 1)) {
      expect(chart.caption).toMatch(/Nothing was recorded/);
      expect(await complaints(chart, 'dark')).toEqual([]);
    }
  });

  test('of 100,000 rows stays under 5,000 marks', () => {
    const next = noise(1);
    for (const chart of [...everyChart(100_000, () => 1 + next()), snapshotSample(1_000_000)]) {
      expect(rowsOf(chart.spec), chart.caption).toBeLessThan(5_000);
      expect(JSON.stringify(chart.spec).length).toBeLessThan(600_000);
    }
  });
});

describe('captions are honest', () => {
  test('a sampled snapshot says how many of how many are drawn', () => {
    expect(snapshotSample(10_000).caption).toMatch(/An even sample of 2,000 of 10,000 birds is drawn/);
    expect(snapshotSample(2_000).caption).not.toMatch(/Every/);
  });

  test('a decimated series says that it was', () => {
    const rows = Array.from({ length: 50_000 }, (_, tick) => ({ tick, v: Math.sin(tick) }));
    expect(seriesOverTick({ ...SOME, rows, metrics: [{ name: 'v', label: 'v', unit: '' }] }).caption).toMatch(/least and greatest/);
    expect(seriesOverTick({ ...SOME, rows: rows.slice(0, MAX_ROWS), metrics: [{ name: 'v', label: 'v', unit: '' }] }).caption).not.toMatch(
      /least and greatest/,
    );
  });

  test('a single spike among 100,000 rows is drawn', () => {
    const rows = Array.from({ length: 100_000 }, (_, tick) => ({ tick, v: tick === 77_777 ? 9.5 : 0 }));
    const { spec } = seriesOverTick({ ...SOME, rows, metrics: [{ name: 'v', label: 'v', unit: '' }] });
    expect(JSON.stringify(spec)).toContain('{"x":77777,"y":9.5');
  });

  test('convergence says which of its three scales it uses', () => {
    const rows = [5, 3, 1].map((best, n) => ({ evaluations: n, best }));
    expect(convergence({ ...SOME, rows }).caption).toMatch(/Logarithmic scale\.$/);
    expect(convergence({ ...SOME, rows, optimum: 1 }).caption).toMatch(/above the known optimum 1\. Where the optimum was reached exactly/);
    expect(convergence({ ...SOME, rows: rows.map((r) => ({ ...r, best: r.best - 2 })) }).caption).toMatch(
      /Linear scale, because some values are zero or negative/,
    );
    expect(convergence({ ...SOME, rows, optimum: 2 }).caption).toMatch(/below the stated optimum/);
  });

  test('a landscape that is one valley among cliffs says that its colour is logarithmic', () => {
    expect(landscapeSample(rosenbrock, 2, { x: 1, y: 1 }).caption).toMatch(/logarithm/);
  });

  test('a histogram counts every finite value and says how many it left out', () => {
    const { caption, spec } = histogram({
      ...SOME,
      quantity: { label: 'v', unit: '' },
      values: [1, 2, 2, Number.NaN, Number.POSITIVE_INFINITY],
    });
    expect(caption).toMatch(/^3 agents .* 2 without a finite value are left out\.$/);
    expect(JSON.stringify(spec)).toContain('"count":2');
  });
});

test('metrics in different units do not share an axis', () => {
  const metrics = [
    { name: 'a', label: 'a', unit: '' },
    { name: 'b', label: 'b', unit: 'm' },
    { name: 'c', label: 'c', unit: '' },
  ];
  expect(() => seriesOverTick({ ...SOME, rows: [], metrics })).toThrow(LabError);
  expect(metricsByUnit(metrics).map((group) => group.map((m) => m.name))).toEqual([['a', 'c'], ['b']]);
});

test('an oblong world keeps its shape', () => {
  for (const [w, h] of [
    [8, 3],
    [3, 8],
    [1_000, 1_000],
    [1, 500],
  ] as const) {
    const { spec } = snapshotSample(10, [w, h]);
    const { width, height } = spec as { width: number; height: number };
    expect(Math.abs(width * h - height * w) / Math.max(w, h)).toBeLessThanOrEqual(1);
  }
});

test('the first runs keep their colours when more are compared', () => {
  const colours = (runs: number): string[] =>
    /"range":\["(#.*?)"\]/.exec(JSON.stringify(comparisonSample(runs).spec))?.[1].split('","') ?? [];
  expect(colours(7).slice(0, 3)).toEqual(colours(3));
  expect(new Set(colours(8)).size).toBe(8);
});

test('a grid with too many or too few values is refused', () => {
  const grid = { x: [0, 1], y: [0, 1], values: [1, 2, 3] };
  expect(() => landscape({ ...SOME, grid, paths: [] })).toThrow(/2 x 2 with 3 values/);
  const many = Array.from({ length: 71 }, (_, k) => k);
  expect(() => landscape({ ...SOME, grid: { x: many, y: many, values: new Float64Array(71 * 71) }, paths: [] })).toThrow(LabError);
});

test('an ideal speed-up has no serial share, and waiting is charted only where it was measured', () => {
  const rows = [1, 2, 4].map((workers) => ({ workers, seconds: [8 / workers, 8 / workers] }));
  const ideal = speedup({ ...SOME, rows });
  expect(ideal.serialShare).toBeCloseTo(0, 12);
  expect(ideal.charts.map((c) => c.name)).toEqual(['c-speedup', 'c-efficiency']);
  expect(speedup({ ...SOME, rows: rows.map((r) => ({ ...r, barrierShare: [0.1] })) }).charts).toHaveLength(3);
  expect(speedup({ ...SOME, rows: rows.slice(1) }).charts[0].caption).toMatch(/One worker was not measured/);
  expect(speedup({ ...SOME, rows: [] }).serialShare).toBeNull();
});

test('a few values far out do not press a histogram into one bar: the axis ends where most end, and the caption says what lies beyond', () => {
  const lorentzian = Float64Array.from({ length: 10_000 }, (_, i) => Math.tan(Math.PI * ((i + 0.5) / 10_000 - 0.5)));
  const { caption, spec } = histogram({ name: 'h', title: 'h', quantity: { label: 'rate', unit: '' }, values: lorentzian });
  const { values } = (spec as unknown as { layer: { data: { values: { count: number }[] } }[] }).layer[0].data; // a cast: of its layers the first
  const counts = values.map(({ count }) => count);
  expect(counts.length).toBeGreaterThan(20);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(9_900);
  expect(caption).toMatch(/10,000 agents in bins of .* 100 of them lie beyond what is shown, from −6,366 to 6,366\.$/);
});

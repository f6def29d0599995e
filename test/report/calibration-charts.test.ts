// Charts of a calibration: what was tried against parameters, and how far each target is missed.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { type Chart, MAX_ROWS } from '../../src/report/chart.ts';
import { targetFit } from '../../src/report/target-fit.ts';
import { themeConfig } from '../../src/report/theme.ts';
import { triedMap, triedSlice, type TriedAxis } from '../../src/report/tried.ts';
import { noise } from './samples.ts';

const SOME = { name: 'c', title: 'A chart' };
const LOSS = { label: 'loss', unit: '' };
const next = noise(7);
const AXES: Readonly<Record<string, TriedAxis>> = {
  linear: { label: 'x', unit: 'radians', domain: [0, 6], scale: 'linear' },
  log: { label: 'x', unit: '', domain: [0.01, 1], scale: 'log' },
  'short log': { label: 'x', unit: '', domain: [2.1, 2.4], scale: 'log' },
  'far log': { label: 'x', unit: '', domain: [1e-9, 1e7], scale: 'log' },
  listed: { label: 'x', unit: '', values: ['left', 'right'] },
};
const LOSSES: Readonly<Record<string, (n: number) => number | null>> = {
  positive: () => 10 ** (6 * next() - 3),
  'with zero': () => 100 * next() ** 8 - 1e-9,
  'mostly failed': (n) => (n % 7 === 0 ? 3 : null),
  'all the same': () => 2,
  'nothing but failures': () => null,
  tiny: () => 1e-300 * next(),
  huge: () => 1e290 * next(),
};

function placeOn(axis: TriedAxis): number | string {
  if ('values' in axis) return axis.values[Math.floor(2 * next())];
  return axis.domain[0] + next() * (axis.domain[1] - axis.domain[0]);
}

function chartsOf(axis: TriedAxis, loss: (n: number) => number | null, count: number): Chart[] {
  const tried = Array.from({ length: count }, (_, n) => ({ x: placeOn(axis), y: placeOn(AXES['linear']), loss: loss(n) }));
  const interval = 'values' in axis ? null : ([axis.domain[0], (axis.domain[0] + axis.domain[1]) / 2] as const);
  const curve =
    'values' in axis ? [] : [0, 0.5, 1].map((k) => ({ x: axis.domain[0] + k * (axis.domain[1] - axis.domain[0]), loss: k - 0.2 }));
  const best = { x: placeOn(axis), y: 3, loss: loss(0) };
  return [
    triedSlice({ ...SOME, x: axis, loss: LOSS, tried, curve, best, interval }),
    triedSlice({ ...SOME, x: axis, loss: LOSS, tried, best }),
    triedMap({ ...SOME, x: axis, y: AXES['linear'], loss: LOSS, tried, best }),
    triedMap({
      ...SOME,
      x: AXES['log'],
      y: axis,
      loss: LOSS,
      tried: tried.map(({ x, loss: l }) => ({ x: 0.1, y: x, loss: l })),
      best: { x: 0.1, y: best.x },
    }),
  ];
}

const row = (label: string, deviation: number | null) => ({
  label,
  deviation,
  low: deviation === null ? null : deviation - 1,
  high: deviation,
});

const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json'), 'utf8')) as object;
const validate = new Ajv({ strict: false, logger: false, formats: { uri: true, 'uri-reference': true, 'color-hex': true } }).compile(
  schema,
);

async function expectDrawn(chart: Chart): Promise<void> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const heard: string[] = [];
  const hear = (...words: readonly unknown[]): typeof logger => {
    heard.push(words.join(' '));
    return logger;
  };
  const quiet = (): typeof logger => logger;
  const logger: import('vega').LoggerInterface = { level: () => logger, warn: hear, error: hear, info: quiet, debug: quiet };
  const compiled = vegaLite.compile({ ...chart.spec, config: themeConfig('light') }, { logger });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  expect(heard).toEqual([]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|\[object/);
  expect(validate(chart.spec), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  expect(chart.caption).toMatch(/\.$/);
  expect(chart.spec.description).toContain(chart.caption);
}

test.each(Object.keys(LOSSES))('losses that are %s: every axis draws without a warning', async (name) => {
  for (const axis of Object.values(AXES)) for (const chart of chartsOf(axis, LOSSES[name], 40)) await expectDrawn(chart);
});

test('of many candidates the best are all drawn, and never more than a chart takes', () => {
  for (const chart of chartsOf(AXES['linear'], (n) => n, 20_000).slice(0, 3)) {
    const text = JSON.stringify(chart.spec);
    expect(text.match(/"loss":\d/g)?.length).toBeLessThanOrEqual(MAX_ROWS);
    for (const loss of [0, 1, 500, 999]) expect(text).toMatch(new RegExp(`"loss":${loss === 0 ? '(0|1)' : loss}[,}]`));
  }
});

test.each([
  ['one', [row('a', 0)]],
  ['none', []],
  ['without a value', [row('a', null), row('b', 2)]],
  ['tiny', [row('a', 1e-200), row('b', -1e-9)]],
  ['a hundred', Array.from({ length: 100 }, (_, k) => row(`metric ${k}`, k - 50))],
])('targets: %s', async (_name, targets) => {
  const chart = targetFit({ ...SOME, unit: 'tolerances', targets });
  await expectDrawn(chart);
  if (targets.length === 100) expect(chart.caption).toContain('The 40 largest of 100 are shown.');
});

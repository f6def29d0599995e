// Seeded example data for the tests of the report: every kind of chart once, as a run would fill it.
import type { Chart, Row } from '../../src/report/chart.ts';
import { comparison } from '../../src/report/comparison.ts';
import { convergence } from '../../src/report/convergence.ts';
import { distanceToBest } from '../../src/report/distance-to-best.ts';
import { diversity } from '../../src/report/diversity.ts';
import { dotPlot } from '../../src/report/dot-plot.ts';
import { fittedCurves } from '../../src/report/fitted-curves.ts';
import { flowDistance } from '../../src/report/flow-distance.ts';
import { flowMatrix } from '../../src/report/flow-matrix.ts';
import { flowNetwork } from '../../src/report/flow-network.ts';
import { heatGrid } from '../../src/report/heat-grid.ts';
import { histogram } from '../../src/report/histogram.ts';
import { cellCentres, landscape } from '../../src/report/landscape.ts';
import { parameterRecovery } from '../../src/report/parameter-recovery.ts';
import { phaseDiagram } from '../../src/report/phase-diagram.ts';
import { ROLE, seriesColour } from '../../src/report/palette.ts';
import { seriesOverTick } from '../../src/report/series-over-tick.ts';
import { snapshot } from '../../src/report/snapshot.ts';
import { speedup } from '../../src/report/speedup.ts';
import { tail } from '../../src/report/tail.ts';

/** Uniform in [0, 1), by a small linear congruential generator: enough to fill a picture. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function orderRows(ticks: number): Row[] {
  const next = noise(1);
  return Array.from({ length: ticks }, (_, tick) => ({
    tick,
    polarization: Math.min(1, (1 - Math.exp(-tick / (ticks / 6))) * 0.93 + 0.05 * next()),
    milling: Math.max(0, 0.6 * Math.exp(-tick / (ticks / 8)) + 0.08 * next()),
  }));
}

export const seriesSample = (ticks = 2_000): Chart =>
  seriesOverTick({
    name: 'order',
    title: 'Order over time',
    rows: orderRows(ticks),
    metrics: [
      { name: 'polarization', label: 'polarization', unit: '' },
      { name: 'milling', label: 'milling', unit: '' },
    ],
    events: [
      { tick: Math.floor(ticks / 4), label: 'predator released' },
      { tick: Math.floor(ticks / 4) + 4, label: 'noise raised' },
      { tick: Math.floor(ticks / 1.6), label: 'worker replaced' },
    ],
  });

export function snapshotSample(count = 4_000, size: [number, number] = [31.6, 31.6]): Chart {
  const next = noise(2);
  const x = Float64Array.from({ length: count }, () => next() * size[0]);
  const y = Float64Array.from({ length: count }, () => next() * size[1]);
  const heading = x.map((px, i) => Math.sin(px / 6) * 2 + y[i] / 10 + next());
  return snapshot({
    name: 'snapshot',
    title: 'Headings at the end',
    tick: 2_000,
    x,
    y,
    heading,
    size,
    unit: 'interaction radii',
    counted: 'birds',
  });
}

export function groupsSample(): Chart {
  const next = noise(3);
  const x = Float64Array.from({ length: 900 }, () => Math.floor(next() * 60) + 0.5);
  const y = Float64Array.from({ length: 900 }, () => Math.floor(next() * 30) + 0.5);
  return snapshot({
    name: 'groups',
    title: 'Who lives where',
    tick: 40,
    x,
    y,
    group: Array.from(x, (v) => (v < 30 ? 'wolves' : 'sheep')),
    size: [60, 30],
    unit: 'cells',
  });
}

export function speedSample(count = 20_000): Chart {
  const next = noise(4);
  const values = Float64Array.from({ length: count }, () => 0.03 * (1 + 0.4 * (next() + next() + next() - 1.5)));
  return histogram({
    name: 'speeds',
    title: 'Distribution of speed',
    quantity: { label: 'speed', unit: 'radii per tick' },
    values,
    counted: 'birds',
  });
}

export function neighboursSample(): Chart {
  const next = noise(5);
  const values = Float64Array.from({ length: 4_000 }, () => Math.floor(25 * next() * next() * next()));
  return histogram({
    name: 'neighbours',
    title: 'Neighbours within the interaction radius',
    quantity: { label: 'neighbours', unit: '' },
    values,
    counted: 'birds',
  });
}

export function progressRows(
  steps: number,
): { evaluations: number; best: number; median: number; low: number; high: number; diversity: number }[] {
  const next = noise(6);
  let best = 300;
  return Array.from({ length: steps }, (_, k) => {
    best *= 1 - (30 / steps) * next();
    const median = best * (1.5 + 30 * next() * Math.exp(-k / steps));
    return {
      evaluations: 40 * (k + 1),
      best,
      median,
      low: median * 0.4,
      high: median * (2 + next()),
      diversity: 60 * Math.exp((-8 * k) / steps) * (0.8 + 0.4 * next()),
    };
  });
}

export const convergenceSample = (): Chart =>
  convergence({ name: 'convergence', title: 'Convergence', rows: progressRows(1_250), optimum: 0 });
export const diversitySample = (): Chart => diversity({ name: 'diversity', title: 'Swarm diversity', rows: progressRows(1_250) });
export const distanceSample = (): Chart =>
  distanceToBest({
    name: 'distance',
    title: 'Distance to the best point',
    rows: progressRows(1_250).map(({ evaluations, median, low, high }) => ({
      evaluations,
      median: median / 9,
      low: low / 9,
      high: high / 9,
    })),
  });

export function landscapeSample(objective: (x: number, y: number) => number, half: number, optimum: { x: number; y: number }): Chart {
  const centres = cellCentres(-half, half, 56);
  const next = noise(7);
  const paths = Array.from({ length: 24 }, () => {
    let x = (next() - 0.5) * 2 * half;
    let y = (next() - 0.5) * 2 * half;
    return Array.from({ length: 60 }, () => {
      x += (optimum.x - x) * 0.15 * next() + (next() - 0.5) * half * 0.08;
      y += (optimum.y - y) * 0.15 * next() + (next() - 0.5) * half * 0.08;
      return { x, y };
    });
  });
  return landscape({
    name: 'landscape',
    title: 'The landscape and the paths over it',
    grid: { x: centres, y: centres, values: centres.flatMap((y) => centres.map((x) => objective(x, y))) },
    paths,
    optimum,
  });
}

export const rastrigin = (x: number, y: number): number =>
  20 + x * x + y * y - 10 * (Math.cos(2 * Math.PI * x) + Math.cos(2 * Math.PI * y));
export const rosenbrock = (x: number, y: number): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;

/** Boys in bed each day, English boarding school, January 1978 (BMJ, 4 March 1978). */
export const IN_BED = [3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4];

export function epidemicSample(fits = 30): Chart {
  const next = noise(8);
  const at = Array.from({ length: 131 }, (_, k) => 1 + k / 10);
  const curve = (): number[] => {
    const [centre, width, top] = [6.3 + 0.5 * next(), 2 + 0.5 * next(), 270 + 40 * next()];
    return at.map((day) => top * Math.exp(-(((day - centre) / width) ** 2) / (day > centre ? 3 : 1.4)));
  };
  return fittedCurves({
    name: 'epidemic',
    title: 'Influenza in a boarding school, 1978',
    x: { label: 'time since 21 January', unit: 'days' },
    y: { label: 'boys in bed', unit: 'persons' },
    data: IN_BED.map((y, day) => ({ x: day + 1, y })),
    at,
    fits: Array.from({ length: fits }, curve),
  });
}

export function recoverySample(seeds = 15): Chart {
  const next = noise(9);
  return parameterRecovery({
    name: 'r0',
    title: 'Basic reproduction number R₀',
    parameter: { label: 'R₀', unit: 'infections per case' },
    estimates: Array.from({ length: seeds }, (_, n) => ({ seed: `starling-${n}`, value: 3.55 + 0.3 * next() })),
    reference: { value: 3.7, label: 'the published value' },
  });
}

export function speedupSample(): Chart[] {
  const next = noise(10);
  return speedup({
    name: 'flocking',
    title: 'Speed-up of flocking, 100,000 birds',
    rows: [1, 2, 3, 4, 6, 8].map((workers) => ({
      workers,
      seconds: Array.from({ length: 5 }, () => 12 * (0.06 + 0.94 / workers) * (1 + 0.08 * next())),
      barrierShare: Array.from({ length: 5 }, () => 0.02 + 0.02 * workers * (0.6 + 0.8 * next())),
    })),
  }).charts;
}

export function comparisonSample(runs = 5): Chart {
  return comparison({
    name: 'comparison',
    title: 'Polarization in each run',
    metric: { name: 'polarization', label: 'polarization', unit: '' },
    runs: Array.from({ length: runs }, (_, n) => ({
      label: `noise ${(0.1 + 0.4 * n).toFixed(1)}`,
      points: orderRows(800).map((row) => ({ x: row.tick, y: (row['polarization'] ?? 0) / (1 + 0.3 * n) })),
    })),
  });
}

/** Phase diagrams with all that they may have, and with several curves on a logarithmic axis. */
export function phaseSamples(): Chart[] {
  const next = noise(7);
  const order = (x: number): number => Math.sqrt(0.01 + 0.8 * Math.max(0, 1 - x / 3.6));
  const points = Array.from({ length: 40 }, (_, k) => {
    const x = 0.15 * (k + 1);
    const values = Array.from({ length: 10 }, () => order(x) + 0.1 * (next() - 0.5));
    return { x, y: order(x), low: order(x) - 0.03, high: order(x) + 0.03, values };
  });
  const rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
  return [
    phaseDiagram({
      name: 'phase',
      title: 'Order over noise',
      caption: 'Order is lost at the orange line.',
      x: { label: 'noise', unit: 'radians' },
      y: { label: 'polarization', unit: '', domain: [0, 1] },
      curves: [{ label: 'polarization', points }],
      rules: [
        { x: 3.59, low: 2.41, high: 5.1, label: 'transition 3.59', colour: ROLE.fit },
        { x: 2.9, label: 'published 2.9', colour: ROLE.reference, dash: [2, 3] },
        { x: 3.1, low: 3, high: 3.2, label: 'wavers most 3.1', colour: seriesColour(2) },
      ],
      level: { y: 0.1, label: 'by chance' },
    }),
    phaseDiagram({
      name: 'phase-sizes',
      title: 'Fluctuations by size',
      caption: 'Larger worlds fluctuate more at the transition.',
      x: { label: 'rate', unit: 'per tick' },
      y: { label: 'N · variance', unit: '' },
      curves: [100, 400, 1600].map((size) => ({
        label: `${size} agents`,
        points: rates.map((x) => ({ x, y: size * x * (1 - x / 2), low: size * x * (1 - x / 2) - 5, high: size * x * (1 - x / 2) + 5 })),
      })),
      intervals: 'whiskers',
    }),
  ];
}

/** Maps with even and uneven steps. */
export function heatSamples(): Chart[] {
  return [
    [1, 2, 3, 4, 5],
    [0.01, 0.03, 0.1, 0.3, 1],
  ].map((speeds, n) =>
    heatGrid({
      name: `map-${n}`,
      title: 'Order over noise and speed',
      caption: 'Bright is ordered.',
      x: { label: 'noise', unit: 'radians' },
      y: { label: 'speed', unit: 'interaction radii per tick' },
      value: { label: 'polarization', unit: '' },
      cells: speeds.flatMap((y, j) =>
        Array.from({ length: 12 }, (_, k) => ({ x: k / 2, y, value: k === 3 && j === 2 ? null : Math.exp(-k / (4 + j)) })),
      ),
    }),
  );
}

/** Categories as dots, indices as bars. */
export function dotSamples(): Chart[] {
  return [
    dotPlot({
      name: 'dots',
      title: 'Coherence by distribution',
      caption: 'Dots are means.',
      value: { label: 'coherence', unit: '' },
      rows: 'distribution',
      dots: ['lorentz', 'normal', 'uniform'].map((label, n) => ({
        label,
        mean: 0.4 + 0.2 * n,
        low: 0.3 + 0.2 * n,
        high: 0.5 + 0.2 * n,
        values: [0.35 + 0.2 * n, 0.45 + 0.2 * n],
      })),
    }),
    dotPlot({
      name: 'bars',
      title: 'What order depends on',
      caption: 'Shares of variance.',
      value: { label: 'share of the variance', unit: '' },
      rows: 'parameter',
      bars: true,
      dots: ['noise', 'speed', 'a parameter with a long name'].flatMap((label, n) => [
        { label, series: 'first order', mean: 0.9 - 0.4 * n, low: 0.8 - 0.4 * n, high: 1 - 0.4 * n },
        { label, series: 'total', mean: 0.95 - 0.4 * n, low: null, high: null },
      ]),
    }),
  ];
}

/** Every kind of chart, filled. */
/** Charts of flow and of tails, near and far, few and many. */
export function flowSamples(): Record<string, Chart> {
  const next = noise(9);
  const of = (name: string): { name: string; title: string; caption: string } => ({
    name,
    title: `A chart: ${name}`,
    caption: 'Of a test.',
  });
  const classes = (far: number) =>
    [1, 2, 5, 20, 60].map((k) => ({ distance: (k * far) / 60, pairs: 9 * k, bits: 0.1 / k, low: 0.004, high: 0.012 }));
  const bits = Array.from({ length: 64 * 64 }, () => next());
  const order = Array.from({ length: 64 }, (_, i) => i);
  const real = bits.map((each) => (each > 0.8 ? 1 : 0));
  const names = ['sheep', 'wolves', 'grass', 'susceptible', 'infected', 'recovered'];
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to, bits: next() })));
  const power = Array.from({ length: 900 }, () => (1 - next()) ** -1);
  const fit = (label: string, alpha: number) => ({ label, from: 1, survival: (x: number) => x ** -alpha });
  return {
    near: flowDistance({ ...of('flow-near'), classes: classes(30), unit: 'lengths', radius: 15 }),
    far: flowDistance({ ...of('flow-far'), classes: classes(6_000), unit: 'steps on the grid', radius: 1 }),
    matrix: flowMatrix({ ...of('flow-matrix'), count: 64, bits, real, order, counted: '64 agents' }),
    'two nodes': flowNetwork({ ...of('flow-two'), names: ['trees', 'burning'], flows: [{ from: 'trees', to: 'burning', bits: 0.1 }] }),
    'six nodes': flowNetwork({ ...of('flow-six'), names, flows: pairs }),
    tail: tail({
      ...of('tail'),
      quantity: { label: 'size', unit: 'cells' },
      values: power,
      fits: [fit('power law', 1), fit('exponential', 1.2), fit('log-normal', 2)],
    }),
    'short tail': tail({ ...of('tail-short'), quantity: { label: 'size', unit: '' }, values: [1, 2, 3, 3.5], fits: [] }),
  };
}

export function allSamples(): Chart[] {
  return [
    seriesSample(),
    snapshotSample(),
    speedSample(),
    neighboursSample(),
    groupsSample(),
    convergenceSample(),
    diversitySample(),
    distanceSample(),
    landscapeSample(rastrigin, 5.12, { x: 0, y: 0 }),
    epidemicSample(),
    recoverySample(),
    ...speedupSample(),
    comparisonSample(),
    ...Object.values(flowSamples()),
    ...phaseSamples(),
    ...heatSamples(),
    ...dotSamples(),
  ];
}

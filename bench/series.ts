// What measures of series cost: milliseconds a call, best and median of several, beside what is known of other tools.
// Held fixed: standard normal values (power laws: Pareto, exponent 2.5, of which 1 in 4 lies below x_min), seeds, default options.
// Run: npx node bench/series.ts [runs]

import { keyFromSeed, normal, uniform53 } from '../src/engine/random.ts';
import { changePoints } from '../src/emergence/criticality/change-points.ts';
import { earlyWarning } from '../src/emergence/criticality/early-warning.ts';
import { goodness } from '../src/emergence/criticality/goodness.ts';
import { likelihoodRatio } from '../src/emergence/criticality/likelihood-ratio.ts';
import { rosenstein } from '../src/emergence/criticality/lyapunov.ts';
import { powerLaw } from '../src/emergence/criticality/power-law.ts';
import { approximateEntropy } from '../src/emergence/series/approximate-entropy.ts';
import { correlatedMean } from '../src/emergence/series/autocorrelation.ts';
import { correlationDimension } from '../src/emergence/series/correlation-dimension.ts';
import { detrendedFluctuation } from '../src/emergence/series/detrended-fluctuation.ts';
import { higuchi } from '../src/emergence/series/higuchi.ts';
import { aboveMedian, lempelZiv } from '../src/emergence/series/lempel-ziv.ts';
import { permutationEntropy } from '../src/emergence/series/permutation-entropy.ts';
import { sampleEntropy } from '../src/emergence/series/sample-entropy.ts';
import { spectralEntropy } from '../src/emergence/series/spectral-entropy.ts';
import { svdEntropy } from '../src/emergence/series/svd-entropy.ts';
import { machineLine } from './measure.ts';

const RUNS = Number(process.argv[2] ?? 7);
const { k0, k1 } = keyFromSeed('bench');
const noise = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => normal(k0, k1, i, 0));
const walk = (n: number): Float64Array => {
  let sum = 0;
  return noise(n).map((each) => (sum += each));
};
const pareto = (n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => (i % 4 === 0 ? uniform53(k0, k1, i, 1) : (1 - uniform53(k0, k1, i, 2)) ** (-1 / 1.5)));
const whole = (n: number): Float64Array => pareto(n).map((x) => Math.max(1, Math.round(3 * x)));

interface Measured {
  readonly value: unknown;
  readonly reason: string | null;
}

function time(name: string, run: () => Measured): void {
  const ms: number[] = [];
  let reason: string | null = null;
  const until = performance.now() + 300; // warm-up
  do ({ reason } = run());
  while (performance.now() < until);
  for (let k = 0; k < RUNS; k++) {
    const from = performance.now();
    run();
    ms.push(performance.now() - from);
  }
  ms.sort((a, b) => a - b);
  if (reason !== null) throw new Error(`${name} did no work: ${reason}`);
  console.log(`${name.padEnd(58)} ${ms[0].toFixed(2).padStart(9)} ms best ${ms[ms.length >> 1].toFixed(2).padStart(9)} ms median`);
}

console.log(machineLine());
const x = noise(5000);
time('sample entropy, 5 000 (antropy 18 ms)', () => sampleEntropy(x));
time(
  'sample entropy, 5 000 of a random walk',
  (
    (w) => () =>
      sampleEntropy(w)
  )(walk(5000)),
);
time(
  'sample entropy, 100 000',
  (
    (w) => () =>
      sampleEntropy(w)
  )(noise(100_000)),
);
time('approximate entropy, 5 000', () => approximateEntropy(x));
time('permutation entropy, order 3, 5 000 (antropy 0.6 ms)', () => permutationEntropy(x));
time('permutation entropy, order 6, 5 000', () => permutationEntropy(x, { order: 6 }));
time(
  'permutation entropy, order 3, 1 000 000',
  (
    (w) => () =>
      permutationEntropy(w)
  )(noise(1e6)),
);
time(
  'Lempel-Ziv, 100 000 bits',
  (
    (w) => () =>
      lempelZiv(w)
  )(aboveMedian(noise(100_000))),
);
time(
  'spectral entropy, 100 000 (no power of two)',
  (
    (w) => () =>
      spectralEntropy(w)
  )(noise(100_000)),
);
time('entropy of singular values, 5 000', () => svdEntropy(x));
time('Higuchi, 5 000', () => higuchi(x));
time('detrended fluctuation, 5 000', () => detrendedFluctuation(x));
time('correlation dimension 2, 5 000', () => correlationDimension(x, { dimension: 2 }));
time('Rosenstein, dimension 2, 5 000', () => rosenstein(x, { dimension: 2, apart: 10, length: 6 }));
time(
  'correlated mean, 100 000',
  (
    (w) => () =>
      correlatedMean(w)
  )(noise(100_000)),
);
time(
  'early warning, 10 000, window 2 000',
  (
    (w) => () =>
      earlyWarning(w, { indicator: 'lag1', window: 2000 })
  )(noise(10_000)),
);
time(
  'change points (PELT, none there), 10 000',
  (
    (w) => () =>
      changePoints(w, { change: 'mean' })
  )(noise(10_000)),
);
time(
  'power law, every x_min, 1 000',
  (
    (w) => () =>
      powerLaw(w)
  )(pareto(1000)),
);
time(
  'power law, every x_min, 100 000',
  (
    (w) => () =>
      powerLaw(w)
  )(pareto(100_000)),
);
time(
  'power law, every x_min, 1 000 000',
  (
    (w) => () =>
      powerLaw(w)
  )(pareto(1e6)),
);
time(
  'power law, every x_min, 100 000 of no power law',
  (
    (w) => () =>
      powerLaw(w)
  )(noise(100_000).map(Math.exp)),
);
time(
  'power law, discrete, every x_min, 100 000',
  (
    (w) => () =>
      powerLaw(w, { discrete: true })
  )(whole(100_000)),
);
time(
  'goodness of fit, 1 000 samples of 1 000',
  (
    (w) => () =>
      goodness(w)
  )(pareto(1000)),
);
time(
  'goodness of fit, 100 samples of 100 000',
  (
    (w) => () =>
      goodness(w, { replicates: 100 })
  )(pareto(100_000)),
);
time(
  'likelihood ratio, lognormal, 100 000, x_min given',
  (
    (w) => () =>
      likelihoodRatio(w, { alternative: 'lognormal', xmin: 1 })
  )(noise(100_000).map(Math.exp)),
);
time(
  'likelihood ratio, cut-off, 100 000, x_min given',
  (
    (w) => () =>
      likelihoodRatio(w, { alternative: 'power law with cut-off', xmin: 1 })
  )(noise(100_000).map(Math.exp)),
);

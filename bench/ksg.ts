// Information between continuous series: nearest-neighbour (KSG) estimators and all pairs of Gaussian transfer entropy, on one thread.
// A source x of first order drives y: y_t = 0.4 y_(t-1) + 0.4 x_(t-1) + noise, x_t = 0.5 x_(t-1) + noise; K = 4, max-norm, scaled.
// Run: npx node bench/ksg.ts [samples …]

import { threadCpuUsage } from 'node:process';
import { gaussianTransferEntropyMatrix } from '../src/emergence/information/continuous/gaussian-transfer-matrix.ts';
import { gaussianTransferEntropy } from '../src/emergence/information/continuous/gaussian-transfer.ts';
import { ksgMutualInformation } from '../src/emergence/information/continuous/ksg-information.ts';
import { ksgTransferEntropy } from '../src/emergence/information/continuous/ksg-transfer.ts';
import { keyFromSeed, normal } from '../src/engine/random.ts';
import { machineLine } from './measure.ts';

const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000, 100_000];
/** Rounds that are timed, and milliseconds of warming up before them. */
const ROUNDS = 15;
const WARM_MS = 1_500;
const { k0, k1 } = keyFromSeed('ksg');

function coupled(count: number): { x: Float64Array; y: Float64Array } {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let t = 1; t < count; t++) {
    x[t] = 0.5 * x[t - 1] + normal(k0, k1, t, 0);
    y[t] = 0.4 * y[t - 1] + 0.4 * x[t - 1] + normal(k0, k1, t, 1);
  }
  return { x, y };
}

/** Prints the median of the rounds, the least and the first call (not compiled yet), in milliseconds of wall time, and the value. */
function timed(name: string, run: () => number | null, check: string): void {
  const from = performance.now();
  const value = run();
  const first = performance.now() - from;
  while (performance.now() - from < WARM_MS) run();
  const cpuBefore = threadCpuUsage();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    if (run() !== value) throw new Error(`${name}: two calls gave two values`);
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  const cpu = threadCpuUsage(cpuBefore);
  const cpuMs = (cpu.user + cpu.system) / 1e3 / ROUNDS;
  console.log(
    `${name} | ${rounds[ROUNDS >> 1].toFixed(2)} ms (least ${rounds[0].toFixed(2)}, cpu ${cpuMs.toFixed(2)}, first call ${first.toFixed(1)}) | ` +
      `${value?.toFixed(6)} | ${check}`,
  );
}

console.log(`${machineLine()}; median of ${ROUNDS} calls | value, nats | check`);
for (const count of SIZES) {
  const { x, y } = coupled(count);
  const linear = gaussianTransferEntropy(x, y).value?.toFixed(6);
  const size = `N = ${count.toLocaleString('en')}`;
  for (const algorithm of [1, 2] as const) {
    for (const k of [1, 2]) {
      const name = `KSG${algorithm} transfer entropy, ${size}, k = ${k}, l = 1`;
      timed(name, () => ksgTransferEntropy(x, y, { algorithm, k }).value, `Gaussian estimate ${linear}`);
    }
    timed(`KSG${algorithm} mutual information, ${size}`, () => ksgMutualInformation([x], [y], { algorithm }).value, '');
  }
}
const agents = Array.from({ length: 100 }, (_, a) => Float64Array.from({ length: 1_000 }, (_, t) => normal(k0, k1, t, 2 + a)));
for (const k of [1, 2]) {
  const sum = (values: Float64Array = new Float64Array(0)) => values.reduce((total, each) => total + each, 0);
  const name = `Gaussian transfer entropy, 9,900 pairs of T = 1,000, k = ${k}, with p-values`;
  const expected = (9_900 / (2 * (1_000 - k))).toFixed(3);
  timed(name, () => sum(gaussianTransferEntropyMatrix(agents, { k }).value?.value), `sum of pairs; of chance alone about ${expected}`);
}

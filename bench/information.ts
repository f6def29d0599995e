// Discrete transfer entropy between all ordered pairs of agents: values, p-values and false discovery rates, on one core.
// What is held fixed: independent fair symbols from a seed, delay 1, l = 1. JIDT (Java) takes 58 ms and Inform (C) 47 ms of processor time for
// 100 agents × 1,000 ticks, alphabet 2, k = 1, without p-values.
// Run: npx node bench/information.ts [agents [ticks]]

import { transferEntropy } from '../src/emergence/information/discrete/transfer-entropy.ts';
import { transferEntropyMatrix } from '../src/emergence/information/discrete/transfer-entropy-matrix.ts';
import { integer, keyFromSeed } from '../src/engine/random.ts';
import { machineLine } from './measure.ts';

const AGENTS = Number(process.argv[2] ?? 100);
const TICKS = Number(process.argv[3] ?? 1000);
const PAIRS = AGENTS * (AGENTS - 1);
const ROUNDS = 31;
const WARM_UP = 10;
const CASES = [
  { base: 2, k: 1 },
  { base: 2, k: 2 },
  { base: 2, k: 3 },
  { base: 3, k: 1 },
  { base: 4, k: 2 },
];

const { k0, k1 } = keyFromSeed('bench');
const seriesOf = (base: number): Int32Array[] =>
  Array.from({ length: AGENTS }, (_, i) => Int32Array.from({ length: TICKS }, (_, t) => integer(k0, k1, i, t, base)));

/** Milliseconds of processor time of this thread, garbage collection on it included. */
function timed(work: () => unknown): number {
  const from = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}

console.log(
  `${machineLine()}: ${PAIRS.toLocaleString('en')} ordered pairs, ${TICKS.toLocaleString('en')} ticks; ms of processor time of one thread`,
);
for (const options of CASES) {
  const series = seriesOf(options.base);
  const run = () => transferEntropyMatrix(series, options).value;
  const first = timed(run);
  for (let round = 0; round < WARM_UP; round++) run();
  const ms = Array.from({ length: ROUNDS }, () => timed(run)).sort((a, b) => a - b);
  const table = run();
  if (table === null) throw new Error('no value');
  const rows = [0, 1, 2, 3, 4].map((each) => Math.floor((each * (PAIRS - 1)) / 4));
  const same = rows.every(
    (row) => table.value[row] === transferEntropy(series[table.source[row]], series[table.target[row]], options).value,
  );
  const alike = table.p.filter((p) => p < 0.05).length / PAIRS;
  const [least, median, high] = [0, 0.5, 0.9].map((part) => ms[Math.floor(part * (ROUNDS - 1))]);
  console.log(
    `alphabet ${options.base}, k = ${options.k}: median ${median.toFixed(1)} (least ${least.toFixed(1)}, 90 % ${high.toFixed(1)}, first ${first.toFixed(1)}), ` +
      `${((median / PAIRS) * 1000).toFixed(2)} µs a pair; ${same ? 'same bits as pair by pair' : 'NOT the bits of pair by pair'}, ${(100 * alike).toFixed(1)} % below p = 0.05`,
  );
}

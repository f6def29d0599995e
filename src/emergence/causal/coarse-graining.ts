// Causal emergence: the coarse-graining of a Markov chain that has the most effective information. Imports measure.ts.

import { LabError, refuseUnknown } from '../../errors.ts';
import { found, type Measured } from '../measure.ts';
import { effectiveBits } from './effective-information.ts';
import { checkTransitions, type TransitionMatrix } from './transition-matrix.ts';

/** Partitions of so many states are all tried: 115,975 of ten. */
const MOST_EXHAUSTIVE = 10;
/** A gain smaller than this is rounding: the finer partition is kept. */
const ROUNDING = 1e-12;

export interface CausalEmergence {
  /** effective information of the chain as it is, bits */
  readonly micro: number;
  /** of the best coarse-graining, bits; the chain as it is counts as one, so that this is never below `micro` */
  readonly macro: number;
  /** macro − micro, bits, >= 0: above 0 the macro scale says more about its own next state */
  readonly gain: number;
  /** macro state of each micro state, numbered in the order in which they first occur */
  readonly partition: readonly number[];
  /** the chain of the macro states */
  readonly matrix: readonly Float64Array[];
  readonly search: 'exhaustive' | 'greedy';
}

/**
 * The partition of the states whose macro chain has the most effective information (of equally good ones the finest found first).
 * 'exhaustive' tries all; 'greedy' merges, again and again, the two macro states whose merging leaves the most, down to one, and keeps the
 * best on the way, which may miss the best of all. O(Bell(n) n²) and O(n⁴).
 *
 * @param matrix n × n, rows with sum 1
 * @param options search: 'exhaustive' when left out for n <= 10, 'greedy' above; 'exhaustive' is refused above 12
 * @throws LabError E_METRIC for what is no transition matrix, an unknown or refused search
 * @see Hoel, Albantakis & Tononi, PNAS 110:19790-19795 (2013). doi:10.1073/pnas.1314922110
 */
export function causalEmergence(
  matrix: TransitionMatrix,
  options: { readonly search?: 'exhaustive' | 'greedy' } = {},
): Measured<CausalEmergence> {
  refuseUnknown('E_METRIC', 'causalEmergence', options, ['search']);
  checkTransitions(matrix);
  const { search = matrix.length <= MOST_EXHAUSTIVE ? 'exhaustive' : 'greedy' } = options;
  if (search !== 'exhaustive' && search !== 'greedy')
    throw new LabError('E_METRIC', `search must be "exhaustive" or "greedy", but got "${String(search)}".`);
  if (search === 'exhaustive' && matrix.length > MOST_EXHAUSTIVE + 2)
    throw new LabError('E_METRIC', `${matrix.length} states have too many partitions for search "exhaustive", at most 12. Use "greedy".`);
  const { bits, partition } = search === 'exhaustive' ? best(matrix) : merged(matrix);
  const micro = effectiveBits(matrix);
  const macro = Math.max(micro, bits);
  const convention =
    `${search} search over partitions of ${matrix.length} states, macro row = mean of its micro rows (uniform within a macro state), ` +
    'intervention uniform over macro states, log base 2';
  return found(
    { micro, macro, gain: macro - micro, partition, matrix: macroMatrix(matrix, partition), search },
    { units: 'bits', convention },
  );
}

/**
 * The chain of macro states: probabilities of micro states are added up over the columns of a macro state, and averaged over its rows.
 *
 * @param partition macro state of each micro state, numbered from 0 without a gap
 */
export function macroMatrix(matrix: TransitionMatrix, partition: readonly number[]): Float64Array[] {
  const sizes: number[] = [];
  for (const group of partition) sizes[group] = (sizes[group] ?? 0) + 1;
  const macro = sizes.map(() => new Float64Array(sizes.length));
  for (let i = 0; i < matrix.length; i++) {
    const row = macro[partition[i]];
    for (let j = 0; j < matrix.length; j++) row[partition[j]] += matrix[i][j] / sizes[partition[i]];
  }
  return macro;
}

interface Best {
  readonly bits: number;
  readonly partition: readonly number[];
}

/** All partitions, as strings in which each value is at most one above those before it; the finest comes first. */
function best(matrix: TransitionMatrix): Best {
  const n = matrix.length;
  let found: Best = { bits: effectiveBits(matrix), partition: matrix.map((_, i) => i) };
  const groups = new Array<number>(n).fill(0);
  const visit = (at: number, used: number): void => {
    if (at === n) {
      const bits = effectiveBits(macroMatrix(matrix, groups));
      if (bits > found.bits + ROUNDING) found = { bits, partition: [...groups] };
      return;
    }
    for (let group = used; group >= 0; group--) {
      groups[at] = group;
      visit(at + 1, Math.max(used, group + 1));
    }
  };
  visit(0, 0);
  return found;
}

function merged(matrix: TransitionMatrix): Best {
  let groups = matrix.map((_, i) => [i]);
  let rows: Float64Array[] = matrix.map((row) => Float64Array.from(row));
  let found: Best = { bits: effectiveBits(rows), partition: matrix.map((_, i) => i) };
  while (groups.length > 1) {
    const [a, b] = bestPair(rows, groups);
    groups = groups.filter((_, g) => g !== b).map((group) => (group === groups[a] ? [...group, ...groups[b]] : group));
    const partition = numberedInOrder(matrix.length, groups);
    groups.sort((x, y) => partition[x[0]] - partition[y[0]]);
    rows = macroMatrix(matrix, partition);
    const bits = effectiveBits(rows);
    if (bits > found.bits + ROUNDING) found = { bits, partition };
  }
  return found;
}

/** Macro states are numbered in the order of their first micro state. */
function numberedInOrder(n: number, groups: readonly (readonly number[])[]): number[] {
  const partition = new Array<number>(n).fill(-1);
  const byFirst = groups.toSorted((x, y) => Math.min(...x) - Math.min(...y));
  byFirst.forEach((group, number) => group.forEach((i) => (partition[i] = number)));
  return partition;
}

const plogp = (p: number): number => (p > 0 ? p * Math.log2(p) : 0);

/**
 * The two macro states whose merging leaves the most effective information, the first of equals. With f(p) = p log2 p,
 * m EI = Σij f(Tij) − m Σj f(T̄j): the first sum changes in the two columns of each row and in one row, the second in mean rows. O(m³).
 */
function bestPair(rows: readonly Float64Array[], groups: readonly (readonly number[])[]): [number, number] {
  const m = rows.length;
  const total = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0));
  const entropic = rows.map((row) => row.reduce((sum, p) => sum + plogp(p), 0));
  const all = entropic.reduce((a, b) => a + b, 0);
  let most = -Infinity;
  let pair: [number, number] = [0, 1];
  for (let a = 0; a < m; a++) {
    for (let b = a + 1; b < m; b++) {
      const weight = groups[a].length / (groups[a].length + groups[b].length);
      let sum = all - entropic[a] - entropic[b];
      for (let i = 0; i < m; i++) {
        if (i !== a && i !== b) sum += plogp(rows[i][a] + rows[i][b]) - plogp(rows[i][a]) - plogp(rows[i][b]);
      }
      let spread = 0;
      const mixed = (j: number): number => weight * rows[a][j] + (1 - weight) * rows[b][j];
      const mean = (j: number): number => (total[j] - rows[a][j] - rows[b][j] + mixed(j)) / (m - 1);
      for (let j = 0; j < m; j++) {
        if (j === a || j === b) continue;
        sum += plogp(mixed(j));
        spread += plogp(mean(j));
      }
      sum += plogp(mixed(a) + mixed(b));
      spread += plogp(mean(a) + mean(b));
      const bits = sum / (m - 1) - spread;
      if (bits > most + ROUNDING) {
        most = bits;
        pair = [a, b];
      }
    }
  }
  return pair;
}

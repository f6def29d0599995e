// Lempel-Ziv complexity: how many phrases a sequence takes to write down. Imports measure.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { constant, samples } from './samples.ts';

const NONE = -1;

export interface LempelZivOptions {
  /** multiply the count by log_k(n) / n, k the number of different symbols (at least 2); default false */
  readonly normalised?: boolean;
}

/**
 * Number of phrases of the exhaustive history of Lempel & Ziv (1976), as counted by Kaspar & Schuster (1987): each phrase is the
 * shortest stretch that did not occur before (it may overlap itself), the last one may be cut off. Symbols are whatever values are equal.
 * Normalised, random sequences tend to 1 from above, and periodic ones to 0.
 *
 * A suffix automaton is grown along with the phrases: cost O(n k) time at most for k different symbols, O(n) memory.
 *
 * @returns phrases, or dimensionless where normalised; nothing for an empty sequence (normalised: also for one symbol)
 * @throws LabError E_METRIC for values that are not finite
 * @see doi:10.1109/TIT.1976.1055501, doi:10.1103/PhysRevA.36.842
 */
export function lempelZiv(sequence: ArrayLike<number>, { normalised = false }: LempelZivOptions = {}): Measured<number> {
  const x = samples(sequence, 'Lempel-Ziv complexity');
  const about = {
    units: normalised ? 'dimensionless' : 'phrases',
    convention: `LZ76 exhaustive history (Kaspar & Schuster)${normalised ? ', times log_k(n) / n with k different symbols, k >= 2' : ''}`,
  };
  if (x.length === 0) return nothing('the sequence is empty', about);
  if (!normalised) return found(phrases(x), about);
  if (x.length === 1) return nothing('one symbol alone has no scale', about);
  const kinds = Math.max(2, new Set(x).size);
  return found((phrases(x) * Math.log(x.length)) / Math.log(kinds) / x.length, about);
}

/**
 * 1 where a value lies above the median of the series (mean of the two middle ones), else 0: how a series of numbers is commonly made a
 * sequence for {@link lempelZiv}. Cost O(n log n).
 *
 * @throws LabError E_METRIC for values that are not finite, or when all are equal
 */
export function aboveMedian(series: ArrayLike<number>): Uint8Array {
  const x = samples(series, 'a split at the median');
  if (constant(x))
    throw new LabError('E_METRIC', 'a split at the median needs values that differ, but all are equal. Leave this series out.');
  const sorted = x.slice().sort();
  const half = x.length >> 1;
  const median = x.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return Uint8Array.from(x, (value) => (value > median ? 1 : 0));
}

/** The automaton of all stretches of what was read so far; edges of a state are a linked list. */
function phrases(x: Float64Array): number {
  const n = x.length;
  const length = new Int32Array(2 * n);
  const link = new Int32Array(2 * n).fill(NONE);
  const head = new Int32Array(2 * n).fill(NONE);
  const symbol = new Float64Array(3 * n + 4); // an automaton of n symbols has at most 3n - 4 edges (Blumer et al. 1985)
  const target = new Int32Array(symbol.length);
  const nextEdge = new Int32Array(symbol.length);
  let edges = 0;
  let states = 1;
  let last = 0;

  const edge = (state: number, value: number): number => {
    let e = head[state];
    while (e !== NONE && symbol[e] !== value) e = nextEdge[e];
    return e;
  };
  const connect = (state: number, value: number, to: number): void => {
    symbol[edges] = value;
    target[edges] = to;
    nextEdge[edges] = head[state];
    head[state] = edges++;
  };

  let count = 0;
  let at = 0; // state of the phrase so far
  let matched = 0; // its length
  for (let i = 0; i < n; i++) {
    const step = edge(at, x[i]);
    const made = states++;
    length[made] = length[last] + 1;
    let p = last;
    for (; p !== NONE && edge(p, x[i]) === NONE; p = link[p]) connect(p, x[i], made);
    let copied = NONE;
    let clone = NONE;
    if (p === NONE) link[made] = 0;
    else {
      const q = target[edge(p, x[i])];
      if (length[q] === length[p] + 1) link[made] = q;
      else {
        copied = q;
        clone = states++;
        length[clone] = length[p] + 1;
        link[clone] = link[q];
        for (let e = head[q]; e !== NONE; e = nextEdge[e]) connect(clone, symbol[e], target[e]);
        for (let e = NONE; p !== NONE && (e = edge(p, x[i])) !== NONE && target[e] === q; p = link[p]) target[e] = clone;
        link[q] = clone;
        link[made] = clone;
      }
    }
    last = made;
    if (step === NONE) {
      count++;
      at = 0;
      matched = 0;
    } else {
      at = target[step];
      matched++;
      if (at === copied && matched <= length[clone]) at = clone; // the state of the phrase was split under it
    }
  }
  return matched > 0 ? count + 1 : count;
}

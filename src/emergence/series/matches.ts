// Which stretches of a series are alike: the counting under sample and approximate entropy. Imports nothing.

export interface Matches {
  /** for each stretch of length m: how many others of them lie within r */
  readonly short: Uint32Array;
  /** for each stretch of length m + 1: how many others of them lie within r; one entry less than `short` when all stretches are asked for */
  readonly long: Uint32Array;
}

/**
 * For each stretch x[i .. i + m) the number of others whose largest difference (Chebyshev distance) is at most `r` (below `r` where
 * not `closed`), and the same for m + 1. A stretch does not count itself.
 *
 * Stretches are put into bands of width r by their first value and sorted by their second within a band; two bands that adjoin are
 * swept together, so that only pairs near in both values are looked at. Cost O(n log n + pairs near in the first two values); for
 * m = 1 the pairs near in the first. Heavy tails do no harm: bands that are empty cost nothing.
 *
 * @param all take all n - m + 1 stretches of length m, else the n - m that can be continued
 */
export function matches(x: Float64Array, m: number, r: number, closed: boolean, all: boolean): Matches {
  const count = Math.max(0, all ? x.length - m + 1 : x.length - m);
  const longer = Math.max(0, x.length - m);
  const found = { short: new Uint32Array(count), long: new Uint32Array(longer) };
  if (count === 0) return found;
  const { starts, order, first, second } = bands(x, count, m === 1 ? longer : count, r);
  const limit = closed ? r : below(r);
  for (let b = 0; b + 1 < starts.length; b++) {
    sweep(x, m, limit, found, order, first, second, starts[b], starts[b + 1], starts[b], starts[b + 1]);
    if (b + 2 < starts.length) sweep(x, m, limit, found, order, first, second, starts[b], starts[b + 1], starts[b + 1], starts[b + 2]);
  }
  if (m === 1) found.short.set(near1(x, count, limit));
  return found;
}

/** The largest number below r, so that "at most" can stand for "below". */
function below(r: number): number {
  const bits = new BigInt64Array(1);
  const value = new Float64Array(bits.buffer);
  value[0] = r;
  bits[0] -= 1n;
  return value[0];
}

interface Bands {
  /** where each band starts in `order`; an empty band stands for any gap */
  readonly starts: Int32Array;
  readonly order: Uint32Array;
  /** first and second values of the stretches, in that order */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

function bands(x: Float64Array, count: number, used: number, r: number): Bands {
  const n = Math.min(count, used);
  const byValue = Uint32Array.from({ length: x.length }, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const band = new Int32Array(x.length);
  let last = 0;
  for (let k = 1, edge = x[byValue[0]]; k < x.length; k++) {
    const value = x[byValue[k]];
    if (value - edge > r) {
      // a band holds values up to r above its edge; the next begins where a value lies beyond it
      last += value - x[byValue[k - 1]] > r ? 2 : 1;
      edge = value;
    }
    band[byValue[k]] = last;
  }
  const starts = new Int32Array(last + 2);
  for (let i = 0; i < n; i++) starts[band[i] + 1]++;
  for (let b = 0; b <= last; b++) starts[b + 1] += starts[b];
  const next = starts.slice();
  const order = new Uint32Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  // taken in the order of their second values, stretches end up sorted by it within each band
  for (let k = 0; k < x.length; k++) {
    const i = byValue[k] - 1;
    if (i < 0 || i >= n) continue;
    const at = next[band[i]]++;
    order[at] = i;
    first[at] = x[i];
    second[at] = x[i + 1];
  }
  return { starts, order, first, second };
}

/** Counts pairs of band [lo, hi) with [from, to), the same band or the next; m of 1 counts the longer stretches only. */
function sweep(
  x: Float64Array,
  m: number,
  limit: number,
  { short, long }: Matches,
  order: Uint32Array,
  first: Float64Array,
  second: Float64Array,
  lo: number,
  hi: number,
  from: number,
  to: number,
): void {
  const same = lo === from;
  const longer = long.length;
  for (let p = lo; p < hi; p++) {
    const a = first[p];
    const b = second[p];
    const i = order[p];
    if (same) from = p + 1;
    else while (from < to && b - second[from] > limit) from++;
    for (let q = from; q < to && second[q] - b <= limit; q++) {
      const apart = first[q] - a;
      if (apart > limit || apart < -limit) continue;
      const j = order[q];
      let k = 2;
      while (k < m && Math.abs(x[i + k] - x[j + k]) <= limit) k++;
      if (k < m) continue;
      if (m > 1) {
        short[i]++;
        short[j]++;
        if (i >= longer || j >= longer || !(Math.abs(x[i + m] - x[j + m]) <= limit)) continue;
      }
      long[i]++;
      long[j]++;
    }
  }
}

/** How many other of the first `count` values lie within `limit` of each. */
function near1(x: Float64Array, count: number, limit: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const near = new Uint32Array(count);
  for (let p = 0, lo = 0, hi = 0; p < count; p++) {
    const value = x[order[p]];
    while (value - x[order[lo]] > limit) lo++;
    while (hi < count && x[order[hi]] - value <= limit) hi++;
    near[order[p]] = hi - lo - 1;
  }
  return near;
}

// Transfer entropy between all ordered pairs of many series of symbols. Imports measure.ts and significance.

import { LabError, refuseUnknown } from '../../../errors.ts';
import { found, nothing, type Measured } from '../../measure.ts';
import { falseDiscovery } from '../significance.ts';
import { bitPlanes, onesInto } from './bit-planes.ts';
import { cellBits, chanceOf, informationOfStates, PLUG_IN, sparseWords, type Triple } from './information.ts';
import { cellLimit, joined, past, symbolsOf, type Series, type States } from './states.ts';
import { layoutOf, type Layout, type TransferOptions } from './transfer-entropy.ts';

/** One row for each ordered pair, by target, then by source. */
export interface SymbolTransferTable {
  readonly source: Int32Array;
  readonly target: Int32Array;
  /** bits */
  readonly value: Float64Array;
  /** chi-square, one pair on its own */
  readonly p: Float64Array;
  /** p adjusted for a false discovery rate over all pairs (Benjamini & Hochberg) */
  readonly q: Float64Array;
}

/** Bit planes are counted while a pair needs at most so many; above, one table of counts a pair is quicker. */
const MOST_PLANES = 16;

/**
 * Transfer entropies of all ordered pairs of A series at once, bits, the same bits as transferEntropy gives pair by pair. Where the
 * alphabet is small, each state of a target and of a source is a plane of T bits and a pair is counted 32 samples at a time; what
 * depends on one series alone is counted once. O(A² T S / 32) for S = (b^l − 1) b^(k + 1) <= 16, O(A² T) above.
 *
 * @param series A >= 2 series of T symbols each, whole numbers >= 0
 * @param options k = 1, tau = 1, l = 1, sourceTau = 1, delay = 1, base = largest symbol in any series + 1
 * @returns nothing when the series are too short for one sample; 0 (p = 1 or what chance gives it) for pairs with a constant series
 * @throws LabError E_METRIC for fewer than two series, different lengths, what is no symbol, and options out of range
 */
export function transferEntropyMatrix(
  series: readonly Series[],
  options: Omit<TransferOptions, 'given'> = {},
): Measured<SymbolTransferTable> {
  refuseUnknown('E_METRIC', 'transferEntropyMatrix', options, ['k', 'tau', 'l', 'sourceTau', 'delay', 'base']);
  if (series.length < 2) throw new LabError('E_METRIC', `transferEntropyMatrix needs two series or more, but got ${series.length}.`);
  const layout = layoutOf(options);
  const { states, base } = symbolsOf(
    series,
    series.map((_, i) => `series[${i}]`),
    options.base,
  );
  const samples = series[0].length - layout.first;
  const few = sparseWords(samples, base ** (layout.k + layout.l + 1));
  const about = {
    units: 'bits',
    convention: `${PLUG_IN}; ${layout.words}; p from chi-square (alphabet ${base}), q adjusted over all pairs by Benjamini and Hochberg${few}`,
  };
  if (samples < 1) return nothing(`${series[0].length} symbols are too few: the first sample needs ${layout.first + 1}`, about);
  const degrees = (base ** layout.l - 1) * (base - 1) * base ** layout.k;
  if (!Number.isFinite(degrees)) return nothing('the alphabet of the joint past is too large for degrees of freedom', about);
  const value = values(states, layout, samples);
  const p = value.map((bits) => chanceOf(bits, samples, degrees));
  return found({ ...pairs(series.length), value, p, q: falseDiscovery(p) }, about);
}

function pairs(agents: number): { source: Int32Array; target: Int32Array } {
  const source = new Int32Array(agents * (agents - 1));
  const target = new Int32Array(source.length);
  let row = 0;
  for (let to = 0; to < agents; to++) {
    for (let from = 0; from < agents; from++) {
      if (from === to) continue;
      source[row] = from;
      target[row++] = to;
    }
  }
  return { source, target };
}

/** Transfer entropy of each row of {@link pairs}. */
function values(series: readonly States[], { k, tau, l, sourceTau, delay, first }: Layout, samples: number): Float64Array {
  const end = first + samples;
  const next = series.map((each) => past(each, 1, 1, 0, first, end));
  const before = series.map((each) => past(each, k, tau, 1, first, end));
  const from = series.map((each) => past(each, l, sourceTau, delay, first, end));
  const shape = { before: before[0].size, from: from[0].size, next: next[0].size };
  const dense = [before, from, next].some((group) => group.some(({ size, alphabet }) => size !== alphabet));
  if (dense || shape.before * shape.from * shape.next > cellLimit(samples)) return oneByOne(next, from, before);
  const own = before.map((each, i) => joined(each, next[i]));
  const counted = (shape.from - 1) * shape.before * shape.next <= MOST_PLANES ? byPlanes(own, from) : byTable(own, from);
  return eachPair(series.length, counted, shape, samples);
}

/** Where a table of counts would be larger than the data. */
function oneByOne(next: readonly States[], from: readonly States[], before: readonly States[]): Float64Array {
  const { source, target } = pairs(next.length);
  return Float64Array.from(source, (i, row) => {
    const triple: Triple = { a: next[target[row]], b: from[i], c: before[target[row]] };
    return informationOfStates(triple);
  });
}

/** Fills the counts of (own state of the target, state of the source): own · |from| + from. */
type Counting = (target: number, source: number, counts: Int32Array) => void;

function byTable(own: readonly States[], from: readonly States[]): Counting {
  const width = from[0].size;
  const rows = own.map(({ code }) => code.map((each) => each * width));
  return (target, source, counts) => {
    counts.fill(0);
    countInto(rows[target], from[source].code, counts);
  };
}

/** Reads cells a[t] + b[t], adds to `counts`. */
function countInto(a: Int32Array, b: Int32Array, counts: Int32Array): void {
  for (let t = 0; t < a.length; t++) counts[a[t] + b[t]]++;
}

function byPlanes(own: readonly States[], from: readonly States[]): Counting {
  const targets = own.map((each) => bitPlanes(each));
  const sources = from.map((each) => bitPlanes(each));
  const cells = own[0].size;
  const width = from[0].size;
  return (target, source, counts) => onesInto(targets[target], sources[source], cells, width, counts);
}

interface Shape {
  readonly before: number;
  readonly from: number;
  readonly next: number;
}

function eachPair(agents: number, count: Counting, shape: Shape, samples: number): Float64Array {
  const counts = new Int32Array(shape.before * shape.next * shape.from);
  const scratch = { ofBefore: new Int32Array(shape.before), ofOwn: new Int32Array(shape.before * shape.next) };
  const out = new Float64Array(agents * (agents - 1));
  let row = 0;
  for (let target = 0; target < agents; target++) {
    for (let source = 0; source < agents; source++) {
      if (source === target) continue;
      count(target, source, counts);
      out[row++] = bitsOfCounts(counts, shape, scratch) / samples;
    }
  }
  return out;
}

/** N times the transfer entropy, cells added in the order of informationOfStates: past, source, next. Reads `counts`, writes `scratch`. */
function bitsOfCounts(
  counts: Int32Array,
  { before, from, next }: Shape,
  { ofBefore, ofOwn }: { ofBefore: Int32Array; ofOwn: Int32Array },
): number {
  for (let c = 0, cell = 0; c < before; c++) {
    let whole = 0;
    for (let a = 0; a < next; a++) {
      let sum = 0;
      for (let b = 0; b < from; b++) sum += counts[cell++];
      ofOwn[c * next + a] = sum;
      whole += sum;
    }
    ofBefore[c] = whole;
  }
  let bits = 0;
  for (let c = 0; c < before; c++) {
    for (let b = 0; b < from; b++) {
      let both = 0;
      for (let a = 0; a < next; a++) both += counts[(c * next + a) * from + b];
      if (both === 0) continue;
      for (let a = 0; a < next; a++) bits += cellBits(counts[(c * next + a) * from + b], ofBefore[c], ofOwn[c * next + a], both);
    }
  }
  return Math.max(0, bits);
}

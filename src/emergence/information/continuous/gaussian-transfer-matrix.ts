// Gaussian transfer entropy between all ordered pairs of many series. Imports errors and measure.ts.

import { refuseUnknown } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found, nothing } from '../../measure.ts';
import { chiSquareTail } from '../significance.ts';
import { pivotsInto, product, standardised } from './covariance.ts';
import type { Embedding, Series } from './embedding.ts';
import { columnsOf, lagged, whole } from './embedding.ts';

/** One row for each ordered pair whose transfer entropy is defined, by target, then by source. */
export interface TransferTable {
  readonly source: Int32Array;
  readonly target: Int32Array;
  /** nats */
  readonly value: Float64Array;
  /** of chi-square with l degrees of freedom, not corrected for the number of pairs */
  readonly p: Float64Array;
}

/** How values of a series become columns, all of it said. */
type Layout = Required<Pick<Embedding, 'k' | 'tau' | 'l' | 'sourceTau' | 'delay'>>;

/**
 * Transfer entropies of all ordered pairs of A series at once: each column is scaled once, every product of two columns is summed once,
 * and a pair costs one small determinant. O(A² T l (k + 1)) for the products and O(A² (k + l + 1)³) for the pairs; the values are those
 * of gaussianTransferEntropy to rounding.
 *
 * @param series A series of T values each
 * @param options k = 1, tau = 1, l = 1, sourceTau = 1, delay = 1, as for one pair
 * @returns the table; pairs with a constant series or a singular covariance have no row. Nothing if no pair has one
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, and options out of range
 */
export function gaussianTransferEntropyMatrix(series: readonly Series[], options: Omit<Embedding, 'given'> = {}): Measured<TransferTable> {
  refuseUnknown('E_METRIC', 'gaussianTransferEntropyMatrix', options, ['k', 'tau', 'l', 'sourceTau', 'delay']);
  const { k = 1, tau = 1, l = 1, sourceTau = 1, delay = 1 } = options;
  for (const [name, value] of Object.entries({ k, tau, l, sourceTau })) whole(value, name, 1);
  whole(delay, 'delay', 0);
  const about = {
    units: 'nats',
    convention:
      `Gaussian estimator, sample covariance (divisor N - 1), no bias correction; target past k = ${k} (tau = ${tau}), source l = ${l} ` +
      `(tau = ${sourceTau}), delay ${delay}; p from chi-square with ${l} degrees of freedom, not corrected for many pairs`,
  };
  const values = columnsOf(series, 'series');
  const start = Math.max(1 + (k - 1) * tau, delay + (l - 1) * sourceTau);
  const rows = values[0].length - start;
  if (rows < k + l + 2)
    return nothing(`${Math.max(0, rows)} rows are too few for ${k + l + 1} columns: at least ${k + l + 2} are needed`, about);
  const table = transfers(values, { k, tau, l, sourceTau, delay }, start);
  return table.value.length > 0
    ? found(table, about)
    : nothing('no pair has two series that vary and do not determine each other linearly', about);
}

function transfers(values: readonly Float64Array[], { k, tau, l, sourceTau, delay }: Layout, start: number): TransferTable {
  const rows = values[0].length - start;
  const shifts = new Map<number, Float64Array[]>();
  const at = (lag: number): Float64Array[] => {
    const columns = shifts.get(lag) ?? values.map((each) => standardised(lagged(each, lag, start)).values);
    shifts.set(lag, columns);
    return columns;
  };
  const pasts = Array.from({ length: k }, (_, j) => at(1 + j * tau));
  const nexts = at(0);
  const sources = Array.from({ length: l }, (_, j) => at(delay + j * sourceTau));
  const of = (columns: readonly Float64Array[][], agent: number) => columns.map((each) => each[agent]);
  const own = values.map((_, agent) => productsOf(of(sources, agent), of(sources, agent), rows));
  const block = new Block(k, l);
  const table = { source: [] as number[], target: [] as number[], value: [] as number[], p: [] as number[] };
  for (let target = 0; target < values.length; target++) {
    const columns = [...of(pasts, target), nexts[target]];
    const alone = block.ofTarget(productsOf(columns, columns, rows));
    if (alone === null) continue;
    for (let source = 0; source < values.length; source++) {
      if (source === target) continue;
      const together = block.withSource(productsOf(of(sources, source), columns, rows), own[source]);
      if (together === null) continue;
      const value = Math.max(0, Math.log(alone / together) / 2);
      table.source.push(source);
      table.target.push(target);
      table.value.push(value);
      table.p.push(chiSquareTail(2 * rows * value, l));
    }
  }
  return {
    source: Int32Array.from(table.source),
    target: Int32Array.from(table.target),
    value: Float64Array.from(table.value),
    p: Float64Array.from(table.p),
  };
}

/** Correlations of each of `as` with each of `bs`, all of them scaled, row by row; two of `bs` at a time. */
function productsOf(as: readonly Float64Array[], bs: readonly Float64Array[], rows: number): Float64Array {
  const out = new Float64Array(as.length * bs.length);
  for (let a = 0, at = 0; a < as.length; a++) {
    let b = 0;
    for (; b + 1 < bs.length; b += 2, at += 2) twoProductsInto(out, at, as[a], bs[b], bs[b + 1], rows);
    if (b < bs.length) out[at++] = product(as[a], bs[b]) / (rows - 1);
  }
  return out;
}

function twoProductsInto(out: Float64Array, at: number, a: Float64Array, b: Float64Array, c: Float64Array, rows: number): void {
  let b0 = 0;
  let b1 = 0;
  let c0 = 0;
  let c1 = 0;
  let t = 0;
  for (; t + 1 < rows; t += 2) {
    const now = a[t];
    const next = a[t + 1];
    b0 += now * b[t];
    b1 += next * b[t + 1];
    c0 += now * c[t];
    c1 += next * c[t + 1];
  }
  if (t < rows) {
    b0 += a[t] * b[t];
    c0 += a[t] * c[t];
  }
  out[at] = (b0 + b1) / (rows - 1);
  out[at + 1] = (c0 + c1) / (rows - 1);
}

/** Correlations of one target's past, one source and the target's next value, in this order. */
class Block {
  readonly #k: number;
  readonly #size: number;
  /** places of the target's columns: past, then next */
  readonly #places: readonly number[];
  readonly #all: readonly number[];
  readonly #matrix: Float64Array;
  readonly #factor: Float64Array;
  readonly #pivots: Float64Array;

  constructor(k: number, l: number) {
    this.#k = k;
    this.#size = k + l + 1;
    this.#places = [...Array.from({ length: k }, (_, i) => i), k + l];
    this.#all = Array.from({ length: this.#size }, (_, i) => i);
    this.#matrix = new Float64Array(this.#size ** 2);
    this.#factor = new Float64Array(this.#size ** 2);
    this.#pivots = new Float64Array(this.#size);
  }

  /** Variance of the next value given the past, as a part of its own; null where it is singular. */
  ofTarget(products: Float64Array): number | null {
    const places = this.#places;
    places.forEach((a, i) => places.forEach((b, j) => (this.#matrix[a * this.#size + b] = products[i * places.length + j])));
    return pivotsInto(this.#matrix, this.#size, places, this.#factor, this.#pivots) ? this.#pivots[this.#k] : null;
  }

  /** The same given the source too. `across`: correlations of the source's columns with the target's; `own`: among themselves. */
  withSource(across: Float64Array, own: Float64Array): number | null {
    const size = this.#size;
    const targets = this.#places.length;
    const l = size - targets;
    for (let s = 0; s < l; s++) {
      const row = this.#k + s;
      for (let c = 0; c < targets; c++) {
        const place = c < this.#k ? c : size - 1;
        this.#matrix[row * size + place] = this.#matrix[place * size + row] = across[s * targets + c];
      }
      for (let other = 0; other < l; other++) this.#matrix[row * size + this.#k + other] = own[s * l + other];
    }
    return pivotsInto(this.#matrix, size, this.#all, this.#factor, this.#pivots) ? this.#pivots[size - 1] : null;
  }
}

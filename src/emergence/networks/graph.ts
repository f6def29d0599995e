// Metrics of graphs: who is linked to whom, and what that does to the whole. Imports errors, engine and measure.ts.
// A graph as compressed sparse rows, and how to make one from a list of links.

import { LabError } from '../../errors.ts';

/**
 * Links between nodes 0 to `n` - 1: those of node i lead to targets[offsets[i]] … targets[offsets[i + 1] - 1], each target once, none to i
 * itself. An undirected graph holds each link twice, once at either end. The networks that are spaces of models are such graphs.
 */
export interface Graph {
  readonly n: number;
  /** n + 1 places in `targets`, ascending, the first 0 */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** one for each target, > 0; left out: all 1 */
  readonly weights?: Float64Array;
  /** links lead from row to target only; left out: undirected */
  readonly directed?: boolean;
}

/** A link between two nodes, with its weight if it has one. */
export type Link = readonly [number, number] | readonly [number, number, number];

/** Ends of links at most: places are 32-bit. */
const MAX_ENDS = 2 ** 30;

/**
 * A graph from a list of links. Links given twice (for undirected ones, in either order) become one, whose weight is the sum; rows are
 * sorted. O(n + links).
 *
 * @param links pairs of nodes, or triples with a finite weight > 0; a graph has weights when any of its links has
 * @param options `directed` (default false): links lead from the first node to the second only
 * @throws LabError E_METRIC for a node that does not exist, a link from a node to itself, a weight that is not positive
 */
export function graph(n: number, links: readonly Link[], { directed = false }: { directed?: boolean } = {}): Graph {
  refuseSize(n);
  if (2 * links.length > MAX_ENDS)
    throw new LabError('E_METRIC', `a graph has at most ${MAX_ENDS / 2} links, but got ${links.length}. Take fewer.`);
  const from = new Int32Array(links.length);
  const to = new Int32Array(links.length);
  const weights = links.some((link) => link.length === 3) ? new Float64Array(links.length) : undefined;
  links.forEach(([a, b, weight = 1], k) => {
    refuseLink(n, a, b, weight);
    from[k] = a;
    to[k] = b;
    if (weights) weights[k] = weight;
  });
  return directed
    ? { ...rowsOf(n, from, to, weights), directed }
    : rowsOf(n, joined(from, to), joined(to, from), weights && joined(weights, weights));
}

/** One after the other: where links start and where they end, turned round, are the ends of undirected links. */
export function joined<T extends Int32Array | Float64Array>(first: T, second: T): T {
  const out = new (first.constructor as new (length: number) => T)(first.length + second.length); // the same type of array
  out.set(first);
  out.set(second, first.length);
  return out;
}

/**
 * Compressed rows from the ends of links, sorted, repeated ones merged and their weights added: two counting sorts, O(n + ends).
 * Trusted: nodes exist, no link leads to itself, undirected links are there from either end.
 */
export function rowsOf(n: number, from: Int32Array, to: Int32Array, weights?: Float64Array): Graph {
  const byTarget = countingSort(n, to, null);
  const { order, starts } = countingSort(n, from, byTarget.order);
  const targets = new Int32Array(order.length);
  const merged = weights && new Float64Array(order.length);
  const offsets = new Int32Array(n + 1);
  let kept = 0;
  for (let i = 0; i < n; i++) {
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      const k = order[at];
      if (kept === offsets[i] || targets[kept - 1] !== to[k]) targets[kept++] = to[k];
      if (merged && weights) merged[kept - 1] += weights[k];
    }
    offsets[i + 1] = kept;
  }
  return { n, offsets, targets: trimmed(targets, kept), ...(merged ? { weights: trimmed(merged, kept) } : {}) };
}

function trimmed<T extends Int32Array | Float64Array>(values: T, length: number): T {
  return length === values.length ? values : (values.slice(0, length) as T); // slice keeps the type of array
}

/** Indices by their key 0 to n - 1, equal keys in the order they were in (`order`; null: ascending). */
function countingSort(n: number, keys: Int32Array, order: Int32Array | null): { order: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(n + 1);
  for (let k = 0; k < keys.length; k++) starts[keys[k] + 1]++;
  for (let i = 0; i < n; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const sorted = new Int32Array(keys.length);
  for (let at = 0; at < keys.length; at++) {
    const k = order ? order[at] : at;
    sorted[next[keys[k]]++] = k;
  }
  return { order: sorted, starts };
}

function refuseSize(n: number): void {
  if (!(Number.isInteger(n) && n >= 0))
    throw new LabError('E_METRIC', `a graph needs a whole number of nodes, at least 0, but got ${n}. Give the number of nodes first.`);
}

function refuseLink(n: number, a: number, b: number, weight: number): void {
  for (const node of [a, b]) {
    if (!(Number.isInteger(node) && node >= 0 && node < n))
      throw new LabError(
        'E_METRIC',
        `the link ${a}–${b} leads to a node that does not exist: nodes are 0 to ${n - 1}. Raise n or drop it.`,
      );
  }
  if (a === b) throw new LabError('E_METRIC', `the link ${a}–${b} leads from a node to itself. Leave it out: these metrics know no loops.`);
  if (!(Number.isFinite(weight) && weight > 0))
    throw new LabError(
      'E_METRIC',
      `the weight of the link ${a}–${b} must be a finite number > 0, but got ${weight}. Leave links of no weight out.`,
    );
}

/** @throws LabError E_METRIC for a directed graph, which `metric` is not defined for */
export function refuseDirected({ directed }: Graph, metric: string): void {
  if (directed)
    throw new LabError(
      'E_METRIC',
      `${metric} is defined for undirected graphs, but got a directed one. Make it of the same links with directed: false.`,
    );
}

/** @throws LabError E_METRIC unless there is one value for each node */
export function refuseLength({ n }: Graph, values: ArrayLike<number>, what: string): void {
  if (values.length !== n)
    throw new LabError(
      'E_METRIC',
      `${what} must have one value for each of the ${n} nodes, but got ${values.length}. Give one for every node.`,
    );
}

// Who is a neighbour of whom, with weights: lattices and lists. Imports errors.

import { LabError } from '../../errors.ts';

/** Neighbours of N sites: those of site i are targets[starts[i]] … targets[starts[i + 1] - 1], growing, none twice. */
export interface Links {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  /** weight of each link; 1 when left out */
  readonly weights?: Float64Array;
}

/** How the neighbours of a cell of a lattice are chosen. */
export interface LatticeOptions {
  /** "rook": the 4 cells that share a side; "queen": the 8 that share a side or a corner */
  readonly contiguity: 'rook' | 'queen';
  /** the first row adjoins the last, the first column the last */
  readonly periodic: boolean;
}

/** Links from a plain list of the neighbours of each site. @throws LabError E_METRIC for a neighbour that is no site, or is named twice */
export function linksOf(lists: readonly ArrayLike<number>[]): Links {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => (starts[i + 1] = starts[i] + list.length));
  const targets = new Int32Array(starts[lists.length]);
  lists.forEach((list, i) => {
    const sorted = Float64Array.from(list).sort();
    sorted.forEach((j, at) => {
      const fine = Number.isInteger(j) && j >= 0 && j < lists.length && (at === 0 || j !== sorted[at - 1]);
      if (!fine)
        throw new LabError(
          'E_METRIC',
          `neighbours must be different sites 0 to ${lists.length - 1}, but site ${i} has ${j}. Mend the list.`,
        );
    });
    targets.set(sorted, starts[i]);
  });
  return { starts, targets };
}

/**
 * Neighbours on a lattice, cell (row, col) being site row × cols + col. On a periodic lattice narrower than 3 cells a neighbour met on
 * both sides counts once, and a cell is none of its own neighbours. O(cells).
 */
export function latticeLinks(rows: number, cols: number, { contiguity, periodic }: LatticeOptions): Links {
  const around = contiguity === 'rook' ? ROOK : QUEEN;
  const starts = new Int32Array(rows * cols + 1);
  const targets = new Int32Array(rows * cols * around.length);
  let end = 0;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const site = row * cols + col;
      for (const [down, right] of around) {
        let r = row + down;
        let c = col + right;
        if (periodic) {
          r = (r + rows) % rows;
          c = (c + cols) % cols;
        } else if (r < 0 || r >= rows || c < 0 || c >= cols) continue;
        end = insert(targets, starts[site], end, r * cols + c, site);
      }
      starts[site + 1] = end;
    }
  }
  return { starts, targets: targets.slice(0, end) };
}

const ROOK = [[-1, 0], [0, -1], [0, 1], [1, 0]] as const; // prettier-ignore
const QUEEN = [
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 0],
  [1, 1],
] as const;

/** Put `site` in its place among targets[from … end), unless it is there or is `self`; returns the new end. */
function insert(targets: Int32Array, from: number, end: number, site: number, self: number): number {
  if (site === self) return end;
  let at = end;
  while (at > from && targets[at - 1] > site) at--;
  if (at > from && targets[at - 1] === site) return end;
  targets.copyWithin(at + 1, at, end);
  targets[at] = site;
  return end + 1;
}

/** The same links with weights that add up to 1 at each site that has neighbours. */
export function rowStandardised({ starts, targets, weights }: Links): Links {
  const out = new Float64Array(targets.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    let sum = 0;
    for (let e = starts[i]; e < starts[i + 1]; e++) sum += weights?.[e] ?? 1;
    for (let e = starts[i]; e < starts[i + 1]; e++) out[e] = (weights?.[e] ?? 1) / sum;
  }
  return { starts, targets, weights: out };
}

/** Sums of weights that variances of Moran's I and Geary's C are made of. */
export interface WeightSums {
  /** Σ w_ij */
  readonly s0: number;
  /** ½ Σ (w_ij + w_ji)² */
  readonly s1: number;
  /** Σ_i (Σ_j w_ij + Σ_j w_ji)² */
  readonly s2: number;
}

/** O(links × log neighbours). */
export function weightSums({ starts, targets, weights }: Links): WeightSums {
  const n = starts.length - 1;
  const both = new Float64Array(n);
  let s0 = 0;
  let s1 = 0;
  for (let i = 0; i < n; i++) {
    for (let e = starts[i]; e < starts[i + 1]; e++) {
      const w = weights?.[e] ?? 1;
      const back = find(targets, starts[targets[e]], starts[targets[e] + 1], i);
      s0 += w;
      s1 += w * w + (back < 0 ? 0 : w * (weights?.[back] ?? 1));
      both[i] += w;
      both[targets[e]] += w;
    }
  }
  let s2 = 0;
  for (const sum of both) s2 += sum * sum;
  return { s0, s1, s2 };
}

/** Place of `site` among the growing targets[lo … hi), or -1. */
function find(targets: Int32Array, lo: number, hi: number, site: number): number {
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (targets[middle] === site) return middle;
    if (targets[middle] < site) lo = middle + 1;
    else hi = middle;
  }
  return -1;
}

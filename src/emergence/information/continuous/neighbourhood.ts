// The neighbourhood of each sample: how wide it is, and how many samples fall into it in parts of the space. Imports nothing.

import type { Axis } from './axis.ts';
import { axis } from './axis.ts';
import { countInBox } from './box-count.ts';
import { kdTree, nearestInto } from './kd-tree.ts';
import { countInRectangles } from './plane.ts';
import { reachInto } from './reach.ts';

/** Columns of one variable. */
export type Variable = readonly Float64Array[];

/**
 * Distance from each sample to its K-th nearest other one in the maximum norm over all columns. O(N log N) for well spread samples.
 *
 * @returns by sample; Infinity where fewer than K others are more than `theiler` samples away
 */
export function radii(columns: Variable, neighbours: number, theiler: number): Float64Array {
  const tree = kdTree(columns);
  const best = new Float64Array(neighbours);
  const out = new Float64Array(tree.count);
  for (let place = 0; place < tree.count; place++) {
    nearestInto(tree, place, theiler, best);
    out[tree.samples[place]] = best[neighbours - 1];
  }
  return out;
}

/** Along each variable, the greatest distance from each sample to those at its radius or less. O(N log N) likewise. */
export function reaches(variables: readonly Variable[], radius: Float64Array, theiler: number): Float64Array[] {
  const tree = kdTree(variables.flat());
  const variableOf = Int32Array.from(variables.flatMap((columns, v) => columns.map(() => v)));
  const reach = new Float64Array(variables.length);
  const out = variables.map(() => new Float64Array(tree.count));
  for (let place = 0; place < tree.count; place++) {
    const sample = tree.samples[place];
    reachInto(tree, place, theiler, radius[sample], variableOf, reach);
    out.forEach((each, v) => {
      each[sample] = reach[v];
    });
  }
  return out;
}

/**
 * Prepares counting: `count(which)` gives, for each sample, how many others differ from it by less than the width along every column
 * in `which`. One column costs O(N log N), two likewise; more cost a search of a tree for each sample.
 *
 * @param widths of each column, by sample
 * @param theiler others within so many samples are left out
 */
export function counting(columns: Variable, widths: readonly Float64Array[], theiler: number): (which: readonly number[]) => Int32Array {
  const axes = new Map<number, Axis>();
  const axisOf = (c: number): Axis => {
    const known = axes.get(c);
    if (known) return known;
    const made = axis(columns[c], widths[c]);
    axes.set(c, made);
    return made;
  };
  return (which) => {
    const counts = new Int32Array(columns[0].length);
    const used = which.map((c) => columns[c]);
    const wide = which.map((c) => widths[c]);
    if (which.length === 1) countOnAxis(axisOf(which[0]), counts);
    else if (which.length === 2) countInRectangles(axisOf(which[0]), axisOf(which[1]), counts);
    else countInBoxes(used, wide, counts);
    leaveOutNear(used, wide, theiler, counts);
    return counts;
  };
}

function countOnAxis({ low, high }: Axis, counts: Int32Array): void {
  for (let i = 0; i < counts.length; i++) counts[i] = high[i] - low[i];
}

function countInBoxes(columns: Variable, widths: readonly Float64Array[], counts: Int32Array): void {
  const tree = kdTree(columns);
  const width = new Float64Array(columns.length);
  for (let place = 0; place < tree.count; place++) {
    const sample = tree.samples[place];
    for (let d = 0; d < width.length; d++) width[d] = widths[d][sample];
    counts[sample] = countInBox(tree, place, width);
  }
}

/** Takes the sample itself, and those within `theiler` samples, out of the counts that they are in. */
function leaveOutNear(columns: Variable, widths: readonly Float64Array[], theiler: number, counts: Int32Array): void {
  const count = counts.length;
  for (let i = 0; i < count; i++) {
    const end = Math.min(count - 1, i + theiler);
    for (let j = Math.max(0, i - theiler); j <= end; j++) {
      let d = 0;
      while (d < columns.length && Math.abs(columns[d][j] - columns[d][i]) < widths[d][i]) d++;
      if (d === columns.length) counts[i]--;
    }
  }
}

/** The least number above each width, so that counting what is less counts what is less or equal. */
export function inclusive(widths: Float64Array): Float64Array {
  const out = Float64Array.from(widths);
  const bits = new BigUint64Array(out.buffer);
  for (let i = 0; i < bits.length; i++) bits[i]++; // the next double, for any that is not negative and finite
  return out;
}

// Sums of unit vectors over many angles, fast. Imports engine.

import { cos64, sin64 } from '../../engine/elementary.ts';

/** Agents of one block: sums over blocks are joined in a fixed tree, so that a sum has one value whoever computes its parts. */
export const BLOCK = 4096;

/** Angles of the table a turn. */
const TABLE = 1024;
const PER_RADIAN = TABLE / (2 * Math.PI);
/** 2π / TABLE in a part of 33 bits, whose products with the numbers below are exact, and what is left of it. */
const STEP = Math.round(((2 * Math.PI) / TABLE) * 2 ** 40) / 2 ** 40;
const STEP_LOW = (2 * Math.PI) / TABLE - STEP + 2.4492935982947064e-16 / TABLE;
/** Radians; below it the number of the table's entry has at most 20 bits. */
const COMMON = 6000;
/** Added and taken away again, it rounds to the nearest integer. */
const ROUND = 6755399441055744;

/** Cosines and sines of the table, each from an angle of at most an eighth of a turn, so that entries are correct to the last bit or so. */
const COS = new Float64Array(TABLE);
const SIN = new Float64Array(TABLE);
for (let k = 0; k < TABLE; k++) {
  const turn = Math.round((k * 4) / TABLE); // quarters of a turn
  const rest = (k - (turn * TABLE) / 4) * ((2 * Math.PI) / TABLE);
  const [c, s] = [cos64(rest), sin64(rest)];
  COS[k] = [c, -s, -c, s][turn & 3];
  SIN[k] = [s, c, -s, -c][turn & 3];
}

/** Σ cos and Σ sin of `multiple` × angle over the rows [lo, hi): entry of the table, and a turn by the rest r, |r| <= π / TABLE. */
function sumBlock(angles: Float64Array, multiple: number, lo: number, hi: number, out: Float64Array, at: number): void {
  let x = 0;
  let y = 0;
  for (let i = lo; i < hi; i++) {
    const a = angles[i] * multiple;
    if (!(Math.abs(a) < COMMON)) {
      x += cos64(a);
      y += sin64(a);
      continue;
    }
    const n = a * PER_RADIAN + ROUND - ROUND;
    const r = a - n * STEP - n * STEP_LOW;
    const k = n & (TABLE - 1);
    const z = r * r;
    const s = r + r * z * (-1 / 6 + z * (1 / 120)); // next term below 1e-21
    const c = z * (-0.5 + z * (1 / 24)); // cos r - 1; next term 1.2e-18
    const C = COS[k];
    const S = SIN[k];
    x += C + (C * c - S * s);
    y += S + (S * c + C * s);
  }
  out[at] = x;
  out[at + 1] = y;
}

/**
 * Σ cos(mθ) and Σ sin(mθ), each term within 3e-16 of that of the rounded product mθ; NaN when an angle is not finite. O(N), some 3 ns an angle.
 *
 * @param angles radians, any magnitude
 * @param multiple m: a whole number for orders of phases, 2π / L for places on a ring of length L
 */
export function sumOfAngles(angles: ArrayLike<number>, multiple = 1): { x: number; y: number } {
  const sums = inBlocks([angles], 2, ([block], lo, hi, out, at) => sumBlock(block, multiple, lo, hi, out, at));
  return { x: sums[0], y: sums[1] };
}

/** Sums of one block of rows [lo, hi), written to `out` from `at` on. */
export type BlockSum = (columns: readonly Float64Array[], lo: number, hi: number, out: Float64Array, at: number) => void;

/**
 * Sums over all rows of columns of one length, block by block, joined in a fixed tree. Columns of other types are converted a block
 * at a time.
 *
 * @param width number of sums
 */
export function inBlocks(columns: readonly ArrayLike<number>[], width: number, sum: BlockSum): Float64Array {
  const count = columns[0].length;
  const blocks = Math.max(1, Math.ceil(count / BLOCK));
  const out = new Float64Array(blocks * width);
  const direct = columns.every((column) => column instanceof Float64Array);
  const scratch = direct ? columns : columns.map(() => new Float64Array(BLOCK));
  for (let b = 0; b < blocks; b++) {
    const lo = b * BLOCK;
    const hi = Math.min(lo + BLOCK, count);
    if (direct) sum(scratch, lo, hi, out, b * width);
    else {
      for (let c = 0; c < columns.length; c++) copy(columns[c], lo, hi, scratch[c]);
      sum(scratch, 0, hi - lo, out, b * width);
    }
  }
  return joined(out, width);
}

function copy(column: ArrayLike<number>, lo: number, hi: number, into: Float64Array): void {
  if (column instanceof Float32Array) into.set(column.subarray(lo, hi));
  else for (let i = lo; i < hi; i++) into[i - lo] = column[i];
}

/** Rows of `width` sums added up pairwise, neighbours first; the total is left in the first row. */
function joined(rows: Float64Array, width: number): Float64Array {
  for (let step = width; step < rows.length; step *= 2)
    for (let at = 0; at + step < rows.length; at += 2 * step) for (let w = 0; w < width; w++) rows[at + w] += rows[at + step + w];
  return rows;
}

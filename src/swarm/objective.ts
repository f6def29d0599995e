// What an optimiser minimises. Imports types of values.

import type { ValueFn } from './values.ts';

/** A real function of a vector, over a box, to be minimised. */
export type Objective = {
  /** Name with whatever identifies the instance, for tables and charts. */
  name: string;
  /** Length of every point. */
  dimensions: number;
  /** The box where the search starts and is held; `evaluate` answers outside it too. */
  lower: Float64Array;
  upper: Float64Array;
  /** Least value and one point that has it, or null where nobody knows them. */
  optimum: { value: number; position: Float64Array } | null;
  /**
   * Value at `x` (length `dimensions`; only read). The same x gives the same bits every time. Allocates nothing, but may
   * hold scratch: one instance belongs to one thread.
   */
  evaluate(x: Float64Array): number;
  /** The same, bit by bit, as a rule that can be compiled, where it is one. */
  rule?: ValueFn;
};

/** A box with the same interval, `[lower, upper]`, in every dimension. */
export function box(dimensions: number, lower: number, upper: number): { lower: Float64Array; upper: Float64Array } {
  return { lower: new Float64Array(dimensions).fill(lower), upper: new Float64Array(dimensions).fill(upper) };
}

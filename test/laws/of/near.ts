// How near a number must be to that of a law.

import { expect } from 'vitest';
import { number, type Law } from './law.ts';

/** As near as the tolerance of the law says, `abs` or `rel`. */
export function expectNear(value: number, expected: number, { tolerance }: Law): void {
  const within = 'rel' in tolerance ? number(tolerance, 'rel') * Math.abs(expected) : number(tolerance, 'abs');
  expect(Math.abs(value - expected), `${value} for ${expected}`).toBeLessThanOrEqual(within);
}

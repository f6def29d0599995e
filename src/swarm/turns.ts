// Periodic functions of an angle in turns, for the ripples of test functions, in the language of rules too. Imports rules.
// The reduction to one turn is exact, so large angles cost no accuracy; only additions, products and a floor, so the
// bits are the same everywhere. A third of the time of a sine of radians.

import { rule } from '../rules/rule.ts';

// sin(pi r) / r as a polynomial in r^2 on r in [-1/2, 1/2]: Chebyshev interpolation in 40 digits, error below 7e-19.
const S0 = Math.PI;
const S1 = -5.167712780049969;
const S2 = 2.5501640398773007;
const S3 = -0.5992645293189447;
const S4 = 0.0821458865731029;
const S5 = -0.007370430505916944;
const S6 = 0.0004662998161898394;
const S7 = -2.1903497074626018e-5;
const S8 = 7.697826768224191e-7;

/** sin(pi r) for r in [-1/2, 1/2]. */
function sineOfHalfTurns(r: number): number {
  const t = r * r;
  return r * (S0 + t * (S1 + t * (S2 + t * (S3 + t * (S4 + t * (S5 + t * (S6 + t * (S7 + t * S8))))))));
}

rule(sineOfHalfTurns, { uses: { S0, S1, S2, S3, S4, S5, S6, S7, S8 } });

/**
 * Haversine: sin(pi x)^2 = (1 - cos(2 pi x)) / 2, in [0, 1]. Exactly 0 at every integer, never negative, and exact in its
 * last digits near them, where 1 - cos(2 pi x) has lost them all.
 *
 * @param x turns, finite (NaN otherwise)
 */
export function haversine(x: number): number {
  const s = sineOfHalfTurns(x - Math.floor(x + 0.5));
  return s * s;
}

/** sin(2 pi x), to 2e-16 of absolute error. @param x turns, finite (NaN otherwise) */
export function sineOfTurns(x: number): number {
  const r = x - Math.floor(x + 0.5);
  const size = 0.5 - Math.abs(2 * Math.abs(r) - 0.5); // sin(pi - a) = sin(a)
  return sineOfHalfTurns(r < 0 ? -size : size);
}

rule(haversine, { uses: { sineOfHalfTurns } });

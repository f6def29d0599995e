// What happens to a particle that leaves the box: one rule for its coordinate, one for its velocity. Imports nothing.

/**
 * absorb   x on the bound, v = 0
 * reflect  x mirrored at the bound, v = -v (turned once for each mirror)
 * nearest  x on the bound, v as it was
 * periodic x enters on the other side, v as it was
 * random   x anywhere in the interval with equal probability, v = the way it then went ("adjust" of Helwig & Wanka 2008)
 * bounce   x on the bound, v = -v / 2, the rule of SPSO-2011 (Clerc 2012)
 *
 * @see Helwig & Wanka, "Theoretical analysis of initial particle swarm behavior", PPSN X (2008). doi:10.1007/978-3-540-87700-4_88
 * @see Zambrano-Bigiarini, Clerc & Rojas, CEC 2013. doi:10.1109/CEC.2013.6557848
 */
export const BOUNDS = ['absorb', 'reflect', 'nearest', 'periodic', 'random', 'bounce'] as const;
export type BoundsName = (typeof BOUNDS)[number];

/** Position and velocity as {@link confine} leaves them, so that no call allocates. */
export const CONFINED = { x: 0, v: 0 };

/**
 * Bring one coordinate back into [lower, upper]; writes {@link CONFINED}. Called only for x outside.
 *
 * @param rule index in {@link BOUNDS}
 * @param x where it would be, finite or not
 * @param v the velocity that brought it there
 * @param from where it was
 * @param uniform a draw in [0, 1), used by `random`
 */
export function confine(rule: number, x: number, v: number, from: number, lower: number, upper: number, uniform: number): void {
  const bound = x < lower ? lower : upper;
  switch (rule) {
    case 1:
      return reflect(x, v, lower, upper);
    case 2:
      return settle(bound, v, lower, upper);
    case 3:
      return settle(x - (upper - lower) * Math.floor((x - lower) / (upper - lower)), v, lower, upper);
    case 4: {
      const to = lower + uniform * (upper - lower);
      return settle(to, to - from, lower, upper);
    }
    case 5:
      return settle(bound, -0.5 * v, lower, upper);
    default:
      return settle(bound, 0, lower, upper);
  }
}

/** In units of the interval the path is a zigzag of period 2: even stretches run forwards, odd ones backwards. */
function reflect(x: number, v: number, lower: number, upper: number): void {
  const range = upper - lower;
  const stretch = Math.floor((x - lower) / range);
  const along = x - lower - stretch * range;
  if (stretch % 2 === 0) settle(lower + along, v, lower, upper);
  else settle(upper - along, -v, lower, upper);
}

/** Rounding may still leave a hair outside, and an infinite x is nowhere: both end on a bound. */
function settle(x: number, v: number, lower: number, upper: number): void {
  CONFINED.x = x >= lower ? (x <= upper ? x : upper) : lower;
  CONFINED.v = v;
}

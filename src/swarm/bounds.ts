// What happens to a particle that leaves the box: one rule for its coordinate, one for its velocity, which rules of movement call.
// Imports rules.

import { rule } from '../rules/rule.ts';

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

/** Asked only of an x outside of [low, high]. */
export interface Wall {
  /** Where it goes, but for rounding: see {@link held}. `x`: where it would be, finite or not; `uniform`: a draw in [0, 1). */
  readonly position: (x: number, low: number, high: number, uniform: number) => number;
  /** Its velocity then. `v`: what brought it to `x`; `way`: from where it was to `position`. */
  readonly velocity: (v: number, x: number, low: number, high: number, way: number) => number;
}

const bound = (x: number, low: number, high: number): number => (x < low ? low : high);

/** In units of the interval the path is a zigzag of period 2: even stretches run forwards, odd ones backwards. */
const stretch = (x: number, low: number, high: number): number => Math.floor((x - low) / (high - low));

function mirrored(x: number, low: number, high: number): number {
  const n = stretch(x, low, high);
  const along = x - low - n * (high - low);
  return n % 2 === 0 ? low + along : high - along;
}

const turned = (v: number, x: number, low: number, high: number): number => (stretch(x, low, high) % 2 === 0 ? v : -v);
const kept = (v: number): number => v;
const onBound = rule((x: number, low: number, high: number): number => bound(x, low, high), { uses: { bound } });

export const WALLS: Readonly<Record<BoundsName, Wall>> = {
  absorb: { position: onBound, velocity: () => 0 },
  reflect: { position: rule(mirrored, { uses: { stretch } }), velocity: rule(turned, { uses: { stretch } }) },
  nearest: { position: onBound, velocity: kept },
  periodic: { position: (x, low, high) => x - (high - low) * Math.floor((x - low) / (high - low)), velocity: kept },
  random: { position: (_x, low, high, uniform) => low + uniform * (high - low), velocity: (_v, _x, _low, _high, way) => way },
  bounce: { position: onBound, velocity: (v) => -0.5 * v },
};

/** Rounding may still leave a hair outside, and an infinite x is nowhere: both end on a bound. */
export const held = (x: number, low: number, high: number): number => (x >= low ? (x <= high ? x : high) : low);

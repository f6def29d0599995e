// How particles move, as rules of one coordinate: the engine's compiler makes loops of them, JavaScript or SIMD WebAssembly, which run
// over the particles of a block, plane by plane. Imports bounds and rules.
// v velocity, x position, p personal best, l best personal best among the neighbours, U uniform in [0, 1).

import { rule } from '../rules/rule.ts';
import { held, WALLS, type BoundsName } from './bounds.ts';

/** One coordinate of one particle. What is not a column of the swarm is working memory of a block. */
export interface Coordinate {
  readonly id: number;
  x: number;
  v: number;
  best: number;
  /** id of the neighbour with the least personal best */
  readonly leader: number;
  /** two uniforms of this tick, particle and dimension, and one for particles that re-enter at random */
  readonly first: number;
  readonly second: number;
  readonly entry: number;
  /** spso2011: from here to the centre of gravity; a normal number of this dimension, and of the next one */
  gap: number;
  normal: number;
  another: number;
  /** spso2011: of the whole particle. Squared length of the gap, then the distance to go; squared length of the normals */
  radius: number;
  length: number;
  /** 1 where the new position is the particle's best */
  readonly better: number;
}

/** The same for all particles; the last four change with the dimension. */
export interface Plane {
  readonly inertia: number;
  readonly cognitive: number;
  readonly social: number;
  readonly low: number;
  readonly high: number;
  /** largest speed, Infinity for none */
  readonly fastest: number;
  /** 1 where there is a next dimension */
  readonly paired: number;
  agent(id: number): Coordinate;
}

export const PLANE = ['inertia', 'cognitive', 'social', 'low', 'high', 'fastest', 'paired'] as const;

type Rule = (self: Coordinate, neighbours: unknown, random: unknown, params: { readonly leadless: boolean }, world: Plane) => void;

/** Go to x + v, held in the box by its walls. Handed over: `position` and `velocity` of the wall, `held`. */
declare const position: (x: number, low: number, high: number, uniform: number) => number;
declare const velocity: (v: number, x: number, low: number, high: number, way: number) => number;

/**
 * v' = inertia v + cognitive U1 (p - x) + social U2 (l - x), clamped; x' = x + v', confined. The inertia weight, the
 * constriction factor and SPSO-2007 have this form; the last (`leadless`) drops the third term where a particle leads itself.
 *
 * @see Shi & Eberhart, "A modified particle swarm optimizer", CEC 1998. doi:10.1109/ICEC.1998.699146
 * @see Clerc & Kennedy, IEEE TEC 6(1):58-73 (2002). doi:10.1109/4235.985692
 */
export function accelerate(bounds: BoundsName): Rule {
  const move: Rule = (self, _neighbours, _random, params, world) => {
    const here = self.x;
    const pull = params.leadless && self.leader === self.id ? 0 : world.social;
    const lead = world.agent(self.leader).best;
    let speed = world.inertia * self.v + world.cognitive * self.first * (self.best - here) + pull * self.second * (lead - here);
    speed = speed > world.fastest ? world.fastest : speed < -world.fastest ? -world.fastest : speed;
    let to = here + speed;
    if (!(to >= world.low && to <= world.high)) {
      const goal = position(to, world.low, world.high, self.entry);
      speed = velocity(speed, to, world.low, world.high, goal - here);
      to = held(goal, world.low, world.high);
    }
    self.x = to;
    self.v = speed;
  };
  return rule(move, { uses: { ...WALLS[bounds], held } });
}

/**
 * SPSO-2011. A point of the ball around G = (x + (x + c (p - x)) + (x + c (l - x))) / 3 of radius |G - x|, in a direction that no
 * rotation of space changes, so that a rotated problem is the same problem; a particle that leads itself leaves l out. In four
 * rules: this one, {@link isotropic}, {@link reach} and {@link arrive}.
 *
 * The distance is uniform, not uniform by volume: points gather about G in high dimensions too.
 * @see Zambrano-Bigiarini, Clerc & Rojas, CEC 2013, eqs. 4-7. doi:10.1109/CEC.2013.6557848
 */
export const gravitate: Rule = (self, _neighbours, _random, _params, world) => {
  const here = self.x;
  const own = world.cognitive * (self.best - here);
  const lead = world.agent(self.leader).best;
  const toward = self.leader === self.id ? own / 2 : (own + world.social * (lead - here)) / 3;
  self.gap = toward;
  self.radius += toward * toward;
};

/** Two standard normals by both branches of Box & Muller (1958), for this dimension and the next; the first uniform is moved into (0, 1]. */
export const isotropic: Rule = rule(
  (self, _neighbours, _random, _params, world) => {
    const length = Math.sqrt(-2 * Math.log(self.first + UNIT));
    const angle = TWO_PI * self.second;
    const normal = length * Math.cos(angle);
    const another = length * Math.sin(angle);
    self.normal = normal;
    self.another = another;
    self.length += normal * normal + (world.paired > 0 ? another * another : 0);
  },
  { uses: { UNIT: 2 ** -32, TWO_PI: 2 * Math.PI } },
);
declare const UNIT: number;
declare const TWO_PI: number;

/** How far to go along the normals. */
export const reach: Rule = (self) => {
  self.radius = self.length > 0 ? (self.first * Math.sqrt(self.radius)) / Math.sqrt(self.length) : 0;
};

/** To the point of the ball, clamped and confined as {@link accelerate} does it. */
export function arrive(bounds: BoundsName): Rule {
  const move: Rule = (self, _neighbours, _random, _params, world) => {
    const here = self.x;
    let speed = world.inertia * self.v + self.gap + self.radius * self.normal;
    speed = speed > world.fastest ? world.fastest : speed < -world.fastest ? -world.fastest : speed;
    let to = here + speed;
    if (!(to >= world.low && to <= world.high)) {
      const goal = position(to, world.low, world.high, self.entry);
      speed = velocity(speed, to, world.low, world.high, goal - here);
      to = held(goal, world.low, world.high);
    }
    self.x = to;
    self.v = speed;
  };
  return rule(move, { uses: { ...WALLS[bounds], held } });
}

/** Personal bests: where the particle is now, or as they were. */
export const remember: Rule = (self) => {
  if (self.better > 0) self.best = self.x;
};

// What a swarm is made of: options as people write them, checked once, and the plain data that the kernels run on.
// Imports errors, bounds, stop and topology.

import { LabError, nearest, refuseUnknown } from '../errors.ts';
import { BOUNDS, type BoundsName } from './bounds.ts';
import type { StopCriterion, StopSpec } from './stop.ts';
import { TOPOLOGIES, type Topology, type TopologyName } from './topology.ts';

/**
 * spso2007      Standard PSO 2007: inertia 1 / (2 ln 2), cognitive = social = 1/2 + ln 2, random informants; the default
 * canonical     inertia weight on the global topology: inertia 0.7298, cognitive = social = 1.49618
 * constriction  Clerc & Kennedy's factor of `phi` = 4.1, which gives the same three numbers to four digits, on a ring
 * spso2011      Standard PSO 2011: a point of a sphere instead of axes, with the numbers and the informants of spso2007
 *
 * The default was chosen on eight BBOB functions in 5 and 10 dimensions, 15 runs each of 10^4 evaluations a dimension, among
 * 27 combinations. In 5 dimensions its median solves f1 (15 of 15, 4.8e3 evaluations), f3, f20 and f21; `canonical` solves f1
 * alone. Walls and clamps made no difference that 15 runs could show: absorb and half the range are the literature's.
 * `spso2011` is better where axes mean nothing (f10, f15, and f8 in 5 dimensions), and worse where they do (f3, f20).
 *
 * @see Clerc, "Standard particle swarm optimisation", hal-00764996 (2012)
 * @see Bratton & Kennedy, "Defining a standard for particle swarm optimization", SIS 2007. doi:10.1109/SIS.2007.368035
 */
export const VARIANTS = ['spso2007', 'canonical', 'constriction', 'spso2011'] as const;
export type VariantName = (typeof VARIANTS)[number];

export interface SwarmOptions {
  /** 2..2^24, default 40 */
  readonly particles?: number;
  /** length of a point, 1..10^6 */
  readonly dimensions: number;
  /** one number for all dimensions, or one for each; lower < upper, both finite */
  readonly lower: number | ArrayLike<number>;
  readonly upper: number | ArrayLike<number>;
  readonly variant?: VariantName;
  readonly topology?: TopologyName;
  /** ring: neighbours on each side, default 1; random: particles that each informs, default 3 */
  readonly neighbours?: number;
  readonly bounds?: BoundsName;
  /** largest speed as a fraction of the range, > 0; Infinity for none */
  readonly velocityClamp?: number;
  /** first velocity: `uniform` in [lower - x, upper - x] (SPSO-2011) or `zero` */
  readonly launch?: 'uniform' | 'zero';
  readonly inertia?: number;
  readonly cognitive?: number;
  readonly social?: number;
  /** constriction only: sum of both accelerations, > 4 */
  readonly phi?: number;
  /** where the first particles are placed, inside the bounds; the rest at random */
  readonly positions?: readonly ArrayLike<number>[];
  /** checked at the end of every iteration; stopping by time is the caller's, who has a clock */
  readonly stop?: StopCriterion;
}

/** A swarm as plain data: what travels to the workers. Nothing in it follows the number of workers. */
export interface SwarmSpec {
  readonly particles: number;
  readonly dimensions: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly variant: VariantName;
  readonly topology: Topology;
  readonly bounds: BoundsName;
  readonly velocityClamp: number;
  readonly launch: 'uniform' | 'zero';
  readonly inertia: number;
  readonly cognitive: number;
  readonly social: number;
  readonly positions: readonly Float64Array[];
  readonly stop: StopSpec | null;
}

const MOST_PARTICLES = 2 ** 24;
const MOST_DIMENSIONS = 1_000_000;

/**
 * Constriction factor of Clerc & Kennedy.
 *
 * @param phi sum of the two acceleration coefficients, dimensionless, > 4
 * @throws LabError E_SWARM if phi <= 4, where velocities need not contract
 * @see Clerc & Kennedy, IEEE TEC 6(1):58-73 (2002). doi:10.1109/4235.985692
 */
export function constriction(phi: number): number {
  if (!(phi > 4 && phi < Infinity))
    throw new LabError(
      'E_SWARM',
      `phi must be above 4, but got ${phi}: at 4 or less velocities need not contract. The usual value is 4.1.`,
    );
  return 2 / Math.abs(2 - phi - Math.sqrt(phi * phi - 4 * phi));
}

/**
 * Check the options and fill in the defaults.
 *
 * @throws LabError E_SWARM naming the option, its value and what is allowed
 */
export function swarmSpec(options: SwarmOptions): SwarmSpec {
  refuseUnknown('E_SWARM', 'a swarm', options, SWARM_OPTIONS);
  const { dimensions } = options;
  whole('dimensions', dimensions, 1, MOST_DIMENSIONS);
  const variant = oneOf('variant', options.variant ?? 'spso2007', VARIANTS);
  const particles = options.particles ?? 40;
  whole('particles', particles, 2, MOST_PARTICLES);
  const { lower, upper } = boxOf(options, dimensions);
  const velocityClamp = options.velocityClamp ?? (variant === 'spso2011' ? Infinity : 0.5);
  if (!(velocityClamp > 0))
    throw new LabError(
      'E_SWARM',
      `velocityClamp must be a positive fraction of the range, but got ${velocityClamp}. Use Infinity for none.`,
    );
  return {
    particles,
    dimensions,
    lower,
    upper,
    variant,
    velocityClamp,
    topology: topologyOf(options, variant, particles),
    bounds: oneOf('bounds', options.bounds ?? (variant === 'spso2011' ? 'bounce' : 'absorb'), BOUNDS),
    launch: oneOf('launch', options.launch ?? 'uniform', ['uniform', 'zero'] as const),
    ...coefficients(options, variant),
    positions: positionsOf(options, dimensions, particles, lower, upper),
    stop: options.stop?.spec ?? null,
  };
}

/** Names of the options of a swarm. */
export const SWARM_OPTIONS = [
  'particles',
  'dimensions',
  'lower',
  'upper',
  'variant',
  'topology',
  'neighbours',
  'bounds',
  'velocityClamp',
  'launch',
  'inertia',
  'cognitive',
  'social',
  'phi',
  'positions',
  'stop',
];

function coefficients(options: SwarmOptions, variant: VariantName): { inertia: number; cognitive: number; social: number } {
  if (options.phi !== undefined && variant !== 'constriction')
    throw new LabError('E_SWARM', `phi belongs to the variant "constriction", but the variant is "${variant}".`);
  const phi = options.phi ?? 4.1;
  const chi = variant === 'constriction' ? constriction(phi) : 0.7298;
  const [w, c] = {
    spso2007: [1 / (2 * Math.LN2), 0.5 + Math.LN2],
    canonical: [0.7298, 1.49618],
    constriction: [chi, (chi * phi) / 2],
    spso2011: [1 / (2 * Math.LN2), 0.5 + Math.LN2],
  }[variant];
  const { inertia = w, cognitive = c, social = c } = options;
  for (const [name, value] of Object.entries({ inertia, cognitive, social })) {
    if (!Number.isFinite(value)) throw new LabError('E_SWARM', `${name} must be a finite number, but got ${value}.`);
  }
  return { inertia, cognitive, social };
}

function topologyOf(options: SwarmOptions, variant: VariantName, particles: number): Topology {
  const usual = ({ canonical: 'global', constriction: 'ring', spso2007: 'random', spso2011: 'random' } as const)[variant];
  const name = oneOf('topology', options.topology ?? usual, TOPOLOGIES);
  const k = options.neighbours ?? (name === 'random' ? Math.min(3, particles) : 1);
  whole('neighbours', k, 1, particles);
  return { name, k };
}

function boxOf(options: SwarmOptions, dimensions: number): { lower: Float64Array; upper: Float64Array } {
  const side = (name: 'lower' | 'upper'): Float64Array => {
    const given: unknown = options[name];
    if (typeof given === 'number') return new Float64Array(dimensions).fill(given);
    if (typeof given !== 'object' || given === null || !('length' in given))
      throw new LabError('E_SWARM', `no ${name} bounds: give ${name} as a number or as ${dimensions} numbers.`);
    const values = Float64Array.from(given as ArrayLike<number>); // it has a length; what is no number becomes NaN and is refused below
    if (values.length !== dimensions) throw new LabError('E_SWARM', `${name} has ${values.length} numbers for ${dimensions} dimensions.`);
    return values;
  };
  const lower = side('lower');
  const upper = side('upper');
  for (let d = 0; d < dimensions; d++) {
    const range = upper[d] - lower[d];
    if (range > 0 && range < Infinity) continue;
    throw new LabError('E_SWARM', `lower must be below upper, both finite, but dimension ${d} is [${lower[d]}, ${upper[d]}].`);
  }
  return { lower, upper };
}

function positionsOf(
  options: SwarmOptions,
  dimensions: number,
  particles: number,
  lower: Float64Array,
  upper: Float64Array,
): Float64Array[] {
  const given = options.positions ?? [];
  if (given.length > particles) throw new LabError('E_SWARM', `${given.length} positions are given for ${particles} particles.`);
  return given.map((position, n) => {
    const point = Float64Array.from(position);
    const outside = point.findIndex((value, d) => !(value >= lower[d] && value <= upper[d]));
    if (point.length === dimensions && outside < 0) return point;
    throw new LabError(
      'E_SWARM',
      `position ${n} must hold ${dimensions} numbers inside the bounds, but got [${point.slice(0, 8).join(', ')}${point.length > 8 ? ', …' : ''}].`,
    );
  });
}

function whole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new LabError('E_SWARM', `${name} must be a whole number from ${least} to ${most}, but got ${value}.`);
}

function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  const guess = nearest(value, known);
  throw new LabError(
    'E_SWARM',
    `${name} must be one of ${known.join(', ')}, but got "${value}".${guess ? ` Did you mean "${guess}"?` : ''}`,
  );
}

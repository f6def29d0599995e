// Laws of the particle swarm: the same bits everywhere, in the box, contracting, and better than chance.

import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { bbob } from '../../src/swarm/bbob.ts';
import { BOUNDS } from '../../src/swarm/bounds.ts';
import { rastrigin, sphere } from '../../src/swarm/classics.ts';
import { psoProgram } from '../../src/swarm/program.ts';
import { pso, type PsoOptions } from '../../src/swarm/pso.ts';
import { constriction, VARIANTS } from '../../src/swarm/swarm-options.ts';
import { TOPOLOGIES } from '../../src/swarm/topology.ts';

const BOX = { lower: -5.12, upper: 5.12 };

/** Best value after `iterations`. */
function bestAfter(iterations: number, objective: (x: Float64Array) => number, options: PsoOptions): number {
  const swarm = pso(options);
  for (let n = 0; n <= iterations; n++) swarm.iterate(objective);
  return swarm.best.value;
}

test.each([
  ['spso2007', 'random', 'absorb'],
  ['canonical', 'global', 'absorb'],
  ['constriction', 'vonNeumann', 'random'],
  ['spso2011', 'random', 'bounce'],
] as const)(
  '%s on %s with %s walls does not depend on how many workers computed it, nor on who evaluates',
  async (variant, topology, bounds) => {
    const options = { dimensions: 30, particles: 131, ...BOX, variant, topology, bounds };
    const swarm = pso({ ...options, seed: 'starling' });
    const { evaluate } = rastrigin(30);
    for (let n = 0; n <= 25; n++) swarm.tell(swarm.ask().map(evaluate));
    const program = psoProgram({ ...options, objective: { name: 'rastrigin' } });
    for (const workers of [1, 2, 3, 5]) {
      const engine = new Engine(program, { seed: 'starling', workers });
      await engine.advance(25);
      expect(stateHash(engine.arena)).toBe(swarm.stateHash);
      await engine.close();
    }
  },
);

test('a resume from a checkpoint goes on to the same bits, the random topology included', async () => {
  const program = psoProgram({ dimensions: 3, particles: 20, ...BOX, variant: 'spso2011', objective: { name: 'rastrigin' } });
  const whole = new Engine(program, { seed: 'x', workers: 1 });
  await whole.advance(17);
  const bytes = encodeCheckpoint(whole.arena);
  await whole.advance(40);
  const resumed = new Engine(program, { seed: 'x', workers: 2 });
  restoreCheckpoint(resumed.arena, bytes);
  await resumed.advance(40);
  expect(stateHash(resumed.arena)).toBe(stateHash(whole.arena));
  await Promise.all([whole.close(), resumed.close()]);
});

test('asking twice gives the same points, and iterating is asking and telling', () => {
  const options = { dimensions: 4, particles: 9, ...BOX, seed: '' };
  const one = pso(options),
    two = pso(options);
  const { evaluate } = sphere(4);
  for (let n = 0; n < 12; n++) {
    expect(one.ask()).toEqual(one.ask());
    one.tell(one.ask().map(evaluate));
    two.iterate(evaluate);
  }
  expect(one.stateHash).toBe(two.stateHash);
  expect(one.best).toEqual(two.best);
  expect(one.best.value).toBe(evaluate(one.best.position));
});

test.each([
  [4.1, 0.72984],
  [4.2, 0.64174],
  [4.5, 0.5],
  [5, 0.38197],
  [6, 0.26795],
])('constriction(%f) is %f, after Clerc & Kennedy (2002)', (phi, chi) => {
  expect(constriction(phi)).toBeCloseTo(chi, 4);
});

test('constriction refuses phi up to 4, where velocities need not contract', () => {
  for (const phi of [4, 3.9, NaN, Infinity]) expect(() => constriction(phi)).toThrow(/phi must be above 4/);
});

test('the default swarm solves the sphere in 5 dimensions to 1e-8 in 15 of 15 seeds within 10,000 evaluations (5e4 asked)', () => {
  for (let seed = 0; seed < 15; seed++) {
    const { evaluate, optimum, lower, upper } = bbob({ function: 1, instance: 1 + (seed % 5), dimensions: 5 });
    expect(bestAfter(249, evaluate, { dimensions: 5, lower, upper, seed: `sphere ${seed}` }) - (optimum?.value ?? NaN)).toBeLessThan(1e-8);
  }
});

const COMBINATIONS = VARIANTS.flatMap((variant) =>
  TOPOLOGIES.flatMap((topology) => BOUNDS.map((bounds) => ({ variant, topology, bounds }))),
);

/** The best of 2,000 points drawn uniformly: a new swarm's first points are just that. */
const CHANCE = Array.from({ length: 16 }, (_, seed) =>
  Math.min(
    ...pso({ dimensions: 5, particles: 2000, ...BOX, seed: `chance ${seed}` })
      .ask()
      .map(rastrigin(5).evaluate),
  ),
);

test.each(COMBINATIONS)(
  '$variant, $topology, $bounds stays in the box and beats random search on Rastrigin in 14 or more of 16 seeds (sign test: p < 0.003)',
  (choice) => {
    const { evaluate } = rastrigin(5);
    let outside = 0,
      wins = 0;
    CHANCE.forEach((chance, seed) => {
      const swarm = pso({ dimensions: 5, particles: 20, ...BOX, seed: String(seed), ...choice });
      for (let n = 0; n < 100; n++) {
        swarm.iterate((x) => {
          if (!x.every((value) => value >= -5.12 && value <= 5.12)) outside++;
          return evaluate(x);
        });
      }
      if (swarm.best.value < chance) wins++;
    });
    expect(outside).toBe(0);
    expect(wins).toBeGreaterThanOrEqual(14);
  },
);

/** The rotation of all planes (d, d+1) by one radian, in sequence. */
function rotated(x: Float64Array): Float64Array {
  const y = x.slice();
  for (let d = 0; d + 1 < y.length; d++)
    [y[d], y[d + 1]] = [Math.cos(1) * y[d] - Math.sin(1) * y[d + 1], Math.sin(1) * y[d] + Math.cos(1) * y[d + 1]];
  return y;
}

test('SPSO-2011 does as well on a rotated ellipsoid as on a plain one; a swarm that draws each axis does worse', () => {
  const ellipsoid = (x: Float64Array): number => x.reduce((sum, value, d) => sum + 1e4 ** (d / (x.length - 1)) * value * value, 0);
  const digits = (variant: 'spso2011' | 'canonical', turn: boolean): number[] =>
    Array.from({ length: 16 }, (_, seed) => {
      // the box is far wider than the swarm, so that its walls, which no rotation leaves alone, play no part
      const positions = Array.from({ length: 20 }, (_, i) => pso({ dimensions: 6, lower: -1, upper: 1, seed: `${seed}/${i}` }).ask()[0]);
      const best = bestAfter(200, (x) => ellipsoid(turn ? rotated(x) : x), {
        dimensions: 6,
        lower: -1000,
        upper: 1000,
        particles: 20,
        positions,
        launch: 'zero',
        variant,
        topology: 'random',
        velocityClamp: Infinity,
        seed: `rotation ${seed}`,
      });
      return Math.log10(best);
    });
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / (values.length - 1));
  const difference = (variant: 'spso2011' | 'canonical'): number => {
    const plain = digits(variant, false),
      turned = digits(variant, true);
    return (mean(turned) - mean(plain)) / Math.hypot(error(plain), error(turned)); // in standard errors
  };
  expect(Math.abs(difference('spso2011'))).toBeLessThan(3);
  expect(difference('canonical')).toBeGreaterThan(3);
});

test('an objective that is NaN or infinite now and then costs those evaluations, and never becomes the best', () => {
  const swarm = pso({ dimensions: 2, particles: 10, lower: -1, upper: 1 });
  let calls = 0;
  for (let n = 0; n < 20; n++) swarm.iterate(([x, y]) => [NaN, Infinity, -Infinity, x * x + y * y, x * x + y * y][calls++ % 5]);
  expect(swarm.evaluations).toBe(200);
  expect(swarm.failures).toBe(120);
  expect(swarm.best.value).toBeGreaterThanOrEqual(0);
  expect(swarm.best.value).toBeLessThan(0.1);
});

test('a swarm whose every evaluation fails says so with an infinite best, and goes on', () => {
  const swarm = pso({ dimensions: 2, particles: 5, lower: -1, upper: 1, variant: 'spso2011' });
  for (let n = 0; n < 3; n++) swarm.iterate(() => NaN);
  expect(swarm.best.value).toBe(Infinity);
  expect(
    swarm
      .ask()
      .flatMap((point) => [...point])
      .every((x) => x >= -1 && x <= 1),
  ).toBe(true);
});

test.each([
  [{ dimensions: 0 }, /dimensions must be a whole number/],
  [{ dimensions: 1.5 }, /dimensions/],
  [{ lower: 1 }, /lower must be below upper/],
  [{ lower: NaN }, /lower must be below upper/],
  [{ upper: Infinity }, /lower must be below upper/],
  [{ lower: [0, 0, 0] }, /lower has 3 numbers for 2 dimensions/],
  [{ particles: 1 }, /particles/],
  [{ particles: 1e9 }, /particles/],
  [{ variant: 'spso2012' }, /Did you mean "spso2011"/],
  [{ topology: 'rings' }, /Did you mean "ring"/],
  [{ bounds: 'reflekt' }, /Did you mean "reflect"/],
  [{ velocityClamp: 0 }, /velocityClamp/],
  [{ inertia: NaN }, /inertia/],
  [{ phi: 4.1 }, /phi belongs to/],
  [{ partikles: 3 }, /did you mean "particles"/],
  [{ positions: [[2, 2]] }, /position 0/],
])('the option %o is refused with its remedy', (wrong, message) => {
  const options = { dimensions: 2, lower: -1, upper: 1, ...wrong } as PsoOptions;
  expect(() => pso(options)).toThrow(expect.objectContaining({ code: 'E_SWARM', message: expect.stringMatching(message) }));
});

test('tell refuses values that nobody asked for, or too few', () => {
  const swarm = pso({ dimensions: 2, particles: 3, lower: -1, upper: 1 });
  expect(() => swarm.tell([1, 2, 3])).toThrow(/call ask\(\) first/);
  swarm.ask();
  expect(() => swarm.tell([1, 2])).toThrow(/3 in all, but got 2/);
});

test('given positions are where the first particles start', () => {
  const positions = [
    [0.25, -0.5],
    [1, -1],
  ];
  const points = pso({ dimensions: 2, particles: 3, lower: -1, upper: 1, positions }).ask();
  expect(points.slice(0, 2).map((point) => [...point])).toEqual(positions);
});

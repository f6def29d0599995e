// The swarm in lanes, as JavaScript, and written plainly: the same bits, whatever it is made of.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { threefry, WORDS } from '../../src/engine/random.ts';
import { BOUNDS } from '../../src/swarm/bounds.ts';
import { minimize } from '../../src/swarm/minimize.ts';
import { builtinObjective, objectiveNames } from '../../src/swarm/objectives.ts';
import { psoProgram } from '../../src/swarm/program.ts';
import { pso, type Pso } from '../../src/swarm/pso.ts';
import { VARIANTS } from '../../src/swarm/swarm-options.ts';
import { TOPOLOGIES } from '../../src/swarm/topology.ts';
import { fillUniforms, uniformsModule } from '../../src/swarm/uniforms.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { plainSwarm } from '../reference/swarm.ts';

const WAYS = VARIANTS.flatMap((variant) => TOPOLOGIES.map((topology) => ({ variant, topology })));
/** Dimensions with particles: odd numbers, one chunk and several, a last chunk shorter than the lanes. */
const SIZES = [
  [1, 37],
  [2, 2],
  [2, 1_043],
  [7, 151],
  [30, 49],
] as const;

/** x, v and best of a swarm, particle by particle, and its values. */
function columnsOf(swarm: Pso) {
  const { arena } = swarm;
  const { x, v, best, value, bestValue } = arena.now(0) as unknown as Record<string, Float64Array>;
  const capacity = arena.capacities.kinds[0];
  const rows = (column: Float64Array) =>
    Array.from({ length: swarm.particleCount }, (_, i) =>
      Array.from({ length: column.length / capacity }, (_, d) => column[d * capacity + i]),
    );
  return { x: rows(x), v: rows(v), best: rows(best), value: rows(value).flat(), bestValue: rows(bestValue).flat() };
}

test.each(WAYS)(
  '$variant on $topology: lanes, JavaScript and the plain swarm agree in every bit, for all walls',
  ({ variant, topology }) => {
    let outside = 0;
    for (const bounds of BOUNDS) {
      for (const [dimensions, particles] of SIZES) {
        const lower = Float64Array.from({ length: dimensions }, (_, d) => -1 - d);
        const options = { dimensions, particles, lower, upper: 2, variant, topology, bounds };
        // the least value lies in a corner, so that many run into the walls
        const evaluate = (x: Float64Array): number => x.reduce((sum, each, d) => sum + (each - lower[d]) ** 2 + Math.cos(3 * each), 0);
        const ways = (['simd', 'js'] as const).map((backend) => pso({ ...options, seed: 'plain', backend }));
        for (const swarm of ways) for (let n = 0; n <= 12; n++) swarm.iterate(evaluate);
        const plain = plainSwarm(options, 'plain', evaluate, 12);
        const columns = columnsOf(ways[0]);
        for (const name of ['x', 'v', 'best', 'value', 'bestValue'] as const)
          expect(columns[name]).toEqual(plain.map((particle) => particle[name]));
        expect(ways[1].stateHash).toBe(ways[0].stateHash);
        outside += columns.x.flat().filter((each) => each === 2 || lower.includes(each)).length;
      }
    }
    expect(outside).toBeGreaterThan(0); // walls were met
  },
);

const OURS = objectiveNames.filter((name) => name !== 'bbob');

test.each(OURS)('%s has the same bits at one point, in lanes and in JavaScript', async (name) => {
  for (const [dimensions, particles] of SIZES) {
    if (name === 'rosenbrock' && dimensions === 1) continue;
    const objective = builtinObjective(name, { dimensions });
    const { lower, upper, evaluate } = objective;
    const options = { dimensions, particles, lower, upper, seed: name };
    const lanes = pso(options, objective);
    const points = pso({ ...options, backend: 'js' });
    for (let n = 0; n < 10; n++) {
      lanes.iterateOurs();
      points.iterate(evaluate);
    }
    expect(lanes.stateHash).toBe(points.stateHash);
    expect(lanes.failures).toBe(0);
    expect(lanes.best.value).toBe(evaluate(lanes.best.position));
  }
});

test('the engine, its workers and both back ends end in the same state, with objectives in lanes and point by point', async () => {
  for (const objective of [{ name: 'rosenbrock' }, { name: 'bbob', function: 3 }]) {
    const box = { lower: -5, upper: 10, dimensions: 6, particles: 203, seed: 'engine' };
    const here = pso(box, builtinObjective(objective.name, { ...objective, dimensions: 6 }));
    for (let n = 0; n <= 30; n++) here.iterateOurs();
    for (const backend of ['simd', 'js'] as const) {
      for (const workers of [1, 3]) {
        const { seed, ...options } = box;
        const engine = new Engine(psoProgram({ ...options, backend, objective }), { seed, workers });
        await engine.advance(30);
        expect(stateHash(engine.arena)).toBe(here.stateHash);
        await engine.close();
      }
    }
  }
});

test('minimize gives the same result with both back ends', async () => {
  const options = { dimensions: 4, evaluations: 2_000, seed: 'same' };
  const [lanes, plain] = [await minimize('ackley', options), await minimize('ackley', { ...options, backend: 'js' })];
  expect(lanes).toEqual(plain);
  expect(lanes.value).toBeLessThan(1);
});

test('a value that is not finite is a failure, in lanes as at one point', () => {
  const objective = {
    ...builtinObjective('sphere', { dimensions: 3 }),
    rule: ({ x }: { x: ArrayLike<number> }) => (x[0] > 0 ? x[1] : x[0] / 0),
  };
  const swarm = pso({ dimensions: 3, particles: 45, lower: -1, upper: 1, seed: 'never' }, objective);
  const twin = pso({ dimensions: 3, particles: 45, lower: -1, upper: 1, seed: 'never' });
  for (let n = 0; n < 4; n++) {
    swarm.iterateOurs();
    twin.iterate(([x, y]) => (x > 0 ? y : x / 0));
  }
  expect(swarm.stateHash).toBe(twin.stateHash);
  expect(swarm.failures).toBe(twin.failures);
  expect(swarm.failures).toBeGreaterThan(0);
});

test('uniforms in lanes are the words of threefry, for rows of any length, and so are those of JavaScript', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
  const fill = new WebAssembly.Instance(uniformsModule(), { env: { memory } }).exports['fill'] as (...words: number[]) => void;
  const [first, second] = [new Float64Array(memory.buffer, 0, 512), new Float64Array(memory.buffer, 4_096, 512)];
  const [one, two] = [new Float64Array(520), new Float64Array(520)];
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer(),
      fc.nat(2 ** 24),
      fc.nat(1e6),
      fc.integer({ min: 1, max: 512 }),
      (k0, k1, counter, draw, count) => {
        fill(k0, k1, counter, draw, count, 0, 4_096);
        fillUniforms(k0, k1, counter, draw, count, one, two, 8);
        for (let n = 0; n < count; n++) {
          const word = (threefry(k0, k1, counter + n, draw) >>> 0) / 2 ** 32;
          const other = (WORDS[1] >>> 0) / 2 ** 32;
          if (first[n] !== word || second[n] !== other || one[8 + n] !== word || two[8 + n] !== other) return false;
        }
        return true;
      },
    ),
  );
});

// Order parameters: closed forms, limits, invariances, brute force.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, uniform53 } from '../../src/engine/random.ts';
import type { Measured } from '../../src/emergence/measure.ts';
import { correlationLength, velocityCorrelation } from '../../src/emergence/order/correlation.ts';
import { binderCumulant, susceptibility } from '../../src/emergence/order/fluctuations.ts';
import { daido, kuramoto, kuramotoMean, rayleigh } from '../../src/emergence/order/kuramoto.ts';
import { localSynchrony } from '../../src/emergence/order/local-synchrony.ts';
import { angularMomentum, milling } from '../../src/emergence/order/milling.ts';
import { nematicOrder } from '../../src/emergence/order/nematic.ts';
import { numberFluctuations } from '../../src/emergence/order/number-fluctuations.ts';
import { polarization, speedPolarization } from '../../src/emergence/order/polarization.ts';
import type { Columns } from '../../src/emergence/source.ts';
import { away, within } from '../reference/torus.ts';
import { kindOf, worldWith } from './order-worlds.ts';

const angle = fc.double({ min: -20, max: 20, noNaN: true });
const angles = fc.array(angle, { minLength: 1, maxLength: 60 });
const unit = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const speed = fc.double({ min: -3, max: 3, noNaN: true }).map((v) => (Math.abs(v) < 1e-6 ? 0 : v));
const TURN = 2 * Math.PI;

const of = ({ value }: Measured): number => value ?? NaN;
const near = (got: number, expected: number, within = 1e-12): void => expect(Math.abs(got - expected)).toBeLessThan(within);

function uniforms(count: number, seed: string, draw = 0): number[] {
  const { k0, k1 } = keyFromSeed(seed);
  return Array.from({ length: count }, (_, i) => uniform53(k0, k1, i, draw));
}

describe('phases', () => {
  test("Kuramoto's and Daido's parameters are lengths of plain means, and turn with the phases", () => {
    fc.assert(
      fc.property(angles, angle, fc.integer({ min: 1, max: 5 }), (phase, turn, m) => {
        const mean = (part: (x: number) => number): number => phase.reduce((sum, each) => sum + part(m * each), 0) / phase.length;
        const r = Math.hypot(mean(Math.cos), mean(Math.sin));
        near(of(daido({ phase }, { m })), r);
        near(of(daido({ phase: phase.map((each) => each + turn) }, { m })), r);
        if (m > 1) return;
        near(of(kuramoto({ phase })), r);
        near(of(rayleigh({ phase })), phase.length * r * r, 1e-9);
        const { value } = kuramotoMean({ theta: phase.map((each) => each + turn) });
        if (r > 1e-3) near(Math.cos((value?.psi ?? NaN) - turn - Math.atan2(mean(Math.sin), mean(Math.cos))), 1);
      }),
    );
  });

  test('phases in m equal clusters have order m and none below', () => {
    const phase = Array.from({ length: 60 }, (_, i) => 0.4 + (TURN * (i % 3)) / 3);
    near(of(daido({ phase }, { m: 3 })), 1);
    near(of(daido({ phase }, { m: 1 })), 0);
    near(of(daido({ phase }, { m: 2 })), 0);
    expect(kuramotoMean({ phase: [0, Math.PI] }).reason).toMatch('no mean phase');
  });

  test('random phases have r = sqrt(pi / 4N) on average', () => {
    const mean = Array.from({ length: 400 }, (_, draw) => of(kuramoto({ phase: uniforms(200, 'phases', draw).map((u) => TURN * u) })));
    const expected = Math.sqrt(Math.PI / 800);
    near(mean.reduce((a, b) => a + b) / 400, expected, (4 * expected * Math.sqrt(4 / Math.PI - 1)) / Math.sqrt(400));
  });
});

describe('flocks', () => {
  test('polarization, nematic order and speeds of velocities are those of their headings, in the plane and tilted in space', () => {
    fc.assert(
      fc.property(angles, (heading) => {
        const [vx, vy] = [heading.map(Math.cos), heading.map(Math.sin)];
        const tilted = { vx, vy: vy.map((v) => 0.6 * v), vz: vy.map((v) => 0.8 * v) };
        near(of(polarization(tilted)), of(polarization({ heading })));
        near(of(speedPolarization(tilted)), of(polarization({ heading })));
        near(of(nematicOrder({ vx, vy })), of(nematicOrder({ heading })));
        near(of(nematicOrder({ heading: heading.map((each, i) => each + Math.PI * (i % 2)) })), of(nematicOrder({ heading }))); // either way
      }),
    );
  });

  test('nematic order in space is 1 on a line, 1/4 in a plane all round, 0 in all directions', () => {
    near(of(nematicOrder({ vx: [1, -2], vy: [2, -4], vz: [3, -6] })), 1);
    const round = Array.from({ length: 12 }, (_, i) => (TURN * i) / 12);
    near(of(nematicOrder({ vx: round.map(Math.cos), vy: round.map(Math.sin), vz: round.map(() => 0) })), 0.25);
    near(of(nematicOrder({ vx: [1, 0, 0], vy: [0, 1, 0], vz: [0, 0, 1] })), 0);
  });

  test('a mill has rotation 1, also round the seam of a torus and tilted in space', () => {
    fc.assert(
      fc.property(unit, unit, fc.integer({ min: 3, max: 40 }), (right, up, n) => {
        const at = Array.from({ length: n }, (_, i) => (TURN * i) / n);
        const x = at.map((a) => (8 * right + Math.cos(a) + 8) % 8);
        const [vx, vy] = [at.map((a) => -2 * Math.sin(a)), at.map((a) => 2 * Math.cos(a))];
        const wide = { space: { size: [8, 30], periodic: true } };
        const tall = at.map((a) => (30 * up + Math.sin(a) + 30) % 30);
        for (const metric of [milling, angularMomentum]) {
          near(of(metric({ x, y: tall, vx, vy }, wide)), 1, 1e-9);
          near(of(metric({ x, y: tall, heading: at.map((a) => a + Math.PI / 2) }, wide)), 1, 1e-9);
        }
        const z = at.map((a) => 0.8 * Math.sin(a));
        const tilted = {
          x: at.map(Math.cos),
          y: at.map((a) => 0.6 * Math.sin(a)),
          z,
          vx,
          vy: vy.map((v) => 0.6 * v),
          vz: vy.map((v) => 0.8 * v),
        };
        near(of(milling(tilted)), 1, 1e-9);
      }),
    );
    expect(milling({ x: [1], y: [1], vx: [1], vy: [0] }).reason).toMatch('away from the centre');
  });

  test('a flock that flies one way does not rotate by its angular momentum', () => {
    const x = uniforms(50, 'x');
    const y = uniforms(50, 'y');
    near(of(angularMomentum({ x, y, vx: x.map(() => 1), vy: x.map(() => 2) })), 0, 1e-12);
  });
});

test('local order is that of brute force, in space and on a network', () => {
  const sizes = fc.tuple(fc.double({ min: 1, max: 9, noNaN: true }), fc.double({ min: 1, max: 9, noNaN: true }));
  fc.assert(
    fc.property(sizes, fc.boolean(), fc.array(fc.tuple(unit, unit, angle), { minLength: 1, maxLength: 40 }), (size, periodic, at) => {
      const columns = { x: at.map(([x]) => x * size[0]), y: at.map(([, y]) => y * size[1]), heading: at.map(([, , a]) => a) };
      const near1 = columns.x.map((_, i) => within([columns.x, columns.y], i, size, 1, periodic));
      const orders = near1.flatMap((list, i) => {
        const all = [i, ...list].map((j) => columns.heading[j]);
        const sum = (part: (x: number) => number): number => all.reduce((total, each) => total + part(each), 0);
        return list.length === 0 ? [] : [Math.hypot(sum(Math.cos), sum(Math.sin)) / all.length];
      });
      const inSpace = localSynchrony(columns, { radius: 1, space: { size, periodic } });
      if (orders.length === 0) expect(inSpace.reason).toMatch('no agent that moves has a neighbour');
      else near(of(inSpace), orders.reduce((a, b) => a + b) / orders.length, 1e-10);
      near(inSpace.value ?? 0, localSynchrony(columns, { neighbours: near1 }).value ?? 0, 1e-10);
      const velocities = {
        x: columns.x,
        y: columns.y,
        vx: columns.heading.map((a) => 3 * Math.cos(a)),
        vy: columns.heading.map((a) => 3 * Math.sin(a)),
      };
      near(localSynchrony(velocities, { radius: 1, space: { size, periodic } }).value ?? 0, inSpace.value ?? 0, 1e-10);
    }),
  );
  const world = worldWith([kindOf('bird', { x: [0, 0.2, 4, 4.2], y: [1, 1, 1, 1], heading: [1, 1, 3, 3] })], {
    dimensions: 2,
    size: [8, 3],
    periodic: true,
    radius: 1,
  });
  near(of(localSynchrony(world)), 1); // two clusters that do not agree with one another
  expect(of(polarization(world))).toBeLessThan(0.6);
  expect(localSynchrony({ x: [0, 0.1], y: [0, 0], vx: [1, 0], vy: [0, 0] }, { radius: 1 }).reason).toMatch('no agent that moves');
  expect(() => localSynchrony({ heading: [1, 2] }, { neighbours: [[]] })).toThrow(/2 agents but neighbours of 1/);
});

describe('velocity correlation', () => {
  test('is that of brute force over all pairs', () => {
    const given = fc.array(fc.tuple(unit, unit, speed, speed), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(given, fc.constantFrom('periodic', 'open'), (at, boundary) => {
        const [x, y, vx, vy] = [0, 1, 2, 3].map((c) => at.map((each) => each[c] * (c === 0 ? 8 : c === 1 ? 3 : 1)));
        const periodic = boundary === 'periodic';
        const edges = [0, 0.7, 1.5, 2.2, 9];
        const options = { edges, ...(periodic ? { space: { size: [8, 3], periodic } } : {}) };
        const { value } = velocityCorrelation({ x, y, vx, vy }, options);
        if (value === null) return;
        const [mx, my] = [vx, vy].map((v) => v.reduce((a, b) => a + b) / v.length);
        const mean = at.reduce((sum, _, i) => sum + (vx[i] - mx) ** 2 + (vy[i] - my) ** 2, 0) / at.length;
        if (mean < 1e-6) return;
        const sums = edges.slice(1).map(() => ({ n: 0, sum: 0 }));
        for (let i = 0; i < at.length; i++)
          for (let j = 0; j < i; j++) {
            const d = Math.hypot(periodic ? away(x[i], x[j], 8) : x[j] - x[i], periodic ? away(y[i], y[j], 3) : y[j] - y[i]);
            const bin = sums[edges.findLastIndex((edge) => edge <= d)];
            if (!bin) continue;
            bin.n++;
            bin.sum += (vx[i] - mx) * (vx[j] - mx) + (vy[i] - my) * (vy[j] - my);
          }
        expect(value.pairs).toEqual(sums.map(({ n }) => n));
        sums.forEach(({ n, sum }, b) =>
          n === 0 ? expect(value.correlation[b]).toBeNull() : near(value.correlation[b] ?? NaN, sum / n / mean, 1e-8),
        );
      }),
    );
  });

  test('of a wave, the length is a quarter of its wave length', () => {
    const x = Array.from({ length: 1_000 }, (_, i) => i * 0.01);
    const flock = { x, y: x.map(() => 0.5), vx: x.map((each) => Math.cos((TURN * each) / 10)), vy: x.map(() => 1) };
    const options = { space: { size: [10, 1], periodic: true }, edges: Array.from({ length: 101 }, (_, b) => b * 0.05) };
    near(of(correlationLength(flock, options)), 2.5, 0.01); // C(r) = cos(2π r / 10)
    const sampled = correlationLength(flock, { ...options, sample: 200 });
    near(of(sampled), 2.5, 0.05);
    expect(sampled.convention).toMatch('regular sample of 200 of 1000 agents');
    expect(correlationLength({ ...flock, vx: x.map(() => 1) }, options).reason).toMatch('one velocity');
    expect(correlationLength(flock, { ...options, edges: [0, 0.1, 0.2] }).reason).toMatch('does not change its sign');
  });
});

describe('series of an order parameter', () => {
  test("Binder's cumulant is 2/3 in order, 0 for a normal variable, 2/5 for a uniform one, and has no units", () => {
    near(of(binderCumulant([0.5, -0.5, 0.5])), 2 / 3);
    const { k0, k1 } = keyFromSeed('binder');
    const n = 100_000;
    const normals = Array.from({ length: n }, (_, i) => normal(k0, k1, i, 0));
    near(of(binderCumulant(normals)), 0, 0.03); // sd of <m⁴> / 3 is √96 / 3 / √n = 0.0103
    near(of(binderCumulant(uniforms(n, 'uniform').map((u) => 2 * u - 1))), 2 / 5, 0.01);
    near(of(binderCumulant(normals.map((m) => 1e-200 * m))), of(binderCumulant(normals)), 1e-9);
    expect(binderCumulant([0, 0]).reason).toBe('all values are 0');
    expect(binderCumulant([]).reason).toBe('there are no values');
    expect(() => binderCumulant([1, NaN])).toThrow(/series\[1\] is NaN/);
  });

  test('susceptibility is N times the variance, of |m| or of m', () => {
    near(of(susceptibility([1, -1], { count: 10 })), 0);
    near(of(susceptibility([1, -1], { count: 10, mean: 'signed' })), 10);
    near(of(susceptibility([1, 3], { count: 10 })), 10);
    expect(() => susceptibility([1], { count: 0 })).toThrow(/count must .* got 0/);
  });
});

test('numbers fluctuate as the root of their mean in a random gas, and as the mean itself in a flock that gathers', () => {
  const space = { size: [8, 3], periodic: true };
  const snapshot = (draw: number): Columns => ({
    x: uniforms(5_000, 'gas x', draw).map((u) => 8 * u),
    y: uniforms(5_000, 'gas y', draw).map((u) => 3 * u),
  });
  const gas = Array.from({ length: 20 }, (_, draw) => snapshot(draw));
  near(numberFluctuations(gas, { space, boxes: [8, 16, 32] }).value?.exponent ?? NaN, 0.5, 0.03);
  const flock = { x: uniforms(2_000, 'gas x').map((u) => 0.01 * u), y: uniforms(2_000, 'gas y').map((u) => 0.01 * u) };
  near(numberFluctuations(flock, { space, boxes: [8, 16, 32] }).value?.exponent ?? NaN, 0.5, 0.03); // all in one box: Δn = N / side
  expect(numberFluctuations(gas[0]).reason).toMatch('open space');
  expect(() => numberFluctuations(gas, { boxes: [4] })).toThrow(/boxes must/);
});

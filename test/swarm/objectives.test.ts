import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODES, LabError } from '../../src/errors.ts';
import { bbob, bbobTitles } from '../../src/swarm/bbob.ts';
import type { Objective } from '../../src/swarm/objective.ts';
import { builtinObjective, objectiveNames } from '../../src/swarm/objectives.ts';
import { roundedCos, roundedLog, roundedPow } from '../../src/swarm/rounded.ts';
import { haversine, sineOfTurns } from '../../src/swarm/turns.ts';

const classicNames = objectiveNames.filter((name) => name !== 'bbob');
const builders: { title: string; build(dimensions: number): Objective }[] = [
  ...classicNames.map((name) => ({ title: name, build: (dimensions: number) => builtinObjective(name, { dimensions }) })),
  ...bbobTitles.map((title, at) => ({
    title: `BBOB f${at + 1}, ${title}`,
    build: (dimensions: number) => bbob({ function: at + 1, instance: 7, dimensions }),
  })),
];

/** A point of the box for fractions in [0, 1], one per coordinate. */
const within = (o: Objective, fractions: number[]): Float64Array => o.lower.map((lower, j) => lower + fractions[j] * (o.upper[j] - lower));

const fractions = (dimensions: number) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: dimensions, maxLength: dimensions });

/** What fn throws, which has to be a LabError. */
function labError(fn: () => unknown): LabError {
  try {
    fn();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe.each(builders)('$title', ({ build }) => {
  test.each([2, 3, 5, 13, 40])('in %i-D the optimum lies in the box and has the value it claims', (dimensions) => {
    const o = build(dimensions);
    const { value, position } = o.optimum ?? { value: NaN, position: new Float64Array() };
    expect([o.dimensions, o.lower.length, o.upper.length, position.length]).toEqual(Array(4).fill(dimensions));
    expect(position.every((x, j) => o.lower[j] <= x && x <= o.upper[j])).toBe(true);
    expect(Math.abs(o.evaluate(position) - value)).toBeLessThanOrEqual(1e-13 * Math.max(100, Math.abs(value)));
  });

  test('no point of the box is better than the optimum', () => {
    const o = build(5);
    const least = o.optimum?.value ?? NaN;
    const slack = 1e-12 * Math.max(1, Math.abs(least));
    fc.assert(
      fc.property(fractions(5), (at) => o.evaluate(within(o, at)) >= least - slack),
      { numRuns: 200 },
    );
  });

  test('near the optimum nothing is better than it', () => {
    const o = build(4);
    const { value, position } = o.optimum ?? { value: NaN, position: new Float64Array() };
    const slack = 1e-12 * Math.max(1, Math.abs(value));
    fc.assert(
      fc.property(fractions(4), fc.double({ min: 1e-9, max: 1e-1, noNaN: true }), (at, radius) => {
        return o.evaluate(position.map((p, j) => p + radius * (2 * at[j] - 1))) >= value - slack;
      }),
      { numRuns: 100 },
    );
  });

  test('the same point has the same bits again, in another instance and in shared memory, and is only read', () => {
    const o = build(6);
    const shared = new Float64Array(new SharedArrayBuffer(64), 16, 6);
    fc.assert(
      fc.property(fractions(6), fractions(6), (at, elsewhere) => {
        const x = within(o, at);
        const before = x.slice();
        const value = o.evaluate(x);
        o.evaluate(within(o, elsewhere)); // scratch must not leak from one call to the next
        shared.set(x);
        return Object.is(o.evaluate(x), value) && Object.is(build(6).evaluate(shared), value) && x.every((c, j) => c === before[j]);
      }),
      { numRuns: 20 },
    );
  });

  test('NaN in any coordinate gives NaN', () => {
    const o = build(4);
    for (let j = 0; j < 4; j++) {
      const x = within(o, [0.2, 0.4, 0.6, 0.8]);
      x[j] = NaN;
      expect(o.evaluate(x)).toBeNaN();
    }
  });
});

describe('classics', () => {
  const at = (name: string, x: number[]) => builtinObjective(name, { dimensions: x.length }).evaluate(Float64Array.from(x));

  test.each([
    ['sphere', [1, 2, 3], 14],
    ['rastrigin', [1, 1, 1, 1], 4],
    ['rastrigin', [0.5, 0.5], 40.5],
    ['rosenbrock', [0, 0, 0, 0], 3],
    ['rosenbrock', [-1.2, 1], 24.2], // the start of Rosenbrock (1960)
    ['ackley', [1, 1], 3.6253849384403627],
    ['griewank', [Math.PI, 0], 2 + Math.PI ** 2 / 4000],
    ['schwefel', [0, 0], 2 * 418.9828872724338],
    ['levy', [5], 1],
    ['levy', [1, 5], 1],
    ['zakharov', [1, 1], 2 + 1.5 ** 2 + 1.5 ** 4],
    ['dixon-price', [0, 0, 0], 1],
    ['dixon-price', [1, 1], 2],
    ['styblinski-tang', [1, 1, 1], -15],
    ['ellipsoid', [1, 1], 1 + 1e6],
  ] as const)('%s at %j is %d', (name, x, value) => {
    expect(Math.abs(at(name, [...x]) - value)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(value)));
  });

  test.each(['sphere', 'rastrigin', 'ackley', 'griewank', 'zakharov', 'ellipsoid'])('%s is even', (name) => {
    const o = builtinObjective(name, { dimensions: 5 });
    fc.assert(fc.property(fractions(5), (f) => o.evaluate(within(o, f)) === o.evaluate(within(o, f).map((c) => -c))));
  });

  test.each(['sphere', 'rastrigin', 'ackley', 'schwefel', 'styblinski-tang'])('%s treats all coordinates alike', (name) => {
    const o = builtinObjective(name, { dimensions: 4 });
    fc.assert(
      fc.property(fractions(4), (f) => {
        const value = o.evaluate(within(o, f));
        return Math.abs(o.evaluate(within(o, f).reverse()) - value) <= 1e-11 * Math.max(1, Math.abs(value));
      }),
    );
  });

  test.each(['sphere', 'rastrigin', 'ackley', 'griewank', 'schwefel', 'levy', 'zakharov', 'dixon-price', 'styblinski-tang', 'ellipsoid'])(
    '%s has its optimum in one dimension too',
    (name) => {
      const { optimum, evaluate } = builtinObjective(name, { dimensions: 1 });
      expect(evaluate(optimum?.position ?? new Float64Array(1))).toBeCloseTo(optimum?.value ?? NaN, 11);
    },
  );

  test('near its optimum Rastrigin keeps its digits: 1 - cos is not taken from 1', () => {
    const step = 1e-12;
    const curvature = 1 + 20 * Math.PI ** 2;
    expect(at('rastrigin', [step, 0]) / (curvature * step * step)).toBeCloseTo(1, 10);
  });
});

describe('BBOB instances', () => {
  const make = (number: number, instance: number, dimensions = 3) => bbob({ function: number, instance, dimensions });

  test('are named as COCO names them', () => {
    expect(make(8, 1, 20).name).toBe('bbob_f008_i01_d20');
    expect(make(24, 105, 2).name).toBe('bbob_f024_i105_d02');
  });

  test('differ from each other, in place and in value', () => {
    const values = Array.from({ length: 20 }, (_, i) => make(1, i + 1).optimum?.value);
    expect(new Set(values).size).toBe(20);
    expect(make(1, 1).optimum?.position).not.toEqual(make(1, 2).optimum?.position);
  });

  test('f4 shares its draws with f3, f18 with f17', () => {
    expect(make(4, 5).optimum?.value).toBe(make(3, 5).optimum?.value);
    expect(make(4, 5).optimum?.position.map(Math.abs)).toEqual(make(3, 5).optimum?.position.map(Math.abs));
    expect(make(18, 5).optimum).toEqual(make(17, 5).optimum);
  });

  test('have values of two decimals within 1000 of 0', () => {
    for (let i = 1; i <= 300; i++) {
      const value = make(2, i).optimum?.value ?? NaN;
      expect(Math.abs(value)).toBeLessThanOrEqual(1000);
      expect(Number(value.toFixed(2))).toBe(value);
    }
  });

  test('exist up to the last number the generator can reach', () => {
    const o = make(21, 9_000_000);
    expect(o.evaluate(o.optimum?.position ?? new Float64Array(3))).toBeCloseTo(o.optimum?.value ?? NaN, 9);
  });

  test('outside the box cost more, where the definition has a penalty', () => {
    for (const number of [4, 7, 16, 17, 18, 20, 21, 22, 23, 24]) {
      const o = make(number, 1, 2);
      const scale = number === 20 ? 1e-2 : 1;
      expect(o.evaluate(Float64Array.of(1e4, 1e4)) - (o.optimum?.value ?? NaN)).toBeGreaterThan(1e7 * scale);
    }
  });

  test('f5 goes no further down beyond its corner', () => {
    const o = make(5, 1, 3);
    const corner = o.optimum?.position ?? new Float64Array(3);
    expect(o.evaluate(corner.map((c) => 1.4 * c))).toBe(o.evaluate(corner));
  });
});

describe('builtinObjective', () => {
  test('knows the classics and bbob', () => {
    expect(objectiveNames).toEqual([
      'sphere',
      'rastrigin',
      'rosenbrock',
      'ackley',
      'griewank',
      'schwefel',
      'levy',
      'zakharov',
      'dixon-price',
      'styblinski-tang',
      'ellipsoid',
      'bbob',
    ]);
    for (const name of objectiveNames) expect(builtinObjective(name, { dimensions: 2 }).dimensions).toBe(2);
  });

  test('hands function and instance to bbob', () => {
    expect(builtinObjective('bbob', { dimensions: 5, function: 21, instance: 3 }).name).toBe('bbob_f021_i03_d05');
    expect(builtinObjective('bbob', { dimensions: 5 }).name).toBe('bbob_f001_i01_d05');
  });

  test('suggests the nearest name', () => {
    const error = labError(() => builtinObjective('rastigrin', { dimensions: 2 }));
    expect(error.code).toBe('E_OBJECTIVE');
    expect(error.message).toMatch(/'rastigrin'.*'rastrigin'/);
    expect(CODES[error.code]).toBe('input');
  });

  test.each(['constructor', '__proto__', 'toString', '', 'qqqqqqqq'])('does not know %j', (name) => {
    expect(labError(() => builtinObjective(name, { dimensions: 2 })).code).toBe('E_OBJECTIVE');
  });

  test.each([0, -1, 1.5, NaN, Infinity, 1e9])('refuses %d dimensions and says so', (dimensions) => {
    for (const name of objectiveNames) {
      const error = labError(() => builtinObjective(name, { dimensions }));
      expect([error.code, error.message]).toEqual(['E_PARAM', expect.stringContaining(String(dimensions))]);
    }
  });

  test.each([
    ['rosenbrock', { dimensions: 1 }, /at least 2.*1/],
    ['bbob', { dimensions: 1 }, /dimensions.*2 to 1000.*1/],
    ['bbob', { dimensions: 1001 }, /dimensions.*1001/],
    ['bbob', { dimensions: 2, function: 0 }, /function.*1 to 24.*0/],
    ['bbob', { dimensions: 2, function: 25 }, /function.*25/],
    ['bbob', { dimensions: 2, function: 1.5 }, /function.*1\.5/],
    ['bbob', { dimensions: 2, instance: 0 }, /instance.*0/],
    ['bbob', { dimensions: 2, instance: NaN }, /instance.*NaN/],
    ['bbob', { dimensions: 2, instance: 9_000_001 }, /instance.*9000001/],
  ])('refuses %s with %j', (name, options, message) => {
    const error = labError(() => builtinObjective(name, options));
    expect(error.code).toBe('E_PARAM');
    expect(error.message).toMatch(message);
  });
});

describe('functions of turns', () => {
  test('the sine is sin(2 pi x), odd and at most 1', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        const s = sineOfTurns(x);
        return Math.abs(s - Math.sin(2 * Math.PI * x)) <= 1e-13 && Math.abs(s) <= 1 && (sineOfTurns(-x) === -s || Math.abs(x) % 1 === 0.5);
      }),
    );
  });

  test('the haversine is (1 - cos(2 pi x)) / 2', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        return Math.abs(haversine(x) - (1 - Math.cos(2 * Math.PI * x)) / 2) <= 1e-13;
      }),
    );
  });

  test('the haversine is exactly 0 at integers and within a rounding of 1 halfway between', () => {
    for (const x of [0, 1, -7, 2 ** 40]) {
      expect(haversine(x)).toBe(0);
      expect(haversine(x + 0.5)).toBeCloseTo(1, 15);
    }
  });

  test('the haversine is even and has period 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 20), max: 2 ** 20 }), fc.integer({ min: -99, max: 99 }), (a, period) => {
        const x = a / 2 ** 21; // exact, and so is x + period
        return haversine(-x) === haversine(x) && haversine(x + period) === haversine(x);
      }),
    );
  });
});

describe('correctly rounded functions', () => {
  // Reference digits: mpmath with 200 bits, rounded to double.
  test.each([
    [roundedLog(0.1), -2.3025850929940455],
    [roundedLog(0.7), -0.35667494393873245],
    [roundedLog(1e-99), -227.95592420641051],
    [roundedLog(1), 0],
    [roundedCos(0), 1],
    [roundedCos(1), 0.5403023058681398],
    [roundedCos(2), -0.4161468365471424],
    [roundedCos(4), -0.6536436208636119],
    [roundedCos(6), 0.960170286650366],
    [roundedPow(10, 0.5), 3.1622776601683795],
    [roundedPow(1e6, 1), 1e6],
    [roundedPow(0.1, 0.5), 0.31622776601683794],
    [roundedPow(1000, -0.5), 0.03162277660168379],
  ])('%d is %d', (ours, theirs) => expect(ours).toBe(theirs));

  test('stay within a rounding of the machine', () => {
    const near = (a: number, b: number) => Math.abs(a - b) <= 4e-16 * Math.abs(b);
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 0.999, noNaN: true }), (u) => {
        return (
          near(roundedLog(u), Math.log(u)) && near(roundedPow(1e6, u), 1e6 ** u) && Math.abs(roundedCos(6 * u) - Math.cos(6 * u)) <= 3e-16
        );
      }),
    );
  });
});

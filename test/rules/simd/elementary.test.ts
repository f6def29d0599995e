// The elementary functions in WebAssembly have the bits of the engine's.

import { describe, expect, test } from 'vitest';
import { algebra, type Precision } from '../../../src/rules/simd/algebra.ts';
import { arity, elementary, ELEMENTARY_NAMES, type ElementaryName } from '../../../src/rules/simd/elementary.ts';
import { AREA, instance, mapping, named } from './instance.ts';

/** Ten times the numbers when the long tests run. */
const LONG = process.env.SWARMLAB_LONG === undefined ? 1 : 10;

type Floats = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** Seeded words of 32 bits: mulberry32. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** The function over rows of up to AREA bytes, compared lane by lane with the engine's. */
function comparison(name: ElementaryName, precision: Precision, vector: boolean) {
  const expected = named(name, precision);
  const count = arity(name);
  const { buffer, run } = instance((module) => ({
    apply: mapping(precision, vector, count, elementary(module, algebra(precision, vector), name)),
  }));
  const Column = precision === 'f64' ? Float64Array : Float32Array;
  const lanes = AREA / Column.BYTES_PER_ELEMENT;
  const columns: Floats[] = Array.from({ length: count }, (_, i) => new Column(buffer, AREA * i, lanes));
  const result: Floats = new Column(buffer, AREA * 8, lanes);
  /** The first `length` lanes hold: same bits, NaN for NaN. */
  const holds = (length: number): void => {
    expect(length).toBeLessThanOrEqual(lanes);
    result.fill(0.1234);
    run.apply(length * Column.BYTES_PER_ELEMENT);
    const [x, y = x, z = x] = columns;
    for (let i = 0; i < length; i++) {
      const goal = expected(x[i], y[i], z[i]);
      if (Object.is(goal, result[i])) continue;
      const got = result[i]; // not expect for each: there are millions
      expect.fail(`${name} (${precision}${vector ? ' lanes' : ''}) of ${columns.map((each) => each[i]).join(', ')}: ${got}, not ${goal}`);
    }
  };
  return { columns, lanes, holds };
}

const around = (value: number, precision: Precision): number[] => {
  const x = precision === 'f64' ? Float64Array.of(value) : Float32Array.of(value);
  const bits = precision === 'f64' ? new BigInt64Array(x.buffer) : new Int32Array(x.buffer);
  const of = (step: number): number => {
    x[0] = value;
    if (bits instanceof BigInt64Array) bits[0] += BigInt(step);
    else bits[0] += step;
    return x[0];
  };
  return [-2, -1, 0, 1, 2].map(of);
};

/** Where an algorithm changes its course, in either precision, and ordinary numbers. */
const TURNS = [
  [0, 1, 2, 3, 4, 5, 7, 8, 9, 1.5, 2.5, 0.1, 1 / 3, 10, 1000, 12345.678],
  [804, 1647099.3291652855, 2 ** 52, 2 ** 53, 2 ** 63, 2 ** 64, 2 ** 65],
  [2 ** -12, 2 ** -25, 2 ** -27, 2 ** -53, 2 ** -54, 2 ** -60],
  [Math.PI / 4, Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI, 100 * Math.PI, 0.7853981, 1.5707963],
  [87, 88, 88.72, 88.73, 89.42, 89.5, 103.97, 104, 120, 200, 708, 708.4, 709, 709.78, 709.79, 710.47, 710.48, 745.13, 745.2, 800],
  [0.625, 18, 22, 38, 44, 0.5 * Math.LN2, 1.5 * Math.LN2, 10.5 * Math.LN2],
  [Math.SQRT1_2, Math.SQRT2, 2 * Math.SQRT2, 2 ** 10 * Math.SQRT1_2, 2 ** 1023 * Math.SQRT2, 2 ** 127 * Math.SQRT2],
  [0.4375, 0.6875, 1.1875, 2.4375, 1e20, 2 ** 30, 1e30, 1e-30, 1e300, 1e-300, 1e-12, 1e19, 1e-130, 1e150],
  [1000, 1074, 1075, 1100, 1101, 1022, 1023, 1024, 126, 127, 128, 149, 150],
  [2.2250738585072014e-308, 5e-324, 1e-310, 1.7976931348623157e308, 1.1754943508222875e-38, 1e-45, 1e-40, 3.4028234663852886e38],
  [Infinity, NaN, 2 ** 1023, 2 ** -1000, 2 ** 100, 2 ** -100],
].flat();

/** The turns of either sign, their neighbours, and numbers a little farther on either side. */
function edges(precision: Precision): number[] {
  const beside = [2 ** -9, -(2 ** -9), 2 ** -14, -(2 ** -14)].map((share) => 1 + share);
  const signed = TURNS.flatMap((x) => [x, -x]).flatMap((x) => [...around(x, precision), ...beside.map((factor) => x * factor)]);
  return [...new Set([0, ...signed])].concat(-0);
}

const SHAPES: [Precision, boolean][] = [
  ['f64', false],
  ['f64', true],
  ['f32', false],
  ['f32', true],
];

/** Scales of numbers: random bits, then uniform in the exponent from 2^-a to 2^a, of either sign. */
const SPREADS = [0, 1, 3, 10, 30, 100];

describe.each(SHAPES)('%s, in lanes: %s', (precision, vector) => {
  test.each(ELEMENTARY_NAMES)('%s has the bits of the engine on numbers of all sizes', (name) => {
    const { columns, holds } = comparison(name, precision, vector);
    const word = generator(name.length * 31 + name.charCodeAt(0));
    const length = 4096 * LONG;
    for (const spread of SPREADS) {
      for (const column of columns) {
        if (spread === 0) {
          const bits = new Uint32Array(column.buffer, column.byteOffset, (length * column.BYTES_PER_ELEMENT) / 4);
          for (let i = 0; i < bits.length; i++) bits[i] = word();
        } else {
          for (let i = 0; i < length; i++) {
            const size = 2 ** ((word() / 2 ** 31 - 1) * spread) * (1 + word() * 2 ** -32 + word() * 2 ** -53);
            column[i] = word() & 1 ? size : -size;
          }
        }
      }
      holds(length);
    }
  });

  test.each(ELEMENTARY_NAMES)('%s has them where its algorithm changes its course, lanes mixed', (name) => {
    const { columns, lanes, holds } = comparison(name, precision, vector);
    const all = edges(precision);
    const word = generator(all.length);
    for (let round = 0; round < 2 * LONG; round++) {
      // first every edge, then edges drawn at random: beside others, and with other arguments
      const length = round === 0 ? all.length - (all.length % 4) : lanes / 8;
      for (const [at, column] of columns.entries()) {
        for (let i = 0; i < length; i++) column[i] = round === 0 && at === 0 ? all[i] : all[word() % all.length];
      }
      holds(length);
    }
  });

  test.each(ELEMENTARY_NAMES)('%s has them when one lane alone leaves the common path', (name) => {
    const { columns, holds } = comparison(name, precision, vector);
    const width = algebra(precision, vector).lanes;
    const odd = edges(precision);
    for (let lane = 0; lane < width; lane++) {
      for (const column of columns) {
        for (let i = 0; i < odd.length * width; i++) column[i] = i % width === lane ? odd[Math.floor(i / width)] : 0.3 + 0.2 * (i % 3);
      }
      holds(odd.length * width);
    }
  });
});

const UNARY = ELEMENTARY_NAMES.filter((name) => arity(name) === 1);

test.each(UNARY)('%s has the bits of the engine throughout the float32 numbers', (name) => {
  const { columns, lanes, holds } = comparison(name, 'f32', true);
  const bits = new Uint32Array(columns[0].buffer, 0, lanes);
  const step = Math.floor(1021 / LONG);
  const words = Math.floor(2 ** 32 / step);
  for (let done = 0; done < words; done += lanes) {
    const length = Math.min(lanes, words - done) & -4;
    for (let i = 0; i < length; i++) bits[i] = (done + i) * step;
    if (length > 0) holds(length);
  }
});

test.each((['f64', 'f32'] as const).flatMap((precision) => (['sin', 'cos', 'tan'] as const).map((name) => [precision, name] as const)))(
  '%s: %s has the bits of the engine beside multiples of a quarter turn',
  (precision, name) => {
    const { columns, holds } = comparison(name, precision, true);
    const word = generator(7);
    let length = 0;
    for (let i = 0; i < 2400 * LONG; i++) {
      const multiple = i < 600 ? i : word() % (i % 2 === 0 ? 600 : 1_100_000);
      for (const x of around(multiple * (Math.PI / 2), precision)) columns[0][length++] = i % 3 === 0 ? -x : x;
    }
    holds(length & -4);
  },
);

test.each([
  ['f64', 'atan2'],
  ['f32', 'atan2'],
] as const)('%s: the angle %s has the bits of the engine beside the ratios where its table turns', (precision, name) => {
  const { columns, holds } = comparison(name, precision, true);
  const word = generator(5);
  let length = 0;
  for (const ratio of [0.4375, 0.6875, 1.1875, 2.4375, 1, 0.5, 1.5, 1e-9, 1e9]) {
    for (let i = 0; i < 200 * LONG; i++) {
      const x = 2 ** (word() % 60) * (1 + word() * 2 ** -32);
      for (const y of around(ratio * x, precision)) {
        columns[0][length] = i & 1 ? y : -y;
        columns[1][length++] = i & 2 ? x : -x;
      }
    }
  }
  holds(length & -4);
});

test.each([
  ['f64', [1074, 1075, 1022, 1000, 1024, 1100, 1]],
  ['f32', [149, 150, 126, 127, 128, 1]],
] as const)('%s: powers that are subnormal, vanish or overflow have the bits of the engine', (precision, exponents) => {
  const { columns, holds } = comparison('pow', precision, true);
  const word = generator(6);
  let length = 0;
  for (const exponent of exponents) {
    for (let i = 0; i < 500 * LONG; i++) {
      const x = 2 ** (40 * (word() / 2 ** 31 - 1));
      const y = ((i & 1 ? exponent : -exponent) + (word() / 2 ** 31 - 1)) / Math.log2(x);
      columns[0][length] = x;
      columns[1][length++] = y;
    }
  }
  holds(length & -4);
});

test('only circular functions of huge angles and atan2 call the engine', () => {
  const imported = SHAPES.flatMap(([precision, vector]) =>
    ELEMENTARY_NAMES.flatMap(
      (name) =>
        instance((module) => ({ apply: mapping(precision, vector, arity(name), elementary(module, algebra(precision, vector), name)) }))
          .imported,
    ),
  );
  expect(new Set(imported)).toEqual(new Set(['sin64', 'cos64', 'tan64', 'atan2_64', 'sin32', 'cos32', 'tan32', 'atan2_32']));
});

test('a function is made once per module, whoever asks', () => {
  const sizes = [1, 3].map(
    (times) =>
      instance((module) => {
        const callees = Array.from({ length: times }, () => elementary(module, algebra('f64', true), 'pow'));
        expect(new Set(callees).size).toBe(1);
        return { apply: mapping('f64', true, 2, callees[0]) };
      }).size,
  );
  expect(sizes[1]).toBe(sizes[0]);
});

// Draws in WebAssembly are those of the engine (f64) and of rules (f32), bit for bit.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponential, integer, normal, threefry, uniform32, WORDS } from '../../../src/engine/random.ts';
import { exponentialSingle, normalSingle, uniformSingle } from '../../../src/rules/draws.ts';
import { draw, threefry as threefryCode, type DrawName } from '../../../src/rules/simd/draws.ts';
import { control, f32, f64, I32, i32, V128, v128, type Code } from '../../../src/engine/wasm/instructions.ts';
import type { Fn } from '../../../src/engine/wasm/module.ts';
import type { Precision } from '../../../src/rules/simd/algebra.ts';
import { AREA, instance, type Work } from './instance.ts';

const RUNS = process.env.SWARMLAB_LONG === undefined ? 1 : 10;
const LANES = 1024;

type Draw = (k0: number, k1: number, agent: number, draw: number, n: number) => number;
const DRAWS: Record<Precision, Record<DrawName, Draw>> = {
  f64: { uniform: uniform32, normal, exponential, integer },
  f32: { uniform: uniformSingle, normal: normalSingle, exponential: exponentialSingle, integer },
};
const CASES = (['f64', 'f32'] as const).flatMap((precision) =>
  [false, true].flatMap((vector) =>
    (['uniform', 'normal', 'exponential', 'integer'] as const).map((name) => [name, precision, vector] as const),
  ),
);

/** Words of the key, agent, draw and n are rows of int32 from AREA * i on. */
const operands = (vector: boolean, at: Code, count: number): Code[] =>
  Array.from({ length: count }, (_, i) => (vector ? v128 : i32).load(at, AREA * i));

/** Results lie from AREA * 8 on: two vectors of f64 take twice the room of the words, so they go to two areas. */
function work(name: DrawName, precision: Precision, vector: boolean): (module: Parameters<typeof draw>[0]) => { apply: Work } {
  const whole = name === 'integer';
  return (module) => {
    const callee = draw(module, precision, vector, name);
    const write = (fn: Fn, at: Code): void => {
      const call = control.call(callee, ...operands(vector, at, whole ? 5 : 4));
      if (vector && precision === 'f64' && !whole) {
        const [low, high] = [fn.local(V128), fn.local(V128)];
        fn.emit(fn.set(low, fn.set(high, call)));
        fn.emit(v128.store(at, fn.get(low), AREA * 8), v128.store(at, fn.get(high), AREA * 9));
      } else if (vector) fn.emit(v128.store(at, call, AREA * 8));
      else fn.emit((whole ? i32 : precision === 'f64' ? f64 : f32).store(at, call, AREA * 8));
    };
    return { apply: { stride: vector ? 16 : precision === 'f64' && !whole ? 8 : 4, write } };
  };
}

/** Draws for LANES rows of words; `at(i)` is the result of row i. */
function drawing(name: DrawName, precision: Precision, vector: boolean) {
  const { buffer, run } = instance(work(name, precision, vector));
  const spread = !vector && precision === 'f64' && name !== 'integer' ? 2 : 1; // alone, a row of f64 takes eight bytes
  const rows = Array.from({ length: 5 }, (_, i) => new Int32Array(buffer, AREA * i, LANES * spread));
  const Result = name === 'integer' ? Int32Array : precision === 'f64' ? Float64Array : Float32Array;
  const results = [8, 9].map((area) => new Result(buffer, AREA * area, LANES));
  const split = vector && precision === 'f64' && name !== 'integer';
  const at = (i: number): number => (split ? results[(i >> 1) & 1][(i >> 2) * 2 + (i & 1)] : results[0][i]);
  return { rows, spread, at, run: () => run.apply(LANES * spread * 4) };
}

describe.each(CASES)('%s, %s, in lanes: %s', (name, precision, vector) => {
  const { rows, spread, at, run } = drawing(name, precision, vector);
  const expected = DRAWS[precision][name];
  /** Fill every row, draw, compare. */
  const holds = (fill: (word: number, row: number) => number): void => {
    for (const [word, column] of rows.entries()) for (let i = 0; i < LANES; i++) column[i * spread] = fill(word, i);
    run();
    for (let i = 0; i < LANES; i++) {
      const [k0, k1, agent, count, n] = rows.map((column) => column[i * spread]);
      const goal = expected(k0, k1, agent, count, n);
      if (!Object.is(at(i), goal)) expect.fail(`${name}(${[k0, k1, agent, count, n].join(', ')}): ${at(i)}, not ${goal}`);
    }
  };

  test('any words of key and counter, different in every lane', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 5, maxLength: 61 }), word, (words, step) => {
        holds((column, i) => (words[(column + i * 7) % words.length] + Math.imul(step, i + column)) | 0);
      }),
      { numRuns: 20 * RUNS },
    );
  });

  test('agents in order under one key, as a rule draws', () => {
    for (let tick = 0; tick < 20 * RUNS; tick++) holds((column, i) => [0x12345678, tick, i, tick % 3, 1 + tick * 1000][column]);
  });

  test('words of the ends: 0, 1, -1, the largest and the smallest', () => {
    const ends = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
    holds((column, i) => ends[Math.floor(i / 5 ** column) % 5] | 0);
  });
});

test.each([false, true])('threefry has the words of the engine, in lanes: %s', (vector) => {
  const type = vector ? V128 : I32;
  const memory = vector ? v128 : i32;
  const { buffer, run } = instance((module) => {
    const callee = threefryCode(module, vector);
    const write = (fn: Fn, at: Code): void => {
      const [x, y] = [fn.local(type), fn.local(type)];
      fn.emit(fn.set(x, fn.set(y, control.call(callee, ...operands(vector, at, 4)))));
      fn.emit(memory.store(at, fn.get(x), AREA * 8), memory.store(at, fn.get(y), AREA * 9));
    };
    return { apply: { stride: vector ? 16 : 4, write } };
  });
  const [k0, k1, c0, c1, , , , , x, y] = Array.from({ length: 10 }, (_, i) => new Int32Array(buffer, AREA * i, LANES));
  for (const [at, column] of [k0, k1, c0, c1].entries()) for (let i = 0; i < LANES; i++) column[i] = Math.imul(i + 7 * at, 0x9e3779b1);
  run.apply(LANES * 4);
  for (let i = 0; i < LANES; i++) {
    expect(x[i]).toBe(threefry(k0[i], k1[i], c0[i], c1[i]));
    expect(y[i]).toBe(WORDS[1]);
  }
});

// The order of turns in WebAssembly: the bits of `shuffle` of engine/random.ts, with sixteen of its draws side by side. Imports draws, engine.

import { compiledFor } from '../../engine/wasm/compiled.ts';
import { control, f64x2, I32, i32, i32x4, V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import { Fn, Module } from '../../engine/wasm/module.ts';
import { shuffle, type Key } from '../../engine/random.ts';
import { joined, upper } from './algebra.ts';
import { rounds } from './draws.ts';

/** Draws of one trip: so many blocks of four, so that none waits for its own last operation. */
const BLOCKS = 4;
const TRIP = 4 * BLOCKS;

const splat = (value: number): Code => v128.const(Int32Array.of(value, value, value, value));
const both = (value: number): Code => v128.const(Float64Array.of(value, value));

/** Whole numbers of 32 bits without sign as doubles: the lower two, then the upper. */
const doubles = (four: Code): Code[] => [four, upper(four)].map(f64x2.convert_low_i32x4_u);

/**
 * `(k0, k1, values, i)`: positions i, i - 1, … are decided, sixteen a trip, until fewer than sixteen are left to do. Returns the position
 * that is to be decided next.
 */
function shuffleFn(): Fn {
  const fn = new Fn([I32, I32, I32, I32], [I32]);
  const [k0, k1, values] = [0, 1, 2].map((n) => fn.get(n));
  const i = 3;
  const keys = [k0, k1].map((key) => fn.keep(V128, i32x4.splat(key))) as [Code, Code];
  const at = (index: Code): Code => i32.add(values, i32.shl(index, i32.const(2)));
  const [held, from, to] = [fn.local(I32), fn.local(I32), fn.local(I32)];
  const trip = fn.inside(() => {
    const blocks = Array.from({ length: BLOCKS }, (_, block) => {
      const down = v128.const(Int32Array.from({ length: 4 }, (_each, lane) => -4 * block - lane));
      return { x: fn.local(V128), y: fn.local(V128), id: fn.keep(V128, i32x4.add(i32x4.splat(fn.get(i)), down)), draw: splat(0) };
    });
    rounds(fn, true, keys, blocks);
    for (const { x, y, id } of blocks) {
      const high = doubles(i32x4.shr_u(fn.get(x), 5));
      const low = doubles(i32x4.shr_u(fn.get(y), 6));
      const limits = doubles(i32x4.add(id, splat(1)));
      const [lower, higher] = limits.map((limit, half) => {
        const uniform = f64x2.mul(f64x2.add(f64x2.mul(high[half], both(2 ** 26)), low[half]), both(2 ** -53));
        return i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(uniform, limit)); // not negative: truncated is floored
      });
      const chosen = fn.keep(V128, joined(lower, higher));
      for (let lane = 0; lane < 4; lane++) {
        fn.emit(fn.set(from, at(i32x4.extract_lane(id, lane))), fn.set(to, at(i32x4.extract_lane(chosen, lane))));
        fn.emit(fn.set(held, i32.load(fn.get(from))), i32.store(fn.get(from), i32.load(fn.get(to))), i32.store(fn.get(to), fn.get(held)));
      }
    }
  });
  const goesOn = i32.ge_s(fn.get(i), i32.const(TRIP));
  fn.emit(
    control.block([
      control.br_if(i32.eqz(goesOn), 0),
      control.loop([trip, fn.set(i, i32.sub(fn.get(i), i32.const(TRIP))), control.br_if(goesOn, 0)]),
    ]),
    fn.get(i),
  );
  return fn;
}

/**
 * A function like `shuffle` for arrays of a memory: `(key, values, count)`, with the same result.
 *
 * @see Fisher & Yates; Durstenfeld, CACM 7:420 (1964), algorithm 235. doi:10.1145/364520.364540
 */
export function shuffleIn(memory: WebAssembly.Memory): (key: Key, values: Uint32Array, count: number) => void {
  const compiled = compiledFor('shuffle', () => {
    const module = new Module();
    module.add(shuffleFn(), 'run');
    return module;
  });
  const run = new WebAssembly.Instance(compiled, { env: { memory } }).exports['run'] as (...words: number[]) => number; // as it was named
  return (key, values, count) => {
    const next = count > TRIP ? run(key.k0, key.k1, values.byteOffset, count - 1) : count - 1;
    shuffle(key, values, next + 1);
  };
}

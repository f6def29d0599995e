// Draws of agents that act in turn, made ahead: who has the next turns is known, so Threefry runs for sixteen of them at a time, which takes a
// fifth of the time of drawing one by one. The same words, the same numbers. Imports draws, frame, ir.

import { walk, type Expr } from '../ir.ts';
import { control, f32, f64, I32, i32, i32x4, V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import { rounds } from './draws.ts';
import type { Frame } from './frame.ts';
import type { Shape, Value } from './shape.ts';

/** Turns that are drawn for at a time. */
const TURNS = 64;
/** Draws of one trip of the loop over them: so many blocks of four. */
const BLOCKS = 4;
/** More are drawn where they are wanted. */
const MOST = 4;

type Drawn = Expr & { op: 'draw' };

/** Draws outside loops of which a number is made from the words alone. */
function sitesOf(frame: Frame): Map<number, Drawn> {
  const sites = new Map<number, Drawn>();
  walk(
    frame.program.body,
    () => {},
    (expr) => {
      if (expr.op === 'draw' && expr.counter === null && (expr.name === 'uniform' || expr.name === 'integer') && sites.size < MOST)
        sites.set(expr.site, expr);
    },
  );
  return sites;
}

/** The words that have been drawn for the next turns. */
export class TurnDraws {
  private readonly frame: Frame;
  /** by site: where the first words of all turns lie, and the second ones where they are wanted */
  private readonly words = new Map<number, { x: Code; y: Code | null }>();
  /** the turn at hand, from the first of those that are drawn for */
  private readonly turn: number;
  private readonly end: number;

  constructor(frame: Frame) {
    this.frame = frame;
    this.turn = frame.fn.local(I32);
    this.end = frame.fn.local(I32);
    for (const [site, { name }] of sitesOf(frame)) {
      const array = (): Code => frame.reserve(4 * TURNS);
      this.words.set(site, { x: array(), y: name === 'integer' ? array() : null });
    }
  }

  /** Before the first of the turns at `order`, the one numbered `from`. */
  open(from: Code): void {
    const { fn } = this.frame;
    if (this.words.size > 0) fn.emit(fn.set(this.end, from));
  }

  /** Before the turn numbered `k` of those up to `hi`. */
  next(order: Code, k: Code, hi: Code): void {
    const { fn, flow } = this.frame;
    if (this.words.size === 0) return;
    flow.if(i32.ge_s(k, fn.get(this.end)), () => {
      this.draw(order, k, hi);
      fn.emit(fn.set(this.end, i32.add(k, i32.const(TURNS))));
    });
    fn.emit(fn.set(this.turn, i32.sub(k, i32.sub(fn.get(this.end), i32.const(TURNS)))));
  }

  private draw(order: Code, from: Code, hi: Code): void {
    const { fn, flow, args, program } = this.frame;
    const ids = this.frame.now(program.self ?? '', 'id');
    const word = (base: Code, index: Code): Code => i32.add(base, i32.shl(index, i32.const(2)));
    const last = fn.keep(I32, i32.sub(hi, i32.const(1)));
    const keys = ['k0', 'k1'].map((key) => fn.keep(V128, i32x4.splat(args.get(key)))) as [Code, Code];
    const t = fn.local(I32);
    fn.emit(fn.set(t, i32.const(0)));
    flow.loop('turns', () => {
      const fours = Array.from({ length: BLOCKS }, (_, block) => {
        let four: Code = v128.const(new Int32Array(4));
        for (let lane = 0; lane < 4; lane++) {
          const at = fn.keep(I32, i32.add(i32.add(from, fn.get(t)), i32.const(4 * block + lane)));
          const inside = control.select(at, last, i32.lt_s(at, last));
          four = i32x4.replace_lane(four, lane, i32.load(word(ids, i32.load(word(order, inside)))));
        }
        return fn.keep(V128, four);
      });
      for (const [site, { x, y }] of this.words) {
        const draw = v128.const(new Int32Array(4).fill((site << 16) | 0));
        const blocks = fours.map((id) => ({ x: fn.local(V128), y: fn.local(V128), id, draw }));
        rounds(fn, true, keys, blocks);
        blocks.forEach((each, n) => {
          const at = (base: Code): Code => i32.add(word(base, fn.get(t)), i32.const(16 * n));
          fn.emit(v128.store(at(x), fn.get(each.x)));
          if (y) fn.emit(v128.store(at(y), fn.get(each.y)));
        });
      }
      fn.emit(fn.set(t, i32.add(fn.get(t), i32.const(4 * BLOCKS))));
      flow.gotoIf(i32.lt_s(fn.get(t), i32.const(TURNS)), 'turns');
    });
  }

  /** The number of a draw; null where its words are drawn where they are wanted. */
  number({ site, name, counter, operands }: Drawn, shape: Shape, n: (expr: Expr) => Value): Value | null {
    const { fn, single } = this.frame;
    const drawn = counter === null ? this.words.get(site) : undefined;
    if (!drawn) return null;
    const word = (base: Code): Code => i32.load(i32.add(base, i32.shl(fn.get(this.turn), i32.const(2))));
    const x = word(drawn.x);
    if (name === 'uniform') {
      const uniform = single
        ? f32.mul(f32.convert_i32_u(i32.shr_u(x, i32.const(8))), f32.const(2 ** -24))
        : f64.mul(f64.convert_i32_u(x), f64.const(2 ** -32));
      return shape.value('float', uniform);
    }
    if (drawn.y === null) return null;
    const high = f64.mul(f64.convert_i32_u(i32.shr_u(x, i32.const(5))), f64.const(2 ** 26));
    const uniform = f64.mul(f64.add(high, f64.convert_i32_u(i32.shr_u(word(drawn.y), i32.const(6)))), f64.const(2 ** -53));
    return shape.value('i32', i32.trunc_sat_f64_s(f64.floor(f64.mul(uniform, f64.convert_i32_s(n(operands[0]).parts[0])))));
  }
}

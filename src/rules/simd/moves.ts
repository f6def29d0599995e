// Moves of agents that act in place, on a grid whose cells hold one agent, as `Movers` of models/moves.ts makes them. Imports agent, columns.

import { f32, f64, i32, I32, type Code } from '../../engine/wasm/instructions.ts';
import { WISH } from '../moves.ts';
import type { OneAgent } from './agent.ts';
import { scaled } from './columns.ts';

type Array = 'taken' | 'empties' | 'slots' | 'count';

/** The word of cell `at` in one of the arrays. */
function word({ frame }: OneAgent, array: Array, at: Code): Code {
  return i32.add(frame.args.get(`moves:${array}`), i32.shl(at, i32.const(2)));
}

/** Where the x or y of agent `i` of a kind is kept. */
function position({ frame }: OneAgent, kind: string, i: Code, axis: 'x' | 'y'): { narrow: boolean; address: Code } {
  const { type } = frame.column(kind, axis);
  return { narrow: type === 'f32', address: frame.fn.keep(I32, i32.add(frame.now(kind, axis), scaled(i, type))) };
}

function cellOf(agent: OneAgent, kind: string, i: Code): Code {
  const { fn, program } = agent.frame;
  const at = (axis: 'x' | 'y'): Code => {
    const { narrow, address } = position(agent, kind, i, axis);
    return narrow ? i32.trunc_sat_f32_s(f32.load(address)) : i32.trunc_sat_f64_s(f64.load(address));
  };
  return fn.keep(I32, i32.add(i32.mul(at('y'), i32.const(program.space?.size[0] ?? 1)), at('x')));
}

/** Where others look for agents of this kind, note who stands in a cell. */
function note(agent: OneAgent, kind: string, cell: Code, who: Code): void {
  const { flow, fn, args } = agent.frame;
  const standing = args.get(`standing:${kind}`);
  flow.if(standing, () => fn.emit(i32.store(i32.add(standing, i32.shl(cell, i32.const(2))), who)));
}

/** The wish of agent i comes true if the cell is empty; then `moved`. */
export function settleMove(agent: OneAgent, moved: () => void): void {
  const { frame, i } = agent;
  const { fn, flow, program } = frame;
  const self = program.self ?? '';
  const wish = fn.keep(I32, i32.add(frame.now(self, WISH), scaled(i, 'i32')));
  const to = fn.keep(I32, i32.sub(i32.load(wish), i32.const(1)));
  flow.if(i32.ne(to, i32.const(-1)), () => {
    fn.emit(i32.store(wish, i32.const(0)));
    flow.if(i32.eqz(i32.load(word(agent, 'taken', to))), () => {
      const from = cellOf(agent, self, i);
      fn.emit(i32.store(word(agent, 'taken', from), i32.const(0)), i32.store(word(agent, 'taken', to), i32.const(1)));
      note(agent, self, from, i32.const(0));
      note(agent, self, to, i32.add(i, i32.const(1)));
      const slot = fn.keep(I32, i32.load(word(agent, 'slots', to)));
      fn.emit(i32.store(word(agent, 'slots', from), slot), i32.store(word(agent, 'empties', slot), from));
      const width = i32.const(program.space?.size[0] ?? 1);
      for (const [axis, value] of [
        ['x', i32.rem_u(to, width)],
        ['y', i32.div_u(to, width)],
      ] as const) {
        const { narrow, address } = position(agent, self, i, axis);
        fn.emit(narrow ? f32.store(address, f32.convert_i32_s(value)) : f64.store(address, f64.convert_i32_s(value)));
      }
      moved();
    });
  });
}

/** Agent `i` of a kind is gone: its cell is empty. */
export function leaveCell(agent: OneAgent, kind: string, i: Code): void {
  const { fn } = agent.frame;
  const from = cellOf(agent, kind, i);
  const n = fn.keep(I32, i32.load(word(agent, 'count', i32.const(0))));
  fn.emit(i32.store(word(agent, 'taken', from), i32.const(0)));
  note(agent, kind, from, i32.const(0));
  fn.emit(i32.store(word(agent, 'slots', from), n), i32.store(word(agent, 'empties', n), from));
  fn.emit(i32.store(word(agent, 'count', i32.const(0)), i32.add(n, i32.const(1))));
}

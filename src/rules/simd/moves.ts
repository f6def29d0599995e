// Moves of agents that act in place, on a grid whose cells hold one agent, as `Movers` of models/moves.ts makes them. Imports agent, columns.

import { f32, f64, i32, I32, type Code } from '../../engine/wasm/instructions.ts';
import { WISH } from '../moves.ts';
import type { OneAgent } from './agent.ts';
import { scaled } from './columns.ts';

type Array = 'taken' | 'empties' | 'slots' | 'count' | 'standing';

/** The word of cell `at` in one of the arrays. */
function word({ frame }: OneAgent, array: Array, at: Code): Code {
  return i32.add(frame.args.get(`moves:${array}`), i32.shl(at, i32.const(2)));
}

/** Where my x or y is kept. */
function position({ frame, i }: OneAgent, axis: 'x' | 'y'): { narrow: boolean; address: Code } {
  const self = frame.program.self ?? '';
  const { type } = frame.column(self, axis);
  return { narrow: type === 'f32', address: frame.fn.keep(I32, i32.add(frame.now(self, axis), scaled(i, type))) };
}

function ownCell(agent: OneAgent): Code {
  const { fn, program } = agent.frame;
  const at = (axis: 'x' | 'y'): Code => {
    const { narrow, address } = position(agent, axis);
    return narrow ? i32.trunc_sat_f32_s(f32.load(address)) : i32.trunc_sat_f64_s(f64.load(address));
  };
  return fn.keep(I32, i32.add(i32.mul(at('y'), i32.const(program.space?.size[0] ?? 1)), at('x')));
}

/** Where others look for agents of this kind, note who stands in a cell. */
function note(agent: OneAgent, cell: Code, who: Code): void {
  const { flow, fn, args } = agent.frame;
  flow.if(args.get('moves:standing'), () => fn.emit(i32.store(word(agent, 'standing', cell), who)));
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
      const from = ownCell(agent);
      fn.emit(i32.store(word(agent, 'taken', from), i32.const(0)), i32.store(word(agent, 'taken', to), i32.const(1)));
      note(agent, from, i32.const(0));
      note(agent, to, i32.add(i, i32.const(1)));
      const slot = fn.keep(I32, i32.load(word(agent, 'slots', to)));
      fn.emit(i32.store(word(agent, 'slots', from), slot), i32.store(word(agent, 'empties', slot), from));
      const width = i32.const(program.space?.size[0] ?? 1);
      for (const [axis, value] of [
        ['x', i32.rem_u(to, width)],
        ['y', i32.div_u(to, width)],
      ] as const) {
        const { narrow, address } = position(agent, axis);
        fn.emit(narrow ? f32.store(address, f32.convert_i32_s(value)) : f64.store(address, f64.convert_i32_s(value)));
      }
      moved();
    });
  });
}

/** Agent i is gone: its cell is empty. */
export function leaveCell(agent: OneAgent): void {
  const { fn } = agent.frame;
  const from = ownCell(agent);
  const n = fn.keep(I32, i32.load(word(agent, 'count', i32.const(0))));
  fn.emit(i32.store(word(agent, 'taken', from), i32.const(0)));
  note(agent, from, i32.const(0));
  fn.emit(i32.store(word(agent, 'slots', from), n), i32.store(word(agent, 'empties', n), from));
  fn.emit(i32.store(word(agent, 'count', i32.const(0)), i32.add(n, i32.const(1))));
}

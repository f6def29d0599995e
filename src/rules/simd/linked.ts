// The loop over neighbours in a sequential kernel: linked cells, row by row, measured from where the agent is now. And the upkeep of
// the lists when an agent moves or dies. Imports agent, space, ir.

import { WISH } from '../moves.ts';
import { livesInSpace } from '../pass.ts';
import { leaveCell, settleMove } from './moves.ts';
import type { Neighbours } from '../ir.ts';
import type { OneAgent } from './agent.ts';
import { around, axesOf, measure, within } from './axes.ts';
import { Candidates } from './candidates.ts';
import { planOf } from './reductions.ts';
import { load, scaled } from './columns.ts';
import { f32x4, f64x2, I32, i32, V128, type Code } from '../../engine/wasm/instructions.ts';
import { Shape, type Value } from './shape.ts';
import { cellAlong, intoSpace } from './space.ts';

/** Where the agent is now, inside the space. */
function here(agent: OneAgent): Code[] {
  const { frame, shape } = agent;
  const { program, facts } = frame;
  const self = program.self ?? '';
  return axesOf(frame).map(({ name }) => {
    const { type } = frame.column(self, name);
    const value: Value = facts.writes.includes(name)
      ? intoSpace(frame, shape, self, name, agent.read({ op: 'own', column: name, plane: 0 }))
      : load(shape, type, i32.add(frame.now(self, name), scaled(agent.i, type)));
    return shape.hold(value).parts[0];
  });
}

/** Visit the neighbours one by one: where the body allows it in the first lane of vectors, which takes no branch to leave one out. */
export function visitLinked(agent: OneAgent, loop: Neighbours): void {
  const { frame } = agent;
  const { fn, flow, args, program } = frame;
  const { label, kind } = loop;
  const me = here(agent);
  const axes = axesOf(frame);
  const cells = me.map((position, k) => cellAlong(frame, position, k));
  const shifts: (Code | null)[] = axes.map(() => null);
  const vectors: (Code | null)[] = axes.map(() => null);
  const shape = new Shape(fn, frame.module, program.precision, frame.single ? 4 : 2);
  const plan = planOf(loop, program.body);
  const lanes = typeof plan === 'string' ? null : new Candidates(agent, shape, loop, plan, true);
  const spread = (code: Code): Code => fn.keep(V128, frame.single ? f32x4.splat(code) : f64x2.splat(code));
  const spreadMe = lanes ? me.map(spread) : [];
  lanes?.open();
  const setShift = (axis: number, shift: Code | null): void => {
    shifts[axis] = shift;
    vectors[axis] = shift && lanes ? spread(shift) : shift;
  };
  const j = fn.local(I32);
  const visit = (cell: Code): void => {
    fn.emit(fn.set(j, i32.load(i32.add(args.get(`head:${kind}`), i32.shl(cell, i32.const(2))))));
    flow.block(`end ${label}`, () =>
      flow.loop(`list ${label}`, () => {
        flow.gotoIf(i32.lt_s(fn.get(j), i32.const(0)), `end ${label}`);
        if (lanes) lanes.visit(fn.get(j), spreadMe, vectors);
        else candidate(agent, loop, fn.get(j), me, shifts);
        fn.emit(fn.set(j, i32.load(i32.add(args.get(`following:${kind}`), i32.shl(fn.get(j), i32.const(2))))));
        flow.goto(`list ${label}`);
      }),
    );
  };
  const [nx, ny] = [axes[0].n, axes[1].n];
  const row = (y: Code, z: Code | null): void => {
    const first = fn.keep(I32, i32.mul(z ? i32.add(i32.mul(z, i32.const(ny)), y) : y, i32.const(nx)));
    around(frame, axes[0], cells[0], `x ${label}`, (at, shift) => {
      setShift(0, shift);
      visit(i32.add(first, at));
    });
  };
  const rows = (z: Code | null): void =>
    around(frame, axes[1], cells[1], `y ${label}`, (at, shift) => {
      setShift(1, shift);
      row(at, z);
    });
  const everywhere = fn.inside(() => {
    if (axes.length === 2) rows(null);
    else
      around(frame, axes[2], cells[2], `z ${label}`, (at, shift) => {
        setShift(2, shift);
        rows(at);
      });
  });
  fn.emit(...(lanes?.before ?? []), everywhere);
  lanes?.close();
}

/** The test of one candidate, and the author's body if it is in range and not me. */
export function candidate(agent: OneAgent, loop: Neighbours, j: Code, me: readonly Code[], shifts: readonly (Code | null)[]): void {
  const { frame, shape } = agent;
  const { flow, program } = frame;
  const { kind } = loop;
  const measures = measure(frame, shape, kind, j, me, shifts);
  const near = within(frame, shape, measures, me);
  const test = kind === program.self ? i32.and(near, i32.ne(j, agent.i)) : near;
  flow.if(test, () => agent.meet(loop, { j, measures }));
}

/** After agent i has acted: take it out of its list if it died, put it into another if it moved to another cell. */
export function keepLists(agent: OneAgent): void {
  const { frame } = agent;
  const { fn, flow, args, facts, program } = frame;
  const self = program.self ?? '';
  const { i } = agent;
  const word = (name: string, at: Code): Code => i32.add(args.get(`${name}:${self}`), i32.shl(at, i32.const(2)));
  const unlink = (): void => {
    const after = fn.keep(I32, i32.load(word('following', i)));
    const before = fn.keep(I32, i32.load(word('preceding', i)));
    flow.if(
      i32.lt_s(before, i32.const(0)),
      () => fn.emit(i32.store(word('head', i32.load(word('cell', i))), after)),
      () => fn.emit(i32.store(word('following', before), after)),
    );
    flow.if(i32.ge_s(after, i32.const(0)), () => fn.emit(i32.store(word('preceding', after), before)));
  };
  const move = (): void => {
    const axes = axesOf(frame);
    let to: Code = i32.const(0);
    axes.toReversed().forEach(({ name, axis, n }) => {
      const { type } = frame.column(self, name);
      const position = load(agent.shape, type, i32.add(frame.now(self, name), scaled(i, type))).parts[0];
      to = i32.add(i32.mul(to, i32.const(n)), cellAlong(frame, position, axis));
    });
    const cell = fn.keep(I32, to);
    flow.if(i32.ne(cell, i32.load(word('cell', i))), () => {
      unlink();
      const first = fn.keep(I32, i32.load(word('head', cell)));
      fn.emit(i32.store(word('cell', i), cell), i32.store(word('following', i), first), i32.store(word('preceding', i), i32.const(-1)));
      flow.if(i32.ge_s(first, i32.const(0)), () => fn.emit(i32.store(word('preceding', first), i)));
      fn.emit(i32.store(word('head', cell), i));
    });
  };
  const single = program.space?.grid?.capacity === 1 && livesInSpace(program, self);
  const listed = args.get(`listed:${self}`);
  const wishes = facts.writes.includes(WISH);
  const moves = facts.moved.length > 0 || wishes;
  const follow = (): void => {
    if (wishes) settleMove(agent, () => flow.if(listed, move));
    else flow.if(listed, move);
  };
  if (!facts.dies) {
    if (moves) follow();
    return;
  }
  flow.if(
    agent.dying,
    () => {
      fn.emit(i32.store8(i32.add(args.get('dead'), i), i32.const(1)));
      flow.if(listed, unlink);
      if (single) leaveCell(agent);
    },
    moves ? follow : undefined,
  );
}

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
import { control, f32x4, f64x2, I32, i32, V128, type Code } from '../../engine/wasm/instructions.ts';
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
  const lanes = typeof plan === 'string' || program.space?.grid?.radius === 0 ? null : new Candidates(agent, shape, loop, plan, true);
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
  // who is in my own cell of a grid is nowhere else
  const near: typeof around = program.space?.grid?.radius === 0 ? (_frame, _axis, cell, _label, body) => body(cell, null) : around;
  const row = (y: Code, z: Code | null): void => {
    const first = fn.keep(I32, i32.mul(z ? i32.add(i32.mul(z, i32.const(ny)), y) : y, i32.const(nx)));
    near(frame, axes[0], cells[0], `x ${label}`, (at, shift) => {
      setShift(0, shift);
      visit(i32.add(first, at));
    });
  };
  const rows = (z: Code | null): void =>
    near(frame, axes[1], cells[1], `y ${label}`, (at, shift) => {
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
  const { flow, program, facts, args } = frame;
  const { kind } = loop;
  const measures = measure(frame, shape, kind, j, me, shifts);
  const near = within(frame, shape, measures, me);
  const other = kind === program.self ? i32.and(near, i32.ne(j, agent.i)) : near;
  // it may have died since the loop began
  const test = facts.kills.includes(kind) ? i32.and(other, i32.eqz(i32.load8_u(i32.add(args.get(`gone:${kind}`), j)))) : other;
  flow.if(test, () => agent.meet(loop, { j, measures }));
}

/** A word of the lists of a kind. */
function word({ frame }: OneAgent, name: 'head' | 'following' | 'preceding' | 'cell', kind: string, at: Code): Code {
  return i32.add(frame.args.get(`${name}:${kind}`), i32.shl(at, i32.const(2)));
}

/** Who comes before and after is chance: where to store is selected, nothing branches. What nobody is to be told goes to a word of i that is about to change. */
function unlink(agent: OneAgent, kind: string, i: Code): void {
  const { fn } = agent.frame;
  const none = (at: Code): Code => i32.lt_s(at, i32.const(0));
  const after = fn.keep(I32, i32.load(word(agent, 'following', kind, i)));
  const before = fn.keep(I32, i32.load(word(agent, 'preceding', kind, i)));
  const head = fn.keep(I32, word(agent, 'head', kind, i32.load(word(agent, 'cell', kind, i))));
  fn.emit(
    i32.store(control.select(head, word(agent, 'following', kind, before), none(before)), after),
    i32.store(control.select(word(agent, 'preceding', kind, i), word(agent, 'preceding', kind, after), none(after)), before),
  );
}

function insert(agent: OneAgent, kind: string, i: Code, cell: Code): void {
  const { fn } = agent.frame;
  const first = fn.keep(I32, i32.load(word(agent, 'head', kind, cell)));
  const own = fn.keep(I32, word(agent, 'preceding', kind, i));
  fn.emit(
    i32.store(control.select(own, word(agent, 'preceding', kind, first), i32.lt_s(first, i32.const(0))), i),
    i32.store(own, i32.const(-1)),
    i32.store(word(agent, 'cell', kind, i), cell),
    i32.store(word(agent, 'following', kind, i), first),
    i32.store(word(agent, 'head', kind, cell), i),
  );
}

/** The cell of the stored position of agent `i` of a kind. */
function cellOf(agent: OneAgent, kind: string, i: Code): Code {
  const { frame } = agent;
  let cell: Code = i32.const(0);
  axesOf(frame)
    .toReversed()
    .forEach(({ name, axis, n }) => {
      const { type } = frame.column(kind, name);
      const position = load(agent.shape, type, i32.add(frame.now(kind, name), scaled(i, type))).parts[0];
      cell = i32.add(i32.mul(cell, i32.const(n)), cellAlong(frame, position, axis));
    });
  return frame.fn.keep(I32, cell);
}

const standsAlone = ({ frame: { program } }: OneAgent, kind: string): boolean =>
  program.space?.grid?.capacity === 1 && livesInSpace(program, kind);

/** Agent `i` of a kind, which lives, is dead. */
function bury(agent: OneAgent, kind: string, i: Code): void {
  const { fn, flow, args } = agent.frame;
  fn.emit(i32.store8(i32.add(args.get(`gone:${kind}`), i), i32.const(1)));
  if (livesInSpace(agent.frame.program, kind)) flow.if(args.get(`listed:${kind}`), () => unlink(agent, kind, i));
  if (standsAlone(agent, kind)) leaveCell(agent, kind, i);
}

/** `other.die()`: the agent at a place of a kind dies at once, if there is one alive; my own end comes after my turn. */
export function kill(agent: OneAgent, kind: string, place: Code): void {
  const { fn, flow, args, facts, program } = agent.frame;
  const j = fn.keep(I32, place);
  const strike = (): void =>
    flow.if(i32.ge_s(j, i32.const(0)), () =>
      flow.if(i32.eqz(i32.load8_u(i32.add(args.get(`gone:${kind}`), j))), () => bury(agent, kind, j)),
    );
  if (kind === program.self && facts.dies) flow.if(i32.eq(j, agent.i), () => agent.endSelf(), strike);
  else strike();
}

/** A newborn stands behind those that were there: it has its id and is met from now on. */
export function enter(agent: OneAgent, kind: string, at: Code, n: Code): void {
  const { fn, flow, args, program } = agent.frame;
  fn.emit(
    i32.store(i32.add(agent.frame.now(kind, 'id'), i32.shl(at, i32.const(2))), i32.add(args.get(`nextid:${kind}`), n)),
    i32.store8(i32.add(args.get(`gone:${kind}`), at), i32.const(0)),
  );
  if (livesInSpace(program, kind)) flow.if(args.get(`listed:${kind}`), () => insert(agent, kind, at, cellOf(agent, kind, at)));
}

/** After agent i has acted: take it out of its list if it died, put it into another if it moved to another cell. */
export function keepLists(agent: OneAgent): void {
  const { flow, args, facts, program } = agent.frame;
  const self = program.self ?? '';
  const { i } = agent;
  const move = (): void => {
    const cell = cellOf(agent, self, i);
    flow.if(i32.ne(cell, i32.load(word(agent, 'cell', self, i))), () => {
      unlink(agent, self, i);
      insert(agent, self, i, cell);
    });
  };
  const listed = args.get(`listed:${self}`);
  const wishes = facts.writes.includes(WISH);
  const moves = facts.moved.length > 0 || wishes;
  const follow = (): void => {
    if (wishes) settleMove(agent, () => flow.if(listed, move));
    else flow.if(listed, move);
  };
  if (facts.dies) flow.if(agent.dying, () => bury(agent, self, i), moves ? follow : undefined);
  else if (moves) follow();
}

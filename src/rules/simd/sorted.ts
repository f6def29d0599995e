// The loop over neighbours in a synchronous kernel: runs of sorted memory, as many candidates at a time as there are lanes. Where the
// author's body only adds up, takes extremes and uses variables of its own, it runs in lanes as well; else once for each
// neighbour that the lanes have found. Imports agent, axes, candidates, reductions.

import { keyOf, operandsOf, partsOf, walk, type Expr, type Neighbours, type Place, type Stmt } from '../ir.ts';
import type { OneAgent } from './agent.ts';
import { around, axesOf, measure, type Axis, within } from './axes.ts';
import { Candidates, joined, ZERO } from './candidates.ts';
import {
  control,
  f32,
  F32,
  f32x4,
  f64,
  F64,
  f64x2,
  I32,
  i32,
  i32x4,
  i64,
  i64x2,
  V128,
  v128,
  type Code,
} from '../../engine/wasm/instructions.ts';
import { MASKS } from './masks.ts';
import { planOf } from './reductions.ts';
import { Shape } from './shape.ts';

/** Numbers of the lanes. */
const IOTA32 = v128.const(Int32Array.of(0, 1, 2, 3));
const IOTA64 = v128.const(BigInt64Array.of(0n, 1n));

/** Where an agent stands: its position, its cell along each axis, and what is known of the cells around. */
export interface Stand {
  readonly me: readonly Code[];
  readonly cells: readonly Code[];
  /** i32: is no cell around mine beyond a seam or border? null: unknown */
  readonly interior: Code | null;
  /** i32: are there many candidates in the rows? valid where interior */
  readonly crowded: Code | null;
  /** first and last + 1 candidate of each row of cells around mine, valid where interior */
  readonly rows: readonly { readonly from: Code; readonly to: Code; readonly mine: boolean }[];
}

/** Visit the neighbours of one agent. */
export function visitSorted(agent: OneAgent, loop: Neighbours, stand: Stand): void {
  const { frame } = agent;
  const { fn, flow, program } = frame;
  const { label } = loop;
  const shape = new Shape(fn, frame.module, program.precision, frame.single ? 4 : 2);
  const plan = planOf(loop, program.body);
  const lanes = typeof plan === 'string' ? null : new Candidates(agent, shape, loop, plan);
  const { me, cells, interior, crowded, rows } = stand;
  const axes = axesOf(frame);
  const spread = me.map((position) => fn.keep(V128, frame.single ? f32x4.splat(position) : f64x2.splat(position)));
  const sums = lanes ? null : openSums(agent, loop);
  lanes?.open();
  const shifts: (Code | null)[] = axes.map(() => null);
  const vectors: (Code | null)[] = axes.map(() => null);
  const setShift = (axis: number, shift: Code | null): void => {
    shifts[axis] = shift;
    vectors[axis] = shift && fn.keep(V128, frame.single ? f32x4.splat(shift) : f64x2.splat(shift));
  };
  const group = new Group(agent, loop, shape, lanes, sums, spread, vectors, me, shifts);
  const anywhere = (): void => {
    const row = (y: Code, z: Code | null): void =>
      runs(agent, loop, axes[0], cells[0], fn.keep(I32, rowStart(axes, y, z)), setShift, group);
    const inPlane = (z: Code | null): void =>
      around(frame, axes[1], cells[1], `y ${label}`, (at, shift) => {
        setShift(1, shift);
        row(at, z);
      });
    if (axes.length === 2) inPlane(null);
    else
      around(frame, axes[2], cells[2], `z ${label}`, (at, shift) => {
        setShift(2, shift);
        inPlane(at);
      });
  };
  const inside = (): void => {
    const zero = program.space?.periodic && !signsAreLost(loop) ? (frame.single ? f32.const(0) : f64.const(0)) : null;
    axes.forEach((_, axis) => setShift(axis, zero));
    const at = fn.local(I32);
    const each = (how: 'few' | 'many'): void => {
      for (const { from, to, mine } of rows) {
        fn.emit(fn.set(at, from));
        group.run(at, to, mine && loop.kind === program.self, how);
      }
    };
    if (crowded && isShort(loop))
      flow.if(
        crowded,
        () => each('many'),
        () => each('few'),
      );
    else each('few');
  };
  const visit = fn.inside(() => {
    if (interior === null) anywhere();
    else flow.if(interior, inside, anywhere);
  });
  fn.emit(...(lanes?.before ?? []), visit);
  lanes?.close();
  if (sums) closeSums(agent, sums);
}

/** Is the body of a loop so short that it may be written out often? */
function isShort({ body }: Neighbours): boolean {
  let size = 0;
  walk(
    body,
    () => size++,
    (expr) => {
      size += expr.op === 'elementary' ? 20 : 1;
    },
  );
  return size < 100;
}

/**
 * Does it make no difference whether dx, dy and dz are 0 or -0? They are, where they are only added up, or multiplied and then added: a sum
 * that began at 0 stays what it is.
 */
function signsAreLost({ body, label, lanes }: Neighbours): boolean {
  const isWay = (expr: Expr): boolean => expr.op === 'measure' && expr.loop === label && expr.what !== 'distance2';
  let lost = true;
  const check = (expr: Expr, added: boolean): void => {
    if (isWay(expr)) lost &&= added;
    else if (expr.op === 'arith' && expr.operator === '*') [expr.left, expr.right].forEach((operand) => check(operand, added));
    else if (expr.op === 'unary' && expr.operator === '-') check(expr.operand, added);
    else operandsOf(expr).forEach((operand) => check(operand, false));
  };
  const inLanes = new Set(lanes.map(keyOf));
  const visit = (list: readonly Stmt[]): void => {
    for (const stmt of list) {
      const { exprs, bodies } = partsOf(stmt);
      for (const expr of exprs) check(expr, stmt.op === 'add' && inLanes.has(keyOf(stmt.place)));
      bodies.forEach(visit);
    }
  };
  visit(body);
  return lost;
}

function rowStart(axes: readonly Axis[], y: Code, z: Code | null): Code {
  return i32.mul(z ? i32.add(i32.mul(z, i32.const(axes[1].n)), y) : y, i32.const(axes[0].n));
}

/** Runs of sorted memory: the cells of a row around mine, then the cell beyond the seam. */
function runs(
  agent: OneAgent,
  { label, kind }: Neighbours,
  axis: Axis,
  cell: Code,
  row: Code,
  setShift: (axis: number, shift: Code | null) => void,
  group: Group,
): void {
  const { frame } = agent;
  const { fn, flow, args, program } = frame;
  const { n, size, narrow } = axis;
  const start = (at: Code, offset = 0): Code => i32.load(i32.add(args.get(`starts:${kind}`), i32.shl(at, i32.const(2))), offset);
  const [from, to] = [fn.local(I32), fn.local(I32)];
  if (narrow) fn.emit(fn.set(from, start(row)), fn.set(to, start(row, 4 * n)));
  else {
    const first = control.select(i32.sub(cell, i32.const(1)), i32.const(0), i32.gt_s(cell, i32.const(0)));
    const last = control.select(i32.add(cell, i32.const(1)), cell, i32.lt_s(cell, i32.const(n - 1)));
    fn.emit(fn.set(from, start(i32.add(row, first))), fn.set(to, start(i32.add(row, last), 4)));
  }
  const own = kind === program.self;
  if (narrow || !program.space?.periodic) return group.run(from, fn.get(to), own);
  const seam = fn.local(I32);
  const shift = fn.local(frame.single ? F32 : F64);
  const number = (value: number): Code => (frame.single ? f32.const(value) : f64.const(value));
  const first = i32.eqz(cell);
  const end = i32.eq(cell, i32.const(n - 1));
  fn.emit(fn.set(shift, number(0)));
  fn.emit(fn.set(seam, control.select(i32.add(row, i32.const(n - 1)), control.select(row, i32.const(-1), end), first)));
  flow.block(`rowend ${label}`, () =>
    flow.loop(`run ${label}`, () => {
      setShift(0, fn.get(shift));
      group.run(from, fn.get(to), own);
      flow.gotoIf(i32.lt_s(fn.get(seam), i32.const(0)), `rowend ${label}`);
      fn.emit(fn.set(from, start(fn.get(seam))), fn.set(to, start(fn.get(seam), 4)), fn.set(seam, i32.const(-1)));
      fn.emit(fn.set(shift, control.select(number(-size), number(size), first)));
      flow.goto(`run ${label}`);
    }),
  );
}

interface Sum {
  readonly place: Place;
  readonly local: number;
}

function openSums(agent: OneAgent, loop: Neighbours): Sum[] {
  const { fn } = agent.frame;
  return loop.lanes.map((place) => {
    const local = fn.local(V128);
    fn.emit(fn.set(local, ZERO));
    return { place, local };
  });
}

function closeSums(agent: OneAgent, sums: readonly Sum[]): void {
  for (const { place, local } of sums) {
    const total = agent.shape.value('float', joined(agent.shape.precision, agent.frame.fn.get(local)));
    agent.write(place, agent.shape.arithmetic('+', 'float', agent.read(place), total));
  }
}

/** One run of candidates, group by group. */
class Group {
  private readonly agent: OneAgent;
  private readonly loop: Neighbours;
  private readonly shape: Shape;
  private readonly lanes: Candidates | null;
  private readonly sums: readonly Sum[] | null;
  private readonly me: readonly Code[];
  private readonly shifts: readonly (Code | null)[];
  private readonly alone: { me: readonly Code[]; shifts: readonly (Code | null)[] };

  constructor(
    agent: OneAgent,
    loop: Neighbours,
    shape: Shape,
    lanes: Candidates | null,
    sums: readonly Sum[] | null,
    me: readonly Code[],
    shifts: readonly (Code | null)[],
    aloneMe: readonly Code[],
    aloneShifts: readonly (Code | null)[],
  ) {
    this.agent = agent;
    this.loop = loop;
    this.shape = shape;
    this.lanes = lanes;
    this.sums = sums;
    this.me = me;
    this.shifts = shifts;
    this.alone = { me: aloneMe, shifts: aloneShifts };
  }

  /**
   * Candidates from the local `j` on, before `to`; `own`: I may be among them. Few: one group whatever there is, which the processor
   * need not guess, then more. Many: whole groups, then what is left.
   */
  run(j: number, to: Code, own: boolean, how: 'few' | 'many' | 'any' = 'any'): void {
    const { fn, flow } = this.agent.frame;
    const { label } = this.loop;
    const { lanes } = this.shape;
    const next = i32.add(fn.get(j), i32.const(lanes));
    if (how === 'many') {
      const whole = fn.keep(I32, i32.sub(to, i32.const(lanes)));
      flow.block(`whole ${label}`, () => {
        flow.gotoIf(i32.gt_s(fn.get(j), whole), `whole ${label}`);
        flow.loop(`group ${label}`, () => {
          this.group(fn.get(j), null, own);
          flow.gotoIf(i32.le_s(fn.tee(j, next), whole), `group ${label}`);
        });
      });
      return flow.if(i32.lt_s(fn.get(j), to), () => this.group(fn.get(j), to, own));
    }
    const groups = (): void =>
      flow.loop(`group ${label}`, () => {
        this.group(fn.get(j), to, own);
        flow.gotoIf(i32.lt_s(fn.tee(j, next), to), `group ${label}`);
      });
    if (how === 'few') groups();
    else flow.if(i32.lt_s(fn.get(j), to), groups);
  }

  /** As many candidates as there are lanes, from `j` on; those from `to` on are none, if there is a `to`. */
  private group(j: Code, to: Code | null, own: boolean): void {
    const { agent, shape, loop } = this;
    const { fn, single } = agent.frame;
    const measures = measure(agent.frame, shape, loop.kind, j, this.me, this.shifts);
    let mask = within(agent.frame, shape, measures, this.me);
    if (own) mask = v128.andnot(mask, this.atMost(i32.sub(agent.i, j), MASKS.me));
    if (to) mask = v128.and(mask, this.atMost(i32.sub(to, j), MASKS.rest));
    const held = fn.keep(V128, mask);
    if (!this.lanes) return this.one(j, single ? i32x4.bitmask(held) : i64x2.bitmask(held));
    const narrow = single ? held : fn.keep(V128, shape.narrow({ type: 'bool', parts: [held], wide: true }));
    this.lanes.run(j, measures, { narrow, wide: [held] });
  }

  /** Sixteen bytes of a table of masks, `lanes` lanes before `at`, at most one register before. */
  private atMost(lanes: Code, at: number): Code {
    const { fn, args } = this.agent.frame;
    const width = i32.const(this.shape.lanes);
    const held = fn.keep(I32, lanes);
    const less = control.select(held, width, i32.lt_u(held, width));
    const bytes = i32.shl(less, i32.const(this.agent.frame.single ? 2 : 3));
    return v128.load(i32.sub(args.get('masks'), bytes), at);
  }

  /** The neighbours of a group one by one. */
  private one(j: Code, mask: Code): void {
    const { agent, loop } = this;
    const { fn, flow } = agent.frame;
    const single = agent.frame.single;
    const bits = fn.local(I32);
    fn.emit(fn.set(bits, mask));
    flow.block(`none ${loop.label}`, () =>
      flow.loop(`bit ${loop.label}`, () => {
        flow.gotoIf(i32.eqz(fn.get(bits)), `none ${loop.label}`);
        const lane = fn.keep(I32, i32.ctz(fn.get(bits)));
        fn.emit(fn.set(bits, i32.and(fn.get(bits), i32.sub(fn.get(bits), i32.const(1)))));
        const at = fn.keep(I32, i32.add(j, lane));
        const seen = { j: at, measures: measure(agent.frame, agent.shape, loop.kind, at, this.alone.me, this.alone.shifts) };
        if (this.sums && this.sums.length > 0) {
          const only = fn.keep(V128, single ? i32x4.eq(i32x4.splat(lane), IOTA32) : i64x2.eq(i64x2.splat(i64.extend_i32_s(lane)), IOTA64));
          for (const { place, local } of this.sums) agent.lanes.set(keyOf(place), { sum: local, mask: only });
        }
        agent.meet(loop, seen);
        for (const { place } of this.sums ?? []) agent.lanes.delete(keyOf(place));
        flow.goto(`bit ${loop.label}`);
      }),
    );
  }
}

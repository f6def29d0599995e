// The loop over neighbours in a synchronous kernel: runs of sorted memory, as many candidates at a time as there are lanes. Where the
// author's body only adds up, takes extremes and uses variables of its own, it runs in lanes as well; else once for each
// neighbour that the lanes have found. Imports agent, lanes, uniform, columns.

import { keyOf, operandsOf, partsOf, walk, type Expr, type Neighbours, type Place, type Stmt, type Type } from '../ir.ts';
import { leavesEarly } from '../lanes.ts';
import type { OneAgent } from './agent.ts';
import { load, loadFirst, scaled } from './columns.ts';
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
import { LaneBody, type Mask } from './lanes.ts';
import { around, axesOf, inRange, measure, type Axis } from './linked.ts';
import { Shape, type Value } from './shape.ts';
import { analyse, type Uniformity } from './uniform.ts';

/** What a loop does to a variable that outlives it. */
type Reduction =
  | { readonly how: 'lanes'; readonly place: Place } // a float sum, by position in the run
  | { readonly how: 'sum'; readonly place: Place } // of whole numbers, in any order
  | { readonly how: 'count'; readonly place: Place } // of a constant for each neighbour
  | { readonly how: 'min' | 'max'; readonly place: Place; readonly type: Type };

interface Plan {
  readonly reductions: ReadonlyMap<string, Reduction>;
}

/** How a loop can run in lanes, or why it cannot. */
export function planOf(loop: Neighbours, program: readonly Stmt[]): Plan | string {
  if (leavesEarly(loop)) return 'it may end before its last neighbour';
  if (loop.counter !== null) return 'it draws random numbers';
  let why = '';
  const writes = new Map<string, { place: Place; values: (Stmt & { op: 'set' | 'add' })[] }>();
  const refuse = (reason: string): void => {
    why ||= reason;
  };
  walk(
    loop.body,
    (stmt) => {
      if (stmt.op === 'set' || stmt.op === 'add') {
        const key = keyOf(stmt.place);
        writes.set(key, { place: stmt.place, values: [...(writes.get(key)?.values ?? []), stmt] });
      } else if (stmt.op === 'neighbours') refuse('there is a loop over neighbours inside');
      else if (stmt.op === 'claim' || stmt.op === 'claimAt') refuse('it claims');
      else if (stmt.op === 'birth') refuse('it gives birth');
      else if (stmt.op === 'fail') refuse('it may throw');
      else if (stmt.op === 'die') refuse('it lets the agent die');
      else if (stmt.op === 'deposit') refuse('it deposits on a field');
      else if (stmt.op === 'setAt') refuse('it writes a vector by a computed index');
    },
    (expr) => {
      if (expr.op === 'cell' || expr.op === 'field') refuse('it looks at fields');
      if (expr.op === 'agent' || expr.op === 'agentAt' || expr.op === 'place') refuse('it looks agents up by id');
    },
  );
  if (why) return why;
  const reductions = new Map<string, Reduction>();
  const inside = countReads(loop.body);
  const everywhere = countReads(program);
  for (const [key, { place, values }] of writes) {
    if (loop.lanes.some((lane) => keyOf(lane) === key)) reductions.set(key, { how: 'lanes', place });
    else {
      const own = place.op === 'local' && everywhere.get(key) === inside.get(key);
      if (own) continue;
      const reduction = reductionOf(place, values, inside.get(key) ?? 0);
      if (!reduction) return `"${place.op === 'local' ? `variable ${place.local}` : place.column}" goes from one neighbour to the next`;
      reductions.set(key, reduction);
    }
  }
  const uniformity = uniformityOf(loop);
  let varies = '';
  walk(
    loop.body,
    () => {},
    (expr) => {
      if ((expr.op === 'otherAt' || expr.op === 'ownAt' || expr.op === 'table') && uniformity.varies(expr.index))
        varies = 'it indexes by a value that differs between neighbours';
    },
  );
  return varies || { reductions };
}

/** How often each place is read or written in statements. */
function countReads(body: readonly Stmt[]): Map<string, number> {
  const counts = new Map<string, number>();
  const note = (key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  walk(
    body,
    (stmt) => {
      if (stmt.op === 'set' || stmt.op === 'add') note(keyOf(stmt.place));
      if (stmt.op === 'claimAt') note(`local ${stmt.place}`);
    },
    (expr) => {
      if (expr.op === 'local' || expr.op === 'own') note(keyOf(expr));
      if (expr.op === 'agent' || expr.op === 'agentAt') note(`local ${expr.place}`);
      if (expr.op === 'field') note(`local ${expr.cell}`);
    },
  );
  return counts;
}

/** x = x + v of whole numbers, or x = min(x, v), wherever x is written; x is read nowhere else in the loop. */
function reductionOf(place: Place, values: readonly (Stmt & { op: 'set' | 'add' })[], mentions: number): Reduction | null {
  const key = keyOf(place);
  const isIt = (expr: Expr): boolean => (expr.op === 'local' || expr.op === 'own') && keyOf(expr) === key;
  if (mentions !== 2 * values.length) return null;
  const operators = new Set<string>();
  for (const stmt of values) {
    const { value } = stmt;
    if (stmt.op !== 'set' || value.op !== 'arith') return null;
    if (!isIt(value.left) && !(isIt(value.right) && value.operator !== '-')) return null;
    if ('+-'.includes(value.operator) && value.type === 'float') return null;
    operators.add('+-'.includes(value.operator) ? 'sum' : value.operator);
  }
  const [how, ...more] = operators;
  if (more.length > 0) return null;
  const [{ value }] = values;
  const constants = values.every(
    (stmt) => stmt.value.op === 'arith' && (isIt(stmt.value.left) ? stmt.value.right : stmt.value.left).op === 'const',
  );
  if (how === 'sum') return { how: constants ? 'count' : 'sum', place };
  return how === 'min' || how === 'max' ? { how, place, type: value.type } : null;
}

const uniformityOf = (loop: Neighbours): Uniformity =>
  analyse(
    loop.body,
    (expr) => (expr.op === 'other' || expr.op === 'otherAt' || expr.op === 'measure' || expr.op === 'otherId') && expr.loop === loop.label,
  );

/** Bytes into the table of masks of {@link maskTable}. */
const MASKS = { rest: 16, me: 48 } as const;

/** Masks to be read at any lane: all lanes, then none; and none, the first lane, then none. */
export function maskTable(precision: 'f32' | 'f64'): Uint8Array {
  const table = new Uint8Array(96);
  table.fill(0xff, 0, 16);
  table.fill(0xff, 48, 48 + (precision === 'f32' ? 4 : 8));
  return table;
}

/** The same value to start with, and neutral. */
const ZERO = v128.const(new Int32Array(4));
const IOTA32 = v128.const(Int32Array.of(0, 1, 2, 3));
const IOTA64 = v128.const(BigInt64Array.of(0n, 1n));

/** The author's body on several candidates. */
export class Candidates extends LaneBody {
  private readonly agent: OneAgent;
  /** one candidate after the other, in the first lane: sums go on from what they are */
  private readonly inTurn: boolean;
  private readonly loop: Neighbours;
  private readonly uniformity: Uniformity;
  private readonly reductions: Plan['reductions'];
  /** one register or more for each variable that varies, and for each reduction */
  readonly registers = new Map<string, { type: Type; wide: boolean; locals: number[] }>();
  /** code that goes before the loop */
  readonly before: Code[] = [];
  private readonly written: ReadonlySet<string>;
  private readonly spreads = new Map<string, Value>();
  private measures: Readonly<Record<string, Code>> = {};
  private j: Code = [];

  constructor(agent: OneAgent, shape: Shape, loop: Neighbours, plan: Plan, inTurn = false) {
    super(agent.frame, shape);
    this.inTurn = inTurn;
    this.agent = agent;
    this.loop = loop;
    this.uniformity = uniformityOf(loop);
    this.reductions = plan.reductions;
    this.written = writtenBy(loop.body);
    const { fn } = agent.frame;
    for (const [key, { how, place }] of plan.reductions)
      this.registers.set(key, { type: this.typeOf(place), wide: false, locals: [fn.local(how === 'count' ? I32 : V128)] });
  }

  private typeOf(place: Place): Type {
    return this.agent.read(place).type;
  }

  /** Run on the candidates from `j` on, of which `mask` are neighbours. */
  run(j: Code, measures: Readonly<Record<string, Code>>, mask: Mask): void {
    this.j = j;
    this.measures = measures;
    this.base = mask;
    this.mask = null;
    this.labelled(`T${this.loop.label}`, this.frame.facts.again.has(this.loop.label), () => this.list(this.loop.body));
  }

  /** Look at candidate `j` alone, in the first lane. */
  visit(j: Code, me: readonly Code[], shifts: readonly (Code | null)[]): void {
    const { agent, shape, loop } = this;
    const { fn, program, single } = agent.frame;
    const measures = measureLanes(agent, shape, loop, j, me, shifts, loadFirst);
    const near = shape.float.le(measures['distance2'], (program.space?.radius ?? 0) ** 2);
    const past = loop.kind === program.self ? i32.shl(i32.eq(j, agent.i), i32.const(4)) : i32.const(0);
    const first = v128.load(i32.add(agent.frame.args.get('masks'), past), MASKS.me); // the first lane alone; none where it is me
    const held = fn.keep(V128, v128.and(near, first));
    const narrow = single ? held : fn.keep(V128, shape.narrow({ type: 'bool', parts: [held], wide: true }));
    this.run(j, measures, { narrow, wide: [held] });
  }

  varies(expr: Expr): boolean {
    return this.uniformity.varies(expr);
  }

  alone(expr: Expr): Value {
    return this.agent.expr(expr);
  }

  /** Computed before the loop where nothing in the loop changes it. */
  protected spread(expr: Expr): Value {
    const { fn } = this.frame;
    let fixed = true;
    const check = (each: Expr): void => {
      if (each.op === 'local' && this.written.has(keyOf(each))) fixed = false;
    };
    visitExpr(expr, check);
    if (!fixed) return this.shape.splat(this.agent.shape.hold(this.alone(expr)));
    const key = JSON.stringify(expr, (_, value: unknown) =>
      Object.is(value, -0) ? '-0' : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    );
    let known = this.spreads.get(key);
    if (!known) {
      let value!: Value;
      this.before.push(
        fn.inside(() => {
          value = this.shape.splat(this.agent.expr(expr));
          value = { ...value, parts: value.parts.map((part) => fn.keep(V128, part)) };
        }),
      );
      known = value;
      this.spreads.set(key, known);
    }
    return known;
  }

  protected leaf(expr: Parameters<LaneBody['leaf']>[0]): Value {
    const { shape, frame } = this;
    switch (expr.op) {
      case 'other':
        return this.column(expr.kind, expr.column, expr.plane);
      case 'otherId':
        return { ...this.column(expr.kind, 'id', 0), type: 'i32' };
      case 'otherAt': {
        const { size, type } = frame.column(expr.kind, expr.column);
        const index = shape.hold(this.alone(expr.index)).parts[0];
        const plane = i32.mul(index, frame.args.get(`capacity:${expr.kind}`));
        const inside = i32.lt_u(index, i32.const(size));
        // outside the vector plane 0 is read, and thrown away
        const at = i32.add(this.j, control.select(plane, i32.const(0), inside));
        const value = (this.inTurn ? loadFirst : load)(shape, type, i32.add(frame.now(expr.kind, expr.column), scaled(at, type)));
        const nothing = shape.constant(expr.type, expr.type === 'float' ? NaN : 0);
        const parts = value.parts.map((part, k) => control.selectVector(part, nothing.parts[k], inside));
        return shape.value(expr.type, ...parts);
      }
      case 'measure':
        return shape.value('float', this.measures[expr.what]);
      case 'local':
      case 'own':
        return this.readPlace(expr);
      default:
        return this.spread(expr);
    }
  }

  private column(kind: string, column: string, plane: number): Value {
    const { type } = this.frame.column(kind, column);
    return (this.inTurn ? loadFirst : load)(this.shape, type, i32.add(this.frame.now(kind, column, plane), scaled(this.j, type)));
  }

  protected trip(): Value {
    throw new Error('a loop with draws runs on one neighbour at a time');
  }
  protected tickLanes(): void {}

  protected isUniformLoop(loop: Stmt & { op: 'loop' }): boolean {
    return !this.uniformity.divergent.has(loop.label);
  }

  protected isUniform(place: Place): boolean {
    return !this.reductions.has(keyOf(place)) && !this.uniformity.varying.has(keyOf(place));
  }

  protected writeUniform(place: Place, value: Value): void {
    this.agent.write(place, value);
  }

  protected readPlace(place: Place): Value {
    const { type, wide, locals } = this.storage(place);
    return { type, wide, parts: locals.map((local) => this.frame.fn.get(local)) };
  }

  private storage(place: Place) {
    const key = keyOf(place);
    let known = this.registers.get(key);
    if (!known) {
      const type = this.typeOf(place);
      known = {
        type,
        wide: false,
        locals: Array.from({ length: type === 'float' ? this.shape.registers : 1 }, () => this.frame.fn.local(V128)),
      };
      this.registers.set(key, known);
    }
    return known;
  }

  protected writeLanes(place: Place, value: Value): void {
    const { type, locals } = this.storage(place);
    const parts = type === 'bool' ? [this.shape.narrow(value)] : value.parts;
    parts.forEach((part, k) => this.frame.fn.emit(this.frame.fn.set(locals[k], part)));
  }

  protected override assign(place: Place, value: Expr): void {
    const reduction = this.reductions.get(keyOf(place));
    if (!reduction || reduction.how === 'lanes') return super.assign(place, value);
    this.reduce(reduction, value);
  }

  protected override stmt(stmt: Stmt): void {
    if (stmt.op !== 'add') return super.stmt(stmt);
    if (this.reductions.get(keyOf(stmt.place))?.how !== 'lanes') return super.stmt(stmt);
    const [sum] = this.storage(stmt.place).locals;
    const { fn } = this.frame;
    const vector = this.shape.precision === 'f32' ? f32x4 : f64x2;
    const [term] = this.expr(stmt.value).parts;
    const mask = this.effective?.wide[0];
    const nothing = this.shape.constant('float', -0).parts[0]; // x + -0 is x, also for -0; x - 0 is
    const exact = this.inTurn && !stmt.minus && !this.startsAtZero(keyOf(stmt.place));
    const masked = !mask ? term : exact ? v128.bitselect(term, nothing, mask) : v128.and(term, mask);
    fn.emit(fn.set(sum, (stmt.minus ? vector.sub : vector.add)(fn.get(sum), masked)));
  }

  /** x = x + v or min(x, v), in each lane. */
  private reduce(reduction: Reduction & { how: 'sum' | 'count' | 'min' | 'max' }, expr: Expr): void {
    if (expr.op !== 'arith') return;
    const { fn } = this.frame;
    const [local] = this.storage(reduction.place).locals;
    const key = keyOf(reduction.place);
    const left = (expr.left.op === 'local' || expr.left.op === 'own') && keyOf(expr.left) === key;
    const given = left ? expr.right : expr.left;
    const mask = this.effective;
    if (reduction.how === 'count') {
      if (given.op !== 'const') return;
      const wide = mask?.wide[0] ?? [];
      const bits = this.shape.precision === 'f32' ? i32x4.bitmask(wide) : i64x2.bitmask(wide);
      const found = this.inTurn ? i32.and(bits, i32.const(1)) : i32.popcnt(bits);
      const term = given.value === 1 ? found : i32.mul(found, i32.const(given.value));
      fn.emit(fn.set(local, (expr.operator === '-' ? i32.sub : i32.add)(fn.get(local), term)));
      return;
    }
    const value = this.expr(given);
    if (reduction.how === 'sum') {
      const operation = expr.operator === '-' ? i32x4.sub : i32x4.add;
      fn.emit(fn.set(local, operation(fn.get(local), mask ? v128.and(value.parts[0], mask.narrow) : value.parts[0])));
      return;
    }
    const now: Value = { type: reduction.type, wide: false, parts: [fn.get(local)] };
    const next = this.shape.arithmetic(reduction.how, reduction.type, now, value);
    fn.emit(fn.set(local, this.merged(mask, next, () => now).parts[0]));
  }

  protected special(stmt: Stmt): void {
    throw new Error(`${stmt.op} does not run in lanes of neighbours`);
  }

  /** Is a sum never -0, for it is only ever set to 0, outside of this loop? */
  private startsAtZero(key: string): boolean {
    let zero = true;
    const inside = new Set<Stmt>();
    walk(
      this.loop.body,
      (stmt) => inside.add(stmt),
      () => {},
    );
    walk(
      this.frame.program.body,
      (stmt) => {
        if ((stmt.op !== 'set' && stmt.op !== 'add') || keyOf(stmt.place) !== key || inside.has(stmt)) return;
        zero &&= stmt.op === 'set' && stmt.value.op === 'const' && Object.is(stmt.value.value, 0);
      },
      () => {},
    );
    return zero && key.startsWith('local');
  }

  /** Reductions start: sums at 0, extremes at what they are. */
  open(): void {
    const { fn } = this.frame;
    for (const { how, place } of this.reductions.values()) {
      const [local] = this.storage(place).locals;
      if (how === 'count') fn.emit(fn.set(local, i32.const(0)));
      else
        fn.emit(
          fn.set(
            local,
            how === 'min' || how === 'max' || (how === 'lanes' && this.inTurn) ? this.shape.splat(this.agent.read(place)).parts[0] : ZERO,
          ),
        );
    }
  }

  /** Lanes are joined into the variables of the agent. */
  close(): void {
    const { shape, agent, frame } = this;
    for (const { how, place } of this.reductions.values()) {
      const [local] = this.storage(place).locals;
      const now = agent.read(place);
      const lanes = frame.fn.get(local);
      const fresh = agent.zeros.has(keyOf(place)); // 0 + x is x: sums of lanes are never -0
      if (how === 'lanes' && this.inTurn) agent.write(place, agent.shape.value('float', extract('float', shape.precision, lanes, 0)));
      else if (how === 'lanes' || how === 'count') {
        const found = agent.shape.value(now.type, how === 'count' ? lanes : joined(shape.precision, lanes));
        agent.write(place, fresh ? found : agent.shape.arithmetic('+', now.type, now, found));
      } else {
        const at = (lane: number): Value => agent.shape.value(now.type, extract(now.type, shape.precision, lanes, lane));
        const operator = how === 'sum' ? '+' : how;
        let value = how === 'sum' ? now : at(0);
        const last = this.inTurn ? 1 : shape.lanes; // in turn only the first lane counts
        for (let lane = how === 'sum' ? 0 : 1; lane < last; lane++)
          value = agent.shape.hold(agent.shape.arithmetic(operator, now.type, value, at(lane)));
        agent.write(place, value);
      }
    }
  }
}

/** Keys of the places that statements write. */
function writtenBy(body: readonly Stmt[]): Set<string> {
  const keys = new Set<string>();
  walk(
    body,
    (stmt) => {
      if (stmt.op === 'set' || stmt.op === 'add') keys.add(keyOf(stmt.place));
    },
    () => {},
  );
  return keys;
}

function visitExpr(expr: Expr, visit: (expr: Expr) => void): void {
  walk([{ op: 'setGlobal', name: '', value: expr }], () => {}, visit);
}

/** The lanes of a sum in the fixed tree: l0 + l1, or (l0 + l2) + (l1 + l3). */
function joined(precision: 'f32' | 'f64', lanes: Code): Code {
  if (precision === 'f64') return f64.add(f64x2.extract_lane(lanes, 0), f64x2.extract_lane(lanes, 1));
  const pair = (a: number, b: number): Code => f32.add(f32x4.extract_lane(lanes, a), f32x4.extract_lane(lanes, b));
  return f32.add(pair(0, 2), pair(1, 3));
}

function extract(type: Type, precision: 'f32' | 'f64', lanes: Code, lane: number): Code {
  if (type !== 'float') return i32x4.extract_lane(lanes, lane);
  return precision === 'f32' ? f32x4.extract_lane(lanes, lane) : f64x2.extract_lane(lanes, lane);
}

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

/** The measures of the candidates from j on; `me` and `shifts` in all lanes. */
function measureLanes(
  { frame }: OneAgent,
  shape: Shape,
  loop: Neighbours,
  j: Code,
  me: readonly Code[],
  shifts: readonly (Code | null)[],
  read: typeof loadFirst = load,
): Record<string, Code> {
  const { float } = shape;
  const keep = (code: Code): Code => frame.fn.keep(V128, code);
  const axes = axesOf(frame);
  const ways = axes.map((axis, k) => {
    const { type } = frame.column(loop.kind, axis.name);
    const [there] = read(shape, type, i32.add(frame.now(loop.kind, axis.name), scaled(j, type))).parts;
    const raw = float.sub(there, me[k]);
    if (axis.narrow) {
      const d = keep(raw);
      return keep(
        float.select(
          float.gt(d, axis.size / 2),
          float.sub(d, axis.size),
          float.select(float.lt(d, -axis.size / 2), float.add(d, axis.size), d),
        ),
      );
    }
    const shift = shifts[k];
    return keep(shift === null ? raw : float.add(raw, shift));
  });
  const squares = ways.map((way) => float.mul(way, way));
  const distance2 = keep(squares.reduce((sum, square) => float.add(sum, square)));
  return { ...Object.fromEntries(axes.map(({ name }, k) => [`d${name}`, ways[k]])), distance2 };
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
    const { fn, program } = agent.frame;
    const single = agent.frame.single;
    const measures = measureLanes(agent, shape, loop, j, this.me, this.shifts);
    let mask = shape.float.le(measures['distance2'], (program.space?.radius ?? 0) ** 2);
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
        const seen = { j: at, measures: measure(agent, loop.kind, at, this.alone.me, this.alone.shifts) };
        if (this.sums && this.sums.length > 0) {
          const only = fn.keep(V128, single ? i32x4.eq(i32x4.splat(lane), IOTA32) : i64x2.eq(i64x2.splat(i64.extend_i32_s(lane)), IOTA64));
          for (const { place, local } of this.sums) agent.lanes.set(keyOf(place), { sum: local, mask: only });
        }
        inRange(agent, loop, seen);
        for (const { place } of this.sums ?? []) agent.lanes.delete(keyOf(place));
        flow.goto(`bit ${loop.label}`);
      }),
    );
  }
}

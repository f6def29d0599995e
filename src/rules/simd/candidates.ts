// The author's body of a loop over neighbours on several candidates at a time. Imports agent, axes, columns, lanes, reductions.

import { keyOf, walk, type Expr, type Neighbours, type Place, type Stmt, type Type } from '../ir.ts';
import type { OneAgent } from './agent.ts';
import { measure, within } from './axes.ts';
import { load, loadFirst, scaled } from './columns.ts';
import { control, f32, f32x4, f64, f64x2, I32, i32, i32x4, i64x2, V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import { LaneBody, type Mask } from './lanes.ts';
import { MASKS } from './masks.ts';
import { uniformityOf, type Plan, type Reduction } from './reductions.ts';
import type { Shape, Value } from './shape.ts';
import type { Uniformity } from './uniform.ts';

/** The same value to start with, and neutral. */
export const ZERO = v128.const(new Int32Array(4));

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
    const measures = measure(agent.frame, shape, loop.kind, j, me, shifts, loadFirst);
    const near = within(agent.frame, shape, measures, me);
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
export function joined(precision: 'f32' | 'f64', lanes: Code): Code {
  if (precision === 'f64') return f64.add(f64x2.extract_lane(lanes, 0), f64x2.extract_lane(lanes, 1));
  const pair = (a: number, b: number): Code => f32.add(f32x4.extract_lane(lanes, a), f32x4.extract_lane(lanes, b));
  return f32.add(pair(0, 2), pair(1, 3));
}

function extract(type: Type, precision: 'f32' | 'f64', lanes: Code, lane: number): Code {
  if (type !== 'float') return i32x4.extract_lane(lanes, lane);
  return precision === 'f32' ? f32x4.extract_lane(lanes, lane) : f64x2.extract_lane(lanes, lane);
}

// Four agents side by side. Columns are read and written as whole vectors; where an agent would give birth or throw, the four are done
// again one by one. Imports agent, columns, lanes, uniform, space.

import { upper } from './algebra.ts';
import { BYTES, type ColumnType } from '../../engine/columns.ts';
import { keyOf, type Expr, type Place, type Stmt, type Type } from '../ir.ts';
import { typeOfColumn } from '../numbers.ts';
import type { OneAgent } from './agent.ts';
import { gather, load, packBytes, scaled, store } from './columns.ts';
import type { Frame } from './frame.ts';
import { control, f64x2, I32, i32, i32x4, V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import { LaneBody } from './lanes.ts';
import { Shape, type Value } from './shape.ts';
import { intoSpace } from './space.ts';
import { analyse, type Uniformity } from './uniform.ts';

/** Agents side by side. */
export const QUAD = 4;
const IOTA = v128.const(Int32Array.of(0, 1, 2, 3));
const ALL = v128.const(Int32Array.of(-1, -1, -1, -1));
const ZERO = v128.const(new Int32Array(4));

/** Leaves that are the same for all agents of a run of the kernel. */
const SHARED = new Set([
  'const',
  'tick',
  'global',
  'population',
  'arith',
  'bits',
  'unary',
  'compare',
  'logic',
  'not',
  'select',
  'convert',
  'elementary',
  'place',
  'table',
]);

/** What differs between agents in a program. */
const betweenAgents = (body: readonly Stmt[], given: Iterable<string>): Uniformity =>
  analyse(
    body,
    (expr) => (expr.op === 'agent' || expr.op === 'agentAt' || expr.op === 'field' || expr.op === 'local' ? false : !SHARED.has(expr.op)),
    given,
  );

export class FourAgents extends LaneBody {
  /** the same in all lanes is computed once, here */
  readonly single: OneAgent;
  readonly uniformity: Uniformity;
  private readonly i: Code;
  private readonly registers = new Map<string, { type: Type; locals: number[] }>();
  private readonly copies = new Map<string, Code>();
  private readonly trips: number[] = [];
  private readonly ids: number;
  private readonly dies: number;
  private readonly claims = new Map<string, number>();
  /** by site of a deposit: the cell, and how much, register by register */
  private readonly deposits = new Map<number, { field: string; cell: number; amount: readonly number[] }>();
  /** set when the four have to be done again one by one */
  readonly odd: number;

  /** `given`: keys of places that each four must have for themselves, even where all agents have the same in them */
  constructor(frame: Frame, i: Code, single: OneAgent, given: Iterable<string> = []) {
    super(frame, new Shape(frame.fn, frame.module, frame.program.precision, QUAD));
    const { fn, facts, program } = frame;
    this.i = i;
    this.single = single;
    this.uniformity = betweenAgents(program.body, given);
    for (const column of facts.scratch)
      this.copies.set(column, frame.reserve(frame.column(program.self, column).size * this.stride(column)));
    for (let counter = 0; counter < program.counters; counter++) this.trips.push(fn.local(V128));
    this.ids = fn.local(V128);
    this.dies = fn.local(V128);
    for (const kind of facts.claims) this.claims.set(kind, fn.local(V128));
    for (const { site, field } of facts.deposits)
      this.deposits.set(site, { field, cell: fn.local(V128), amount: Array.from({ length: this.shape.registers }, () => fn.local(V128)) });
    this.odd = fn.local(I32);
  }

  private typeOf(column: string): Type {
    return typeOfColumn(this.frame.column(this.frame.program.self, column).type);
  }

  /** Bytes of an element of a working copy, all lanes. */
  private stride(column: string): number {
    return this.typeOf(column) === 'float' ? 16 * this.shape.registers : 16;
  }

  private copyType(column: string): ColumnType {
    return this.typeOf(column) === 'float' ? (this.frame.single ? 'f32' : 'f64') : 'i32';
  }

  // ---- reading

  varies(expr: Expr): boolean {
    return this.uniformity.varies(expr);
  }

  alone(expr: Expr): Value {
    return this.single.expr(expr);
  }

  protected spread(expr: Expr): Value {
    if (expr.op === 'const') return this.shape.constant(expr.type, expr.value);
    return this.shape.splat(this.shape.value(expr.type, ...this.single.shape.hold(this.alone(expr)).parts));
  }

  protected leaf(expr: Parameters<LaneBody['leaf']>[0]): Value {
    const { frame, shape } = this;
    const { fn, program } = frame;
    switch (expr.op) {
      case 'local':
      case 'own':
        return this.readPlace(expr);
      case 'selfId':
        return shape.value('i32', fn.get(this.ids));
      case 'index':
        return shape.value('i32', i32x4.add(i32x4.splat(this.i), IOTA));
      case 'ownAt':
        return this.ownAt(expr);
      case 'place':
        return shape.value('i32', this.place(expr));
      case 'agent':
        return this.ofAgent(
          expr.type,
          expr.place,
          (at) => this.agentAddresses(expr.kind, expr.column, at, expr.plane),
          frame.column(expr.kind, expr.column).type,
        );
      case 'agentAt': {
        const { type, size } = frame.column(expr.kind, expr.column);
        const index = shape.hold(this.expr(expr.index)).parts[0];
        const inside = fn.keep(V128, i32x4.lt_u(index, words(size)));
        const safe = fn.keep(V128, v128.and(index, inside));
        const value = this.ofAgent(expr.type, expr.place, (at) => this.elementAddresses(expr.kind, expr.column, type, safe, at), type);
        return shape.select(shape.value('bool', inside), value, this.nothing(expr.type));
      }
      case 'field': {
        const type = frame.fieldType(expr.field);
        const cell = this.expr({ op: 'local', type: 'i32', local: expr.cell }).parts[0];
        return gather(shape, type, i32x4.add(i32x4.splat(frame.args.get(`field:${expr.field}`)), i32x4.shl(cell, Math.log2(BYTES[type]))));
      }
      case 'table': {
        const { type, values } = program.tables[expr.table];
        const stored: ColumnType = type !== 'float' ? 'i32' : frame.single ? 'f32' : 'f64';
        const index = shape.hold(this.expr(expr.index)).parts[0];
        const inside = fn.keep(V128, i32x4.lt_u(index, words(values.length)));
        const addresses = i32x4.add(i32x4.splat(frame.table(expr.table)), i32x4.shl(v128.and(index, inside), Math.log2(BYTES[stored])));
        if (values.length === 0) return this.nothing(expr.type);
        const value = { ...gather(shape, stored, addresses), type: expr.type };
        return shape.select(shape.value('bool', inside), value, this.nothing(expr.type));
      }
      default:
        throw new Error(`${expr.op} is not known to four agents`);
    }
  }

  private nothing(type: Type): Value {
    return this.shape.constant(type, type === 'float' ? NaN : 0);
  }

  /** Element `index` of a vector of mine. */
  private ownAt({ type, column, index }: Expr & { op: 'ownAt' }): Value {
    const { frame, shape } = this;
    const { fn, program, args } = frame;
    const self = program.self ?? '';
    const spec = frame.column(self, column);
    const copied = frame.facts.scratch.has(column);
    if (!this.varies(index)) {
      const held = this.single.shape.hold(this.alone(index)).parts[0];
      const inside = fn.keep(I32, i32.lt_u(held, i32.const(spec.size)));
      const safe = fn.keep(I32, control.select(held, i32.const(0), inside));
      const value = copied
        ? this.copy(column, safe)
        : load(
            shape,
            spec.type,
            i32.add(args.get(`now:${self}:${column}`), scaled(i32.add(i32.mul(safe, args.get(`capacity:${self}`)), this.i), spec.type)),
          );
      const nothing = this.nothing(type);
      return { ...value, parts: value.parts.map((part, k) => control.selectVector(part, nothing.parts[k], inside)) };
    }
    const held = shape.hold(this.expr(index)).parts[0];
    const inside = fn.keep(V128, i32x4.lt_u(held, words(spec.size)));
    const safe = fn.keep(V128, v128.and(held, inside));
    const value = copied
      ? gather(shape, this.copyType(column), this.copyAddresses(column, safe))
      : gather(shape, spec.type, this.elementAddresses(self, column, spec.type, safe, i32x4.add(i32x4.splat(this.i), IOTA)));
    return shape.select(shape.value('bool', inside), { ...value, type }, this.nothing(type));
  }

  private copyAddress(column: string, index: Code): Code {
    return i32.add(this.copies.get(column) ?? [], i32.shl(index, i32.const(Math.log2(this.stride(column)))));
  }

  private copyAddresses(column: string, index: Code): Code {
    const bytes = BYTES[this.copyType(column)];
    const lanes = v128.const(Int32Array.of(0, bytes, 2 * bytes, 3 * bytes));
    return i32x4.add(i32x4.add(i32x4.splat(this.copies.get(column) ?? []), lanes), i32x4.shl(index, Math.log2(this.stride(column))));
  }

  private copy(column: string, index: Code): Value {
    return { ...load(this.shape, this.copyType(column), this.copyAddress(column, index)), type: this.typeOf(column) };
  }

  private agentAddresses(kind: string, column: string, at: Code, plane: number): Code {
    const { type } = this.frame.column(kind, column);
    return i32x4.add(i32x4.splat(this.frame.now(kind, column, plane)), i32x4.shl(at, Math.log2(BYTES[type])));
  }

  /** Addresses of elements `index` of agents `at`. */
  private elementAddresses(kind: string, column: string, type: ColumnType, index: Code, at: Code): Code {
    const element = i32x4.add(i32x4.mul(index, i32x4.splat(this.frame.args.get(`capacity:${kind}`))), at);
    return i32x4.add(i32x4.splat(this.frame.now(kind, column)), i32x4.shl(element, Math.log2(BYTES[type])));
  }

  override expr(expr: Expr): Value {
    // x % 2^n of what is not negative
    if (
      expr.op === 'arith' &&
      expr.operator === '%' &&
      expr.right.op === 'const' &&
      (expr.left.op === 'selfId' || expr.left.op === 'index')
    ) {
      const { value } = expr.right;
      if (value > 0 && (value & (value - 1)) === 0)
        return this.expr({ op: 'bits', type: 'i32', operator: '&', left: expr.left, right: { ...expr.right, value: value - 1 } });
    }
    return super.expr(expr);
  }

  /** What is read of the agents whose places a variable holds; NaN or 0 of nobody. */
  private ofAgent(type: Type, place: number, addresses: (at: Code) => Code, column: ColumnType): Value {
    const { fn } = this.frame;
    const at = this.shape.hold(this.expr({ op: 'local', type: 'i32', local: place })).parts[0];
    const there = fn.keep(V128, i32x4.ge_s(at, ZERO));
    const value = gather(this.shape, column, addresses(fn.keep(V128, v128.and(at, there))));
    return this.shape.select(this.shape.value('bool', there), { ...value, type }, this.nothing(type));
  }

  /** Where the agents with these ids stand, -1: nobody. */
  private place({ kind, id }: Expr & { op: 'place' }): Code {
    const { frame, shape } = this;
    const { fn, args } = frame;
    const held = shape.hold(this.expr(id)).parts[0];
    const known = fn.keep(V128, i32x4.lt_u(held, i32x4.splat(args.get(frame.isFixed(kind) ? `count:${kind}` : `ids:${kind}`))));
    if (frame.isFixed(kind)) return v128.or(v128.and(held, known), v128.not(known));
    const addresses = i32x4.add(i32x4.splat(args.get(`places:${kind}`)), i32x4.shl(v128.and(held, known), 2));
    return v128.or(v128.and(gather(shape, 'i32', addresses).parts[0], known), v128.not(known));
  }

  protected trip(counter: number): Value {
    return this.shape.value('i32', this.frame.fn.get(this.trips[counter]));
  }

  protected tickLanes(counter: number): void {
    const { fn } = this.frame;
    fn.emit(fn.set(this.trips[counter], i32x4.sub(fn.get(this.trips[counter]), this.mask?.narrow ?? ALL)));
  }

  // ---- places

  protected isUniformLoop(loop: Stmt & { op: 'loop' }): boolean {
    return !this.uniformity.divergent.has(loop.label);
  }

  isUniform(place: Place): boolean {
    return place.op === 'local' && !this.uniformity.varying.has(keyOf(place));
  }

  protected writeUniform(place: Place, value: Value): void {
    this.single.write(place, value);
  }

  private storage(place: Place): { type: Type; locals: number[] } {
    const key = keyOf(place);
    let known = this.registers.get(key);
    if (!known) {
      const type = place.op === 'local' ? this.frame.program.locals[place.local].type : this.typeOf(place.column);
      known = { type, locals: Array.from({ length: type === 'float' ? this.shape.registers : 1 }, () => this.frame.fn.local(V128)) };
      this.registers.set(key, known);
    }
    return known;
  }

  readPlace(place: Place): Value {
    if (place.op === 'own' && this.frame.facts.scratch.has(place.column)) return this.copy(place.column, i32.const(place.plane));
    const { type, locals } = this.storage(place);
    return this.shape.value(type, ...locals.map((local) => this.frame.fn.get(local)));
  }

  private writeOwn(place: Place, value: Value): void {
    const { locals } = this.storage(place);
    value.parts.forEach((part, k) => this.frame.fn.emit(this.frame.fn.set(locals[k], part)));
  }

  writeLanes(place: Place, value: Value): void {
    if (place.op === 'own' && this.frame.facts.scratch.has(place.column)) {
      return store(this.shape, this.copyType(place.column), this.copyAddress(place.column, i32.const(place.plane)), value);
    }
    const { type, locals } = this.storage(place);
    const parts = type === 'bool' ? [this.shape.narrow(value)] : value.parts;
    parts.forEach((part, k) => this.frame.fn.emit(this.frame.fn.set(locals[k], part)));
  }

  // ---- statements of agents

  protected special(stmt: Stmt): void {
    const { fn, flow } = this.frame;
    switch (stmt.op) {
      case 'die':
        return fn.emit(fn.set(this.dies, this.effective ? v128.or(fn.get(this.dies), this.effective.narrow) : ALL));
      case 'setAt':
        return this.setAt(stmt);
      case 'deposit':
        return this.deposit(stmt);
      case 'claimAt':
        return this.claim(stmt.kind, this.expr({ op: 'local', type: 'i32', local: stmt.place }));
      case 'birth':
      case 'fail':
        if (!this.effective) return fn.emit(fn.set(this.odd, i32.const(1)));
        return flow.if(v128.any_true(this.effective.narrow), () => fn.emit(fn.set(this.odd, i32.const(1))));
      default:
        throw new Error(`${stmt.op} is not known to four agents`);
    }
  }

  private claim(kind: string, place: Value): void {
    const { fn } = this.frame;
    const none = this.shape.constant('i32', -1);
    for (const [other, local] of this.claims) {
      const now = this.shape.value('i32', fn.get(local));
      fn.emit(fn.set(local, this.merged(this.effective, other === kind ? place : none, () => now).parts[0]));
    }
  }

  private deposit({ site, cell, value }: Stmt & { op: 'deposit' }): void {
    const { fn } = this.frame;
    const deposit = this.deposits.get(site);
    if (!deposit) return;
    const amount = this.shape.hold(this.expr(value));
    const where = this.merged(this.mask, this.expr({ op: 'local', type: 'i32', local: cell }), () =>
      this.shape.value('i32', fn.get(deposit.cell)),
    );
    fn.emit(fn.set(deposit.cell, where.parts[0]));
    const much = this.merged(this.mask, amount, () => this.shape.value('float', ...deposit.amount.map((local) => fn.get(local))));
    deposit.amount.forEach((local, k) => fn.emit(fn.set(local, much.parts[k])));
  }

  private setAt({ column, index, value }: Stmt & { op: 'setAt' }): void {
    const { frame, shape } = this;
    const { fn, flow } = frame;
    const { size } = frame.column(frame.program.self, column);
    const type = this.copyType(column);
    const held = shape.hold(this.expr(value));
    if (!this.varies(index)) {
      const at = this.single.shape.hold(this.alone(index)).parts[0];
      return flow.if(i32.lt_u(at, i32.const(size)), () =>
        store(shape, type, this.copyAddress(column, at), shape.hold(this.merged(this.mask, held, () => this.copy(column, at)))),
      );
    }
    const at = shape.hold(this.expr(index)).parts[0];
    const inside = i32x4.lt_u(at, words(size));
    const lanes = fn.keep(V128, this.effective ? v128.and(inside, this.effective.narrow) : inside);
    const addresses = fn.keep(V128, this.copyAddresses(column, v128.and(at, lanes)));
    for (let lane = 0; lane < QUAD; lane++) {
      flow.if(i32x4.extract_lane(lanes, lane), () => {
        const to = i32x4.extract_lane(addresses, lane);
        if (type === 'f64') fn.emit(v128.store64_lane(to, held.parts[lane >> 1], lane & 1));
        else fn.emit(v128.store32_lane(to, held.parts[0], lane));
      });
    }
  }

  // ---- beginning and end

  /** Begin with agents i to i + 3, of which those before `hi` exist. */
  begin(hi: Code, needsBase: boolean): void {
    const { frame, shape } = this;
    const { fn, facts, program } = frame;
    const self = program.self ?? '';
    this.mask = null;
    this.base = null;
    if (needsBase) {
      const active = fn.keep(V128, i32x4.lt_s(i32x4.add(i32x4.splat(this.i), IOTA), i32x4.splat(hi)));
      this.base = this.maskOf(active);
    }
    fn.emit(fn.set(this.ids, v128.load(i32.add(frame.now(self, 'id'), i32.shl(this.i, i32.const(2))))));
    this.fresh();
    for (const column of facts.scratch) {
      const { size, type } = frame.column(self, column);
      frame.flow.each(size, (d) => {
        const element = i32.add(i32.mul(d, frame.args.get(`capacity:${self}`)), this.i);
        store(
          shape,
          this.copyType(column),
          this.copyAddress(column, d),
          load(shape, type, i32.add(frame.now(self, column), scaled(element, type))),
        );
      });
    }
  }

  /** Ids and columns of these four, to tell something of them ahead. */
  see(ids: Code, places: readonly (Place & { op: 'own' })[]): void {
    this.frame.fn.emit(this.frame.fn.set(this.ids, ids));
    for (const place of places) this.writeOwn(place, this.column(place));
  }

  /** A number that has been drawn ahead. */
  have(site: number, number: Value): void {
    this.drawn.set(site, number);
  }

  /** Columns of mine as they were, into registers. */
  loadOwn(): void {
    const { facts } = this.frame;
    for (const place of facts.ownPlanes.values()) if (!facts.scratch.has(place.column)) this.writeLanes(place, this.column(place));
  }

  /** Nothing has happened yet to these four. */
  private fresh(): void {
    const { frame } = this;
    const { fn, facts, program } = frame;
    for (const local of facts.locals) {
      const place = { op: 'local', local } as const;
      const { type } = program.locals[local];
      if (!this.isUniform(place)) this.writeLanes(place, this.shape.constant(type, 0));
    }
    for (const trip of this.trips) fn.emit(fn.set(trip, ALL));
    if (facts.dies) fn.emit(fn.set(this.dies, ZERO));
    for (const claim of this.claims.values()) fn.emit(fn.set(claim, ALL));
    for (const { cell, amount } of this.deposits.values()) fn.emit(fn.set(cell, ALL), ...amount.map((local) => fn.set(local, ZERO)));
    if (facts.births.length > 0 || facts.throws) fn.emit(fn.set(this.odd, i32.const(0)));
  }

  /** A plane of mine as it was. */
  column({ column, plane }: Place & { op: 'own' }): Value {
    const self = this.frame.program.self ?? '';
    const { type } = this.frame.column(self, column);
    return load(this.shape, type, i32.add(this.frame.now(self, column, plane), scaled(this.i, type)));
  }

  /** Store what was written. */
  end(): void {
    const { frame, shape } = this;
    const { fn, facts, program, args } = frame;
    const self = program.self ?? '';
    this.mask = null;
    for (const axis of facts.moved) {
      const place = { op: 'own', column: axis, plane: 0 } as const;
      this.writeLanes(place, intoSpace(frame, shape, self, axis, this.readPlace(place)));
    }
    for (const column of facts.writes) {
      const { type, size } = frame.column(self, column);
      if (facts.scratch.has(column)) {
        frame.flow.each(size, (d) => {
          const element = i32.add(i32.mul(d, args.get(`capacity:${self}`)), this.i);
          store(shape, type, i32.add(args.get(`next:${self}:${column}`), scaled(element, type)), frame.kept(shape, this.copy(column, d)));
        });
        continue;
      }
      for (let plane = 0; plane < size; plane++) {
        const place = { op: 'own', column, plane } as const;
        const to = i32.add(args.plane('next', self, column, plane, BYTES[type]), scaled(this.i, type));
        if (facts.ownPlanes.has(keyOf(place))) store(shape, type, to, frame.kept(shape, this.readPlace(place)));
        else store(shape, type, to, this.column(place));
      }
    }
    for (const [kind, claim] of this.claims)
      fn.emit(v128.store(i32.add(args.get(`target:${kind}`), i32.shl(this.i, i32.const(2))), fn.get(claim)));
    for (const [site, { field, cell, amount }] of this.deposits) {
      const type = frame.fieldType(field);
      fn.emit(v128.store(i32.add(args.get(`cells:${site}`), scaled(this.i, 'i32')), fn.get(cell)));
      store(
        shape,
        type,
        i32.add(args.get(`amounts:${site}`), scaled(this.i, type)),
        shape.value('float', ...amount.map((local) => fn.get(local))),
      );
    }
    if (facts.dies) {
      const ones = v128.and(fn.get(this.dies), v128.const(Int32Array.of(1, 1, 1, 1)));
      fn.emit(v128.store32_lane(i32.add(args.get('dead'), this.i), packBytes(ones), 0));
    }
  }

  /** The numbers of agents that are to be reduced, from number `n` of this call on. */
  result(n: Code): void {
    const { program, args, fn, single } = this.frame;
    const to = fn.keep(I32, i32.add(args.get('out'), i32.shl(n, i32.const(3))));
    const store2 = (low: Code, high: Code): void => fn.emit(v128.store(to, low), v128.store(to, high, 16));
    if (program.result === null) {
      const nan = v128.const(Float64Array.of(NaN, NaN));
      return store2(nan, nan);
    }
    const value = this.shape.hold(this.expr({ op: 'local', type: program.locals[program.result].type, local: program.result }));
    if (value.type === 'float') {
      if (single) store2(f64x2.promote_low_f32x4(value.parts[0]), f64x2.promote_low_f32x4(upper(value.parts[0])));
      else store2(value.parts[0], value.parts[1]);
      return;
    }
    const whole =
      value.type === 'bool' ? fn.keep(V128, v128.and(this.shape.narrow(value), v128.const(Int32Array.of(1, 1, 1, 1)))) : value.parts[0];
    const convert = value.type === 'u32' ? f64x2.convert_low_i32x4_u : f64x2.convert_low_i32x4_s;
    store2(convert(whole), convert(upper(whole)));
  }
}

const words = (value: number): Code => v128.const(Int32Array.of(value, value, value, value));

// One agent at a time: its variables and columns in locals, statements as branches and loops. The fallback of everything that
// lanes cannot do, and the whole of a sequential kernel. Imports body, columns, frame, the loops over neighbours.

import { BYTES, type ColumnType } from '../../engine/columns.ts';
import { keyOf, type Expr, type Neighbours, type Place, type Stmt, type Type } from '../ir.ts';
import { isClaimColumn } from '../claims.ts';
import { typeOfColumn } from '../numbers.ts';
import { livesInSpace } from '../pass.ts';
import { AXES, birthSites } from '../writer.ts';
import { Body, either, isCostly } from './body.ts';
import { load, scaled, store } from './columns.ts';
import type { Frame } from './frame.ts';
import { control, f32, f64, f64x2, f32x4, I32, i32, v128, type Code } from '../../engine/wasm/instructions.ts';
import { Shape, type Value } from './shape.ts';
import { cellAlong, intoSpace } from './space.ts';
import { axesOf } from './axes.ts';
import { enter, kill, visitLinked } from './linked.ts';
import { noteMade, noteWish } from './links.ts';
import { visitSorted, type Stand } from './sorted.ts';
import type { TurnDraws } from './turns.ts';

/** The neighbour at hand in a loop: its place in memory, and where it is seen. */
export interface Seen {
  readonly j: Code;
  readonly measures: Readonly<Record<string, Code>>;
}

/** Where a sum over neighbours goes while single candidates are visited: the lane of the one at hand. */
export interface Lane {
  readonly sum: number;
  readonly mask: Code;
}

export class OneAgent extends Body {
  /** my place in memory, and my id */
  readonly i: Code;
  readonly seen = new Map<number, Seen>();
  readonly lanes = new Map<string, Lane>();
  /** keys of places that are known to hold +0 where a loop over neighbours begins */
  readonly zeros = new Set<string>();
  private readonly variables = new Map<number, number>();
  private readonly own = new Map<string, number>();
  private readonly copies = new Map<string, Code>();
  private readonly trips: number[] = [];
  private readonly idLocal: number;
  private readonly dies: number;
  private readonly claims = new Map<string, number>();
  private readonly born = new Map<string, { count: number; first: number }>();
  /** holds whether it wished for something for a link of its own; -1: it never does */
  private readonly wished: number;
  /** links that are wanted, site by site */
  private readonly made: number[] = [];
  /** by site of a deposit: the cell, and how much */
  private readonly deposits = new Map<number, { field: string; cell: number; amount: number }>();

  constructor(frame: Frame, i: Code) {
    super(frame, new Shape(frame.fn, frame.module, frame.program.precision, 1));
    const { fn, facts, program } = frame;
    this.i = i;
    for (const local of facts.locals) this.variables.set(local, fn.local(this.shape.register(program.locals[local].type)));
    for (const place of facts.ownPlanes.values()) {
      if (!facts.scratch.has(place.column)) this.own.set(keyOf(place), fn.local(this.shape.register(this.typeOf(place.column))));
    }
    for (const column of facts.scratch)
      this.copies.set(column, frame.reserve(frame.column(program.self, column).size * this.width(column)));
    for (let counter = 0; counter < program.counters; counter++) this.trips.push(fn.local(I32));
    this.idLocal = fn.local(I32);
    this.dies = fn.local(I32);
    for (const kind of facts.claims) this.claims.set(kind, fn.local(I32));
    for (const kind of facts.births) this.born.set(kind, { count: fn.local(I32), first: fn.local(I32) });
    this.wished = facts.rewires ? fn.local(I32) : -1;
    for (let site = 0; site < facts.linkSites; site++) this.made.push(fn.local(I32));
    for (const { site, field } of facts.deposits)
      this.deposits.set(site, { field, cell: fn.local(I32), amount: fn.local(this.shape.register('float')) });
  }

  private typeOf(column: string): Type {
    return typeOfColumn(this.frame.column(this.frame.program.self, column).type);
  }

  /** Bytes of an element of a working copy. */
  private width(column: string): number {
    return this.typeOf(column) === 'float' && !this.frame.single ? 8 : 4;
  }

  private zero(type: Type): Code {
    return this.shape.constant(type, 0).parts[0];
  }

  private nothing(type: Type): Code {
    return this.shape.constant(type, type === 'float' ? NaN : 0).parts[0];
  }

  // ---- reading

  protected leaf(expr: Parameters<Body['leaf']>[0]): Value {
    const { frame, shape } = this;
    const { fn, program } = frame;
    switch (expr.op) {
      case 'local':
        return shape.value(expr.type, this.variable(expr.local));
      case 'own':
        return this.ownValue(expr);
      case 'ownAt':
        return this.checked(expr.type, expr.index, frame.column(program.self, expr.column).size, (index) =>
          frame.facts.scratch.has(expr.column)
            ? this.copy(expr.column, index).parts[0]
            : this.at(program.self ?? '', expr.column, index, this.i),
        );
      case 'other':
        return shape.value(expr.type, this.column(expr.kind, expr.column, expr.plane, this.seenIn(expr.loop).j));
      case 'otherAt':
        return this.checked(expr.type, expr.index, frame.column(expr.kind, expr.column).size, (index) =>
          this.at(expr.kind, expr.column, index, this.seenIn(expr.loop).j),
        );
      case 'measure':
        return shape.value('float', this.seenIn(expr.loop).measures[expr.what]);
      case 'selfId':
        return shape.value('i32', fn.get(this.idLocal));
      case 'otherId':
        return shape.value('i32', this.column(expr.kind, 'id', 0, this.seenIn(expr.loop).j));
      case 'index':
        return shape.value('i32', this.i);
      case 'place':
        return shape.value('i32', this.place(expr));
      case 'agent': {
        const place = this.variable(expr.place);
        return shape.value(
          expr.type,
          either(
            expr.type,
            frame.single,
            i32.ge_s(place, i32.const(0)),
            this.column(expr.kind, expr.column, expr.plane, place),
            this.nothing(expr.type),
          ),
        );
      }
      case 'agentAt': {
        const place = this.variable(expr.place);
        const inside = this.checked(expr.type, expr.index, frame.column(expr.kind, expr.column).size, (index) =>
          this.at(expr.kind, expr.column, index, place),
        );
        return shape.value(
          expr.type,
          either(expr.type, frame.single, i32.ge_s(place, i32.const(0)), inside.parts[0], this.nothing(expr.type)),
        );
      }
      case 'field': {
        const type = frame.fieldType(expr.field);
        return load(shape, type, i32.add(frame.args.get(`field:${expr.field}`), scaled(this.variable(expr.cell), type)));
      }
      case 'table': {
        const { type, values } = program.tables[expr.table];
        return this.checked(expr.type, expr.index, values.length, (index) => {
          const address = i32.add(frame.table(expr.table), i32.shl(index, i32.const(type === 'float' && !frame.single ? 3 : 2)));
          return type !== 'float' ? i32.load(address) : frame.single ? f32.load(address) : f64.load(address);
        });
      }
    }
  }

  private seenIn(loop: number): Seen {
    const seen = this.seen.get(loop);
    if (!seen) throw new Error(`no neighbour of loop ${loop} is at hand`);
    return seen;
  }

  protected trip(counter: number): Value {
    return this.shape.value('i32', this.frame.fn.get(this.trips[counter]));
  }

  variable(local: number): Code {
    return this.frame.fn.get(this.variables.get(local) ?? -1);
  }

  private ownValue(place: Place & { op: 'own' }): Value {
    const type = this.typeOf(place.column);
    const local = this.own.get(keyOf(place));
    if (local !== undefined) return this.shape.value(type, this.frame.fn.get(local));
    return this.copy(place.column, i32.const(place.plane));
  }

  /** An element of a working copy in memory. */
  private copy(column: string, index: Code): Value {
    return { ...load(this.shape, this.copyType(column), this.copyAddress(column, index)), type: this.typeOf(column) };
  }

  private copyType(column: string): ColumnType {
    const type = this.typeOf(column);
    return type === 'float' ? (this.frame.single ? 'f32' : 'f64') : 'i32';
  }

  private copyAddress(column: string, index: Code): Code {
    return i32.add(this.copies.get(column) ?? [], scaled(index, this.copyType(column)));
  }

  /** A column of agent `at` of a kind. */
  private column(kind: string, column: string, plane: number, at: Code): Code {
    const { type } = this.frame.column(kind, column);
    return load(this.shape, type, i32.add(this.frame.now(kind, column, plane), scaled(at, type))).parts[0];
  }

  /** Element `index` of a vector of agent `at`. */
  private at(kind: string, column: string, index: Code, at: Code): Code {
    const { type } = this.frame.column(kind, column);
    const element = i32.add(i32.mul(index, this.frame.args.get(`capacity:${kind}`)), at);
    return load(this.shape, type, i32.add(this.frame.now(kind, column), scaled(element, type))).parts[0];
  }

  /** What is read at `index` if it is one of `size`, else NaN or 0. */
  private checked(type: Type, index: Expr, size: number, read: (index: Code) => Code): Value {
    const held = this.shape.hold(this.expr(index)).parts[0];
    return this.shape.value(type, either(type, this.frame.single, i32.lt_u(held, i32.const(size)), read(held), this.nothing(type)));
  }

  /** Where the agent with an id stands, -1: nobody. */
  private place({ kind, id }: Expr & { op: 'place' }): Code {
    const { frame } = this;
    const held = this.shape.hold(this.expr(id)).parts[0];
    const known = i32.lt_u(held, frame.args.get(frame.isFixed(kind) ? `count:${kind}` : `ids:${kind}`));
    const found = frame.isFixed(kind) ? held : i32.load(i32.add(frame.args.get(`places:${kind}`), i32.shl(held, i32.const(2))));
    const place = either('i32', frame.single, known, found, i32.const(-1));
    if (frame.isFixed(kind) || frame.program.mode !== 'sequential' || frame.program.role !== 'rule') return place;
    const at = frame.fn.keep(I32, place);
    // where there is nobody the byte before the array is read, which is some byte of the memory
    const living = i32.and(i32.ge_s(at, i32.const(0)), i32.eqz(i32.load8_u(i32.add(frame.args.get(`gone:${kind}`), at))));
    return either('i32', frame.single, living, at, i32.const(-1));
  }

  /** What has been drawn for the next turns, where agents act in turn. */
  turns: TurnDraws | null = null;

  protected override draw(expr: Expr & { op: 'draw' }, site?: Value): Value {
    const drawn = site === undefined ? this.turns?.number(expr, this.shape, (operand) => this.expr(operand)) : null;
    return drawn ?? super.draw(expr, site);
  }

  protected override select(expr: Expr & { op: 'select' }): Value {
    if (!isCostly(expr.yes) && !isCostly(expr.no)) return super.select(expr);
    const { fn } = this.frame;
    const local = fn.local(this.shape.register(expr.type));
    this.frame.flow.if(
      this.expr(expr.test).parts[0],
      () => fn.emit(fn.set(local, this.expr(expr.yes).parts[0])),
      () => fn.emit(fn.set(local, this.expr(expr.no).parts[0])),
    );
    return this.shape.value(expr.type, fn.get(local));
  }

  // ---- writing

  /** My id and no trips yet, where a loop draws or asks for the id. */
  identify(needed: boolean): void {
    const { fn, program } = this.frame;
    if (!needed) return;
    for (const trip of this.trips) fn.emit(fn.set(trip, i32.const(-1)));
    fn.emit(fn.set(this.idLocal, this.column(program.self ?? '', 'id', 0, this.i)));
  }

  /** A plane of mine as it was. */
  column0({ column, plane }: Place & { op: 'own' }): Value {
    return this.shape.value(this.typeOf(column), this.column(this.frame.program.self ?? '', column, plane, this.i));
  }

  /** Begin with agent `i`: variables are 0, columns as they were. */
  begin(): void {
    const { frame } = this;
    const { fn, facts, program } = frame;
    const self = program.self ?? '';
    for (const [local, at] of this.variables) fn.emit(fn.set(at, this.zero(program.locals[local].type)));
    for (const trip of this.trips) fn.emit(fn.set(trip, i32.const(-1)));
    fn.emit(fn.set(this.idLocal, this.column(self, 'id', 0, this.i)));
    if (facts.dies) fn.emit(fn.set(this.dies, i32.const(0)));
    for (const claim of this.claims.values()) fn.emit(fn.set(claim, i32.const(-1)));
    for (const { cell, amount } of this.deposits.values()) fn.emit(fn.set(cell, i32.const(-1)), fn.set(amount, this.zero('float')));
    if (facts.rewires) fn.emit(fn.set(this.wished, i32.const(0)));
    for (const made of this.made) fn.emit(fn.set(made, i32.const(0)));
    for (const { first, count } of this.born.values()) fn.emit(fn.set(first, fn.get(count)));
    for (const place of facts.ownPlanes.values()) {
      const local = this.own.get(keyOf(place));
      if (local !== undefined) fn.emit(fn.set(local, this.column(self, place.column, place.plane, this.i)));
    }
    if (facts.loops.length > 0 && program.mode !== 'sequential') {
      const me = axesOf(frame).map(({ name }) => fn.keep(this.shape.register('float'), this.column(self, name, 0, this.i)));
      this.standing = { me, cells: me.map((position, axis) => cellAlong(frame, position, axis)), interior: null, crowded: null, rows: [] };
    }
    for (const column of facts.scratch) {
      const { size } = frame.column(self, column);
      frame.flow.each(size, (d) =>
        store(
          this.shape,
          this.copyType(column),
          this.copyAddress(column, d),
          this.shape.value(this.typeOf(column), this.at(self, column, d, this.i)),
        ),
      );
    }
  }

  /** End with agent `i`: columns are stored, positions inside the space, what was born filled up. */
  end(): void {
    const { frame } = this;
    const { fn, facts, program, args } = frame;
    const self = program.self ?? '';
    for (const axis of facts.moved) {
      const place = { op: 'own', column: axis, plane: 0 } as const;
      this.write(place, intoSpace(frame, this.shape, self, axis, this.ownValue(place)));
    }
    for (const column of facts.writes) {
      const { type, size } = frame.column(self, column);
      const next = (plane: number): Code => i32.add(args.plane('next', self, column, plane, BYTES[type]), scaled(this.i, type));
      if (facts.scratch.has(column)) {
        frame.flow.each(size, (d) => {
          const element = i32.add(i32.mul(d, args.get(`capacity:${self}`)), this.i);
          store(
            this.shape,
            type,
            i32.add(args.get(`next:${self}:${column}`), scaled(element, type)),
            frame.kept(this.shape, this.copy(column, d)),
          );
        });
        continue;
      }
      for (let plane = 0; plane < size; plane++) {
        const local = this.own.get(keyOf({ op: 'own', column, plane }));
        const value = this.shape.value(this.typeOf(column), local === undefined ? this.column(self, column, plane, this.i) : fn.get(local));
        store(this.shape, type, next(plane), local === undefined ? value : frame.kept(this.shape, value));
      }
    }
    for (const [kind, claim] of this.claims)
      fn.emit(i32.store(i32.add(args.get(`target:${kind}`), i32.shl(this.i, i32.const(2))), fn.get(claim)));
    this.made.forEach((made, site) => noteMade(frame, site, this.i, fn.get(made)));
    if (program.mode !== 'sequential') this.noteDeposits();
    for (const kind of facts.births) this.fill(kind);
    if (facts.dies && program.mode !== 'sequential') fn.emit(i32.store8(i32.add(args.get('dead'), this.i), fn.get(this.dies)));
  }

  /** Where I was at the start of the tick. */
  standing: Stand | null = null;

  /** What was deposited, for the phase that adds it up. */
  private noteDeposits(): void {
    const { fn, args } = this.frame;
    for (const [site, { field, cell, amount }] of this.deposits) {
      const type = this.frame.fieldType(field);
      fn.emit(i32.store(i32.add(args.get(`cells:${site}`), scaled(this.i, 'i32')), fn.get(cell)));
      store(this.shape, type, i32.add(args.get(`amounts:${site}`), scaled(this.i, type)), this.shape.value('float', fn.get(amount)));
    }
  }

  /** In place what is deposited is there at once. */
  private deposit({ site, field, cell, value }: Stmt & { op: 'deposit' }): void {
    const { fn, args, program } = this.frame;
    const deposit = this.deposits.get(site);
    const amount = this.expr(value);
    if (!deposit) return;
    if (program.mode !== 'sequential') return fn.emit(fn.set(deposit.cell, this.variable(cell)), fn.set(deposit.amount, amount.parts[0]));
    const type = this.frame.fieldType(field);
    const at = fn.keep(I32, i32.add(args.get(`field:${field}`), scaled(this.variable(cell), type)));
    const rounded = type === 'f32' ? this.shape.unary('fround', 'float', amount) : amount;
    store(this.shape, type, at, this.shape.arithmetic('+', 'float', load(this.shape, type, at), rounded));
  }

  /** I die when my turn is over. */
  endSelf(): void {
    this.frame.fn.emit(this.frame.fn.set(this.dies, i32.const(1)));
  }

  /** Did the agent at hand wish to change links? */
  get wishing(): Code {
    const { fn } = this.frame;
    return this.made.reduce((any, made) => i32.or(any, fn.get(made)), fn.get(this.wished));
  }

  get dying(): Code {
    return this.frame.fn.get(this.dies);
  }

  /** Numbers of newborns, to where the engine looks for them. */
  tell(): void {
    for (const [kind, { count }] of this.born)
      this.frame.fn.emit(i32.store(this.frame.args.get(`births:${kind}`), this.frame.fn.get(count)));
  }

  write(place: Place, value: Value): void {
    const { fn } = this.frame;
    const local = place.op === 'local' ? this.variables.get(place.local) : this.own.get(keyOf(place));
    if (local !== undefined) fn.emit(fn.set(local, value.parts[0]));
    else if (place.op === 'own')
      store(this.shape, this.copyType(place.column), this.copyAddress(place.column, i32.const(place.plane)), value);
  }

  read(place: Place): Value {
    return place.op === 'local'
      ? this.shape.value(this.frame.program.locals[place.local].type, this.variable(place.local))
      : this.ownValue(place);
  }

  list(body: readonly Stmt[]): void {
    for (const stmt of body) this.stmt(stmt);
  }

  private stmt(stmt: Stmt): void {
    const { frame } = this;
    const { fn, flow } = frame;
    switch (stmt.op) {
      case 'set':
        return this.write(stmt.place, this.expr(stmt.value));
      case 'add':
        return this.add(stmt);
      case 'setAt': {
        const index = this.shape.hold(this.expr(stmt.index)).parts[0];
        const { size } = frame.column(frame.program.self, stmt.column);
        const value = this.expr(stmt.value);
        return flow.if(i32.lt_u(index, i32.const(size)), () =>
          store(this.shape, this.copyType(stmt.column), this.copyAddress(stmt.column, index), value),
        );
      }
      case 'if':
        return flow.if(this.expr(stmt.test).parts[0], () => this.list(stmt.yes), stmt.no.length > 0 ? () => this.list(stmt.no) : undefined);
      case 'block':
        return this.labelled(`L${stmt.label}`, frame.facts.left.has(stmt.label), () => this.list(stmt.body));
      case 'loop':
        return this.loop(stmt);
      case 'neighbours':
        return this.labelled(`L${stmt.label}`, frame.facts.left.has(stmt.label), () => this.neighbours(stmt));
      case 'leave':
        return flow.goto(`L${stmt.label}`);
      case 'again':
        return flow.goto(`T${stmt.label}`);
      case 'die':
        return this.endSelf();
      case 'kill':
        return kill(this, stmt.kind, this.seenIn(stmt.loop).j);
      case 'killAt':
        return kill(this, stmt.kind, this.variable(stmt.place));
      case 'claim':
        return this.claim(stmt.kind, this.seenIn(stmt.loop).j);
      case 'claimAt':
        return this.claim(stmt.kind, this.variable(stmt.place));
      case 'deposit':
        return this.deposit(stmt);
      case 'rewire':
        fn.emit(fn.set(this.wished, i32.const(1)));
        return noteWish(frame, this.variable(stmt.slot), this.expr(stmt.value).parts[0]);
      case 'link':
        return fn.emit(fn.set(this.made[stmt.site], this.expr(stmt.value).parts[0]));
      case 'birth':
        return this.birth(stmt);
      case 'fail':
        return fn.emit(control.return(this.i)); // JavaScript runs this chunk again and says what is wrong
      case 'setGlobal':
        throw new Error('globals are written by functions that are not compiled to WebAssembly');
    }
  }

  labelled(label: string, used: boolean, body: () => void): void {
    if (used) this.frame.flow.block(label, body);
    else body();
  }

  private neighbours(loop: Neighbours): void {
    if (this.frame.program.mode === 'sequential') visitLinked(this, loop);
    else if (this.standing) visitSorted(this, loop, this.standing);
  }

  /** The author's body for one neighbour. */
  meet({ label, counter, body }: Neighbours, seen: Seen): void {
    if (counter !== null) this.tick(counter);
    this.seen.set(label, seen);
    this.labelled(`T${label}`, this.frame.facts.again.has(label), () => this.list(body));
  }

  private add({ place, value, minus }: Stmt & { op: 'add' }): void {
    const { shape, frame } = this;
    const { fn } = frame;
    const lane = this.lanes.get(keyOf(place));
    const term = this.expr(value);
    if (!lane) return this.write(place, shape.arithmetic(minus ? '-' : '+', 'float', this.read(place), term));
    const vector = frame.single ? f32x4 : f64x2;
    const masked = v128.and(vector.splat(term.parts[0]), lane.mask);
    fn.emit(fn.set(lane.sum, (minus ? vector.sub : vector.add)(fn.get(lane.sum), masked)));
  }

  private loop(loop: Stmt & { op: 'loop' }): void {
    const { flow } = this.frame;
    const { label, before, test, testFirst } = loop;
    const check = (): void => {
      this.list(before);
      if (test && !(test.op === 'const' && test.value)) flow.gotoIf(i32.eqz(this.expr(test).parts[0]), `L${label}`);
    };
    flow.block(`L${label}`, () =>
      flow.loop(`C${label}`, () => {
        if (loop.counter !== null) this.tick(loop.counter);
        if (testFirst) check();
        this.labelled(`T${label}`, this.frame.facts.again.has(label), () => this.list(loop.body));
        this.list(loop.update);
        if (!testFirst) check();
        flow.goto(`C${label}`);
      }),
    );
  }

  /** One more trip. */
  tick(counter: number): void {
    const { fn } = this.frame;
    const trip = this.trips[counter];
    fn.emit(fn.set(trip, i32.add(fn.get(trip), i32.const(1))));
  }

  /** One claim a tick: one on another kind is forgotten. */
  private claim(kind: string, target: Code): void {
    const { fn } = this.frame;
    for (const [other, claim] of this.claims) fn.emit(fn.set(claim, other === kind ? target : i32.const(-1)));
  }

  // ---- births

  private birth({ kind, values }: Stmt & { op: 'birth' }): void {
    const { frame, shape } = this;
    const { fn, args, flow } = frame;
    const born = this.born.get(kind);
    if (!born) return;
    const held = values.map((entry) => ({
      ...entry,
      value: shape.hold(frame.kept(shape, intoSpace(frame, shape, kind, entry.column, this.expr(entry.value)))),
    }));
    flow.if(i32.lt_s(fn.get(born.count), args.get(`limit:${kind}`)), () => {
      const at = fn.keep(I32, i32.add(args.get(`base:${kind}`), fn.get(born.count)));
      for (const { column, plane, value } of held) this.storeBorn(kind, column, plane, at, value);
    });
    fn.emit(fn.set(born.count, i32.add(fn.get(born.count), i32.const(1))));
  }

  private storeBorn(kind: string, column: string, plane: number, at: Code, value: Value): void {
    const { type } = this.frame.column(kind, column);
    store(this.shape, type, i32.add(this.frame.args.plane('born', kind, column, plane, BYTES[type]), scaled(at, type)), value);
  }

  /** What births left open: the parent's value as it was just stored, or 0. */
  private fill(kind: string): void {
    const { frame, shape } = this;
    const { program, args, facts } = frame;
    const born = this.born.get(kind);
    const columns = openColumns(frame, kind);
    if (!born || columns.length === 0) return;
    const self = program.self ?? '';
    this.eachBorn(kind, (at) => {
      for (const { name, size, type, parent } of columns) {
        for (let plane = 0; plane < size; plane++) {
          if (!parent) {
            this.storeBorn(kind, name, plane, at, shape.constant(typeOfColumn(type), 0));
            continue;
          }
          const from = frame.column(self, name).type;
          const stored = args.plane(facts.writes.includes(name) ? 'next' : 'now', self, name, plane, BYTES[from]);
          this.storeBorn(kind, name, plane, at, load(shape, from, i32.add(stored, scaled(this.i, from))));
        }
      }
    });
  }

  /** Newborns found no more room: the tick will begin anew, and no more turns are taken. */
  get full(): Code | null {
    const { fn, args } = this.frame;
    const tests = [...this.born].map(([kind, { count }]) => i32.gt_s(fn.get(count), args.get(`limit:${kind}`)));
    return tests.length === 0 ? null : tests.reduce((any, test) => i32.or(any, test));
  }

  /** In place newborns are there as soon as the turn of their parent is over. */
  join(): void {
    for (const kind of this.frame.facts.births) this.eachBorn(kind, (at, n) => enter(this, kind, at, n));
  }

  /** For each newborn of a kind that found room: where it stands, and the how many-th it is. */
  private eachBorn(kind: string, body: (at: Code, n: Code) => void): void {
    const { fn, flow, args } = this.frame;
    const born = this.born.get(kind);
    if (!born) return;
    const limit = args.get(`limit:${kind}`);
    const n = fn.local(I32);
    const end = fn.keep(I32, control.select(fn.get(born.count), limit, i32.lt_s(fn.get(born.count), limit)));
    fn.emit(fn.set(n, fn.get(born.first)));
    const label = `born ${n}`;
    flow.block(`${label} end`, () =>
      flow.loop(label, () => {
        flow.gotoIf(i32.ge_s(fn.get(n), end), `${label} end`);
        body(fn.keep(I32, i32.add(args.get(`base:${kind}`), fn.get(n))), fn.get(n));
        fn.emit(fn.set(n, i32.add(fn.get(n), i32.const(1))));
        flow.goto(label);
      }),
    );
  }
}

/** Columns that births of a kind leave open, and whether the parent gives them. */
function openColumns(frame: Frame, kind: string): { name: string; type: ColumnType; size: number; parent: boolean }[] {
  const { program } = frame;
  const own = kind === program.self;
  const both = livesInSpace(program, kind) && livesInSpace(program, program.self);
  const parents = both ? AXES.slice(0, program.space?.dimensions) : [];
  const columns = program.kinds.find(({ name }) => name === kind)?.columns ?? [];
  const given = birthSites(program, kind)[0]?.given ?? new Set<string>();
  return columns
    .filter(({ name }) => !given.has(name))
    .map((column) => ({ ...column, parent: (own && !isClaimColumn(column.name)) || parents.includes(column.name) }));
}

// A rule that looks at its neighbours, in stretches: what comes before, between and after the loops over neighbours runs on four agents
// at a time, the loops themselves agent by agent, the agents of one cell after each other. A tile of agents goes through all stretches
// before the next; what one stretch leaves for another waits in memory. Imports agent, candidates, quad, columns.

import { keyOf, walk, type Expr, type Neighbours, type Place, type Program, type Stmt, type Type } from '../ir.ts';
import type { ColumnType } from '../../engine/columns.ts';
import type { Survey } from '../survey.ts';
import { OneAgent } from './agent.ts';
import { Ahead } from './ahead.ts';
import { visitSorted, type Stand } from './sorted.ts';
import { load, scaled, store } from './columns.ts';
import type { Frame } from './frame.ts';
import { control, I32, i32, type Code } from '../../engine/wasm/instructions.ts';
import { axesOf } from './axes.ts';
import { FourAgents, QUAD } from './quad.ts';
import { cellAlong } from './space.ts';

/** Agents of a tile: their values between stretches fit the first cache. */
export const TILE = 64;

/** From so many candidates on whole groups pay that need no mask at their end; measured. */
const CROWD = 24;

/** One stretch of a rule's body. */
interface Stretch {
  readonly loop: Neighbours | null;
  readonly body: readonly Stmt[];
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

export interface Cut {
  readonly stretches: readonly Stretch[];
  /** places by key */
  readonly places: ReadonlyMap<string, Place>;
}

/** Cut a body at its loops over neighbours; null where they cannot be had apart from the rest. */
export function stretchesOf(program: Program, facts: Survey): Cut | null {
  if (facts.loops.length === 0 || facts.births.length > 0 || facts.throws || facts.claims.length > 0 || facts.scratch.size > 0) return null;
  const flat: Stmt[] = [];
  const unwrap = (body: readonly Stmt[]): void => {
    for (const stmt of body) {
      if (stmt.op === 'block' && !facts.left.has(stmt.label)) unwrap(stmt.body);
      else flat.push(stmt);
    }
  };
  unwrap(program.body);
  const parts: { loop: Neighbours | null; body: Stmt[] }[] = [{ loop: null, body: [] }];
  for (const stmt of flat) {
    if (stmt.op === 'neighbours') parts.push({ loop: stmt, body: [stmt] }, { loop: null, body: [] });
    else parts.at(-1)?.body.push(stmt);
  }
  const places = new Map<string, Place>();
  let whole = true;
  const stretches = parts.map(({ loop, body }, n): Stretch => {
    const reads = new Set<string>();
    const writes = new Set<string>();
    walk(
      body,
      (stmt) => {
        if (stmt.op === 'set' || stmt.op === 'add') {
          places.set(keyOf(stmt.place), stmt.place);
          writes.add(keyOf(stmt.place));
          reads.add(keyOf(stmt.place)); // it may be set for some only
        } else if (stmt.op === 'neighbours' && stmt !== loop) whole = false;
        else if ((stmt.op === 'die' || stmt.op === 'deposit') && n + 1 < parts.length) whole = false;
        if (stmt.op === 'deposit') reads.add(keyOf({ op: 'local', local: stmt.cell }));
      },
      (expr) => {
        const place = placeOf(expr);
        if (place) {
          places.set(keyOf(place), place);
          reads.add(keyOf(place));
        }
      },
    );
    return { loop, body, reads, writes };
  });
  return whole ? { stretches, places } : null;
}

function placeOf(expr: Expr): Place | null {
  if (expr.op === 'local') return { op: 'local', local: expr.local };
  if (expr.op === 'own') return { op: 'own', column: expr.column, plane: expr.plane };
  if (expr.op === 'agent' || expr.op === 'agentAt') return { op: 'local', local: expr.place };
  if (expr.op === 'field') return { op: 'local', local: expr.cell };
  return null;
}

/**
 * Places that a later stretch changes: the fours go through a stretch one after the other, and each must find what the stretch before
 * has left, not what the four before it has made of that.
 */
function carried({ stretches }: Cut): string[] {
  const written = stretches.flatMap(({ writes }) => [...writes]);
  return written.filter((key, n) => written.indexOf(key) !== n);
}

/** Where places wait between stretches. */
class Store {
  private readonly frame: Frame;
  private readonly addresses = new Map<string, Code>();

  constructor(frame: Frame) {
    this.frame = frame;
  }

  typeOf(place: Place, own: (column: string) => Type): ColumnType {
    const type = place.op === 'local' ? this.frame.program.locals[place.local].type : own(place.column);
    return type === 'float' ? (this.frame.single ? 'f32' : 'f64') : 'i32';
  }

  /** The address of the value of agent number n of the tile. */
  at(place: Place, type: ColumnType, n: Code): Code {
    const key = keyOf(place);
    let address = this.addresses.get(key);
    if (!address) {
      address = this.frame.reserve(TILE * (type === 'f64' ? 8 : 4));
      this.addresses.set(key, address);
    }
    return i32.add(address, scaled(n, type));
  }
}

/** Agents [lo, hi) tile by tile. */
export function byTiles(frame: Frame, cut: Cut): void {
  const { fn, flow } = frame;
  const [lo, hi] = [fn.get(1), fn.get(2)];
  const start = fn.local(I32);
  const end = fn.local(I32);
  const i = fn.local(I32);
  const one = new OneAgent(frame, fn.get(i));
  const four = new FourAgents(frame, fn.get(i), one, carried(cut));
  const ahead = new Ahead(frame, one, TILE);
  const tiles = new Tiles(frame, cut, one, four, ahead, { start, end, i });
  fn.emit(fn.set(start, lo));
  flow.block('done', () =>
    flow.loop('tiles', () => {
      flow.gotoIf(i32.ge_s(fn.get(start), hi), 'done');
      const next = fn.keep(I32, i32.add(fn.get(start), i32.const(TILE)));
      fn.emit(fn.set(end, control.select(next, hi, i32.lt_s(next, hi))));
      ahead.draw(fn.get(start), fn.get(end));
      cut.stretches.forEach((stretch, n) => tiles.run(stretch, n));
      fn.emit(fn.set(start, next));
      flow.goto('tiles');
    }),
  );
  frame.tellNaN();
}

class Tiles {
  private readonly frame: Frame;
  private readonly cut: Cut;
  private readonly one: OneAgent;
  private readonly four: FourAgents;
  private readonly ahead: Ahead;
  private readonly locals: { start: number; end: number; i: number };
  private readonly store: Store;

  constructor(frame: Frame, cut: Cut, one: OneAgent, four: FourAgents, ahead: Ahead, locals: Tiles['locals']) {
    this.frame = frame;
    this.cut = cut;
    this.one = one;
    this.four = four;
    this.ahead = ahead;
    this.locals = locals;
    this.store = new Store(frame);
  }

  private own = (column: string): Type => this.four.readPlace({ op: 'own', column, plane: 0 }).type;

  /** Number of the agent at hand in the tile. */
  private get n(): Code {
    const { fn } = this.frame;
    return i32.sub(fn.get(this.locals.i), fn.get(this.locals.start));
  }

  run(stretch: Stretch, n: number): void {
    if (stretch.loop) this.visits(stretch, stretch.loop, n);
    else if (stretch.body.length > 0 || n + 1 === this.cut.stretches.length) this.byFours(stretch, n);
  }

  private varying(key: string): Place | null {
    const place = this.cut.places.get(key);
    return place && !this.four.isUniform(place) ? place : null;
  }

  private writtenBefore(key: string, n: number): boolean {
    return this.cut.stretches.slice(0, n).some(({ writes }) => writes.has(key));
  }

  private wantedAfter(key: string, n: number): boolean {
    if (this.cut.stretches.slice(n + 1).some(({ reads }) => reads.has(key))) return true;
    const place = this.cut.places.get(key);
    if (place?.op === 'own') return true; // it is stored at the end
    return this.frame.program.result !== null && key === keyOf({ op: 'local', local: this.frame.program.result });
  }

  /** The constant that a variable has been set to, once for all, before stretch n; null otherwise. */
  private constantBefore(key: string, n: number): Expr | null {
    let value: Expr | null = null;
    let count = 0;
    this.cut.stretches.slice(0, n).forEach(({ body }) => {
      walk(
        body,
        (stmt) => {
          if ((stmt.op !== 'set' && stmt.op !== 'add') || keyOf(stmt.place) !== key) return;
          count++;
          value = stmt.op === 'set' && body.includes(stmt) && stmt.value.op === 'const' ? stmt.value : null;
        },
        () => {},
      );
    });
    return count === 1 ? value : null;
  }

  /** A stretch on four agents at a time. */
  private byFours(stretch: Stretch, n: number): void {
    const { frame, four, locals } = this;
    const { fn, flow, args, facts } = frame;
    const last = n + 1 === this.cut.stretches.length;
    const waits = (key: string): boolean => this.writtenBefore(key, n) && this.constantBefore(key, n) === null;
    const { i, start, end } = locals;
    fn.emit(fn.set(i, fn.get(start)));
    flow.loop(`fours ${n}`, () => {
      fn.emit(i32.store(args.get('mark'), fn.get(i)));
      four.begin(fn.get(end), four.uniformity.divergent.size > 0);
      const needed = new Set([...stretch.reads, ...(last ? [...facts.ownPlanes.keys()] : [])]);
      for (const key of needed) {
        const place = this.varying(key) ?? facts.ownPlanes.get(key);
        if (!place) continue;
        const type = this.store.typeOf(place, this.own);
        const constant = this.constantBefore(key, n);
        if (waits(key))
          four.writeLanes(place, { ...load(four.shape, type, this.store.at(place, type, this.n)), type: four.readPlace(place).type });
        else if (constant?.op === 'const') four.writeLanes(place, four.shape.constant(constant.type, constant.value));
        else if (place.op === 'own') four.writeLanes(place, four.column(place));
      }
      this.ahead.give(four, this.n, stretch.body);
      four.list(stretch.body);
      for (const key of stretch.writes) {
        const place = this.varying(key);
        if (!place || last || !this.wantedAfter(key, n)) continue;
        const type = this.store.typeOf(place, this.own);
        if (this.constantBefore(key, n + 1) === null) store(four.shape, type, this.store.at(place, type, this.n), four.readPlace(place));
      }
      if (last) {
        four.end();
        if (frame.program.role === 'reduce') four.result(i32.sub(fn.get(i), fn.get(1)));
      }
      flow.gotoIf(i32.lt_s(fn.tee(i, i32.add(fn.get(i), i32.const(QUAD))), fn.get(end)), `fours ${n}`);
    });
  }

  /** A loop over neighbours, agent by agent. */
  private visits(stretch: Stretch, loop: Neighbours, n: number): void {
    const { frame, one, locals } = this;
    const { fn, flow, args } = frame;
    const { i, start, end } = locals;
    let identified = false;
    walk(
      stretch.body,
      () => {},
      (expr) => (identified ||= expr.op === 'selfId' || expr.op === 'draw'),
    );
    const stand = new Standing(frame, one, loop);
    fn.emit(fn.set(i, fn.get(start)));
    stand.forget();
    flow.loop(`visits ${n}`, () => {
      fn.emit(i32.store(args.get('mark'), fn.get(i)));
      one.identify(identified);
      for (const key of stretch.reads) {
        const place = this.varying(key);
        if (!place) continue;
        const type = this.store.typeOf(place, this.own);
        const constant = this.constantBefore(key, n);
        const value = one.read(place);
        if (constant?.op === 'const' && Object.is(constant.value, 0)) one.zeros.add(key);
        else one.zeros.delete(key);
        if (constant?.op === 'const') one.write(place, one.shape.constant(constant.type, constant.value));
        else if (this.writtenBefore(key, n)) {
          const [waiting] = load(one.shape, type, this.store.at(place, type, this.n)).parts;
          one.write(place, { ...value, parts: [value.type === 'bool' ? i32.and(waiting, i32.const(1)) : waiting] });
        } else if (place.op === 'own') one.write(place, one.column0(place));
      }
      const at = stand.take();
      one.labelled(`L${loop.label}`, frame.facts.left.has(loop.label), () => visitSorted(one, loop, at));
      for (const key of stretch.writes) {
        const place = this.varying(key);
        if (!place || !this.wantedAfter(key, n)) continue;
        const type = this.store.typeOf(place, this.own);
        const value = one.read(place);
        const parts = value.type === 'bool' ? [i32.sub(i32.const(0), value.parts[0])] : value.parts;
        store(one.shape, type, this.store.at(place, type, this.n), { ...value, parts });
      }
      flow.gotoIf(i32.lt_s(fn.tee(i, i32.add(fn.get(i), i32.const(1))), fn.get(end)), `visits ${n}`);
    });
  }
}

/** Cells around an agent, looked up once for all agents of a cell. */
class Standing {
  private readonly frame: Frame;
  private readonly one: OneAgent;
  private readonly loop: Neighbours;
  private readonly known: number;
  private readonly cells: readonly number[];
  private readonly interior: number;
  private readonly crowded: number;
  private readonly rows: { from: number; to: number; mine: boolean }[] = [];

  constructor(frame: Frame, one: OneAgent, loop: Neighbours) {
    this.frame = frame;
    this.one = one;
    this.loop = loop;
    const { fn } = frame;
    const axes = axesOf(frame);
    this.known = fn.local(I32);
    this.cells = axes.map(() => fn.local(I32));
    this.interior = fn.local(I32);
    this.crowded = fn.local(I32);
    const shared = loop.kind === frame.program.self && axes.every(({ n, narrow }) => !narrow && n >= 3);
    if (shared && axes.length === 2) this.rows = [-1, 0, 1].map((row) => ({ from: fn.local(I32), to: fn.local(I32), mine: row === 0 }));
  }

  /** No cell is known. */
  forget(): void {
    this.frame.fn.emit(this.frame.fn.set(this.known, i32.const(0)));
  }

  /** Where the agent at hand stands. */
  take(): Stand {
    const { frame, one, cells, rows } = this;
    const { fn, flow, program } = frame;
    const self = program.self ?? '';
    const axes = axesOf(frame);
    const me = axes.map(({ name }) => fn.keep(one.shape.register('float'), one.column0({ op: 'own', column: name, plane: 0 }).parts[0]));
    const find = (): void => axes.forEach((_, axis) => fn.emit(fn.set(cells[axis], cellAlong(frame, me[axis], axis))));
    if (self === this.loop.kind)
      flow.if(i32.ge_s(one.i, fn.get(this.known)), () => {
        find();
        this.lookUp();
      });
    else find();
    const get = (local: number): Code => fn.get(local);
    return {
      me,
      cells: cells.map(get),
      interior: rows.length > 0 ? get(this.interior) : null,
      crowded: rows.length > 0 ? get(this.crowded) : null,
      rows: rows.map(({ from, to, mine }) => ({ from: get(from), to: get(to), mine })),
    };
  }

  /** How far the agents of this cell reach in memory, and the rows around it. */
  private lookUp(): void {
    const { frame, one, cells, rows } = this;
    const { fn, flow, args } = frame;
    const axes = axesOf(frame);
    const [nx, ny] = axes.map(({ n }) => n);
    let cell: Code = fn.get(cells[axes.length - 1]);
    for (let axis = axes.length - 2; axis >= 0; axis--) cell = i32.add(i32.mul(cell, i32.const(axes[axis].n)), fn.get(cells[axis]));
    const starts = fn.keep(I32, i32.add(args.get(`starts:${this.loop.kind}`), i32.shl(cell, i32.const(2))));
    const [first, after] = [fn.keep(I32, i32.load(starts)), fn.keep(I32, i32.load(starts, 4))];
    // an agent that a broken rule has left outside of its cell knows nothing of the next
    const inside = i32.lt_u(i32.sub(one.i, first), i32.sub(after, first));
    fn.emit(fn.set(this.known, control.select(after, i32.add(one.i, i32.const(1)), inside)));
    if (rows.length === 0) return;
    const between = (local: number, n: number): Code => i32.lt_u(i32.sub(fn.get(local), i32.const(1)), i32.const(n - 2));
    fn.emit(fn.set(this.interior, i32.and(between(cells[0], nx), between(cells[1], ny))));
    flow.if(fn.get(this.interior), () => {
      rows.forEach(({ from, to }, k) => {
        const row = i32.add(starts, i32.const(4 * (k - 1) * nx));
        fn.emit(fn.set(from, i32.load(i32.sub(row, i32.const(4)))), fn.set(to, i32.load(row, 8)));
      });
      const count = rows.map(({ from, to }) => i32.sub(fn.get(to), fn.get(from))).reduce((a, b) => i32.add(a, b));
      fn.emit(fn.set(this.crowded, i32.gt_s(count, i32.const(CROWD))));
    });
  }
}

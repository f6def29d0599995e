// Flocking's rule by hand in SIMD WebAssembly: what the compiler of rules is measured against. Imports the assembler.
//
// Two passes over a chunk. The first sums over neighbours, bird by bird in the order of cells: what belongs to a cell (is it away
// from the seam, where do its three rows begin and end) is found once and serves all its birds. The second does the rest
// of the rule for 2 (float64) or 4 (float32) birds at once. README.md tells which other shapes were tried, and by how much they lost.

import {
  control,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i64x2,
  i32x4,
  i8x16,
  v128,
  F32,
  F64,
  I32,
  V128,
} from '../../src/engine/wasm/instructions.ts';
import type { Code } from '../../src/engine/wasm/instructions.ts';
import { Fn, Module } from '../../src/engine/wasm/module.ts';
import { VALUES, type Chunk, type World } from './world.ts';

/** What differs between the precisions. A vector has 16 bytes. */
const KINDS = {
  f64: { lanes: 2, shift: 3, record: 64, type: F64, s: f64, v: f64x2, mask: i64x2, splat: v128.load64_splat },
  f32: { lanes: 4, shift: 2, record: 32, type: F32, s: f32, v: f32x4, mask: i32x4, splat: v128.load32_splat },
} as const;
const VECTOR = 16;
/** Cells whose rows hold more birds than this sum whole vectors without a mask and then the rest. */
const CROWDED = 24;
/** Birds of a chunk whose sums fit in the scratch memory. */
export const CHUNK = 512;
const RECORDS = 1_024;
const ZERO = v128.const(new Int32Array(4));

/** Code that is written, with its registers. Addresses of birds and of runs are counted in bytes from the start of a column. */
interface State {
  readonly f: Fn;
  readonly w: World;
  readonly kind: (typeof KINDS)['f64'];
  readonly radius2: Code;
  readonly near2: Code;
  readonly meX: number;
  readonly meY: number;
  /** of d, of v, of d away from those too near; x and y of each */
  readonly sums: readonly number[];
  readonly n: number;
  readonly i: number;
  /** address of bird i */
  readonly me: number;
  readonly cellX: number;
  readonly cellY: number;
  /** the rest of a run */
  readonly from: number;
  readonly to: number;
  /** addresses of the first lanes of a run that are in it, and of the lane that is me */
  readonly inside: number;
  readonly self: number;
}

/** The kernel of a world. It reads `now` and `starts` and writes `next`; at most CHUNK birds a call, `lo` a multiple of the lanes. */
export function handKernel(w: World): Chunk {
  const f = new Fn([I32, I32], []);
  const kind = KINDS[w.precision] as (typeof KINDS)['f64'];
  const splat = (value: number): Code => f.keep(V128, kind.v.splat(kind.s.const(value)));
  const state: State = {
    f,
    w,
    kind,
    radius2: splat(w.space.radius ** 2),
    near2: splat(VALUES.separation ** 2),
    meX: f.local(V128),
    meY: f.local(V128),
    sums: Array.from({ length: 6 }, () => f.local(V128)),
    n: f.local(I32),
    i: f.local(I32),
    me: f.local(I32),
    cellX: f.local(I32),
    cellY: f.local(I32),
    from: f.local(I32),
    to: f.local(I32),
    inside: w.scratch,
    self: w.scratch + 256,
  };
  writeMasks(state);
  f.emit(f.set(state.i, f.get(0)));
  f.emit(whileBelow(state, f.get(1), () => writeCell(state)));
  f.emit(f.set(state.i, f.get(0)));
  f.emit(whileBelow(state, f.get(1), () => writeMoves(state)));
  const module = new Module();
  module.add(f, 'run');
  return instance(module.encode(), w.memory);
}

/** What of WebAssembly is used here; the engine declares its memory alone. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly run: Chunk } };
}

function instance(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Chunk {
  const { Instance, Module: Compiled } = WebAssembly as unknown as WebAssemblyApi; // the declarations leave them out
  return new Instance(new Compiled(bytes), { env: { memory } }).exports.run;
}

/** `body`, which moves i, until i reaches `end`. */
function whileBelow({ f, i }: State, end: Code, body: () => void): Code {
  const again = (): Code => i32.lt_s(f.get(i), end);
  return control.if(again(), control.loop([f.inside(body), control.br_if(again(), 0)]));
}

/** Entry r of `inside` has the first r lanes set, entry r of `self` lane r alone, and entry `lanes` of `self` none. */
function writeMasks({ w, kind: { lanes }, inside, self }: State): void {
  const at = (address: number, entry: number): Uint8Array => new Uint8Array(w.memory.buffer, address + VECTOR * entry, VECTOR);
  for (let r = 0; r <= lanes; r++) at(inside, r).fill(255, 0, r * w.bytes);
  for (let r = 0; r < lanes; r++) at(self, r).fill(255, r * w.bytes, (r + 1) * w.bytes);
}

const column = ({ w }: State, base: number, k: number): number => base + k * w.stride;
const now = (state: State, k: number): number => column(state, state.w.now, k);
const next = (state: State, k: number): number => column(state, state.w.next, k);

/** All birds of one cell, or those of them that are in the chunk. */
function writeCell(state: State): void {
  const { f, w, i, me, cellX, cellY, kind } = state;
  const [nx, ny] = w.space.cells;
  f.emit(f.set(me, i32.shl(f.get(i), i32.const(kind.shift))));
  f.emit(f.set(cellX, cellAlong(state, 0)), f.set(cellY, cellAlong(state, 1)));
  const cell = f.keep(I32, i32.shl(i32.add(i32.mul(f.get(cellY), i32.const(nx)), f.get(cellX)), i32.const(2)));
  const first = f.keep(I32, i32.load(cell, w.starts));
  const end = f.keep(I32, i32.load(cell, w.starts + 4));
  // A bird whose position is no number is listed elsewhere, and is done alone.
  const listed = i32.lt_u(i32.sub(f.get(i), first), i32.sub(end, first));
  const own = f.keep(I32, control.select(end, i32.add(f.get(i), i32.const(1)), listed));
  const stop = f.keep(I32, control.select(own, f.get(1), i32.lt_s(own, f.get(1))));
  const away = (at: number, n: number): Code => i32.lt_u(i32.sub(f.get(at), i32.const(1)), i32.const(Math.max(0, n - 2)));
  f.emit(
    control.if(
      i32.and(away(cellX, nx), away(cellY, ny)),
      f.inside(() => {
        const rows = rowsAround(state, cell);
        const length = rows.map(([from, to]) => i32.sub(to, from)).reduce((a, b) => i32.add(a, b));
        f.emit(
          control.if(
            i32.gt_s(length, i32.const(CROWDED * w.bytes)),
            f.inside(() => writeBirds(state, stop, () => writeRows(state, rows, true))),
            f.inside(() => writeBirds(state, stop, () => writeRows(state, rows, false))),
          ),
        );
      }),
      f.inside(() => writeBirds(state, stop, () => writeSeam(state))),
    ),
  );
}

/** Cell of the bird at `me` along an axis, in double precision; 0 when its position is no number. */
function cellAlong(state: State, axis: number): Code {
  const { f, w, me } = state;
  const n = w.space.cells[axis];
  const position = w.precision === 'f64' ? f64.load(f.get(me), now(state, axis)) : f64.promote_f32(f32.load(f.get(me), now(state, axis)));
  const cell = f.keep(I32, i32.trunc_sat_f64_s(f64.mul(position, f64.const(n / w.space.size[axis]))));
  const below = f.keep(I32, control.select(cell, i32.const(n - 1), i32.lt_s(cell, i32.const(n - 1))));
  return control.select(below, i32.const(0), i32.gt_s(below, i32.const(0)));
}

/** Where the rows of three cells around a cell begin and end. `cell`: four times its index. */
function rowsAround({ f, w, kind }: State, cell: Code): readonly (readonly [Code, Code])[] {
  const [nx] = w.space.cells;
  const at = (step: number): Code => f.keep(I32, i32.shl(i32.load(cell, w.starts + 4 * step), i32.const(kind.shift)));
  return [-1, 0, 1].map((row) => [at(row * nx - 1), at(row * nx + 2)] as const);
}

/** Birds from i to `stop`: sums set to 0, neighbours summed, sums kept. At least one. */
function writeBirds(state: State, stop: Code, neighbours: () => void): void {
  const { f, i, me, kind } = state;
  const body = (): void => {
    f.emit(f.set(me, i32.shl(f.get(i), i32.const(kind.shift))));
    f.emit(f.set(state.meX, kind.splat(f.get(me), now(state, 0))), f.set(state.meY, kind.splat(f.get(me), now(state, 1))));
    for (const sum of state.sums) f.emit(f.set(sum, ZERO));
    f.emit(f.set(state.n, i32.const(0)));
    neighbours();
    writeRecord(state);
    f.emit(f.set(i, i32.add(f.get(i), i32.const(1))));
    f.emit(control.br_if(i32.lt_s(f.get(i), stop), 0));
  };
  f.emit(control.loop(f.inside(body)));
}

/** Three rows, none at a seam. I am in the middle one. */
function writeRows(state: State, rows: readonly (readonly [Code, Code])[], crowded: boolean): void {
  const { f, from, to } = state;
  rows.forEach(([first, end], row) => {
    f.emit(f.set(from, first), f.set(to, end));
    if (crowded) writeLongRun(state, row === 1);
    else writeShortRun(state, row === 1, null);
  });
}

/** Whole vectors, then what is left of the run. */
function writeLongRun(state: State, self: boolean): void {
  const { f, from, to } = state;
  const whole = f.keep(I32, i32.sub(f.get(to), i32.const(VECTOR)));
  const body = f.inside(() => {
    writeCandidates(state, { masked: false, self, shift: null });
    f.emit(f.set(from, i32.add(f.get(from), i32.const(VECTOR))));
    f.emit(control.br_if(i32.le_s(f.get(from), whole), 0));
  });
  f.emit(control.if(i32.le_s(f.get(from), whole), control.loop(body)));
  f.emit(
    control.if(
      i32.lt_s(f.get(from), f.get(to)),
      f.inside(() => writeCandidates(state, { masked: true, self, shift: null })),
    ),
  );
}

/** One masked vector whatever the length, so that most runs take no branch; more if there is more. */
function writeShortRun(state: State, self: boolean, shift: readonly [Code, Code] | null): void {
  const { f, from, to } = state;
  const body = f.inside(() => {
    writeCandidates(state, { masked: true, self, shift });
    f.emit(f.set(from, i32.add(f.get(from), i32.const(VECTOR))));
    f.emit(control.br_if(i32.lt_s(f.get(from), f.get(to)), 0));
  });
  f.emit(control.loop(body));
}

/** Any cell: each row of cells as the JavaScript visits it, and what lies beyond the seam. */
function writeSeam(state: State): void {
  const { f, w, cellX, cellY, from, to, kind } = state;
  const [nx, ny] = w.space.cells;
  const [width, height] = w.space.size;
  const [step, row, rowY, seam] = [f.local(I32), f.local(I32), f.local(I32), f.local(I32)];
  const [shiftX, shiftY] = [f.local(V128), f.local(V128)];
  const splat = (value: number): Code => kind.v.splat(kind.s.const(value));
  const start = (cell: Code, more = 0): Code => i32.shl(i32.load(i32.shl(cell, i32.const(2)), w.starts + 4 * more), i32.const(kind.shift));
  const body = f.inside(() => {
    f.emit(f.set(rowY, i32.add(f.get(cellY), f.get(step))), f.set(shiftX, ZERO), f.set(shiftY, ZERO));
    f.emit(
      control.if(
        i32.lt_s(f.get(rowY), i32.const(0)),
        [f.set(rowY, i32.const(ny - 1)), f.set(shiftY, splat(-height))],
        control.if(i32.ge_s(f.get(rowY), i32.const(ny)), [f.set(rowY, i32.const(0)), f.set(shiftY, splat(height))]),
      ),
    );
    f.emit(f.set(row, i32.mul(f.get(rowY), i32.const(nx))));
    const atLeft = (): Code => i32.eqz(f.get(cellX));
    const atRight = (): Code => i32.eq(f.get(cellX), i32.const(nx - 1));
    f.emit(f.set(from, start(i32.add(f.get(row), control.select(i32.const(0), i32.sub(f.get(cellX), i32.const(1)), atLeft())))));
    f.emit(f.set(to, start(i32.add(f.get(row), control.select(i32.const(nx), i32.add(f.get(cellX), i32.const(2)), atRight())))));
    f.emit(
      f.set(seam, control.select(i32.add(f.get(row), i32.const(nx - 1)), control.select(f.get(row), i32.const(-1), atRight()), atLeft())),
    );
    const run = f.inside(() => {
      writeShortRun(state, true, [f.get(shiftX), f.get(shiftY)]);
      f.emit(control.br_if(i32.lt_s(f.get(seam), i32.const(0)), 1));
      f.emit(f.set(from, start(f.get(seam))), f.set(to, start(f.get(seam), 1)), f.set(seam, i32.const(-1)));
      f.emit(f.set(shiftX, control.selectVector(splat(-width), splat(width), atLeft())), control.br(0));
    });
    f.emit(control.block(control.loop(run)));
    f.emit(f.set(step, i32.add(f.get(step), i32.const(1))), control.br_if(i32.le_s(f.get(step), i32.const(1)), 0));
  });
  f.emit(f.set(step, i32.const(-1)), control.loop(body));
}

interface Candidates {
  /** the run may end within this vector */
  readonly masked: boolean;
  /** I may be among them */
  readonly self: boolean;
  readonly shift: readonly [Code, Code] | null;
}

/**
 * One vector of candidates at `from`, lane p for position p in the run. Lanes that are not in range add +0, which changes no
 * sum that began at +0. The count goes through the bits of the mask to a plain register: with a seventh vector of sums one is
 * kept in memory, and its way there and back takes longer than all the rest.
 */
function writeCandidates(state: State, { masked, self, shift }: Candidates): void {
  const { f, kind, from, to, me, sums } = state;
  const { v } = kind;
  const load = (k: number): Code => v128.load(f.get(from), now(state, k));
  /** entry of a table of masks for a distance in bytes, at most a vector */
  const entry = (bytes: Code, below: (a: Code, b: Code) => Code, table: number): Code => {
    const distance = f.keep(I32, bytes);
    const most = control.select(distance, i32.const(VECTOR), below(distance, i32.const(VECTOR)));
    return v128.load(i32.shl(most, i32.const(4 - kind.shift)), table);
  };
  const inside = masked ? f.keep(V128, entry(i32.sub(f.get(to), f.get(from)), i32.lt_s, state.inside)) : null;
  const mine = self ? f.keep(V128, entry(i32.sub(f.get(me), f.get(from)), i32.lt_u, state.self)) : null;
  const away = (k: number, from: number): Code => (shift ? v.add(v.sub(load(k), f.get(from)), shift[k]) : v.sub(load(k), f.get(from)));
  const dx = f.keep(V128, away(0, state.meX));
  const dy = f.keep(V128, away(1, state.meY));
  const distance2 = f.keep(V128, v.add(v.mul(dx, dx), v.mul(dy, dy)));
  let test = v.le(distance2, state.radius2);
  if (mine) test = v128.andnot(test, mine);
  if (inside) test = v128.and(test, inside);
  const seen = f.keep(V128, test);
  f.emit(f.set(state.n, i32.add(f.get(state.n), i32.popcnt(kind.mask.bitmask(seen)))));
  [dx, dy, load(2), load(3)].forEach((value, k) => f.emit(f.set(sums[k], v.add(f.get(sums[k]), v128.and(value, seen)))));
  const near = f.keep(V128, v128.and(v.lt(distance2, state.near2), seen));
  [dx, dy].forEach((value, k) => f.emit(f.set(sums[4 + k], v.sub(f.get(sums[4 + k]), v128.and(value, near)))));
}

/** Bytes 0-7 and 8-15 of a then of b; for four lanes, by lane. */
const LOW = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const HIGH = LOW.map((byte) => byte + 8);
const LOW4 = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
const HIGH4 = LOW4.map((byte) => byte + 8);
const EVEN4 = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];
const ODD4 = EVEN4.map((byte) => byte + 4);

/** Address of the record of bird i, from the first. */
function recordAt({ f, i, kind }: State): Code {
  return f.keep(I32, i32.mul(i32.sub(f.get(i), f.get(0)), i32.const(kind.record)));
}

/** The lanes joined, x and y side by side, to the record of bird i: three pairs, then the count. */
function writeRecord(state: State): void {
  const { f, w, kind, sums } = state;
  const single = w.precision === 'f32';
  const record = recordAt(state);
  const base = w.scratch + RECORDS;
  for (let k = 0; k < 3; k++) {
    const [x, y] = [f.get(sums[2 * k]), f.get(sums[2 * k + 1])];
    const [low, high] = single ? [LOW4, HIGH4] : [LOW, HIGH];
    const joined = f.keep(V128, kind.v.add(i8x16.shuffle(x, y, low), i8x16.shuffle(x, y, high)));
    if (single) f.emit(v128.store64_lane(record, f32x4.add(joined, i8x16.shuffle(joined, joined, HIGH)), 0, base + 8 * k));
    else f.emit(v128.store(record, joined, base + 16 * k));
  }
  f.emit(i32.store(record, f.get(state.n), base + (single ? 24 : 48)));
}

/** The records of the next birds, one vector for each number: d, v and d from those too near, x and y of each, and the count. */
function readRecords(state: State): Code[] {
  const { f, w } = state;
  const record = recordAt(state);
  const base = w.scratch + RECORDS;
  if (w.precision === 'f64') {
    const pairs = [0, 16, 32].flatMap((at) => {
      const [a, b] = [f.keep(V128, v128.load(record, base + at)), f.keep(V128, v128.load(record, base + 64 + at))];
      return [f.keep(V128, i8x16.shuffle(a, b, LOW)), f.keep(V128, i8x16.shuffle(a, b, HIGH))];
    });
    return [...pairs, f64x2.convert_low_i32x4_s(v128.load32_lane(record, v128.load32_zero(record, base + 48), 1, base + 112))];
  }
  const pairs = [0, 8, 16].flatMap((at) => {
    const two = (bird: number): Code => {
      const address = base + 32 * bird + at;
      return f.keep(V128, v128.load64_lane(record, v128.load64_zero(record, address), 1, address + 32));
    };
    const [a, b] = [two(0), two(2)];
    return [f.keep(V128, i8x16.shuffle(a, b, EVEN4)), f.keep(V128, i8x16.shuffle(a, b, ODD4))];
  });
  const counts = [1, 2, 3].reduce<Code>(
    (all, bird) => v128.load32_lane(record, all, bird, base + 24 + 32 * bird),
    v128.load32_zero(record, base + 24),
  );
  return [...pairs, f32x4.convert_i32x4_s(counts)];
}

/** The rest of the rule for as many birds as there are lanes. Behind the last bird there is room for a vector. */
function writeMoves(state: State): void {
  const { f, w, kind, i, me } = state;
  const { v } = kind;
  const splat = (value: number): Code => v.splat(kind.s.const(value));
  const weighted = (weight: number, value: Code): Code => v.mul(splat(weight), value);
  f.emit(f.set(me, i32.shl(f.get(i), i32.const(kind.shift))));
  const [towardX, towardY, matchX, matchY, awayX, awayY, n] = readRecords(state);
  const share = f.keep(V128, v.div(splat(1), v.max(n, splat(1))));
  const steered = (k: number, toward: Code, away: Code, match: Code): Code => {
    const sum = v.add(v.add(weighted(VALUES.cohere, toward), weighted(VALUES.separate, away)), weighted(VALUES.match, match));
    return f.keep(V128, v.add(v128.load(f.get(me), now(state, k)), v.mul(sum, share)));
  };
  const vx = steered(2, towardX, awayX, matchX);
  const vy = steered(3, towardY, awayY, matchY);
  const length = f.keep(V128, v.sqrt(v.add(v.mul(vx, vx), v.mul(vy, vy))));
  const scale = f.keep(V128, v128.and(v.div(splat(1), length), v.gt(length, ZERO)));
  const store = (k: number, value: Code): void => {
    f.emit(v128.store(f.get(me), v128.bitselect(value, splat(NaN), v.eq(value, value)), next(state, k)));
  };
  [vx, vy].forEach((velocity, k) => {
    const unit = f.keep(V128, v.mul(velocity, scale));
    store(2 + k, unit);
    store(k, wrapped(state, v.add(v128.load(f.get(me), now(state, k)), weighted(VALUES.speed, unit)), splat(w.space.size[k])));
  });
  f.emit(f.set(i, i32.add(f.get(i), i32.const(kind.lanes))));
}

/** Positions brought into [0, size). */
function wrapped({ f, kind: { v } }: State, value: Code, size: Code): Code {
  const position = f.local(V128);
  const at = f.get(position);
  const outside = (): Code => v128.or(v.lt(at, ZERO), v.ge(at, size));
  f.emit(f.set(position, value));
  const left = f.keep(V128, outside());
  f.emit(
    control.if(v128.any_true(left), [
      f.set(position, v128.bitselect(v.sub(at, v.mul(size, v.floor(v.div(at, size)))), at, left)),
      f.set(position, v128.andnot(at, v128.and(left, outside()))),
    ]),
  );
  return at;
}

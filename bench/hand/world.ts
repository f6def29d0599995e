// Worlds of birds sorted by cell in one memory, as the engine's sort leaves them, and the compiled rule over them. Imports the rules and the model.

import { checkParams } from '../../src/engine/params.ts';
import { load } from '../../src/models/binding.ts';
import { flocking, steer } from '../../src/models/flocking.ts';
import { compileRule } from '../../src/rules/compile.ts';
import { maskTable } from '../../src/rules/simd/masks.ts';
import { compiled as compiledModule, instantiate } from '../../src/rules/simd/load.ts';
import { slotReaders } from '../../src/rules/simd/slots.ts';
import { cellCount, torus, type SpaceSpec } from '../../src/spaces/space.ts';

export type Precision = 'f32' | 'f64';
export type Floats = Float32Array | Float64Array;
/** A rule over birds [lo, hi): reads the present columns, writes the next. */
export type Chunk = (lo: number, hi: number) => void;

/** The columns in the order in which they lie in memory. */
export const COLUMNS = ['x', 'y', 'vx', 'vy'] as const;

/** Parameters of the rule: the defaults of the model. */
export const VALUES = checkParams(flocking.params, {}) as unknown as Readonly<
  Record<'speed' | 'separation' | 'cohere' | 'separate' | 'match', number>
>;

/** Addresses in bytes. Kernels load whole vectors: behind each column there are 64 bytes more. */
export interface World {
  readonly precision: Precision;
  readonly count: number;
  readonly space: SpaceSpec;
  readonly memory: WebAssembly.Memory;
  /** of a number */
  readonly bytes: number;
  /** from one column to the next */
  readonly stride: number;
  readonly now: number;
  readonly next: number;
  readonly starts: number;
  /** 64 KiB for one thread, then ids */
  readonly scratch: number;
  /** in the cells around a bird, itself included, on average */
  readonly candidates: number;
}

const FIRST = 65_536;
const SCRATCH = 65_536;

/** `count` birds at random in a square torus of at least 3 × 3 cells, sorted by cell. */
export function sortedWorld(count: number, side: number, radius: number, precision: Precision): World {
  const space = torus({ width: side, height: side, radius });
  const bytes = precision === 'f64' ? 8 : 4;
  const stride = ((count + 63) & ~63) * bytes + 64;
  const now = FIRST;
  const next = now + 4 * stride;
  const starts = next + 4 * stride;
  const scratch = (starts + 4 * (cellCount(space) + 1) + 63) & ~63;
  const pages = Math.ceil((scratch + SCRATCH + 4 * count + 64) / 65_536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65_536, shared: true });
  const world = { precision, count, space, memory, bytes, stride, now, next, starts, scratch, candidates: 0 };
  scatter(world);
  return { ...world, candidates: candidatesOf(world) };
}

/** The columns at `base`, or `next`. */
export function columnsAt({ memory, precision, stride, count }: World, base: number): Record<(typeof COLUMNS)[number], Floats> {
  const column = (k: number): Floats =>
    precision === 'f64'
      ? new Float64Array(memory.buffer, base + k * stride, count)
      : new Float32Array(memory.buffer, base + k * stride, count);
  return { x: column(0), y: column(1), vx: column(2), vy: column(3) };
}

const startsOf = ({ memory, starts, space }: World): Int32Array => new Int32Array(memory.buffer, starts, cellCount(space) + 1);

function scatter(world: World): void {
  const { count, space } = world;
  const [nx, ny] = space.cells;
  const [side] = space.size;
  const now = columnsAt(world, world.now);
  const starts = startsOf(world);
  let state = 12_345;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < count; i++) {
    now.x[i] = uniform() * side;
    now.y[i] = uniform() * side;
    if (now.x[i] >= side) now.x[i] = 0; // rounded up to float32
    if (now.y[i] >= side) now.y[i] = 0;
    now.vx[i] = 2 * uniform() - 1;
    now.vy[i] = 2 * uniform() - 1;
  }
  const cell = Int32Array.from({ length: count }, (_, i) => {
    const cx = Math.min(nx - 1, Math.floor(now.x[i] * (nx / side)));
    return Math.min(ny - 1, Math.floor(now.y[i] * (ny / side))) * nx + cx;
  });
  for (const c of cell) starts[c + 1]++;
  for (let c = 0; c < nx * ny; c++) starts[c + 1] += starts[c];
  const at = starts.slice();
  const place = cell.map((c) => at[c]++);
  for (const column of Object.values(now)) {
    const before = column.slice();
    place.forEach((to, i) => (column[to] = before[i]));
  }
}

function candidatesOf(world: World): number {
  const [nx, ny] = world.space.cells;
  const starts = startsOf(world);
  const inCell = (cx: number, cy: number): number => {
    const c = ((cy + ny) % ny) * nx + ((cx + nx) % nx);
    return starts[c + 1] - starts[c];
  };
  let sum = 0;
  for (let cy = 0; cy < ny; cy++) {
    for (let cx = 0; cx < nx; cx++) {
      let around = 0;
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) around += inCell(cx + dx, cy + dy);
      sum += inCell(cx, cy) * around;
    }
  }
  return sum / world.count;
}

/** The rule as the compiler writes it, in JavaScript and in WebAssembly. */
export function compiled(world: World): { js: Chunk; simd: Chunk } {
  const { precision, space, count, memory, scratch } = world;
  const [width, height] = space.size;
  const { code, simd } = compileRule(steer, {
    role: 'rule',
    name: 'rule of kind bird',
    kinds: [{ name: 'bird', columns: COLUMNS.map((name) => ({ name, type: precision, size: 1 })) }],
    self: 'bird',
    space,
    params: Object.fromEntries(Object.entries({ ...VALUES, width, height }).map(([name, value]) => [name, { value, integer: false }])),
    globals: [],
    mode: 'synchronous',
    precision,
    backend: 'simd',
  });
  if (!simd) throw new Error('the rule is not compiled to WebAssembly');
  const kernel = load<(rt: unknown, lo: number, hi: number) => void>(code);
  const now = { ...columnsAt(world, world.now), id: new Uint32Array(memory.buffer, scratch + SCRATCH, count) };
  const rt = {
    now,
    next: columnsAt(world, world.next),
    capacity: count,
    kinds: { bird: { now, capacity: count, starts: startsOf(world) } },
    mark: new Int32Array(memory.buffer, scratch, 1),
    markAt: 0,
    tick: 0,
  };
  const masks = scratch + 128;
  new Uint8Array(memory.buffer).set(maskTable(precision), masks);
  const working = { spill: scratch + 16_384, out: scratch + 8_192, tables: 0, nan: scratch + 64, masks };
  const readers = slotReaders(simd.slots, 'bird', rt as never, working); // the parts that this rule asks for are there
  const row = new Int32Array(memory.buffer, scratch + 4_096, readers.length);
  const run = instantiate(compiledModule(simd.bytes), simd, memory);
  return {
    js: (lo, hi) => kernel(rt, lo, hi),
    simd: (lo, hi) => {
      for (let n = 0; n < readers.length; n++) row[n] = readers[n]();
      run(row.byteOffset, lo, hi);
    },
  };
}
